import {
  archetypeField,
  ChunkBuilder,
  type ComponentBatch,
  encodeChunk,
  memorySource,
  openRrd,
  parseEntityPath,
  RrdSourceKind,
  type Timeline,
  TimelineKind,
  VideoCodec,
} from '@rushes/proto';
import type { RecordingChunk } from '@rushes/proto/node';
import { noise, testIds } from '../rrd/files.ts';

export const STORE = {
  storeId: { kind: 'recording', recordingId: 'run-1', applicationId: 'test-app' },
  source: { kind: RrdSourceKind.Other, extra: new TextEncoder().encode('rushes tests') },
} as const;

const FRAME: Timeline = { name: 'frame', kind: TimelineKind.Sequence };

/** Makes chunks that are told apart by the frame of their one row. */
export class ChunkMaker {
  readonly #ids = testIds();
  #frame = 0n;

  scalar(entity = '/plot'): RecordingChunk {
    return this.#temporal(entity, { ...archetypeField('Scalars', 'scalars'), data: Float64Array.of(1) });
  }

  video(startsAtKeyframe: boolean, bytes = 1000, entity = '/camera', stream = ''): RecordingChunk {
    const data = [noise(bytes, Number(this.#frame) + 1)];
    const chunk = this.#temporal(entity, { ...archetypeField('VideoStream', 'sample'), data });
    return { ...chunk, video: { stream, startsAtKeyframe } };
  }

  /** Groups of a keyframe and what continues it. */
  groups(count: number, size: number, bytes = 1000, entity = '/camera'): RecordingChunk[] {
    return Array.from({ length: count * size }, (_, i) => this.video(i % size === 0, bytes, entity));
  }

  static(entity = '/camera'): RecordingChunk {
    const builder = new ChunkBuilder(parseEntityPath(entity), []);
    const codec = { ...archetypeField('VideoStream', 'codec'), data: Uint32Array.of(VideoCodec.H264) };
    builder.appendRow(this.#ids, [], [codec]);
    return this.#finish(entity, builder, codec, true);
  }

  #temporal(entity: string, batch: ComponentBatch): RecordingChunk {
    const builder = new ChunkBuilder(parseEntityPath(entity), [FRAME]);
    builder.appendRow(this.#ids, [this.#frame++], [batch]);
    return this.#finish(entity, builder, batch, false);
  }

  #finish(entity: string, builder: ChunkBuilder, batch: ComponentBatch, isStatic: boolean): RecordingChunk {
    return {
      arrow: encodeChunk(builder.finish(this.#ids.nextChunkId())),
      entity: parseEntityPath(entity),
      rows: 1,
      isStatic,
      components: [batch.descriptor.component],
    };
  }
}

/** What somebody finds who opens the file: the frames of its temporal chunks, the static chunks, and how it was opened. */
export async function look(bytes: Uint8Array): Promise<{
  readonly frames: readonly number[];
  readonly statics: number;
  readonly origin: string;
  readonly problems: readonly string[];
}> {
  const { stores, origin, problems } = await openRrd(memorySource(bytes));
  const entries = stores.flatMap((store) => store.entries);
  return {
    frames: entries.flatMap(({ spans }) => (spans[0] === undefined ? [] : [Number(spans[0].min)])),
    statics: entries.filter(({ isStatic }) => isStatic).length,
    origin,
    problems: problems.map(({ code }) => code),
  };
}
