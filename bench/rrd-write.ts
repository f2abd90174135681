import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  archetypeField,
  ChunkBuilder,
  describeChunk,
  encodeChunk,
  makeRecordingId,
  parseEntityPath,
  TimelineKind,
  TuidGenerator,
} from '@rushes/proto';
import { type SinkChunk, systemClock } from '@rushes/sdk';
import { FileSink } from '@rushes/sdk/node';
import type { BenchRow } from './bench-row.ts';
import { quantile } from './quantile.ts';

const CHUNKS = 8000;
const SAMPLE_BYTES = 20_000;
const GROUP = 30;
const ROUNDS = 9;
/** Bytes handed over before the disk is waited for, the same for both. */
const AHEAD_BYTES = 16 * 1024 * 1024;

/**
 * Bytes per second of chunks with one 20 kB sample each through the file sink, index and all, beside a plain stream of the same bytes,
 * in turns. Both have the same buffers and write to the same disk.
 */
export async function run(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rushes-bench-'));
  const chunks = makeChunks();
  const bytes = chunks.reduce((sum, { body }) => sum + body.length, 0);
  const plain: number[] = [];
  const sink: number[] = [];
  try {
    for (let round = -1; round < ROUNDS; round++) {
      const plainRate = await bytesPerSecond(bytes, () => writePlainly(join(folder, 'plain'), chunks));
      const sinkRate = await bytesPerSecond(bytes, () => writeRecording(join(folder, 'run.rrd'), chunks));
      rmSync(join(folder, 'plain'));
      rmSync(join(folder, 'run.rrd'));
      // The first round warms up.
      if (round < 0) continue;
      plain.push(plainRate);
      sink.push(sinkRate);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const plainMedian = quantile(plain, 0.5);
  const sinkMedian = quantile(sink, 0.5);
  const note = `${CHUNKS} chunks of ${SAMPLE_BYTES / 1000} kB samples, median of ${ROUNDS}`;
  return [
    { name: 'plain stream to a file', value: plainMedian / 1e6, unit: 'MB/s', note },
    { name: 'file sink', value: sinkMedian / 1e6, unit: 'MB/s', note },
    {
      name: 'file sink of plain stream',
      value: (100 * sinkMedian) / plainMedian,
      unit: '%',
      note: 'aim: at least 70 %',
    },
  ];
}

async function bytesPerSecond(bytes: number, write: () => Promise<void>): Promise<number> {
  const startMillis = performance.now();
  await write();
  return bytes / ((performance.now() - startMillis) / 1000);
}

async function writePlainly(path: string, chunks: readonly SinkChunk[]): Promise<void> {
  const stream = createWriteStream(path, { highWaterMark: AHEAD_BYTES });
  for (const { body } of chunks) if (!stream.write(body)) await once(stream, 'drain');
  stream.end();
  await once(stream, 'close');
}

async function writeRecording(path: string, chunks: readonly SinkChunk[]): Promise<void> {
  const sink = new FileSink(path);
  sink.open({
    recording: { id: RECORDING, applicationId: 'bench', startedAtNanos: 0n },
    clock: systemClock(),
    report: (error) => {
      throw error;
    },
  });
  await sink.opened;
  let [waiting, ahead] = [Promise.resolve(), 0];
  for (const chunk of chunks) {
    sink.send(chunk);
    ahead += chunk.body.length;
    if (ahead < AHEAD_BYTES / 2) continue;
    await waiting;
    waiting = sink.flush(Number.POSITIVE_INFINITY);
    ahead = 0;
  }
  await sink.close(Number.POSITIVE_INFINITY);
}

const RECORDING = makeRecordingId();

function makeChunks(): readonly SinkChunk[] {
  const ids = new TuidGenerator();
  const entity = parseEntityPath('/camera');
  const timelines = [
    { name: 'frame', kind: TimelineKind.Sequence },
    { name: 'log_time', kind: TimelineKind.Timestamp },
  ];
  const sample = Uint8Array.from({ length: SAMPLE_BYTES }, (_, i) => (i * 7919) >> 3);
  return Array.from({ length: CHUNKS }, (_, i) => {
    const builder = new ChunkBuilder(entity, timelines);
    builder.appendRow(
      ids,
      [BigInt(i), BigInt(i) * 33_333_333n],
      [{ ...archetypeField('VideoStream', 'sample'), data: [sample] }],
    );
    const chunk = builder.finish(ids.nextChunkId());
    const video = { startsAtKeyframe: i % GROUP === 0, firstSample: i };
    return { header: describeChunk(chunk, { recording: RECORDING, seq: 0, video }), body: encodeChunk(chunk) };
  });
}
