import { MAX_MESSAGE_BYTES } from '../constants.ts';
import { RrdError, RrdErrorCode } from './errors.ts';

// The framing of a recording file: `StreamHeader Message* [End [StreamFooter]]`, all integers little-endian.

/** First four bytes of every stream. */
export const STREAM_MAGIC = fourBytes('RRF2');
/** Follows the magic in a stream footer. */
export const FOOTER_MAGIC = fourBytes('FOOT');
export const STREAM_HEADER_BYTES = 12;
export const MESSAGE_HEADER_BYTES = 16;
export const STREAM_FOOTER_BYTES = 32;

/** Kinds of messages, as their headers carry them. */
export const RrdMessageKind = { End: 0, StoreInfo: 1, Arrow: 2, BlueprintActivation: 3 } as const;

/** Values of `ArrowMsg.compression` and `DataframePart.compression`. */
export const RrdCompression = { Unspecified: 0, None: 1, Lz4: 2 } as const;

/**
 * Bytes of the Arrow stream of one chunk, uncompressed: a chunk that the socket can carry, a file can hold.
 *
 * @group Recordings
 */
export const MAX_RRD_CHUNK_BYTES = MAX_MESSAGE_BYTES;
/**
 * Bytes of one message other than a footer. What LZ4 cannot compress grows by 1/255; the rest is room for ids.
 *
 * @group Recordings
 */
export const MAX_RRD_MESSAGE_BYTES = MAX_RRD_CHUNK_BYTES + 1024 * 1024;
/**
 * Bytes of a footer, and of each manifest in it when uncompressed. A million chunks of few components fit.
 *
 * @group Recordings
 */
export const MAX_RRD_FOOTER_BYTES = 256 * 1024 * 1024;
/** Bytes of the Arrow schema of a manifest, one field per timeline and component. */
export const MAX_MANIFEST_SCHEMA_BYTES = 16 * 1024 * 1024;
/** Streams in one file that were joined with `cat`. */
export const MAX_RRD_STREAMS = 1024;

/**
 * Version of the crate that wrote a file, as Rerun's viewer shows it. `meta` 0 is a release.
 *
 * @group Recordings
 */
export interface RrdVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** 0 for a release; else two bits for the kind of pre-release and six for its number. */
  readonly meta: number;
}

/**
 * The version that this package writes: the oldest one whose layout it is, so that no reader in use takes it for newer than
 * itself and warns.
 */
export const WRITTEN_VERSION: RrdVersion = { major: 0, minor: 33, patch: 0, meta: 0 };
/** Files from before have chunks in other layouts. */
const OLDEST_MINOR = 23;
const PROTOBUF_SERIALIZER = 2;
const MSGPACK_SERIALIZER = 1;

export function encodeStreamHeader(version: RrdVersion, isCompressed: boolean): Uint8Array {
  const { major, minor, patch, meta } = version;
  return Uint8Array.of(...STREAM_MAGIC, major, minor, patch, meta, isCompressed ? 1 : 0, PROTOBUF_SERIALIZER, 0, 0);
}

/** Reads the 12 bytes of a stream header that stand at `offset` of the file. @throws RrdError */
export function decodeStreamHeader(bytes: Uint8Array, offset: number): RrdVersion {
  if (!hasBytes(bytes, 0, STREAM_MAGIC)) {
    const found = magicText(bytes);
    if (found === 'RRF0' || found === 'RRF1') {
      throw new RrdError(
        RrdErrorCode.OldRrd,
        `Recordings of format ${found} are from before version 0.23 and too old; save them again with a newer Rerun`,
        offset,
      );
    }
    throw new RrdError(RrdErrorCode.NotRrd, `A recording begins with "RRF2", found ${JSON.stringify(found)}`, offset);
  }
  const [major = 0, minor = 0, patch = 0, meta = 0, , serializer, reserved1, reserved2] = bytes.subarray(4);
  if (serializer === MSGPACK_SERIALIZER || (major === 0 && minor < OLDEST_MINOR)) {
    throw new RrdError(
      RrdErrorCode.OldRrd,
      `A recording must be of version 0.${OLDEST_MINOR} or later, found ${major}.${minor}.${patch}; save it again with a newer Rerun`,
      offset,
    );
  }
  if (serializer !== PROTOBUF_SERIALIZER || reserved1 !== 0 || reserved2 !== 0) {
    throw new RrdError(
      RrdErrorCode.BadStreamHeader,
      `A stream header ends with serializer 2 and two zeros, found ${serializer}, ${reserved1}, ${reserved2}`,
      offset,
    );
  }
  return { major, minor, patch, meta };
}

export interface MessageHeader {
  /** One of {@link RrdMessageKind}, or a number that this version does not know. */
  readonly kind: number;
  /** Bytes of the payload; infinite if the header says 2^53 or more. */
  readonly payloadBytes: number;
}

export function encodeMessageHeader(kind: number, payloadBytes: number): Uint8Array {
  const bytes = new Uint8Array(MESSAGE_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  writeUint64(view, 0, kind);
  writeUint64(view, 8, payloadBytes);
  return bytes;
}

export function decodeMessageHeader(bytes: Uint8Array): MessageHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { kind: readUint64(view, 0), payloadBytes: readUint64(view, 8) };
}

/** Where the footer of a stream is: the last 32 bytes of a stream that was closed properly. */
export interface StreamFooter {
  /** Offset of the footer's payload from the beginning of its stream. */
  readonly offset: number;
  readonly byteLength: number;
  readonly crc: number;
}

export function encodeStreamFooter({ offset, byteLength, crc }: StreamFooter): Uint8Array {
  const bytes = new Uint8Array(STREAM_FOOTER_BYTES);
  const view = new DataView(bytes.buffer);
  writeUint64(view, 0, offset);
  writeUint64(view, 8, byteLength);
  view.setUint32(16, crc, true);
  bytes.set(STREAM_MAGIC, 20);
  bytes.set(FOOTER_MAGIC, 24);
  view.setUint32(28, 1, true);
  return bytes;
}

/** Reads the 32 bytes of a stream footer; undefined if they are none. */
export function decodeStreamFooter(bytes: Uint8Array): StreamFooter | undefined {
  if (!hasBytes(bytes, 20, STREAM_MAGIC) || !hasBytes(bytes, 24, FOOTER_MAGIC)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(28, true) !== 1) return undefined;
  return { offset: readUint64(view, 0), byteLength: readUint64(view, 8), crc: view.getUint32(16, true) };
}

export function startsStream(bytes: Uint8Array): boolean {
  return hasBytes(bytes, 0, STREAM_MAGIC);
}

function readUint64(view: DataView, offset: number): number {
  const high = view.getUint32(offset + 4, true);
  return high >= 2 ** 21 ? Number.POSITIVE_INFINITY : high * 2 ** 32 + view.getUint32(offset, true);
}

function writeUint64(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, value, true);
  view.setUint32(offset + 4, Math.floor(value / 2 ** 32), true);
}

function hasBytes(bytes: Uint8Array, offset: number, wanted: Uint8Array): boolean {
  return wanted.every((byte, i) => bytes[offset + i] === byte);
}

function fourBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

function magicText(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 4));
}
