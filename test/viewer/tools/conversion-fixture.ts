import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  archetypeField,
  ChunkBuilder,
  type ComponentBatch,
  decodeChunk,
  encodeChunk,
  inspectSample,
  parseEntityPath,
  type Timeline,
  TuidGenerator,
  VIDEO_SAMPLE,
  VideoCodec,
} from '@rushes/proto';
import { VideoEncoder } from '@rushes/sdk/node';
import type { Mp4Sink, VideoFileSample } from '../../../packages/viewer/src/tools/mp4/write-mp4.ts';
import { columnOf, sampleOf } from '../../../packages/viewer/src/tools/video-survey.ts';
import { chunksOf } from './recordings.ts';

const folder = mkdtempSync(join(tmpdir(), 'rushes-conversion-'));
// Not after all tests of a file: several files share this module.
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** A path for a file of a test, which goes away with the process. */
export function tempPath(name: string): string {
  return join(folder, name);
}

export function tempFile(name: string, bytes: Uint8Array): string {
  const path = tempPath(name);
  writeFileSync(path, bytes);
  return path;
}

/** An MP4 in memory. */
export class MemorySink implements Mp4Sink {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  write(bytes: Uint8Array, position: number): void {
    const end = position + bytes.length;
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(2 * end);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, position);
    this.#length = Math.max(this.#length, end);
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

/** Access units with these times, as a stream gives them. */
export function timed(samples: readonly Uint8Array[], timeNanos: (index: number) => bigint): VideoFileSample[] {
  return samples.map((sample, i) => ({
    sample,
    timeNanos: timeNanos(i),
    isKeyframe: inspectSample(sample).isKeyframe,
  }));
}

/** Pictures of a moving square that x264 encodes, a keyframe every `gop`. */
export async function encodeClip(
  count: number,
  {
    width = 64,
    height = 48,
    gop = 10,
  }: { readonly width?: number; readonly height?: number; readonly gop?: number } = {},
): Promise<readonly Uint8Array[]> {
  const encoder = await VideoEncoder.create({
    width,
    height,
    input: 'gray',
    preset: 'ultrafast',
    fps: 10,
    keyframeIntervalSecs: gop / 10,
  });
  try {
    const samples: Uint8Array[] = [];
    for (let i = 0; i < count; i++) {
      const frame = new Uint8Array(width * height).fill(30);
      for (let y = 8; y < 24; y++) frame.fill(200, y * width + i, y * width + i + 8);
      samples.push(...encoder.encode(frame).map(({ data }) => data));
    }
    return [...samples, ...encoder.flush().map(({ data }) => data)];
  } finally {
    encoder.close();
  }
}

/** One row of a recording: its times in the order of the timelines, and what was logged. */
export interface Row {
  readonly times: readonly bigint[];
  readonly batches: readonly ComponentBatch[];
}

export const ids = new TuidGenerator({ nowNanos: () => 1_700_000_000_000_000_000n, start: 1n });

/** The Arrow stream of a chunk. */
export function chunkOf(entity: string, timelines: readonly Timeline[], rows: readonly Row[]): Uint8Array {
  const builder = new ChunkBuilder(parseEntityPath(entity), timelines);
  for (const { times, batches } of rows) builder.appendRow(ids, times, batches);
  return encodeChunk(builder.finish(ids.nextChunkId()));
}

export const sampleBatch = (sample: Uint8Array): ComponentBatch => ({
  ...archetypeField('VideoStream', 'sample'),
  data: [sample],
});

/** The codec of a video stream, static, as the SDK logs it. */
export function codecChunk(entity: string, codec: VideoCodec = VideoCodec.H264): Uint8Array {
  return chunkOf(
    entity,
    [],
    [{ times: [], batches: [{ ...archetypeField('VideoStream', 'codec'), data: Uint32Array.of(codec) }] }],
  );
}

/** The chunks of a video stream, a group of pictures each. */
export function videoChunks(
  entity: string,
  timelines: readonly Timeline[],
  samples: readonly { readonly sample: Uint8Array; readonly times: readonly bigint[] }[],
): readonly Uint8Array[] {
  const groups: Row[][] = [];
  for (const { sample, times } of samples) {
    const row = { times, batches: [sampleBatch(sample)] };
    const last = groups.at(-1);
    if (last === undefined || inspectSample(sample).isKeyframe) groups.push([row]);
    else last.push(row);
  }
  return [codecChunk(entity), ...groups.map((rows) => chunkOf(entity, timelines, rows))];
}

/** The video samples of an entity with their times by timeline, in the order of the file. */
export function samplesIn(
  file: Uint8Array,
  entity: string,
): { readonly sample: Uint8Array; readonly times: Readonly<Record<string, bigint>> }[] {
  return chunksOf(file).flatMap(({ arrow }) => {
    const chunk = decodeChunk(arrow);
    const column = columnOf(chunk, VIDEO_SAMPLE);
    if (column === undefined || chunk.entityPath !== entity) return [];
    return Array.from({ length: chunk.rowCount }, (_, row) => ({
      sample: (sampleOf(column, row) ?? new Uint8Array(0)).slice(),
      times: Object.fromEntries(chunk.timelines.map(({ name, times }) => [name, times[row] ?? 0n])),
    }));
  });
}
