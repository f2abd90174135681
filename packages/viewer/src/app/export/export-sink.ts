import { ExportError } from './export-error.ts';
import { MAX_BLOB_BYTES } from './export-messages.ts';

/** Where the bytes of an export go; nearly all come in order. */
export interface ExportSink {
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** The bytes, unless they went to a file. Call it or {@link ExportSink.discard} at the end. */
  finish(): Promise<Blob | undefined>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
}

/** Writes to a file that was chosen; it becomes what was written when all of it is. */
export async function fileSink(handle: FileSystemFileHandle): Promise<ExportSink> {
  const writable = await handle.createWritable();
  return {
    write: (bytes, position) => writable.write({ type: 'write', position, data: new Uint8Array(bytes) }),
    finish: async () => {
      await writable.close();
      return undefined;
    },
    discard: () => writable.abort(),
  };
}

const BLOCK_BYTES = 4 * 1024 * 1024;

/** Keeps the bytes in memory, for browsers in which a page cannot write to a file. */
export function memorySink(maxBytes: number = MAX_BLOB_BYTES): ExportSink {
  const blocks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  return {
    write: async (bytes, position) => {
      const end = position + bytes.length;
      if (end > maxBytes) {
        throw new ExportError(
          'too-large',
          `The file would be larger than the ${Math.floor(maxBytes / 2 ** 20)} MiB that this browser can save from a page: choose a shorter range, use a browser that asks where to save (Chrome, Edge), or the command “viewer rrd”.`,
        );
      }
      while (blocks.length * BLOCK_BYTES < end) blocks.push(new Uint8Array(BLOCK_BYTES));
      for (let at = position; at < end; ) {
        const inBlock = at % BLOCK_BYTES;
        const count = Math.min(end - at, BLOCK_BYTES - inBlock);
        blocks[Math.floor(at / BLOCK_BYTES)]?.set(bytes.subarray(at - position, at - position + count), inBlock);
        at += count;
      }
      size = Math.max(size, end);
    },
    finish: async () => {
      const last = size - (blocks.length - 1) * BLOCK_BYTES;
      return new Blob(blocks.map((block, i) => (i === blocks.length - 1 ? block.subarray(0, last) : block)));
    },
    discard: async () => {
      blocks.length = 0;
    },
  };
}
