import {
  type ArchetypeName,
  archetypeField,
  type Chunk,
  ChunkBuilder,
  type ComponentBatch,
  type ComponentData,
  type FieldName,
  parseEntityPath,
  type Timeline,
  TuidGenerator,
} from '@rushes/proto';
import type { IngestedChunk, IngestedVideo } from '../../../packages/viewer/src/app/source/ingest-messages.ts';

/** One row: its times in the order of the chunk's timelines, and what was logged. */
export interface RowSpec {
  readonly times: readonly bigint[];
  readonly batches: readonly ComponentBatch[];
}

export const FRAME: Timeline = { name: 'frame', kind: 'sequence' };
export const CLOCK: Timeline = { name: 'clock', kind: 'timestamp' };
export const LOG: Timeline = { name: 'log_time', kind: 'timestamp' };

export function batch<A extends ArchetypeName>(archetype: A, field: FieldName<A>, data: ComponentData): ComponentBatch {
  const { descriptor, itemType } = archetypeField(archetype, field);
  return { descriptor, itemType, data };
}

export const scalar = (...values: number[]): ComponentBatch => batch('Scalars', 'scalars', Float64Array.from(values));
export const text = (...values: string[]): ComponentBatch => batch('TextLog', 'text', values);
export const clear = (recursive: boolean): ComponentBatch => batch('Clear', 'is_recursive', [recursive]);

/** Makes chunks whose row ids ascend in the order of making, whatever the order in which they are added later. */
export class ChunkMaker {
  readonly #ids: TuidGenerator;
  #nextKey = 0;

  constructor(startNanos = 1_000_000n) {
    let nanos = startNanos;
    this.#ids = new TuidGenerator({
      nowNanos: () => {
        nanos += 1n;
        return nanos;
      },
      start: 1n,
    });
  }

  chunk(entity: string, timelines: readonly Timeline[], rows: readonly RowSpec[]): Chunk {
    const builder = new ChunkBuilder(parseEntityPath(entity), timelines);
    for (const { times, batches } of rows) builder.appendRow(this.#ids, times, batches);
    return builder.finish(this.#ids.nextChunkId());
  }

  plain(entity: string, timelines: readonly Timeline[], rows: readonly RowSpec[]): IngestedChunk {
    return { chunk: this.chunk(entity, timelines, rows), video: undefined, byteLength: 100 };
  }

  /** Rows of samples of the given sizes at these times; the bytes are already taken out, as ingest does it. */
  video(
    entity: string,
    timelines: readonly Timeline[],
    firstSample: number,
    samples: readonly { readonly times: readonly bigint[]; readonly bytes: number; readonly key?: boolean }[],
    format?: IngestedVideo['format'],
  ): IngestedChunk {
    const rows = samples.map(({ times }) => ({
      times,
      batches: [batch('VideoStream', 'sample', [new Uint8Array(0)])],
    }));
    const firstKey = this.#nextKey;
    this.#nextKey += samples.length;
    return {
      chunk: this.chunk(entity, timelines, rows),
      video: {
        firstKey,
        firstSample,
        byteLengths: Int32Array.from(samples, (sample) => sample.bytes),
        keyframes: Uint8Array.from(samples, (sample) => (sample.key === true ? 1 : 0)),
        format,
      },
      byteLength: 100,
    };
  }
}
