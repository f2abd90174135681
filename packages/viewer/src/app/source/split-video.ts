import {
  type Chunk,
  type ComponentColumn,
  type H264Sps,
  inspectSample,
  VIDEO_SAMPLE,
  type VideoSpan,
} from '@rushes/proto';
import type { VideoFormat } from './ingest-messages.ts';

/** The samples of a chunk, taken out of it. */
export interface ChunkSamples {
  /** Sample `row` is `bytes[starts[row] .. starts[row + 1]]`; a buffer of their own, ready to be transferred. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly starts: Int32Array<ArrayBuffer>;
  readonly keyframes: Uint8Array<ArrayBuffer>;
  readonly format: VideoFormat | undefined;
}

export interface SplitChunk {
  /** The rest: `VideoStream:sample` still has all its rows and instances, but each of them is empty. */
  readonly chunk: Chunk;
  readonly samples: ChunkSamples;
}

/**
 * Takes the values of `VideoStream:sample` out of a chunk; undefined if it holds none. The samples are copied: their
 * buffer then holds nothing else, and memory follows the samples, not the messages they came in.
 */
export function splitVideo(chunk: Chunk, span: VideoSpan | undefined, isH264: boolean): SplitChunk | undefined {
  const column = chunk.components.find(({ descriptor }) => descriptor.component === VIDEO_SAMPLE);
  if (column === undefined || column.values.kind !== 'bytes') return undefined;
  const { bytes, starts } = copySamples(chunk, column);
  const keyframes = new Uint8Array(chunk.rowCount);
  let format: VideoFormat | undefined;
  for (let row = 0; row < chunk.rowCount; row += 1) {
    const sample = bytes.subarray(starts[row], starts[row + 1]);
    if (!isH264 || sample.length === 0) continue;
    const { isKeyframe, sps } = inspectSample(sample);
    if (isKeyframe) keyframes[row] = 1;
    for (const found of sps.values()) format = formatOf(found);
  }
  // Of a codec that is not parsed here only the header knows where decoding can start.
  if (!isH264 && span?.startsAtKeyframe === true) keyframes[0] = 1;
  const rest = chunk.components.map((other) => (other === column ? withoutBytes(column) : other));
  return { chunk: { ...chunk, components: rest }, samples: { bytes, starts, keyframes, format } };
}

function copySamples(chunk: Chunk, column: ComponentColumn): Pick<ChunkSamples, 'bytes' | 'starts'> {
  const starts = new Int32Array(chunk.rowCount + 1);
  if (column.values.kind !== 'bytes') return { bytes: new Uint8Array(0), starts };
  const instanceStarts = column.values.starts;
  // Instances lie back to back, so the end of a row is the start of the next one, whether it has one sample or none.
  const base = instanceStarts[0] ?? 0;
  for (let row = 0; row <= chunk.rowCount; row += 1) {
    starts[row] = (instanceStarts[column.rowStarts[row] ?? 0] ?? base) - base;
  }
  return { bytes: column.values.bytes.slice(base, base + (starts[chunk.rowCount] ?? 0)), starts };
}

function withoutBytes(column: ComponentColumn): ComponentColumn {
  const instances = column.rowStarts[column.rowStarts.length - 1] ?? 0;
  return { ...column, values: { kind: 'bytes', starts: new Int32Array(instances + 1), bytes: new Uint8Array(0) } };
}

function formatOf(sps: H264Sps): VideoFormat {
  return { codecString: sps.codecString, width: sps.crop.width, height: sps.crop.height };
}
