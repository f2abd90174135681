import {
  archetypeField,
  ChunkBuilder,
  encodeChunk,
  parseEntityPath,
  type Timeline,
  TimelineKind,
  TuidGenerator,
  VideoCodec,
} from '@rushes/proto';
import { concat } from '../../proto/rrd/files.ts';
import { idrNal, pNal, ppsNal, spsNal } from '../video/tiny-h264.ts';

export const FRAME: Timeline = { name: 'frame', kind: TimelineKind.Sequence };
export const CLOCK: Timeline = { name: 'video_time', kind: TimelineKind.Duration };
const STEP = 40_000_000n;

export function newIds(): TuidGenerator {
  let nanos = 1_700_000_000_000_000_000n;
  return new TuidGenerator({ nowNanos: () => (nanos += 1000n), start: 1n });
}

/** The static chunk that says that an entity's video is H.264. */
export function codecChunk(entity: string, ids: TuidGenerator, codec: number = VideoCodec.H264): Uint8Array {
  const builder = new ChunkBuilder(parseEntityPath(entity), []);
  builder.appendRow(ids, [], [{ ...archetypeField('VideoStream', 'codec'), data: Uint32Array.of(codec) }]);
  return encodeChunk(builder.finish(ids.nextChunkId()));
}

/**
 * Chunks of a video of which `gops` says how many samples each group of pictures has; sample `i` is on `frame` `i` and on
 * `video_time` `i` times 40 ms, and is `padding` bytes longer than it must be. `chunkRows` says how many samples each chunk in
 * turn has; the last number goes on.
 */
export function videoChunks(
  entity: string,
  ids: TuidGenerator,
  gops: readonly number[],
  chunkRows: readonly number[],
  padding = 0,
): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  const newBuilder = () => new ChunkBuilder(parseEntityPath(entity), [FRAME, CLOCK]);
  let builder = newBuilder();
  let rows = 0;
  const close = () => {
    if (rows > 0) chunks.push(encodeChunk(builder.finish(ids.nextChunkId())));
    builder = newBuilder();
    rows = 0;
  };
  let frame = 0;
  for (const samples of gops) {
    for (let i = 0; i < samples; i++, frame++) {
      const nals = i === 0 ? [spsNal(), ppsNal(), idrNal(frame)] : [pNal(frame, i)];
      const sample = concat([...nals, new Uint8Array(padding).fill(0x80)]);
      const batch = { ...archetypeField('VideoStream', 'sample'), data: [sample] };
      builder.appendRow(ids, [BigInt(frame), BigInt(frame) * STEP], [batch]);
      rows++;
      if (rows === (chunkRows[chunks.length] ?? chunkRows.at(-1))) close();
    }
  }
  close();
  return chunks;
}

/** Rows of one scalar each, on `frame`, in chunks of `chunkRows`. */
export function scalarChunks(entity: string, ids: TuidGenerator, rows: number, chunkRows: number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let first = 0; first < rows; first += chunkRows) {
    const builder = new ChunkBuilder(parseEntityPath(entity), [FRAME]);
    for (let row = first; row < Math.min(first + chunkRows, rows); row++) {
      const batch = { ...archetypeField('Scalars', 'scalars'), data: Float64Array.of(row / 2) };
      builder.appendRow(ids, [BigInt(row)], [batch]);
    }
    chunks.push(encodeChunk(builder.finish(ids.nextChunkId())));
  }
  return chunks;
}
