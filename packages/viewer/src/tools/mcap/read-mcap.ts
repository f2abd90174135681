import { McapStreamReader, type McapTypes } from '@mcap/core';
import { type ByteSource, Lz4Error } from '@rushes/proto';
import { decompress as decompressZstd } from 'fzstd';
import { ConversionError, ConversionErrorCode } from '../conversion-error.ts';
import type { OnProgress } from '../read-messages.ts';
import { decompressLz4Frame } from './lz4-frame.ts';

/** Bytes of one record, or of what a chunk decompresses to. Writers make chunks of a few MB. */
export const MAX_MCAP_RECORD_BYTES = 512 * 1024 * 1024;

/** The records of a file that conversions look at. */
export type McapDataRecord = Extract<
  McapTypes.TypedMcapRecord,
  { readonly type: 'Header' | 'Schema' | 'Channel' | 'Message' | 'Metadata' }
>;

/** How a file is read. */
export interface ReadMcapOptions {
  /** The file as the user named it, for messages. */
  readonly file: string;
  /** Give what is there of a file that was cut short, and end. Default: an error, at the place where it is cut. */
  readonly acceptsPartial?: boolean | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Called for each attachment: those are not read. */
  readonly onAttachment?: (() => void) | undefined;
  /** Called where a file that was cut short ends, if that is accepted, with a sentence. */
  readonly onTruncated?: ((problem: string) => void) | undefined;
}

const MAGIC = [0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a];
const RECORD_HEAD_BYTES = 9;
const Opcode = { Footer: 0x02, Chunk: 0x06, Attachment: 0x09, DataEnd: 0x0f } as const;
/** Header, schema, channel, message, chunk, metadata: the others are of no use to a reader of everything. */
const DATA_OPCODES: ReadonlySet<number> = new Set([0x01, 0x03, 0x04, 0x05, Opcode.Chunk, 0x0c]);

/**
 * The data of an MCAP file, in the order of the file: that is the order in which messages were written, and a file without an
 * index is read like any other. Memory: one chunk, as it lies in the file and decompressed.
 *
 * @throws ConversionError `wrong-format`, `truncated`, `damaged` (also for a wrong checksum), `unsupported-compression` or
 * `limit-exceeded`
 */
export async function* readMcap(source: ByteSource, options: ReadMcapOptions): AsyncGenerator<McapDataRecord> {
  const { file } = options;
  const size = await source.size();
  if (size === 0) throw new ConversionError(ConversionErrorCode.NothingToConvert, `${file} is empty.`);
  const window = new ByteWindow(source, size);
  const magic = await window.read(0, Math.min(MAGIC.length, size));
  if (!MAGIC.every((byte, i) => magic[i] === byte)) {
    throw new ConversionError(
      ConversionErrorCode.WrongFormat,
      `${file} is no MCAP file: it does not begin with its magic.`,
    );
  }
  const reader = new McapStreamReader({ includeChunks: true, decompressHandlers: decompressors(file) });
  reader.append(magic);
  for (let at = MAGIC.length; ; ) {
    const missing = await window.missingAt(at);
    if (missing !== undefined) {
      if (options.acceptsPartial !== true) throw cutShort(file, missing);
      options.onTruncated?.(missing);
      return;
    }
    const { opcode, length } = await window.recordAt(at);
    if (opcode === Opcode.DataEnd || opcode === Opcode.Footer) return;
    if (opcode === Opcode.Attachment) options.onAttachment?.();
    if (DATA_OPCODES.has(opcode)) {
      if (length > MAX_MCAP_RECORD_BYTES) throw tooLarge(file, at, length);
      reader.append(await window.read(at, RECORD_HEAD_BYTES + length));
      yield* recordsOf(reader, file, at);
    }
    at += RECORD_HEAD_BYTES + length;
    options.onProgress?.(at, size);
  }
}

function* recordsOf(reader: McapStreamReader, file: string, offset: number): Generator<McapDataRecord> {
  for (;;) {
    let record: McapTypes.TypedMcapRecord | undefined;
    try {
      record = reader.nextRecord();
    } catch (error) {
      throw asConversionError(error, file, offset);
    }
    if (record === undefined) return;
    if (record.type === 'Chunk') checkChunk(record, file, offset);
    else if (isDataRecord(record)) yield record;
  }
}

function isDataRecord(record: McapTypes.TypedMcapRecord): record is McapDataRecord {
  const { type } = record;
  return type === 'Header' || type === 'Schema' || type === 'Channel' || type === 'Message' || type === 'Metadata';
}

/** Before its data is decompressed. */
function checkChunk({ compression, uncompressedSize }: McapTypes.Chunk, file: string, offset: number): void {
  if (uncompressedSize > BigInt(MAX_MCAP_RECORD_BYTES)) throw tooLarge(file, offset, Number(uncompressedSize));
  if (compression === '' || compression === 'lz4' || compression === 'zstd') return;
  throw new ConversionError(
    ConversionErrorCode.UnsupportedCompression,
    `${file} has chunks compressed with "${compression}", and lz4 and zstd can be read. Write it anew with the MCAP tool: mcap compress ${file} -o other.mcap`,
  );
}

function decompressors(file: string): McapTypes.DecompressHandlers {
  return {
    lz4: (bytes, byteLength) => decompressLz4Frame(bytes, Number(byteLength)),
    zstd: (bytes, byteLength) => {
      const out = decompressZstd(bytes, new Uint8Array(Number(byteLength)));
      if (out.length === Number(byteLength)) return out;
      throw new ConversionError(
        ConversionErrorCode.Damaged,
        `A chunk of ${file} must decompress to ${byteLength} bytes, found ${out.length}.`,
      );
    },
  };
}

interface RecordHead {
  readonly opcode: number;
  readonly length: number;
}

/** Reads small records together: a file without chunks has one per message. */
class ByteWindow {
  readonly #source: ByteSource;
  readonly #size: number;
  #bytes = new Uint8Array(0);
  #start = 0;

  constructor(source: ByteSource, size: number) {
    this.#source = source;
    this.#size = size;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const at = offset - this.#start;
    if (at >= 0 && at + length <= this.#bytes.length) return this.#bytes.subarray(at, at + length);
    if (length >= WINDOW_BYTES) return this.#source.read(offset, length);
    this.#bytes = new Uint8Array(await this.#source.read(offset, Math.min(WINDOW_BYTES, this.#size - offset)));
    this.#start = offset;
    return this.#bytes.subarray(0, length);
  }

  async recordAt(offset: number): Promise<RecordHead> {
    const head = await this.read(offset, RECORD_HEAD_BYTES);
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    return { opcode: view.getUint8(0), length: view.getUint32(5, true) * 2 ** 32 + view.getUint32(1, true) };
  }

  /** What is missing of the record there. */
  async missingAt(offset: number): Promise<string | undefined> {
    const left = this.#size - offset;
    if (left === 0) return `it ends at byte ${offset} without the records that end an MCAP file`;
    if (left < RECORD_HEAD_BYTES) return `it ends within the head of a record at byte ${offset}`;
    const { length } = await this.recordAt(offset);
    if (RECORD_HEAD_BYTES + length <= left) return undefined;
    return `the record at byte ${offset} needs ${length} bytes and ${left - RECORD_HEAD_BYTES} are left`;
  }
}

const WINDOW_BYTES = 1024 * 1024;

function cutShort(file: string, missing: string): ConversionError {
  return new ConversionError(
    ConversionErrorCode.Truncated,
    `${file} was cut short: ${missing}. Use --partial to convert what is there.`,
  );
}

function tooLarge(file: string, offset: number, length: number): ConversionError {
  return new ConversionError(
    ConversionErrorCode.LimitExceeded,
    `A record or chunk of ${file} has at most ${MAX_MCAP_RECORD_BYTES} bytes, found ${length} at byte ${offset}.`,
  );
}

/** The libraries throw plain errors for bytes that contradict themselves. */
function asConversionError(error: unknown, file: string, offset: number): unknown {
  if (error instanceof ConversionError) return error;
  const reason = error instanceof Lz4Error || error instanceof Error ? error.message : String(error);
  return new ConversionError(
    ConversionErrorCode.Damaged,
    `The record at byte ${offset} of ${file} is damaged: ${reason}`,
    { cause: error },
  );
}
