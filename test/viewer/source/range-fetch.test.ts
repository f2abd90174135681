import { httpSource } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { rangeFetch } from '../../../packages/viewer/src/app/source/range-fetch.ts';

const BYTES = Uint8Array.from({ length: 10_000 }, (_, i) => i % 251);

/** A server, and how often it was asked. */
function serve(answer: (range: string) => Response) {
  let asked = 0;
  const source = httpSource(
    'http://somebody/run.rrd',
    rangeFetch(async (_, init) => {
      asked += 1;
      return answer(new Headers(init.headers).get('range') ?? '');
    }),
  );
  return { source, asked: () => asked };
}

describe('reading parts of a file', () => {
  it('from a server that knows no ranges takes the whole file once, and answers from there', async () => {
    const { source, asked } = serve(() => new Response(BYTES));
    expect(await source.size()).toBe(BYTES.length);
    expect(await source.read(5000, 100)).toEqual(BYTES.slice(5000, 5100));
    expect(await source.read(9990, 100)).toEqual(BYTES.slice(9990));
    expect(asked()).toBe(1);
  });

  it('from a server that does asks for each of them', async () => {
    const { source, asked } = serve((range) => {
      const [, from = '', to = ''] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
      const headers = { 'content-range': `bytes ${from}-${to}/${BYTES.length}` };
      return new Response(BYTES.slice(Number(from), Number(to) + 1), { status: 206, headers });
    });
    expect(await source.read(5000, 100)).toEqual(BYTES.slice(5000, 5100));
    expect(asked()).toBe(2);
  });

  it('an empty file is one of no bytes', async () => {
    expect(await serve(() => new Response(new Uint8Array(0))).source.size()).toBe(0);
  });

  it.each([
    ['more than it takes in', new Response(BYTES, { headers: { 'content-length': String(2 ** 30) } })],
    ['no file at all', new Response('Not found.', { status: 404 })],
  ])('what is %s is refused', async (_, response) => {
    await expect(serve(() => response).source.size()).rejects.toThrow(/found (200|404)/);
  });
});
