import { type IndexedRrd, type OpenRrdOptions, openRrd, RrdError } from '@rushes/proto';
import { type FileSource, fileSource } from '@rushes/proto/node';
import { CommandError, CommandErrorCode } from './command-error.ts';

/** Hands an opened file to `use` and closes it afterwards. @throws CommandError `cannot-read` */
export async function withFile<T>(path: string, use: (source: FileSource) => Promise<T>): Promise<T> {
  let source: FileSource;
  try {
    source = await fileSource(path);
    // A folder can be opened, but has no bytes.
    await source.read(0, 1);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(CommandErrorCode.CannotRead, `Cannot read ${path}: ${reason}`, { cause });
  }
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

/** Bytes that a scan reads at once: from a disk, neighbouring small chunks are had in one read. */
const SCAN_WINDOW_BYTES = 256 * 1024;

/** Opens a recording on disk, hands it to `use` and closes it. @throws CommandError `cannot-read`; RrdError with the path */
export async function withRecording<T>(
  path: string,
  use: (recording: IndexedRrd, source: FileSource) => Promise<T>,
  options: OpenRrdOptions = {},
): Promise<T> {
  return withFile(path, async (source) => {
    let recording: IndexedRrd;
    try {
      recording = await openRrd(source, { windowBytes: SCAN_WINDOW_BYTES, ...options });
    } catch (cause) {
      if (!(cause instanceof RrdError)) throw cause;
      throw new CommandError(CommandErrorCode.CannotRead, `Cannot open ${path}: ${cause.message} (${cause.code})`, {
        cause,
      });
    }
    return use(recording, source);
  });
}
