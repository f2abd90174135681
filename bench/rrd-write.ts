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
/** Bytes handed over before the disk is waited for: of the sink, and of a stream that is told so. */
const AHEAD_BYTES = 16 * 1024 * 1024;
/** Bytes handed over in one turn of the event loop: a program that logs this fast lets it turn at times. */
const TURN_BYTES = 512 * 1024;

/**
 * Bytes per second of chunks with one 20 kB sample each through the file sink, index and all, beside a plain `createWriteStream` of the
 * same bytes, in turns on the same disk: one with its default buffer of 64 KiB or less, one with as large a buffer as the sink has.
 */
export async function run(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rushes-bench-'));
  const chunks = makeChunks();
  const bytes = chunks.reduce((sum, { body }) => sum + body.length, 0);
  const path = join(folder, 'run.rrd');
  const writers = {
    plain: () => writePlainly(path, chunks),
    buffered: () => writePlainly(path, chunks, AHEAD_BYTES),
    sink: () => writeRecording(path, chunks),
  };
  const rates = { plain: [] as number[], buffered: [] as number[], sink: [] as number[] };
  try {
    for (let round = -1; round < ROUNDS; round++) {
      for (const name of ['plain', 'sink', 'buffered'] as const) {
        const rate = await bytesPerSecond(bytes, writers[name]);
        rmSync(path);
        // The first round warms up.
        if (round >= 0) rates[name].push(rate);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const [plain, buffered, sink] = [rates.plain, rates.buffered, rates.sink].map((each) => quantile(each, 0.5));
  if (plain === undefined || buffered === undefined || sink === undefined) return [];
  const note = `${CHUNKS} chunks of ${SAMPLE_BYTES / 1000} kB samples, median of ${ROUNDS}`;
  return [
    { name: 'plain stream to a file', value: plain / 1e6, unit: 'MB/s', note },
    { name: 'plain stream with 16 MiB buffered', value: buffered / 1e6, unit: 'MB/s', note },
    { name: 'file sink', value: sink / 1e6, unit: 'MB/s', note },
    { name: 'file sink of plain stream', value: (100 * sink) / plain, unit: '%', note: 'aim: at least 70 %' },
    { name: 'file sink of buffered stream', value: (100 * sink) / buffered, unit: '%' },
  ];
}

async function bytesPerSecond(bytes: number, write: () => Promise<void>): Promise<number> {
  const startMillis = performance.now();
  await write();
  return bytes / ((performance.now() - startMillis) / 1000);
}

async function writePlainly(path: string, chunks: readonly SinkChunk[], highWaterMark?: number): Promise<void> {
  const stream = createWriteStream(path, highWaterMark === undefined ? {} : { highWaterMark });
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
  let turnBytes = 0;
  for (const chunk of chunks) {
    sink.send(chunk);
    turnBytes += chunk.body.length;
    if (turnBytes < TURN_BYTES) continue;
    turnBytes = 0;
    if (sink.status.queuedBytes > AHEAD_BYTES) await sink.flush(Number.POSITIVE_INFINITY);
    else await new Promise((resolve) => setImmediate(resolve));
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
