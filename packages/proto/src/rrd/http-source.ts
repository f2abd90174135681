import type { ByteSource } from './byte-source.ts';
import { RrdError, RrdErrorCode } from './errors.ts';

/**
 * The part of `fetch` that is used here, for platforms and tests to hand in theirs.
 *
 * @group Recordings
 */
export type FetchLike = (
  url: string,
  init: { readonly method: string; readonly headers: Record<string, string> },
) => Promise<{
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body?: { cancel(): Promise<void> } | null;
  arrayBuffer(): Promise<ArrayBuffer>;
}>;

/**
 * A source of the bytes behind a URL, by HTTP range requests. A resource that changes in between (its `ETag` or its length
 * differs) is an error, rather than a mixture of two recordings.
 *
 * @throws RrdError `read-failed`, from the promises, where the server refuses, does not answer ranges, or the resource changed.
 * @group Recordings
 */
export function httpSource(url: string, fetch: FetchLike): ByteSource {
  return new HttpSource(url, fetch);
}

interface RangeAnswer {
  readonly bytes: Uint8Array;
  /** Bytes of the whole resource. */
  readonly total: number;
}

/** Asked for along with the size: whoever opens a recording looks at its beginning next. */
const HEAD_BYTES = 4096;

class HttpSource implements ByteSource {
  readonly #url: string;
  readonly #fetch: FetchLike;
  #etag: string | undefined;
  #head: Promise<RangeAnswer> | undefined;

  constructor(url: string, fetch: FetchLike) {
    this.#url = url;
    this.#fetch = fetch;
  }

  async size(): Promise<number> {
    // Asked for with a range: servers that do not answer ranges are found out at once, and HEAD is not always allowed.
    this.#head ??= this.#request(0, HEAD_BYTES);
    return (await this.#head).total;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const end = Math.min(offset + length, await this.size());
    if (end <= offset) return new Uint8Array(0);
    const head = (await this.#head)?.bytes;
    if (head !== undefined && end <= head.length) return head.slice(offset, end);
    const { bytes } = await this.#request(offset, end - offset);
    if (bytes.length !== end - offset) {
      throw this.#failed(`the server sent ${bytes.length} bytes instead of ${end - offset}`, offset);
    }
    return bytes;
  }

  async #request(offset: number, length: number): Promise<RangeAnswer> {
    let response: Awaited<ReturnType<FetchLike>>;
    try {
      response = await this.#fetch(this.#url, {
        method: 'GET',
        headers: { range: `bytes=${offset}-${offset + length - 1}` },
      });
    } catch (cause) {
      throw this.#failed('the request failed', offset, cause);
    }
    const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
    // An empty resource has no byte to ask for.
    if (response.status === 416 && range?.[2] === '0') return { bytes: new Uint8Array(0), total: 0 };
    if (response.status !== 206 || range?.[1] !== String(offset)) {
      // Without this the whole recording might come, unread.
      await response.body?.cancel();
      const hint = response.status === 200 ? '; the server must answer range requests' : '';
      throw this.#failed(`expected status 206 with a content-range, found ${response.status}${hint}`, offset);
    }
    const etag = response.headers.get('etag') ?? undefined;
    this.#etag ??= etag;
    if (etag !== this.#etag) throw this.#failed('the recording has changed since it was opened', offset);
    return { bytes: new Uint8Array(await response.arrayBuffer()), total: Number(range[2]) };
  }

  #failed(problem: string, offset: number, cause?: unknown): RrdError {
    const options = cause === undefined ? undefined : { cause };
    return new RrdError(RrdErrorCode.ReadFailed, `Cannot read ${this.#url}: ${problem}`, offset, options);
  }
}
