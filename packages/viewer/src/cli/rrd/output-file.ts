import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { CommandError, CommandErrorCode, ExitCode } from './command-error.ts';

/** Takes the bytes of an output, in order. */
export interface OutputFile {
  write(bytes: Uint8Array): Promise<void>;
  /** Writes over bytes that were written before, or goes on at the end: `position` is at most {@link byteLength}. */
  writeAt(bytes: Uint8Array, position: number): Promise<void>;
  /** Bytes written so far. */
  readonly byteLength: number;
}

/** How an output file is made. */
export interface OutputOptions {
  /** Write over a file that is there. */
  readonly isForced: boolean;
  /** Files that are read meanwhile: none of them may be the output. */
  readonly inputs: readonly string[];
}

/** Bytes that are put together before they are handed to the operating system: chunks come in small pieces. */
const BUFFER_BYTES = 1024 * 1024;

/**
 * Writes a file under another name beside it and gives it its name when `write` is through: whoever finds the output finds
 * all of it, and a failure leaves what was there before.
 *
 * @throws CommandError `output-exists`, `output-is-input` or `cannot-write`; and whatever `write` throws.
 */
export async function writeOutputFile<T>(
  path: string,
  options: OutputOptions,
  write: (output: OutputFile) => Promise<T>,
): Promise<T> {
  await refuseOutput(path, options);
  const partial = `${path}.${randomBytes(4).toString('hex')}.partial`;
  const output = new BufferedFile(await orCannotWrite(path, open(partial, 'wx')), path);
  // Stopped by Ctrl-C, nothing is left behind either.
  const stop = () => {
    rmSync(partial, { force: true });
    process.exit(ExitCode.Failed);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const result = await write(output);
    await output.finish();
    // Another program may have made it in the meantime.
    await refuseOutput(path, options);
    await orCannotWrite(path, rename(partial, path));
    return result;
  } catch (error) {
    await output.abandon();
    await rm(partial, { force: true });
    throw error;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

/** Checks an output before anything is read. @throws CommandError `output-exists` or `output-is-input` */
export async function refuseOutput(path: string, { isForced, inputs }: OutputOptions): Promise<void> {
  const there = await realpathIfThere(path);
  if (there === undefined) return;
  for (const input of inputs) {
    if ((await realpathIfThere(input)) !== there) continue;
    throw new CommandError(
      CommandErrorCode.OutputIsInput,
      `The output must be another file than the input, found both to be ${path}. Give the output another name, then rename it.`,
    );
  }
  if (!isForced) {
    throw new CommandError(
      CommandErrorCode.OutputExists,
      `The output must not exist yet, found ${path}. Give it another name, or use --force to write over it.`,
    );
  }
  if (!(await stat(there)).isFile()) {
    throw new CommandError(CommandErrorCode.CannotWrite, `The output must be a file, found something else: ${path}`);
  }
}

async function realpathIfThere(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw cannotWrite(path, error);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

class BufferedFile implements OutputFile {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #buffered = 0;
  #isOpen = true;
  byteLength = 0;

  constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.byteLength += bytes.length;
    if (this.#buffered + bytes.length > BUFFER_BYTES) await this.#flush();
    if (bytes.length >= BUFFER_BYTES) {
      await this.#writeAll(bytes);
      return;
    }
    this.#buffer.set(bytes, this.#buffered);
    this.#buffered += bytes.length;
  }

  async writeAt(bytes: Uint8Array, position: number): Promise<void> {
    if (position > this.byteLength) {
      throw new RangeError(`position must be at most ${this.byteLength}, the bytes written so far, found ${position}.`);
    }
    const over = bytes.subarray(0, this.byteLength - position);
    if (over.length > 0) {
      await this.#flush();
      await this.#writeAll(over, position);
    }
    if (over.length < bytes.length) await this.write(bytes.subarray(over.length));
  }

  async finish(): Promise<void> {
    await this.#flush();
    this.#isOpen = false;
    await orCannotWrite(this.#path, this.#file.close());
  }

  async abandon(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    await this.#writeAll(this.#buffer.subarray(0, this.#buffered));
    this.#buffered = 0;
  }

  /** @param position Where in the file; where the last bytes ended, if left out. Writing elsewhere does not move that. */
  async #writeAll(bytes: Uint8Array, position?: number): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const place = position === undefined ? null : position + at;
      const { bytesWritten } = await orCannotWrite(this.#path, this.#file.write(bytes, at, bytes.length - at, place));
      at += bytesWritten;
    }
  }
}

async function orCannotWrite<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

function cannotWrite(path: string, cause: unknown): CommandError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CommandError(CommandErrorCode.CannotWrite, `Cannot write ${path}: ${reason}`, { cause });
}
