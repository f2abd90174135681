import { encodeMessage, MAX_MESSAGE_BYTES, type Message, parseRecordingId } from '@rushes/proto';
import { afterEach, describe, expect, it } from 'vitest';
import { startViewer, type Viewer } from '../../../packages/viewer/src/server/index.ts';
import {
  type ChunkMessage,
  HubClient,
  helloPage,
  helloSdk,
  scalarChunk,
  seqsOf,
  videoChunk,
} from '../../support/hub-client.ts';

let viewer: Viewer | undefined;

async function start(memoryLimitBytes = 512 * 2 ** 20): Promise<string> {
  viewer = await startViewer({ port: 0, memoryLimitBytes });
  return viewer.url;
}

afterEach(async () => {
  await viewer?.close();
  viewer = undefined;
});

describe('over real sockets', () => {
  it('[W28] a late page gets static data, the newest picture, what comes live, and the history', async () => {
    const url = await start();
    const sdk = await HubClient.sdk(url, 'rec');
    sdk.send(scalarChunk('rec', 0, { isStatic: true, entity: 'limits' }));
    for (let i = 1; i <= 90; i++) sdk.send(videoChunk('rec', i, { keyframe: i % 30 === 1, bytes: 20_000 }));
    await sdk.flush();
    const page = await HubClient.page(url, 'rec');
    await page.until(() => page.chunks.length >= 1);
    sdk.send(videoChunk('rec', 91, { keyframe: true }));
    const complete = await page.next('history-complete');
    await page.until(() => page.chunks.length >= 92);
    const seqs = seqsOf(page.chunks);
    expect(seqs.slice(0, 31)).toEqual([0, ...range(61, 90)]);
    expect(seqs.filter((seq) => seq <= 60)).toEqual([0, ...range(31, 60), ...range(1, 30)]);
    expect([...seqs].sort((a, b) => a - b)).toEqual(range(0, 91));
    expect(complete.header.recording).toBe('rec');
  });

  it('[W29] a page that never reads neither delays another page nor the SDK, nor takes memory', async () => {
    const limitBytes = 32 * 2 ** 20;
    const url = await start(limitBytes);
    const sdk = await HubClient.sdk(url, 'rec');
    const stuck = await HubClient.page(url, 'rec', { acknowledges: false });
    stuck.pause();
    const page = await HubClient.page(url, 'rec');
    const count = 1000;
    for (let i = 0; i < count; i++) {
      sdk.send(videoChunk('rec', i, { keyframe: i % 30 === 0, bytes: 100_000 }));
      // The SDK and the pages are in this process too: give the hub its turns.
      if (i % 50 === 49) await Promise.all([sdk.flush(i), page.until(() => page.lastSeq === i)]);
    }
    expect(seqsOf(page.chunks)).toEqual(range(0, count - 1));
    const metrics = await (await fetch(new URL('/metrics', url))).text();
    const metric = (name: string) => Number(new RegExp(`^rushes_${name} (\\d+)$`, 'm').exec(metrics)?.[1]);
    expect(metric('held_bytes')).toBeLessThanOrEqual(limitBytes);
    expect(metric('socket_buffered_bytes')).toBeLessThan(2 * 2 ** 20);
    stuck.resume();
    const dropped = await stuck.next('dropped');
    expect(dropped.header).toMatchObject({ entity: '/camera', reason: 'page-queue' });
  });

  it('[W19] an SDK that lost its connection resumes after what the hub holds', async () => {
    const url = await start();
    const first = await HubClient.sdk(url, 'rec', 'mine');
    const chunks = range(0, 9).map((i) => videoChunk('rec', i, { keyframe: i === 0 }));
    first.send(...chunks.slice(0, 6));
    await first.flush();
    first.terminate();
    const again = await HubClient.open(url);
    again.send(helloSdk('rec', 'mine'));
    expect((await again.next('welcome')).header.resumeAfter).toBe(5);
    again.send(...chunks.slice(4));
    await again.flush();
    const page = await HubClient.page(url, 'rec');
    await page.next('history-complete');
    expect(seqsOf(page.chunks)).toEqual(range(0, 9));
  });

  it('says goodbye with 1001 when it stops, and stops although a client hangs', async () => {
    const url = await start();
    const page = await HubClient.page(url);
    const hanging = await HubClient.page(url);
    hanging.pause();
    const startedMillis = performance.now();
    await viewer?.close();
    expect(performance.now() - startedMillis).toBeLessThan(1000);
    expect(await page.closed).toMatchObject({ code: 1001 });
  });
});

describe('a hostile or broken client', () => {
  const chunk = scalarChunk('rec', 5);
  const withHeader = (header: Partial<ChunkMessage['header']>): Uint8Array =>
    encodeMessage({ ...chunk, header: { ...chunk.header, ...header } });
  const withBody = (body: Uint8Array): Uint8Array => encodeMessage({ ...chunk, body });
  const flipped = new Uint8Array(chunk.body).map((byte, i) => (i === 8 ? byte ^ 0xff : byte));
  const page = (message: Message) => encodeMessage(message);

  // What is sent after a valid SDK hello, the error code, and the close code.
  const afterHello: readonly (readonly [string, Uint8Array | string, string, number])[] = [
    ['an empty message', new Uint8Array(0), 'truncated', 4400],
    ['three bytes', Uint8Array.of(1, 2, 3), 'truncated', 4400],
    ['a header length of 4 GiB', Uint8Array.of(255, 255, 255, 255, 0), 'limit-exceeded', 1009],
    ['a header longer than the message', Uint8Array.of(100, 0, 0, 0, 0x80), 'truncated', 4400],
    ['a header that is no map', Uint8Array.of(1, 0, 0, 0, 7), 'bad-header', 4400],
    ['text', 'hello', 'text-message', 1003],
    ['a second hello', encodeMessage(helloSdk('rec')), 'unexpected-message', 4409],
    ['what only pages send', page({ kind: 'received', header: { bytes: 0 } }), 'unexpected-message', 4409],
    ['what only hubs send', page({ kind: 'ack', header: { seq: 0 } }), 'unexpected-message', 4409],
    ['a chunk of another recording', withHeader({ recording: parseRecordingId('other') }), 'wrong-recording', 4409],
    ['a chunk without a body', withBody(new Uint8Array(0)), 'truncated', 4400],
    ['a chunk cut in half', withBody(chunk.body.subarray(0, chunk.body.length >> 1)), 'truncated', 4400],
    ['a chunk of zeros', withBody(new Uint8Array(2000)), 'bad-arrow', 4400],
    ['a chunk with a broken schema', withBody(flipped), 'bad-arrow', 4400],
    ['a header that counts wrong rows', withHeader({ rows: 2 }), 'header-mismatch', 4422],
    ['a header of another entity', withHeader({ entity: '/other' as never }), 'header-mismatch', 4422],
    ['a header of other components', withHeader({ components: ['Points2D:positions'] }), 'header-mismatch', 4422],
    ['a message beyond the limit', new Uint8Array(MAX_MESSAGE_BYTES + 1), 'limit-exceeded', 1009],
  ];
  it.each(afterHello)(
    '[W32] that sends %s is told why and closed; nobody else notices',
    async (_, data, code, closeCode) => {
      const url = await start();
      const bystander = await HubClient.sdk(url, 'rec', 'bystander');
      const watching = await HubClient.page(url, 'rec');
      const hostile = await HubClient.sdk(url, 'rec', 'hostile');
      hostile.sendRaw(data);
      expect((await hostile.next('error')).header.code).toBe(code);
      expect(await hostile.closed).toEqual({ code: closeCode, reason: code });
      bystander.send(scalarChunk('rec', 0));
      await bystander.flush();
      await watching.until(() => watching.chunks.length === 1);
      expect(seqsOf(watching.chunks)).toEqual([0]);
      expect(await (await fetch(new URL('/metrics', url))).text()).toContain(
        `rushes_failed_connections_total{code="${code}"} 1`,
      );
    },
  );

  const first: readonly (readonly [string, Uint8Array, string, number])[] = [
    ['a chunk', encodeMessage(chunk), 'hello-expected', 4409],
    ['a message of a kind that nobody knows', unknownKind(), 'hello-expected', 4409],
    [
      'a hello of another protocol version',
      encodeMessage({ kind: 'hello', header: { ...helloPage().header, protocol: 99 } }),
      'bad-version',
      4426,
    ],
    ['noise', new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n'), 'limit-exceeded', 1009],
  ];
  it.each(first)('[W32] whose first message is %s is told why and closed', async (_, data, code, closeCode) => {
    const client = await HubClient.open(await start());
    client.sendRaw(data);
    expect((await client.next('error')).header.code).toBe(code);
    expect(await client.closed).toEqual({ code: closeCode, reason: code });
  });

  it('that sends a kind of a later version after its hello is listened to further', async () => {
    const sdk = await HubClient.sdk(await start(), 'rec');
    sdk.sendRaw(unknownKind());
    await sdk.flush();
  });

  it.each([
    ['another host', { host: 'evil.example' }, 403],
    ['a foreign web page', { origin: 'https://evil.example' }, 403],
    ['a page without an origin of its own', { origin: 'null' }, 403],
  ])('of %s is refused before it can say anything', async (_, headers, status) => {
    const url = await start();
    await expect(HubClient.open(url, { headers })).rejects.toThrow(`refused with ${status}`);
  });

  it('that is a web page of another local server may log, but not read', async () => {
    const url = await start();
    const headers = { origin: 'http://localhost:5173' };
    const sdk = await HubClient.open(url, { headers });
    sdk.send(helloSdk('rec'), scalarChunk('rec', 0));
    await sdk.flush();
    const reader = await HubClient.open(url, { headers });
    reader.send(helloPage());
    expect((await reader.next('error')).header.code).toBe('role-refused');
  });
});

/** `{kind: 'novelty'}`. */
function unknownKind(): Uint8Array {
  const header = Uint8Array.of(
    0x81,
    0xa4,
    ...new TextEncoder().encode('kind'),
    0xa7,
    ...new TextEncoder().encode('novelty'),
  );
  return Uint8Array.of(header.length, 0, 0, 0, ...header);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
