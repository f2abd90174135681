import { type FileHandle, open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { RebuiltEnd } from '@rushes/proto';
import { parseByteRange } from './byte-range.ts';
import type { ServedFile } from './recording-files.ts';

/** Bytes read from the disk at once. */
const READ_BYTES = 256 * 1024;

/**
 * Answers a `GET` or `HEAD` for one of the files with what there is of it now: all, a single range (206), or why not (404, 416).
 * The `ETag` changes when the file does, so that a reader who opened the file before finds out.
 */
export class RecordingFileServer {
  readonly #files: ReadonlyMap<string, ServedFile>;
  readonly #answerText: (response: ServerResponse, status: number, text: string) => void;

  constructor(
    files: readonly ServedFile[],
    answerText: (response: ServerResponse, status: number, text: string) => void,
  ) {
    // Only these addresses, as texts: no path is ever made out of what a peer asks for.
    this.#files = new Map(
      files.flatMap(
        (file) =>
          [
            [file.url, file],
            [withoutQuery(file.url), { ...file, end: undefined }],
          ] as const,
      ),
    );
    this.#answerText = answerText;
  }

  /** @param address Path and query of the request, percent-encoded. Resolves when the answer is sent, or cannot be. */
  async answer(address: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const file = this.#files.get(address);
    if (file === undefined) {
      this.#answerText(response, 404, 'There is no such recording file in this viewer.');
      return;
    }
    let handle: FileHandle | undefined;
    try {
      handle = await open(file.path, 'r');
      // A folder opens, too, and only reading tells.
      await handle.read(new Uint8Array(1), 0, 1, 0);
    } catch (error) {
      await handle?.close();
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      const isGone = code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR';
      const text = isGone ? 'The file is gone.' : `The file cannot be read (${code}).`;
      this.#answerText(response, isGone ? 404 : 500, text);
      return;
    }
    try {
      await this.#send(handle, file.end, request, response);
    } catch {
      // The file got shorter, the disk failed or the reader went away: fewer bytes than announced must not look like all.
      response.destroy();
    } finally {
      await handle.close();
    }
  }

  async #send(
    handle: FileHandle,
    end: RebuiltEnd | undefined,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { size: bigSize, mtimeNs, ino } = await handle.stat({ bigint: true });
    const kept = end?.keepBytes ?? Number(bigSize);
    const size = kept + (end?.bytes.length ?? 0);
    const etag = `"${ino.toString(36)}-${bigSize.toString(36)}-${mtimeNs.toString(36)}"`;
    response.setHeader('Accept-Ranges', 'bytes');
    response.setHeader('ETag', etag);
    // A recording would fill a cache, and it is as near as one.
    response.setHeader('Cache-Control', 'no-store');
    const { range: rangeHeader } = request.headers;
    const ifRange = request.headers['if-range'];
    const range = parseByteRange(ifRange === undefined || ifRange === etag ? rangeHeader : undefined, size);
    if (range.kind === 'unsatisfiable') {
      response.setHeader('Content-Range', `bytes */${size}`);
      this.#answerText(response, 416, `The file has ${size} bytes.`);
      return;
    }
    const { start, end: last } = range.kind === 'part' ? range : { start: 0, end: size - 1 };
    const length = last - start + 1;
    response.statusCode = range.kind === 'part' ? 206 : 200;
    if (range.kind === 'part') response.setHeader('Content-Range', `bytes ${start}-${last}/${size}`);
    response.setHeader('Content-Type', 'application/octet-stream');
    response.setHeader('Content-Length', length);
    if (request.method === 'HEAD' || length === 0) response.end();
    else await pipeline(readParts(handle, { start, length }, kept, end?.bytes), response);
  }
}

/** What lies in the file, then what was made to follow it. */
async function* readParts(
  handle: FileHandle,
  { start, length }: { readonly start: number; readonly length: number },
  keptBytes: number,
  made: Uint8Array | undefined,
): AsyncGenerator<Uint8Array> {
  const inFile = Math.max(0, Math.min(length, keptBytes - start));
  yield* readRange(handle, start, inFile);
  const from = Math.max(0, start - keptBytes);
  if (length > inFile && made !== undefined) yield made.subarray(from, from + length - inFile);
}

function withoutQuery(url: string): string {
  return url.replace(/\?.*$/, '');
}

async function* readRange(handle: FileHandle, start: number, length: number): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < length; ) {
    const bytes = new Uint8Array(Math.min(READ_BYTES, length - done));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start + done);
    if (bytesRead === 0) throw new Error(`The file ends at ${start + done}, before ${start + length}.`);
    done += bytesRead;
    yield bytes.subarray(0, bytesRead);
  }
}
