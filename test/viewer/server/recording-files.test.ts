import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { httpSource, MAX_FILE_URL_BYTES, memorySource, openRrd } from '@rushes/proto';
import { startViewer, type Viewer, type ViewerOptions } from '@rushes/viewer/server';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFile } from '../../proto/rrd/files.ts';
import { HubClient, scalarChunk } from '../../support/hub-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'rushes-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bytes = makeFile();
const path = join(folder, 'run 1 ü.rrd');
const viewers: Viewer[] = [];
beforeEach(() => writeFileSync(path, bytes));
afterEach(async () => {
  for (const viewer of viewers.splice(0)) await viewer.close();
});

async function start(options: ViewerOptions = {}): Promise<string> {
  const viewer = await startViewer({ port: 0, files: [path], ...options });
  viewers.push(viewer);
  return viewer.url;
}

const FILE_URL = '/files/0/run%201%20%C3%BC.rrd';

/** Bytes of an answer as numbers, for comparing. */
const numbers = async (response: Response) => [...new Uint8Array(await response.arrayBuffer())];

describe('[W34] the list of recordings', () => {
  it('has those of files, with the address of their file', async () => {
    const page = await HubClient.page(await start());
    const { recordings } = (await page.next('recordings')).header;
    expect(recordings).toEqual([
      {
        id: 'run-1',
        applicationId: 'test-app',
        startedAtNanos: expect.any(BigInt),
        live: false,
        chunks: 4,
        bytes: expect.any(Number),
        evictedBytes: 0,
        file: { url: FILE_URL, byteLength: bytes.length },
      },
    ]);
  });

  it('has them beside what is logged, the newest first, and tells files of one recording apart', async () => {
    const url = await start({ files: [path, path] });
    const sdk = await HubClient.sdk(url, 'logged');
    sdk.send(scalarChunk('logged', 0));
    await sdk.flush();
    const page = await HubClient.page(url);
    const { recordings } = (await page.next('recordings')).header;
    expect(recordings.map(({ id, file }) => [id, file?.url])).toEqual([
      ['run-1', FILE_URL],
      ['run-1-2', FILE_URL.replace('0', '1')],
      ['logged', undefined],
    ]);
  });
});

describe('a recording file over HTTP', () => {
  it('opens by its address, as a page does it', async () => {
    const url = await start();
    const opened = await openRrd(httpSource(new URL(FILE_URL, url).href, fetch));
    expect(opened.origin).toBe('footer');
    expect(opened.problems).toEqual([]);
    const [entry] = opened.stores[0]?.entries ?? [];
    if (entry === undefined) throw new Error('The file has chunks.');
    expect((await opened.readChunk(entry)).length).toBe(entry.uncompressedBytes);
  });

  it('[W34] comes whole or as a single range, and says how large it is', async () => {
    const url = new URL(FILE_URL, await start()).href;
    const whole = await fetch(url);
    expect(whole.status).toBe(200);
    expect(whole.headers.get('accept-ranges')).toBe('bytes');
    expect(await numbers(whole)).toEqual([...bytes]);
    const part = await fetch(url, { headers: { range: 'bytes=8-19' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 8-19/${bytes.length}`);
    expect(part.headers.get('content-length')).toBe('12');
    expect(await numbers(part)).toEqual([...bytes.subarray(8, 20)]);
    const beyond = await fetch(url, { headers: { range: `bytes=${bytes.length}-` } });
    expect(beyond.status).toBe(416);
    expect(beyond.headers.get('content-range')).toBe(`bytes */${bytes.length}`);
  });

  it('[W34] answers HEAD without a body, also with a range', async () => {
    const url = new URL(FILE_URL, await start()).href;
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
    expect((await head.arrayBuffer()).byteLength).toBe(0);
    const part = await fetch(url, { method: 'HEAD', headers: { range: 'bytes=-32' } });
    expect([part.status, part.headers.get('content-length')]).toEqual([206, '32']);
  });

  it('[W34] has an ETag for If-Range, another one once the file changed', async () => {
    const url = new URL(FILE_URL, await start()).href;
    const etag = (await fetch(url, { method: 'HEAD' })).headers.get('etag') ?? '';
    expect(etag).toMatch(/^".+"$/);
    const ask = (ifRange: string) =>
      fetch(url, { method: 'HEAD', headers: { range: 'bytes=0-3', 'if-range': ifRange } });
    expect((await ask(etag)).status).toBe(206);
    expect((await ask('"another"')).status).toBe(200);
    appendFileSync(path, 'x');
    expect((await ask(etag)).status).toBe(200);
    expect((await fetch(url, { method: 'HEAD' })).headers.get('etag')).not.toBe(etag);
  });

  it('that changed since it was opened is an error for its reader, not a mixture', async () => {
    writeFileSync(path, new Uint8Array(20_000));
    writeFileSync(path, bytes, { flag: 'r+' });
    const source = httpSource(new URL(FILE_URL, await start()).href, fetch);
    await source.read(10_000, 12);
    writeFileSync(path, makeFile({ blueprint: false }));
    await expect(source.read(10_000, 12)).rejects.toThrow('the recording has changed since it was opened');
  });

  it('without a footer is served as it is, and at the address that is listed with one', async () => {
    const raw = makeFile({ end: false, blueprint: false });
    writeFileSync(path, raw.subarray(0, raw.length - 5));
    const url = await start();
    const page = await HubClient.page(url);
    const { recordings } = (await page.next('recordings')).header;
    const listed = recordings[0]?.file;
    expect(listed?.url).toBe(`${FILE_URL}?index`);
    const opened = await openRrd(httpSource(new URL(listed?.url ?? '', url).href, fetch));
    expect([opened.origin, opened.problems, opened.byteLength]).toEqual(['footer', [], listed?.byteLength]);
    const scanned = await openRrd(memorySource(raw.subarray(0, raw.length - 5)));
    expect(opened.stores[0]?.entries).toEqual(scanned.stores[0]?.entries);
    expect(await numbers(await fetch(new URL(FILE_URL, url)))).toEqual([...raw.subarray(0, raw.length - 5)]);
    const tail = await fetch(new URL(listed?.url ?? '', url), { headers: { range: 'bytes=-32' } });
    expect((await numbers(tail)).slice(24, 28)).toEqual([...'FOOT'].map((char) => char.charCodeAt(0)));
  });

  it('that vanished is answered with a status and a sentence', async () => {
    const url = new URL(FILE_URL, await start()).href;
    rmSync(path);
    const gone = await fetch(url);
    expect([gone.status, await gone.text()]).toEqual([404, 'The file is gone.\n']);
    mkdirSync(path);
    expect((await fetch(url)).status).toBe(404);
    rmSync(path, { recursive: true });
  });

  it('that gets shorter while it is sent breaks off, so that nobody takes a part for all', async () => {
    const large = join(folder, 'large.rrd');
    writeFileSync(large, bytes);
    // A hole behind the recording: more than the buffers of both sides hold.
    truncateSync(large, 64 * 2 ** 20);
    const url = new URL('/files/0/large.rrd', await start({ files: [large] }));
    const brokenOff = await new Promise<boolean>((resolve, reject) => {
      const sent = request(url, (response) => {
        // Nothing is read until the file is shorter.
        truncateSync(large, bytes.length);
        response.resume();
        response.once('close', () => resolve(!response.complete));
        response.on('error', () => undefined);
      });
      sent.once('error', reject);
      sent.end();
    });
    expect(brokenOff).toBe(true);
  });

  it.each([
    '/files/',
    '/files/1/run%201%20%C3%BC.rrd',
    '/files/0/other.rrd',
    '/files/0/',
    '/files/0/..%2f..%2fetc%2fpasswd',
    '/files/0/%2e%2e/x',
    '/files/0/run%201%20%C3%BC.rrd/',
    '/files//0/run%201%20%C3%BC.rrd',
  ])('is nowhere but at its address: %s', async (other) => {
    const url = new URL(await start());
    const status = await new Promise((resolve, reject) => {
      // With `fetch` the client would tidy the path up.
      const sent = request({ host: url.hostname, port: url.port, path: other }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.once('error', reject);
      sent.end();
    });
    expect(status).toBe(404);
  });

  it('is for its own page only, and with a token only for who has it', async () => {
    const url = await start({ token: 'a-long-secret' });
    const file = new URL(FILE_URL, url).href;
    expect((await fetch(file)).status).toBe(401);
    expect((await fetch(`${file}?token=a-long-secret`)).status).toBe(200);
    const headers = { authorization: 'Bearer a-long-secret', origin: 'http://localhost:5173' };
    expect((await fetch(file, { headers })).status).toBe(403);
  });
});

describe('a file that is no recording', () => {
  async function refusal(file: string): Promise<unknown> {
    return start({ files: [path, file] }).then(
      () => 'started',
      (error: unknown) => error,
    );
  }

  it.each<[string, (file: string) => void, string, RegExp]>([
    ['does not exist', () => undefined, 'file-not-found', /^There is no such file: .*x\.rrd$/],
    ['is a folder', (file) => mkdirSync(file), 'file-unreadable', /it is a folder/],
    ['is empty', (file) => writeFileSync(file, ''), 'not-a-recording', /at least 12 bytes, found 0.*\(truncated\)/],
    ['is text', (file) => writeFileSync(file, 'Dear diary,\n'), 'not-a-recording', /\(not-rrd\)/],
    ['is of an old version', (file) => writeFileSync(file, 'RRF0\0\0\0\0\0\0\0\0'), 'not-a-recording', /\(old-rrd\)/],
    [
      'has only a header',
      (file) => writeFileSync(file, bytes.subarray(0, 12)),
      'not-a-recording',
      /no recording in the file, only 12 bytes without any data/,
    ],
  ])('that %s is refused before anything is served', async (_, make, code, message) => {
    const file = join(folder, 'x.rrd');
    rmSync(file, { recursive: true, force: true });
    make(file);
    const error = await refusal(file);
    expect(error).toMatchObject({ name: 'ViewerError', code, message: expect.stringMatching(message) });
  });

  it.skipIf(process.getuid?.() === 0)('that this user may not read is refused', async () => {
    const file = join(folder, 'secret.rrd');
    writeFileSync(file, bytes);
    chmodSync(file, 0);
    expect(await refusal(file)).toMatchObject({ code: 'file-unreadable' });
  });

  it('is told from one that is damaged, which is shown with a note', async () => {
    const file = join(folder, 'cut.rrd');
    writeFileSync(file, bytes.subarray(0, bytes.length - 200));
    const notes: string[] = [];
    const page = await HubClient.page(await start({ files: [file], onNote: (text) => notes.push(text) }));
    expect((await page.next('recordings')).header.recordings).toMatchObject([{ id: 'run-1', chunks: 4 }]);
    expect(notes.join('\n')).toMatch(/cut\.rrd: .*\(truncated\)/);
  });
});

it('an address stays within its limit, however long and strange the name', async () => {
  const file = join(folder, `${'語'.repeat(80)}.rrd`);
  writeFileSync(file, readFileSync(path));
  const page = await HubClient.page(await start({ files: [file] }));
  const [recording] = (await page.next('recordings')).header.recordings;
  expect(recording?.file?.url.length).toBeLessThanOrEqual(MAX_FILE_URL_BYTES);
  expect(recording?.file?.url).toMatch(/^\/files\/0\/(%E8%AA%9E)+\.rrd$/);
});
