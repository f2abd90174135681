import { encodeChunk, parseRecordingId, type RrdManifestEntry, readChunkFacts, toChunkColumns } from '@rushes/proto';
import { FileRecordingStore } from '../../../packages/viewer/src/app/data/file-recording-store.ts';
import type { KnownVideo } from '../../../packages/viewer/src/app/data/known-video.ts';
import { type LoadPlan, planLoads } from '../../../packages/viewer/src/app/data/load-plan.ts';
import { SampleKeys } from '../../../packages/viewer/src/app/source/chunk-intake.ts';
import type { IngestedChunk } from '../../../packages/viewer/src/app/source/ingest-messages.ts';
import { KnownBatchBuilder } from '../../../packages/viewer/src/app/source/known-batch.ts';

/** What a manifest would say of chunks that lie one behind the other in a file. */
export function manifestOf(chunks: readonly IngestedChunk[]): RrdManifestEntry[] {
  let offset = 100;
  return chunks.map(({ chunk, byteLength }) => {
    const entry = { ...readChunkFacts(encodeChunk(chunk)), offset, byteLength, uncompressedBytes: byteLength };
    offset += byteLength + 16;
    return entry;
  });
}

/** A recording in a file, and someone who loads of it what the planner says. */
export class FileWorld {
  readonly store = new FileRecordingStore(parseRecordingId('file'));
  readonly chunks: readonly IngestedChunk[];
  /** Every chunk that was ever loaded, in order; one that was loaded twice is in it twice. */
  readonly loads: number[] = [];
  readonly #builder = new KnownBatchBuilder(new SampleKeys());

  constructor(chunks: readonly IngestedChunk[], batchSize = chunks.length) {
    this.chunks = chunks;
    const entries = manifestOf(chunks);
    for (let i = 0; i < entries.length; i += batchSize) {
      this.store.addKnown(this.#builder.build(toChunkColumns(entries.slice(i, i + batchSize))));
    }
  }

  plan(
    timeline: string,
    time: bigint,
    options: { budgetBytes?: number; unitsPerSec?: number; isIdle?: boolean } = {},
  ): LoadPlan {
    const { store } = this;
    return planLoads({
      known: store.known,
      videos: store.known.entities().flatMap(({ path }): KnownVideo[] => {
        const video = store.video(path);
        return video === undefined ? [] : [video];
      }),
      chunks: store,
      cursor: { timeline, time },
      unitsPerSec: options.unitsPerSec ?? 0,
      paceUnitsPerSec: 1,
      ranges: store.ranges(timeline),
      missed: store.takeMissed(),
      isDragged: false,
      isIdle: options.isIdle ?? false,
      budgetBytes: options.budgetBytes ?? Number.POSITIVE_INFINITY,
    });
  }

  /** Loads a chunk as the ingest worker would. */
  load(index: number): void {
    const ingested = this.chunks[index];
    if (ingested === undefined) throw new RangeError(`There is no chunk ${index}.`);
    this.loads.push(index);
    const { known } = this.store;
    const { video, chunk } = ingested;
    const firstSample = this.store.video(chunk.entityPath)?.firstSampleOf(index) ?? 0;
    const keyed = video === undefined ? undefined : { ...video, firstKey: known.firstKeyOf(index), firstSample };
    this.store.addLoaded([{ index, ingested: { ...ingested, video: keyed } }]);
  }

  /** Plans and loads what is urgent until the cursor has all it needs. */
  seek(timeline: string, time: bigint, budgetBytes?: number): LoadPlan {
    for (let round = 0; round < 100; round += 1) {
      const plan = this.plan(timeline, time, budgetBytes === undefined ? {} : { budgetBytes });
      this.store.unload(plan.unload);
      if (plan.isReady) return plan;
      for (const index of plan.wanted.slice(0, plan.urgent)) this.load(index);
    }
    throw new Error('The cursor never had what it needs.');
  }
}
