import type { ByteSource } from '@rushes/proto';

// Libraries read what is there of a file that was cut short, and say nothing. What the file announces of its own length is at the
// top of its structure: a few bytes per box of an MP4, and the head of a Matroska file.

/** What is missing of a container that was cut short, as a sentence; undefined if it is whole, or does not say. */
export async function findMissingEnd(source: ByteSource, format: string): Promise<string | undefined> {
  const size = await source.size();
  if (format === 'MP4' || format === 'QuickTime File Format') return missingOfMp4(source, size);
  if (format === 'Matroska' || format === 'WebM') return missingOfMatroska(source, size);
  return undefined;
}

/** Boxes at the top of a file; a fragmented one has two a second. */
const MAX_BOXES = 1_000_000;
const LARGE_SIZE_BYTES = 16;

async function missingOfMp4(source: ByteSource, size: number): Promise<string | undefined> {
  let hasIndex = false;
  let at = 0;
  for (let boxes = 0; at < size && boxes < MAX_BOXES; boxes++) {
    const head = await source.read(at, Math.min(LARGE_SIZE_BYTES, size - at));
    if (head.length < 8) return `it ends within the head of a box at byte ${at}`;
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    const type = String.fromCharCode(...head.subarray(4, 8));
    let length = view.getUint32(0);
    if (length === 1 && head.length === LARGE_SIZE_BYTES) length = Number(view.getBigUint64(8));
    // 0 means up to the end of the file.
    if (length === 0) length = size - at;
    if (length < 8) return `the box at byte ${at} has an impossible length of ${length}`;
    if (at + length > size) return `the ${type} box at byte ${at} needs ${length} bytes and ${size - at} are left`;
    if (type === 'moov') hasIndex = true;
    at += length;
  }
  return hasIndex ? undefined : 'it has no index (moov), which is written when the file is closed';
}

const EBML = 0x1a45dfa3;
const SEGMENT = 0x18538067;
const HEAD_BYTES = 4096;

async function missingOfMatroska(source: ByteSource, size: number): Promise<string | undefined> {
  const head = await source.read(0, Math.min(HEAD_BYTES, size));
  let at = 0;
  while (at < head.length) {
    const element = readElement(head, at);
    if (element === undefined) return undefined;
    if (element.id === SEGMENT) {
      // Files that are written live do not know their length.
      if (element.length === undefined || element.end <= size) return undefined;
      return `its segment at byte ${at} needs ${element.length} bytes and ${size - element.start} are left`;
    }
    if (element.id !== EBML || element.length === undefined) return undefined;
    at = element.end;
  }
  return undefined;
}

interface Element {
  readonly id: number;
  /** Undefined: not known when it was written. */
  readonly length: number | undefined;
  readonly start: number;
  readonly end: number;
}

function readElement(bytes: Uint8Array, at: number): Element | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (at + 5 > bytes.length) return undefined;
  const id = view.getUint32(at);
  const first = bytes[at + 4] ?? 0;
  const width = Math.clz32(first) - 23;
  if (width > 8 || at + 4 + width > bytes.length) return undefined;
  let length = first & (0xff >> width);
  let isUnknown = length === 0xff >> width;
  for (let i = 1; i < width; i++) {
    const byte = bytes[at + 4 + i] ?? 0;
    length = length * 256 + byte;
    if (byte !== 0xff) isUnknown = false;
  }
  const start = at + 4 + width;
  return { id, length: isUnknown ? undefined : length, start, end: start + length };
}
