/**
 * Bytes that can be read from anywhere, such as a file: all that a recording needs to be opened. Adapters: `blobSource`,
 * `httpSource`, and `fileSource` of `@rushes/proto/node`.
 *
 * @group Recordings
 */
export interface ByteSource {
  /** How many bytes there are, now: a file that is still written to gets longer. */
  size(): Promise<number>;
  /**
   * The bytes from `offset` on, `length` of them, or fewer where the source ends before. They belong to the caller.
   * Rejects if the source cannot be read.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/**
 * A source of bytes that are in memory. What is read are views into them.
 *
 * @group Recordings
 */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: () => Promise.resolve(bytes.length),
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

/**
 * The part of a browser's `Blob` (or `File`) that is used here.
 *
 * @group Recordings
 */
export interface BlobLike {
  /** Bytes in it. */
  readonly size: number;
  /** A part of it, from `start` to before `end`. */
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/**
 * A source of the bytes of a `Blob`, such as a file dropped onto a page.
 *
 * @group Recordings
 */
export function blobSource(blob: BlobLike): ByteSource {
  return {
    size: () => Promise.resolve(blob.size),
    read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
  };
}
