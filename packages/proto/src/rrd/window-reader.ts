import type { ByteSource } from './byte-source.ts';
import { RrdError, RrdErrorCode } from './errors.ts';

/** Reads a source in windows, so that many small reads in a row become few. Holds one window. */
export class WindowReader {
  readonly #source: ByteSource;
  readonly #windowBytes: number;
  /** Nothing at or behind this offset is read. */
  readonly #end: number;
  #window: Uint8Array = new Uint8Array(0);
  #windowStart = 0;

  constructor(source: ByteSource, end: number, windowBytes: number) {
    this.#source = source;
    this.#end = end;
    this.#windowBytes = windowBytes;
  }

  get end(): number {
    return this.#end;
  }

  /** `length` bytes from `offset` on, or as many as there are: views into the window. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const wanted = Math.max(Math.min(length, this.#end - offset), 0);
    const start = offset - this.#windowStart;
    if (start >= 0 && start + wanted <= this.#window.length) return this.#window.subarray(start, start + wanted);
    const bytes = Math.min(Math.max(wanted, this.#windowBytes), this.#end - offset);
    this.#window = await readExactly(this.#source, offset, bytes);
    this.#windowStart = offset;
    return this.#window.subarray(0, wanted);
  }
}

/** @throws RrdError `read-failed` if the source fails or gives fewer bytes. */
export async function readExactly(source: ByteSource, offset: number, length: number): Promise<Uint8Array> {
  if (length <= 0) return new Uint8Array(0);
  let bytes: Uint8Array;
  try {
    bytes = await source.read(offset, length);
  } catch (cause) {
    if (cause instanceof RrdError) throw cause;
    throw new RrdError(RrdErrorCode.ReadFailed, `Reading ${length} bytes failed`, offset, { cause });
  }
  if (bytes.length !== length) {
    throw new RrdError(
      RrdErrorCode.ReadFailed,
      `Expected ${length} bytes, found ${bytes.length}; the recording has become shorter`,
      offset,
    );
  }
  return bytes;
}

/** @throws RrdError `read-failed` if the source fails. */
export async function readSize(source: ByteSource): Promise<number> {
  try {
    return await source.size();
  } catch (cause) {
    if (cause instanceof RrdError) throw cause;
    throw new RrdError(RrdErrorCode.ReadFailed, 'The recording cannot be read', 0, { cause });
  }
}
