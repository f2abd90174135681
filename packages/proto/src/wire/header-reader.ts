import { type EntityPath, parseEntityPath } from '../entity-path.ts';
import { ProtoError, ProtoErrorCode } from '../errors.ts';
import { type ChunkId, parseChunkId, parseRecordingId, type RecordingId } from '../ids.ts';

/** Reads the fields of a decoded header; each error says which field, what was expected, and what was found. */
export class HeaderReader {
  readonly #map: Readonly<Record<string, unknown>>;
  readonly #where: string;

  private constructor(map: Readonly<Record<string, unknown>>, where: string) {
    this.#map = map;
    this.#where = where;
  }

  /** @throws ProtoError `bad-header` unless the value is a map with text keys. */
  static of(value: unknown, where: string): HeaderReader {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array) {
      throw new ProtoError(ProtoErrorCode.BadHeader, `Expected a map as ${where}, found ${describe(value)}.`);
    }
    return new HeaderReader(value as Readonly<Record<string, unknown>>, where);
  }

  has(field: string): boolean {
    return Object.hasOwn(this.#map, field) && this.#map[field] !== undefined && this.#map[field] !== null;
  }

  text(field: string, limits: { readonly maxBytes: number; readonly minBytes?: number }): string {
    const value = this.#get(field);
    if (typeof value !== 'string') throw this.bad(field, 'a text', value);
    const { minBytes = 1, maxBytes } = limits;
    // A UTF-16 unit takes one to three bytes: only texts in between must be measured.
    const bytes = value.length * 3 > maxBytes ? encoder.encode(value).length : value.length;
    if (bytes < minBytes) throw this.bad(field, `a text of at least ${minBytes} bytes`, value);
    if (bytes > maxBytes) {
      throw new ProtoError(
        ProtoErrorCode.LimitExceeded,
        `Field "${field}" of ${this.#where} has at most ${maxBytes} bytes, found ${bytes}.`,
      );
    }
    return value;
  }

  boolean(field: string): boolean {
    const value = this.#get(field);
    if (typeof value !== 'boolean') throw this.bad(field, 'true or false', value);
    return value;
  }

  /** A whole number that a `number` holds exactly. Other encoders may send it as a 64-bit integer. */
  integer(field: string, limits: { readonly min: number; readonly max?: number }): number {
    const value = this.#get(field);
    const { min, max = Number.MAX_SAFE_INTEGER } = limits;
    const number = typeof value === 'bigint' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < min || number > max) {
      throw this.bad(field, `a whole number in ${min} to ${max}`, value);
    }
    return number;
  }

  /** A whole number of 64 bits. Other encoders may send a small one in a shorter form. */
  int64(field: string): bigint {
    const value = this.#get(field);
    const bigint = typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
    if (typeof bigint !== 'bigint' || bigint < -(2n ** 63n) || bigint >= 2n ** 63n) {
      throw this.bad(field, 'a 64-bit signed integer', value);
    }
    return bigint;
  }

  oneOf<T extends string>(field: string, allowed: readonly T[]): T {
    const value = this.#get(field);
    const found = allowed.find((text) => text === value);
    if (found === undefined) throw this.bad(field, `one of ${allowed.join(', ')}`, value);
    return found;
  }

  array(field: string, maxLength: number): readonly unknown[] {
    const value = this.#get(field);
    if (!Array.isArray(value)) throw this.bad(field, 'an array', value);
    if (value.length > maxLength) {
      throw new ProtoError(
        ProtoErrorCode.LimitExceeded,
        `Field "${field}" of ${this.#where} has at most ${maxLength} entries, found ${value.length}.`,
      );
    }
    return value;
  }

  map(field: string): HeaderReader {
    return HeaderReader.of(this.#get(field), `field "${field}" of ${this.#where}`);
  }

  maps(field: string, maxLength: number): readonly HeaderReader[] {
    return this.array(field, maxLength).map((value, i) => HeaderReader.of(value, `${field}[${i}] of ${this.#where}`));
  }

  texts(field: string, maxLength: number, maxBytes: number): readonly string[] {
    return this.array(field, maxLength).map((value, i) =>
      new HeaderReader({ [i]: value }, `${field} of ${this.#where}`).text(String(i), { maxBytes }),
    );
  }

  recordingId(field: string): RecordingId {
    const value = this.#get(field);
    if (typeof value !== 'string') throw this.bad(field, 'a recording id', value);
    return parseRecordingId(value);
  }

  chunkId(field: string): ChunkId {
    const value = this.#get(field);
    if (typeof value !== 'string') throw this.bad(field, 'a chunk id', value);
    return parseChunkId(value);
  }

  /** An entity path in canonical form, as a router needs it: paths are compared as texts. */
  entityPath(field: string): EntityPath {
    const value = this.#get(field);
    if (typeof value !== 'string') throw this.bad(field, 'an entity path', value);
    const path = parseEntityPath(value);
    if (path !== value) throw this.bad(field, `the canonical form of the path, ${path}`, value);
    return path;
  }

  bad(field: string, expected: string, found: unknown): ProtoError {
    return new ProtoError(
      ProtoErrorCode.BadHeader,
      `Field "${field}" of ${this.#where} must be ${expected}, found ${describe(found)}.`,
    );
  }

  #get(field: string): unknown {
    return Object.hasOwn(this.#map, field) ? this.#map[field] : undefined;
  }
}

const encoder = new TextEncoder();

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  return typeof value === 'object' ? 'a map' : String(value);
}
