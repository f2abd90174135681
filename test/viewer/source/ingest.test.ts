import {
  type Chunk,
  type Dropped,
  describeChunk,
  encodeChunk,
  encodeMessage,
  type Message,
  ProtoError,
  parseRecordingId,
  type RecordingSummary,
  VideoCodec,
  type VideoSpan,
} from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { Ingest } from '../../../packages/viewer/src/app/source/ingest.ts';
import type { IngestEvent, IngestedChunk } from '../../../packages/viewer/src/app/source/ingest-messages.ts';
import type { SourceListener } from '../../../packages/viewer/src/app/source/socket-source.ts';
import type { SampleMessage } from '../../../packages/viewer/src/app/video/video-messages.ts';
import { batch, ChunkMaker, FRAME, scalar } from '../data/make-chunks.ts';
import { DELTA_FRAME, KEYFRAME, SIZE } from './h264-samples.ts';

const REC = parseRecordingId('run-1');
const OTHER = parseRecordingId('run-2');
const CONNECTED = { kind: 'connected', server: 'hub/1' } as const;

/** Ingest between a scripted hub and two threads; posting clones and transfers as a real port does. */
class Bench {
  readonly events: IngestEvent[] = [];
  readonly samples: SampleMessage[] = [];
  readonly sent: Message[] = [];
  readonly ingest: Ingest;
  isConnected = true;
  #later: (() => void)[] = [];

  constructor(memoryLimitBytes = 1e9) {
    const post = <T>(list: T[]) => {
      return (value: T, transfer: ArrayBuffer[]) => void list.push(structuredClone(value, { transfer }));
    };
    const isConnected = () => this.isConnected;
    this.ingest = new Ingest({
      memoryLimitBytes,
      ports: {
        postEvent: post(this.events),
        postSamples: post(this.samples),
        later: (action) => void this.#later.push(action),
      },
      connect: (_listener: SourceListener) => ({
        get connected() {
          return isConnected();
        },
        send: (message) => {
          if (isConnected()) this.sent.push(message);
          return isConnected();
        },
        start: () => undefined,
      }),
    });
  }

  static subscribed(memoryLimitBytes?: number): Bench {
    const bench = new Bench(memoryLimitBytes);
    bench.ingest.connectionChanged(CONNECTED);
    bench.ingest.handle({ kind: 'subscribe', recording: REC });
    return bench;
  }

  /** The hub sends a chunk; returns the bytes of its message. */
  hubSends(chunk: Chunk, video?: VideoSpan, recording = REC): number {
    const header = describeChunk(chunk, { recording, seq: 0, video });
    const message: Message = { kind: 'chunk', header, body: encodeChunk(chunk) };
    const { byteLength } = encodeMessage(message);
    this.ingest.message(message, byteLength);
    return byteLength;
  }

  endTurn(): void {
    const actions = this.#later;
    this.#later = [];
    for (const action of actions) action();
  }

  chunks(): IngestedChunk[] {
    return this.events.flatMap((event) => (event.kind === 'chunks' ? event.chunks : []));
  }

  of<K extends IngestEvent['kind']>(kind: K): Extract<IngestEvent, { kind: K }>[] {
    return this.events.filter((event): event is Extract<IngestEvent, { kind: K }> => event.kind === kind);
  }

  credit(): number[] {
    return this.sent.flatMap((message) => (message.kind === 'received' ? message.header.bytes : []));
  }

  subscriptions(): string[] {
    return this.sent.flatMap((message) => (message.kind === 'subscribe' ? message.header.recording : []));
  }
}

function videoChunk(maker: ChunkMaker, samples: readonly Uint8Array[], entity = '/camera'): Chunk {
  return maker.chunk(
    entity,
    [FRAME],
    samples.map((sample, i) => ({ times: [BigInt(i)], batches: [batch('VideoStream', 'sample', [sample])] })),
  );
}

function codecChunk(maker: ChunkMaker, fourcc: number): Chunk {
  return maker.chunk('/camera', [], [{ times: [], batches: [batch('VideoStream', 'codec', Uint32Array.of(fourcc))] }]);
}

const scalarChunk = (maker: ChunkMaker, time: bigint, entity = '/torque') =>
  maker.chunk(entity, [FRAME], [{ times: [time], batches: [scalar(Number(time))] }]);

describe('taking chunks in', () => {
  it('tells the main thread once a turn, in order, with everything that can be read of a chunk', () => {
    const bench = Bench.subscribed();
    const maker = new ChunkMaker();
    const first = scalarChunk(maker, 1n);
    const bytes = bench.hubSends(first);
    bench.hubSends(scalarChunk(maker, 2n));
    expect(bench.of('chunks')).toHaveLength(0);
    bench.endTurn();
    expect(bench.of('chunks')).toHaveLength(1);
    expect(bench.chunks()[0]).toEqual({ chunk: first, video: undefined, byteLength: bytes });
    expect(bench.chunks()[1]?.chunk.timelines[0]?.times).toEqual(BigInt64Array.of(2n));
  });

  it('sends samples to the video worker and leaves a column of empty ones', () => {
    const bench = Bench.subscribed();
    const chunk = videoChunk(new ChunkMaker(), [KEYFRAME, DELTA_FRAME]);
    bench.hubSends(chunk, { startsAtKeyframe: true, firstSample: 40 });
    bench.endTurn();
    expect(bench.samples.slice(1)).toEqual([
      {
        kind: 'samples',
        entity: '/camera',
        chunkId: chunk.id,
        firstKey: 0,
        firstSample: 40,
        rowIds: chunk.rowIds,
        bytes: Uint8Array.of(...KEYFRAME, ...DELTA_FRAME),
        starts: Int32Array.of(0, KEYFRAME.length, KEYFRAME.length + DELTA_FRAME.length),
        keyframes: Uint8Array.of(1, 0),
      },
    ]);
    const [taken] = bench.chunks();
    expect(taken?.video).toEqual({
      firstKey: 0,
      firstSample: 40,
      byteLengths: Int32Array.of(KEYFRAME.length, DELTA_FRAME.length),
      keyframes: Uint8Array.of(1, 0),
      format: SIZE,
    });
    const [column] = taken?.chunk.components ?? [];
    expect(column?.descriptor.component).toBe('VideoStream:sample');
    expect(column?.rowStarts).toEqual(Int32Array.of(0, 1, 2));
    expect(column?.values).toEqual({ kind: 'bytes', starts: new Int32Array(3), bytes: new Uint8Array(0) });
  });

  it('gives every sample a key of its own, over recordings too', () => {
    const bench = Bench.subscribed();
    const maker = new ChunkMaker();
    bench.hubSends(videoChunk(maker, [KEYFRAME, DELTA_FRAME]), { startsAtKeyframe: true, firstSample: 0 });
    bench.hubSends(videoChunk(maker, [KEYFRAME], '/other'), { startsAtKeyframe: true, firstSample: 0 });
    bench.ingest.handle({ kind: 'subscribe', recording: OTHER });
    bench.hubSends(videoChunk(maker, [KEYFRAME]), { startsAtKeyframe: true, firstSample: 0 }, OTHER);
    bench.endTurn();
    expect(bench.chunks().map(({ video }) => video?.firstKey)).toEqual([0, 2, 3]);
  });

  it('tells the video worker of the codec before the samples that come with it, the newest one only', () => {
    const bench = Bench.subscribed();
    const maker = new ChunkMaker();
    const former = codecChunk(maker, VideoCodec.AV1);
    bench.hubSends(codecChunk(maker, VideoCodec.H264));
    bench.hubSends(former);
    expect(bench.samples.slice(1)).toEqual([{ kind: 'codec', entity: '/camera', fourcc: VideoCodec.H264 }]);
  });

  it('believes the header about keyframes of a codec that it cannot look into', () => {
    const bench = Bench.subscribed();
    const maker = new ChunkMaker();
    bench.hubSends(codecChunk(maker, VideoCodec.AV1));
    bench.hubSends(videoChunk(maker, [KEYFRAME, KEYFRAME]), { startsAtKeyframe: true, firstSample: 0 });
    bench.endTurn();
    expect(bench.chunks().at(-1)?.video?.keyframes).toEqual(Uint8Array.of(1, 0));
  });

  it('takes bytes that are no H.264 for a sample that is no keyframe', () => {
    const bench = Bench.subscribed();
    const garbage = [Uint8Array.of(0, 0, 1), Uint8Array.of(9, 9, 9, 9), Uint8Array.of(0, 0, 0, 1, 0x67, 1)];
    bench.hubSends(videoChunk(new ChunkMaker(), garbage), { startsAtKeyframe: false, firstSample: 0 });
    bench.endTurn();
    expect(bench.chunks()[0]?.video?.keyframes).toEqual(new Uint8Array(3));
  });

  it('keeps other events in their place among the chunks', () => {
    const bench = Bench.subscribed();
    const maker = new ChunkMaker();
    bench.hubSends(scalarChunk(maker, 1n));
    bench.ingest.message({ kind: 'history-complete', header: { recording: REC } }, 20);
    bench.hubSends(scalarChunk(maker, 2n));
    bench.endTurn();
    expect(bench.events.map(({ kind }) => kind)).toEqual([
      'connection',
      'reset',
      'chunks',
      'history-complete',
      'chunks',
    ]);
    expect(bench.samples.at(-1)).toEqual({ kind: 'history-complete' });
  });
});

describe('the hub sends no more than the main thread takes', () => {
  it('says received only after taken', () => {
    const bench = Bench.subscribed();
    const bytes = bench.hubSends(scalarChunk(new ChunkMaker(), 1n));
    bench.endTurn();
    expect(bench.credit()).toEqual([]);
    bench.ingest.handle({ kind: 'taken', byteLength: bytes });
    bench.endTurn();
    expect(bench.credit()).toEqual([bytes]);
  });

  it('counts by itself what the main thread never sees', () => {
    const bench = Bench.subscribed();
    const maker = new ChunkMaker();
    const chunk = scalarChunk(maker, 1n);
    const taken = bench.hubSends(chunk);
    const again = bench.hubSends(chunk);
    const stray = bench.hubSends(scalarChunk(maker, 2n), undefined, OTHER);
    bench.ingest.badMessage(new ProtoError('bad-header', 'no map'), 77, true);
    bench.ingest.badMessage(new ProtoError('bad-header', 'no map'), 1000, false);
    bench.endTurn();
    expect(bench.chunks()).toHaveLength(1);
    expect(bench.credit()).toEqual([again + stray + 77]);
    bench.ingest.handle({ kind: 'taken', byteLength: taken });
    bench.endTurn();
    expect(bench.credit().at(-1)).toBe(taken + again + stray + 77);
  });

  it('does not count chunks of a lost connection on the next one', () => {
    const bench = Bench.subscribed();
    const maker = new ChunkMaker();
    const former = bench.hubSends(scalarChunk(maker, 1n));
    bench.endTurn();
    bench.ingest.connectionChanged(CONNECTED);
    const next = bench.hubSends(scalarChunk(maker, 2n));
    bench.endTurn();
    bench.ingest.handle({ kind: 'taken', byteLength: former });
    bench.endTurn();
    expect(bench.credit()).toEqual([]);
    bench.ingest.handle({ kind: 'taken', byteLength: next });
    bench.endTurn();
    expect(bench.credit()).toEqual([next]);
  });

  it('lets only the newest list of recordings wait for a main thread that stands still', () => {
    const bench = Bench.subscribed();
    const bytes = bench.hubSends(scalarChunk(new ChunkMaker(), 1n));
    bench.endTurn();
    for (let chunks = 1; chunks <= 50; chunks += 1) {
      bench.ingest.message({ kind: 'recordings', header: { recordings: [summary(chunks)] } }, 90);
      bench.endTurn();
    }
    expect(bench.of('recordings').map(({ recordings }) => recordings[0]?.chunks)).toEqual([1]);
    bench.ingest.handle({ kind: 'taken', byteLength: bytes });
    bench.endTurn();
    expect(bench.of('recordings').map(({ recordings }) => recordings[0]?.chunks)).toEqual([1, 50]);
  });
});

describe('connections come and go', () => {
  it('subscribes once there is a connection, and again to what it had open after it was lost', () => {
    const bench = new Bench();
    bench.isConnected = false;
    bench.ingest.handle({ kind: 'subscribe', recording: REC });
    expect(bench.subscriptions()).toEqual([]);
    bench.isConnected = true;
    bench.ingest.connectionChanged(CONNECTED);
    expect(bench.subscriptions()).toEqual([REC]);
    bench.ingest.connectionChanged({ kind: 'lost', reason: 'gone', retryAtMillis: 0 });
    bench.ingest.connectionChanged(CONNECTED);
    expect(bench.subscriptions()).toEqual([REC, REC]);
  });

  it('keeps what it holds over a reconnect and takes in only what is new', () => {
    const bench = Bench.subscribed();
    const maker = new ChunkMaker();
    const [first, second] = [scalarChunk(maker, 1n), scalarChunk(maker, 2n)];
    bench.hubSends(first);
    bench.endTurn();
    bench.ingest.connectionChanged(CONNECTED);
    bench.hubSends(first);
    bench.hubSends(second);
    bench.endTurn();
    expect(bench.chunks().map(({ chunk }) => chunk.id)).toEqual([first.id, second.id]);
    expect(bench.of('reset')).toHaveLength(1);
  });

  it('starts from nothing with another recording, and stays with the one that is open already', () => {
    const bench = Bench.subscribed();
    const chunk = scalarChunk(new ChunkMaker(), 1n);
    bench.ingest.handle({ kind: 'subscribe', recording: REC });
    bench.hubSends(chunk);
    bench.ingest.handle({ kind: 'subscribe', recording: OTHER });
    bench.ingest.handle({ kind: 'subscribe', recording: REC });
    bench.hubSends(chunk);
    bench.endTurn();
    expect(bench.of('reset').map(({ recording }) => recording)).toEqual([REC, OTHER, REC]);
    expect(bench.samples.filter(({ kind }) => kind === 'reset')).toHaveLength(3);
    expect(bench.of('chunks').map(({ recording }) => recording)).toEqual([REC, REC]);
    expect(bench.subscriptions()).toEqual([REC, OTHER, REC]);
  });
});

describe('trouble with one message', () => {
  it('is told and the next one is taken in', () => {
    const bench = Bench.subscribed();
    const maker = new ChunkMaker();
    const chunk = scalarChunk(maker, 1n);
    const header = describeChunk(chunk, { recording: REC, seq: 0 });
    bench.ingest.message({ kind: 'chunk', header, body: Uint8Array.of(1, 2, 3) }, 100);
    bench.ingest.message({ kind: 'chunk', header: { ...header, rows: 9 }, body: encodeChunk(chunk) }, 100);
    bench.ingest.message({ kind: 'ack', header: { seq: 1 } }, 10);
    bench.hubSends(chunk);
    bench.endTurn();
    expect(bench.of('trouble').map(({ code, entity }) => [code, entity])).toEqual([
      [expect.any(String), '/torque'],
      ['header-mismatch', '/torque'],
      ['unexpected-message', undefined],
    ]);
    expect(bench.chunks()).toHaveLength(1);
    expect(bench.credit()).toEqual([200]);
  });

  it('passes on what queues on the way gave up, once, though a hub reports the sum again to whoever subscribes', () => {
    const bench = Bench.subscribed();
    const { entityPath: entity } = scalarChunk(new ChunkMaker(), 1n);
    const hubReports = (reason: Dropped['reason'], rows: number, recording = REC) => {
      bench.ingest.message({ kind: 'dropped', header: { recording, entity, rows, bytes: rows, reason } }, 30);
      return bench.of('dropped').reduce((sum, { dropped }) => sum + dropped.rows, 0);
    };
    expect(hubReports('sdk-queue', 3)).toBe(3);
    expect(hubReports('sdk-queue', 2)).toBe(5);
    expect(hubReports('page-queue', 2)).toBe(7);
    expect(hubReports('sdk-queue', 100, OTHER)).toBe(7);
    bench.ingest.connectionChanged(CONNECTED);
    expect(hubReports('sdk-queue', 5)).toBe(7);
    expect(hubReports('sdk-queue', 1)).toBe(8);
    expect(hubReports('memory-limit', 4)).toBe(12);
    bench.ingest.connectionChanged(CONNECTED);
    expect(hubReports('sdk-queue', 10)).toBe(16);
  });
});

describe('the memory of the page', () => {
  it('lets the oldest group of pictures go, in every thread', () => {
    const maker = new ChunkMaker();
    const key = videoChunk(maker, [KEYFRAME]);
    const delta = videoChunk(maker, [DELTA_FRAME]);
    const next = videoChunk(maker, [KEYFRAME]);
    const probe = Bench.subscribed();
    const limit = probe.hubSends(key, { startsAtKeyframe: true, firstSample: 0 }) * 2.5;
    const bench = Bench.subscribed(limit);
    bench.hubSends(key, { startsAtKeyframe: true, firstSample: 0 });
    bench.hubSends(delta, { startsAtKeyframe: false, firstSample: 1 });
    bench.hubSends(next, { startsAtKeyframe: true, firstSample: 2 });
    bench.endTurn();
    expect(bench.of('evicted')).toEqual([{ kind: 'evicted', recording: REC, chunkIds: [key.id, delta.id] }]);
    expect(bench.samples.at(-1)).toEqual({ kind: 'evicted', chunkIds: [key.id, delta.id] });
  });

  it('keeps what the hub gave up, while there is room', () => {
    const bench = Bench.subscribed();
    const chunk = scalarChunk(new ChunkMaker(), 1n);
    bench.hubSends(chunk);
    bench.ingest.message({ kind: 'evicted', header: { recording: REC, chunkIds: [chunk.id] } }, 40);
    bench.endTurn();
    expect(bench.of('evicted')).toEqual([]);
  });

  it('does not bother the main thread with history older than what it has room for', () => {
    const maker = new ChunkMaker();
    const history = Array.from({ length: 6 }, (_, i) => scalarChunk(maker, BigInt(i)));
    const bytes = Bench.subscribed().hubSends(scalarChunk(maker, 9n));
    const bench = Bench.subscribed(bytes * 3.5);
    const sizes = history.toReversed().map((chunk) => bench.hubSends(chunk));
    bench.endTurn();
    expect(bench.chunks().map(({ chunk }) => chunk.id)).toEqual(
      history
        .slice(3)
        .toReversed()
        .map(({ id }) => id),
    );
    expect(bench.of('evicted')).toEqual([]);
    expect(bench.credit()).toEqual([sizes.slice(3).reduce((sum, size) => sum + size, 0)]);
  });
});

function summary(chunks: number): RecordingSummary {
  return { id: REC, applicationId: 'app', startedAtNanos: 1n, live: true, chunks, bytes: 0, evictedBytes: 0 };
}
