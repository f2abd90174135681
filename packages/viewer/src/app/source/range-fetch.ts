import type { FetchLike } from '@rushes/proto';

/** A whole file larger than this is not taken in for the sake of a part of it. */
const MAX_WHOLE_BYTES = 512 * 2 ** 20;

/**
 * `fetch` for range requests that also works with servers that know none (many simple ones) and with `data:` addresses: the whole file
 * that such a one sends is kept, and its parts are answered from there. For one address.
 */
export function rangeFetch(fetchPart: (url: string, init: RequestInit) => Promise<Response>): FetchLike {
  let whole: Blob | undefined;
  return async (url, init) => {
    if (whole !== undefined) return partOf(whole, init.headers.range);
    const response = await fetchPart(url, init);
    const isWhole = response.status === 200 && init.headers.range !== undefined;
    if (!isWhole || Number(response.headers.get('content-length') ?? 0) > MAX_WHOLE_BYTES) return response;
    whole = await response.blob();
    return partOf(whole, init.headers.range);
  };
}

function partOf(whole: Blob, range = ''): Response {
  const [, first = '0', last = ''] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
  const [start, end] = [Number(first), Math.min(Number(last), whole.size - 1)];
  const isInside = start < whole.size;
  const headers = { 'content-range': `bytes ${isInside ? `${start}-${end}` : '*'}/${whole.size}` };
  return new Response(isInside ? whole.slice(start, end + 1) : null, { status: isInside ? 206 : 416, headers });
}
