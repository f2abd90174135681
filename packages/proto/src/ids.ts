import { ProtoError, ProtoErrorCode } from './errors.ts';

/**
 * Text form of the TUID that names one chunk: 16 upper-case hex digits (nanoseconds since the Unix epoch) and 16
 * lower-case ones (counter). Unique over all recordings; sorts in order of making for ids of one generator.
 *
 * @group Ids
 */
export type ChunkId = string & { readonly __brand: 'ChunkId' };

/**
 * Names one recording: 1 to 128 letters, digits, `_` and `-`.
 *
 * @group Ids
 */
export type RecordingId = string & { readonly __brand: 'RecordingId' };

/** Bytes of a TUID. */
export const TUID_BYTES = 16;

/**
 * Where a {@link TuidGenerator} takes its time and its randomness from; both are injected by tests.
 *
 * @group Ids
 */
export interface TuidGeneratorOptions {
  /** Nanoseconds since the Unix epoch. Default: the system clock in whole milliseconds. */
  readonly nowNanos?: () => bigint;
  /** First value of the counter, 0 to 2^63 - 1. Default: random. */
  readonly start?: bigint;
}

/**
 * Makes TUIDs: 16 bytes, big-endian nanoseconds and big-endian counter. The ids of one generator ascend strictly, also
 * when the clock stands still or is set back; a random start of the counter keeps those of several generators apart.
 *
 * @group Ids
 */
export class TuidGenerator {
  readonly #nowNanos: () => bigint;
  // The clock's 64 bits are split through this scratch: no bigint arithmetic for each of 400 000 rows a second.
  readonly #nanos = new BigInt64Array(1);
  readonly #words = new DataView(this.#nanos.buffer);
  #lastHigh = 0;
  #lastLow = 0;
  #counterHigh: number;
  #counterLow: number;

  constructor(options: TuidGeneratorOptions = {}) {
    this.#nowNanos = options.nowNanos ?? systemNanos;
    if (options.start === undefined) {
      const random = crypto.getRandomValues(new Uint32Array(2));
      this.#counterHigh = (random[0] ?? 0) & 0x7fffffff;
      this.#counterLow = random[1] ?? 0;
    } else {
      if (options.start < 0n || options.start >= 2n ** 63n) {
        throw new RangeError(`options.start, when provided, must be in 0 to 2^63 - 1, found ${options.start}.`);
      }
      this.#counterHigh = Number(options.start >> 32n);
      this.#counterLow = Number(options.start & 0xffffffffn);
    }
  }

  /** Writes the next id to the 16 bytes of `out` at `offset`. */
  writeNext(out: Uint8Array, offset: number): void {
    this.#advance();
    writeUint32(out, offset, this.#lastHigh);
    writeUint32(out, offset + 4, this.#lastLow);
    writeUint32(out, offset + 8, this.#counterHigh);
    writeUint32(out, offset + 12, this.#counterLow);
  }

  /** The next id in the text form of a chunk id. */
  nextChunkId(): ChunkId {
    this.#advance();
    const time = hex8(this.#lastHigh) + hex8(this.#lastLow);
    return (time.toUpperCase() + hex8(this.#counterHigh) + hex8(this.#counterLow)) as ChunkId;
  }

  #advance(): void {
    this.#nanos[0] = this.#nowNanos();
    const high = this.#words.getUint32(HIGH_WORD, LITTLE_ENDIAN);
    const low = this.#words.getUint32(LOW_WORD, LITTLE_ENDIAN);
    if (high > this.#lastHigh || (high === this.#lastHigh && low > this.#lastLow)) {
      this.#lastHigh = high;
      this.#lastLow = low;
    }
    this.#counterLow = (this.#counterLow + 1) >>> 0;
    // A carry out of the high word would take 2^63 ids of one generator.
    if (this.#counterLow === 0) this.#counterHigh = (this.#counterHigh + 1) >>> 0;
  }
}

/**
 * Checks a chunk id from outside and gives it the canonical upper and lower case.
 *
 * @throws ProtoError `bad-id` unless it is 32 hex digits.
 * @group Ids
 */
export function parseChunkId(text: string): ChunkId {
  if (!/^[0-9a-fA-F]{32}$/.test(text)) {
    throw new ProtoError(ProtoErrorCode.BadId, `A chunk id must be 32 hex digits, found ${quote(text)}.`);
  }
  return (text.slice(0, 16).toUpperCase() + text.slice(16).toLowerCase()) as ChunkId;
}

/**
 * The 16 bytes of the TUID that a chunk id stands for.
 *
 * @group Ids
 */
export function chunkIdToBytes(id: ChunkId): Uint8Array {
  const bytes = new Uint8Array(TUID_BYTES);
  writeChunkId(id, bytes, 0);
  return bytes;
}

/** Writes the 16 bytes of the TUID that a chunk id stands for to `out` at `offset`. */
export function writeChunkId(id: ChunkId, out: Uint8Array, offset: number): void {
  for (let i = 0; i < TUID_BYTES; i++) {
    out[offset + i] = (hexDigit(id.charCodeAt(2 * i)) << 4) | hexDigit(id.charCodeAt(2 * i + 1));
  }
}

/** The value of a digit that is known to be one: letters of both cases differ from digits in bit 6. */
function hexDigit(charCode: number): number {
  return (charCode & 15) + (charCode >> 6) * 9;
}

/**
 * The chunk id whose TUID is in the 16 bytes at `offset`.
 *
 * @group Ids
 */
export function chunkIdFromBytes(bytes: Uint8Array, offset = 0): ChunkId {
  if (bytes.length < offset + TUID_BYTES) {
    throw new RangeError(`A TUID needs ${TUID_BYTES} bytes at offset ${offset}, found ${bytes.length - offset}.`);
  }
  let hex = '';
  for (let i = 0; i < TUID_BYTES; i++) hex += (bytes[offset + i] ?? 0).toString(16).padStart(2, '0');
  return (hex.slice(0, 16).toUpperCase() + hex.slice(16)) as ChunkId;
}

/**
 * Orders two TUIDs by time, then counter: negative if the one in `a` is smaller, 0 if they are equal.
 *
 * @group Ids
 */
export function compareTuids(a: Uint8Array, aOffset: number, b: Uint8Array, bOffset: number): number {
  for (let i = 0; i < TUID_BYTES; i++) {
    const difference = (a[aOffset + i] ?? 0) - (b[bOffset + i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Checks a recording id from outside.
 *
 * @throws ProtoError `bad-id` unless it is 1 to 128 letters, digits, `_` and `-`.
 * @group Ids
 */
export function parseRecordingId(text: string): RecordingId {
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(text)) {
    throw new ProtoError(
      ProtoErrorCode.BadId,
      `A recording id must be 1 to 128 letters, digits, "_" and "-", found ${quote(text)}.`,
    );
  }
  return text as RecordingId;
}

/**
 * A new random recording id, in the form of a UUID (version 4).
 *
 * @group Ids
 */
export function makeRecordingId(): RecordingId {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return groups.join('-') as RecordingId;
}

// A typed array has the byte order of the machine, so the scratch must be read in that order.
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
const HIGH_WORD = LITTLE_ENDIAN ? 4 : 0;
const LOW_WORD = LITTLE_ENDIAN ? 0 : 4;

function systemNanos(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}

function writeUint32(out: Uint8Array, offset: number, value: number): void {
  out[offset] = value >>> 24;
  out[offset + 1] = value >>> 16;
  out[offset + 2] = value >>> 8;
  out[offset + 3] = value;
}

function hex8(value: number): string {
  return value.toString(16).padStart(8, '0');
}

function quote(text: string): string {
  return typeof text === 'string' ? JSON.stringify(text.slice(0, 140)) : String(text);
}
