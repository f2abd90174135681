import { encodeMessage, type Message, parseEntityPath, parseRecordingId } from '@rushes/proto';
import { describe, expect, it, vi } from 'vitest';
import { HISTORY_WINDOW_BYTES, LIVE_WINDOW_BYTES } from '../../../packages/viewer/src/server/page-session.ts';
import { helloSdk, scalarChunk, videoChunk } from '../../support/hub-client.ts';
import { HubFixture } from './hub-fixture.ts';

const subscribe = (recording: string): Message => ({
  kind: 'subscribe',
  header: { recording: parseRecordingId(recording) },
});
const received = (bytes: number): Message => ({ kind: 'received', header: { bytes } });
const FLUSH: Message = { kind: 'flush', header: { token: 7 } };
const BYE: Message = { kind: 'bye', header: {} };

describe('an SDK', () => {
  it('[W21] is told in one message that all its chunks were taken in, at the latest after 50 ms', () => {
    const fixture = new HubFixture();
    const sdk = fixture.sdk('rec');
    sdk.send(scalarChunk('rec', 0), scalarChunk('rec', 1), scalarChunk('rec', 2));
    expect(sdk.socket.take()).toBe('welcome');
    fixture.clock.advance(50);
    expect(sdk.socket.take()).toBe('ack:2');
    fixture.clock.advance(50);
    expect(sdk.socket.take()).toBe('');
  });

  it('[W21] [W22] is told at once when much was taken in, or when it asks', () => {
    const fixture = new HubFixture();
    const sdk = fixture.sdk('rec');
    sdk.send(videoChunk('rec', 0, { keyframe: true, bytes: 300_000 }));
    expect(sdk.socket.take()).toBe('welcome ack:0');
    sdk.send(scalarChunk('rec', 1), FLUSH);
    expect(sdk.socket.take()).toBe('ack:1 flushed');
  });

  it('[W18] [W19] that comes back goes on where its own stream stood, and what it sends twice is taken once', () => {
    const fixture = new HubFixture();
    const first = fixture.sdk('rec', 'one');
    first.send(scalarChunk('rec', 0), scalarChunk('rec', 1));
    first.connection.closed();
    const again = fixture.sdk('rec', 'one');
    expect(again.socket.sent[0]).toMatchObject({ kind: 'welcome', header: { resumeAfter: 1 } });
    again.send(scalarChunk('rec', 1), scalarChunk('rec', 2));
    fixture.clock.advance(50);
    expect(again.socket.take()).toBe('welcome ack:2');
    expect(fixture.hub.counts.ingestedChunks).toBe(3);
    const other = fixture.sdk('rec', 'two');
    expect(other.socket.sent[0]).toMatchObject({ kind: 'welcome', header: { resumeAfter: -1 } });
  });

  it('[W19] that resends only what the hub has is told so again', () => {
    const fixture = new HubFixture();
    const sdk = fixture.sdk('rec');
    sdk.send(scalarChunk('rec', 0));
    fixture.clock.advance(50);
    sdk.send(scalarChunk('rec', 0));
    fixture.clock.advance(50);
    expect(sdk.socket.take()).toBe('welcome ack:0 ack:0');
  });

  it('[W20] may begin at any seq, as it does when the hub was restarted', () => {
    const fixture = new HubFixture();
    const sdk = fixture.sdk('rec');
    sdk.send(scalarChunk('rec', 3, { isStatic: true }), videoChunk('rec', 900, { keyframe: true }), FLUSH);
    expect(sdk.socket.take()).toBe('welcome ack:900 flushed');
  });

  it('[W25] takes the place of its own older connection', () => {
    const fixture = new HubFixture();
    const older = fixture.sdk('rec');
    const newer = fixture.sdk('rec');
    expect(older.socket.take()).toBe('welcome error:superseded');
    expect(older.socket.closedWith?.code).toBe(4410);
    older.send(scalarChunk('rec', 0));
    newer.send(FLUSH);
    expect(newer.socket.take()).toBe('welcome flushed');
    expect(fixture.hub.counts).toMatchObject({ ingestedChunks: 0, liveRecordings: 1, connections: { sdk: 1 } });
  });

  it('[W24] makes its recording live until it says bye or is gone', () => {
    const fixture = new HubFixture();
    const page = fixture.page();
    const one = fixture.sdk('rec', 'one');
    const two = fixture.sdk('rec', 'two');
    one.send(scalarChunk('rec', 0), BYE);
    const isLive = () => {
      fixture.clock.advance(250);
      const list = page.socket.sent.findLast((message) => message.kind === 'recordings');
      return list?.header.recordings.map((recording) => recording.live);
    };
    expect(isLive()).toEqual([true]);
    two.connection.closed();
    expect(isLive()).toEqual([false]);
    one.connection.closed();
    expect(fixture.hub.counts.liveRecordings).toBe(0);
  });

  it('that asks for answers without reading them is cut off', () => {
    const fixture = new HubFixture();
    const sdk = fixture.sdk('rec');
    sdk.socket.bufferedBytes = 1e6;
    sdk.send(FLUSH);
    expect(sdk.socket.take()).toBe('welcome error:not-reading');
  });
});

describe('a page', () => {
  it('gets the very bytes that the SDK sent', () => {
    const fixture = new HubFixture();
    const message = encodeMessage(videoChunk('rec', 0, { keyframe: true }));
    fixture.sdk('rec').connection.receive(message);
    const page = fixture.page();
    page.send(subscribe('rec'));
    fixture.clock.settle();
    expect(page.socket.buffers.some((buffer) => Buffer.compare(buffer, message) === 0)).toBe(true);
  });

  it('[W26] gets the list of recordings after its welcome, newest first, and then at most four times a second', () => {
    const fixture = new HubFixture();
    const older = fixture.peer();
    older.send(helloSdk('older'));
    const newer = helloSdk('newer');
    if (newer.header.role === 'sdk') {
      const recording = { ...newer.header.recording, startedAtNanos: 5n };
      fixture.peer().send({ kind: 'hello', header: { ...newer.header, recording } });
    }
    const page = fixture.page();
    fixture.clock.settle();
    const lists = () => page.socket.sent.filter((message) => message.kind === 'recordings');
    expect(lists()[0]?.header.recordings.map((recording) => recording.id)).toEqual(['newer', 'older']);
    const before = lists().length;
    for (let i = 0; i < 100; i++) {
      older.send(scalarChunk('older', i));
      fixture.clock.advance(10);
    }
    expect(lists().length - before).toBeGreaterThanOrEqual(4);
    expect(lists().length - before).toBeLessThanOrEqual(5);
    fixture.clock.advance(250);
    expect(lists().at(-1)?.header.recordings[1]).toMatchObject({ id: 'older', chunks: 100, live: true });
  });

  it('[W27] may subscribe to a recording that begins later, and keeps it when it begins anew', () => {
    const fixture = new HubFixture();
    const page = fixture.page();
    page.send(subscribe('rec'));
    fixture.clock.settle();
    expect(page.socket.take()).toBe('welcome recordings');
    const sdk = fixture.sdk('rec');
    sdk.send(scalarChunk('rec', 0));
    fixture.clock.settle();
    expect(page.socket.take()).toBe('recordings chunk:0 history-complete');
  });

  it('[W27] that changes its subscription gets no more of the former one', () => {
    const fixture = new HubFixture();
    const one = fixture.sdk('one');
    const two = fixture.sdk('two');
    one.send(scalarChunk('one', 1));
    two.send(scalarChunk('two', 2));
    const page = fixture.page();
    page.send(subscribe('one'), subscribe('two'));
    one.send(scalarChunk('one', 3));
    fixture.clock.settle();
    expect(page.socket.take()).toBe('welcome recordings chunk:2 history-complete');
  });

  it('[W29] is sent no more than its window, less of history, and goes on as it acknowledges', () => {
    const fixture = new HubFixture();
    const sdk = fixture.sdk('rec');
    const bytes = 100_000;
    for (let i = 0; i < 200; i++) sdk.send(videoChunk('rec', i, { keyframe: true, bytes }));
    const page = fixture.page();
    page.send(subscribe('rec'));
    fixture.clock.settle();
    const sentBytes = () =>
      page.socket.buffers.reduce((sum, buffer) => sum + (buffer.length > bytes ? buffer.length : 0), 0);
    expect(sentBytes()).toBeGreaterThanOrEqual(HISTORY_WINDOW_BYTES);
    expect(sentBytes()).toBeLessThan(HISTORY_WINDOW_BYTES + 2 * bytes);
    for (let i = 200; i < 400; i++) sdk.send(videoChunk('rec', i, { keyframe: true, bytes }));
    fixture.clock.settle();
    expect(sentBytes()).toBeGreaterThanOrEqual(LIVE_WINDOW_BYTES);
    expect(sentBytes()).toBeLessThan(LIVE_WINDOW_BYTES + 2 * bytes);
    let steps = 0;
    const isComplete = () => page.socket.sent.some((message) => message.kind === 'history-complete');
    for (; !isComplete() && steps < 1000; steps++) {
      page.send(received(sentBytes()));
      fixture.clock.settle();
    }
    expect(page.socket.sent.filter((message) => message.kind === 'chunk')).toHaveLength(400);
    expect(page.socket.sent.at(-1)?.kind).not.toBe('error');
  });

  it('[W29] that takes live data late still gets its history, a chunk every 20 ms', () => {
    const fixture = new HubFixture();
    const sdk = fixture.sdk('rec');
    for (let i = 0; i < 100; i++) sdk.send(videoChunk('rec', i, { keyframe: true, bytes: 50_000 }));
    const page = fixture.page();
    page.send(subscribe('rec'));
    fixture.clock.settle();
    const chunks = () => page.socket.sent.filter((message) => message.kind === 'chunk').length;
    const before = chunks();
    for (let i = 100; i < 110; i++) {
      fixture.clock.advance(20);
      sdk.send(videoChunk('rec', i, { keyframe: true }));
      fixture.clock.settle();
    }
    expect(chunks() - before).toBe(20);
  });

  it('[W30] [W31] whose socket is full is sent nothing, and what it did not get is reported once it reads again', () => {
    const fixture = new HubFixture(200_000);
    const sdk = fixture.sdk('rec');
    const page = fixture.page();
    page.send(subscribe('rec'));
    fixture.clock.settle();
    sdk.send(videoChunk('rec', 0, { keyframe: true, bytes: 20_000 }));
    fixture.clock.settle();
    page.socket.take();
    page.socket.bufferedBytes = 1e7;
    for (let i = 1; i < 50; i++) sdk.send(videoChunk('rec', i, { keyframe: true, bytes: 20_000 }));
    fixture.clock.advance(1000);
    expect(page.socket.take()).toBe('');
    page.socket.bufferedBytes = 0;
    page.connection.drained();
    fixture.clock.settle();
    expect(page.socket.sent.slice(0, 3)).toMatchObject([
      { kind: 'recordings' },
      { kind: 'evicted', header: { chunkIds: [expect.any(String)] } },
      { kind: 'dropped', header: { entity: '/camera', reason: 'page-queue' } },
    ]);
    const dropped = page.socket.sent.find((message) => message.kind === 'dropped');
    const chunks = page.socket.sent.filter((message) => message.kind === 'chunk');
    expect((dropped?.header.rows ?? 0) + chunks.length).toBe(49);
    expect(fixture.hub.counts.droppedForPageRows).toBe(dropped?.header.rows);
  });

  it('does not wait for another, and neither does an SDK: pages are served in turns', () => {
    const fixture = new HubFixture();
    const sdk = fixture.sdk('rec');
    for (let i = 0; i < 60; i++) sdk.send(videoChunk('rec', i, { keyframe: i === 0, bytes: 100_000 }));
    const pages = [fixture.page(), fixture.page()];
    for (const page of pages) page.send(subscribe('rec'));
    fixture.clock.turn();
    const sizes = pages.map((page) => page.socket.sent.filter((message) => message.kind === 'chunk').length);
    expect(sizes[0]).toBeGreaterThan(0);
    expect(sizes[0]).toBeLessThan(10);
    expect(sizes[1]).toBe(sizes[0]);
  });

  it('[W23] [W30] is told what an SDK had to drop, also before it came, added up', () => {
    const fixture = new HubFixture();
    const sdk = fixture.sdk('rec');
    const dropped = (rows: number): Message => ({
      kind: 'dropped',
      header: {
        recording: parseRecordingId('rec'),
        entity: parseEntityPath('camera'),
        rows,
        bytes: rows * 10,
        reason: 'sdk-queue',
      },
    });
    sdk.send(dropped(3), dropped(4));
    const page = fixture.page();
    page.send(subscribe('rec'));
    fixture.clock.settle();
    expect(page.socket.sent.filter((message) => message.kind === 'dropped')).toMatchObject([
      { header: { entity: '/camera', rows: 7, bytes: 70, reason: 'sdk-queue' } },
    ]);
    page.socket.take();
    sdk.send(dropped(5));
    fixture.clock.settle();
    expect(page.socket.sent).toMatchObject([{ kind: 'dropped', header: { rows: 5 } }]);
    expect(fixture.hub.counts.droppedBySdkRows).toBe(12);
  });

  it('of another origin may not be a page', () => {
    const fixture = new HubFixture();
    const peer = fixture.peer({ mayBePage: false });
    peer.send({ kind: 'hello', header: { role: 'page', protocol: 1, client: 'x' } });
    expect(peer.socket.take()).toBe('error:role-refused');
    const sdk = fixture.peer({ mayBePage: false });
    sdk.send(helloSdk('rec'));
    expect(sdk.socket.take()).toBe('welcome');
  });

  it('[W29] that acknowledges more than it was sent is cut off', () => {
    const fixture = new HubFixture();
    const page = fixture.page();
    page.send(received(1));
    expect(page.socket.take()).toBe('welcome error:unexpected-message');
  });
});

it('[W32] a defect of the hub ends only the connection it happened on, and is reported', () => {
  const fixture = new HubFixture();
  const sdk = fixture.sdk('rec');
  const page = fixture.page();
  page.send(subscribe('rec'));
  const broken = new Error('broken');
  vi.spyOn(page.socket, 'send').mockImplementationOnce(() => {
    throw broken;
  });
  expect(() => fixture.clock.settle()).not.toThrow();
  expect(fixture.defects).toEqual([broken]);
  expect(page.socket.closedWith?.code).toBe(4500);
  sdk.send(scalarChunk('rec', 0), FLUSH);
  expect(sdk.socket.take()).toBe('welcome ack:0 flushed');
});
