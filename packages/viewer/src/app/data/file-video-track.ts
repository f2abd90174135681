import type { EntityPath } from '@rushes/proto';
import type { VideoFormat } from '../source/ingest-messages.ts';
import type { KnownChunks } from './known-chunks.ts';
import type { KnownVideo } from './known-video.ts';
import type { SampleRef, VideoTrack } from './recording-store.ts';

/** What a track asks of the recording it belongs to. */
export interface FileTrackWorld {
  readonly known: KnownChunks;
  /** Here, or not usable. */
  isSettled(chunk: number): boolean;
  isLoaded(chunk: number): boolean;
  /** Whether all that may clear the entity at this time is here; if not, it is asked for. */
  hasClears(entity: EntityPath, timeline: string, time: bigint): boolean;
  noteMissing(chunks: readonly number[]): void;
  /** The index of what is loaded; undefined while nothing is. */
  loadedTrack(entity: EntityPath): VideoTrack | undefined;
}

/** The video of an entity in a file: counts and order from its manifest, samples from the chunks that are loaded. */
export class FileVideoTrack implements VideoTrack {
  readonly entity: EntityPath;
  readonly #world: FileTrackWorld;
  readonly #video: KnownVideo | undefined;

  /** `video` is undefined where only a codec was logged. */
  constructor(entity: EntityPath, world: FileTrackWorld, video: KnownVideo | undefined) {
    this.entity = entity;
    this.#world = world;
    this.#video = video;
  }

  get codec(): number | undefined {
    return this.#loaded?.codec;
  }

  get format(): VideoFormat | undefined {
    return this.#loaded?.format;
  }

  get sampleCount(): number {
    return this.#video?.sampleCount ?? 0;
  }

  get keyframeCount(): number {
    return this.#video?.keyframeCount ?? 0;
  }

  get byteLength(): number {
    return this.#video?.byteLength ?? 0;
  }

  get dropped(): number {
    return this.#loaded?.dropped ?? 0;
  }

  sampleAt(timeline: string, time: bigint): SampleRef | undefined {
    const chunks = this.#chunksAt(timeline, time);
    if (chunks.every((chunk) => this.#world.isSettled(chunk))) {
      if (!this.#world.hasClears(this.entity, timeline, time)) return undefined;
      return this.#loaded?.sampleAt(timeline, time);
    }
    this.#world.noteMissing(chunks);
    // A chunk of one sample is known by its span; it may be asked for before it is here.
    const [only] = chunks;
    if (chunks.length > 1 || only === undefined || this.#world.known.rowCountOf(only) !== 1) return undefined;
    return this.#edge(only, timeline, 'first');
  }

  isLoading(timeline: string, time: bigint): boolean {
    const chunks = this.#chunksAt(timeline, time);
    return chunks.some((chunk) => !this.#world.isSettled(chunk));
  }

  sampleBeside(timeline: string, key: number, step: number): SampleRef | undefined {
    const from = this.sampleByKey(timeline, key);
    if (from === undefined || step === 0) return from;
    let sample: SampleRef | undefined = from;
    for (let left = Math.abs(step); left > 0 && sample !== undefined; left -= 1) {
      sample = this.#neighbour(timeline, sample, step > 0 ? 1 : -1);
    }
    return sample;
  }

  sampleByKey(timeline: string, key: number): SampleRef | undefined {
    const chunk = this.#video?.chunkOfKey(key);
    if (chunk === undefined) return undefined;
    if (this.#world.isLoaded(chunk)) return this.#loaded?.sampleByKey(timeline, key);
    const first = this.#world.known.firstKeyOf(chunk);
    if (key === first) return this.#edge(chunk, timeline, 'first');
    if (key === first + this.#world.known.rowCountOf(chunk) - 1) return this.#edge(chunk, timeline, 'last');
    return undefined;
  }

  frameRate(timeline: string): number | undefined {
    return this.#loaded?.frameRate(timeline);
  }

  bitrate(timeline: string): number | undefined {
    return this.#loaded?.bitrate(timeline);
  }

  get #loaded(): VideoTrack | undefined {
    return this.#world.loadedTrack(this.entity);
  }

  #chunksAt(timeline: string, time: bigint): readonly number[] {
    const index = this.#video?.on(timeline);
    return index === undefined ? [] : index.latestAt(time).map((position) => index.chunks[position] as number);
  }

  /**
   * The sample before or after. Where the next one is in a chunk that is not loaded, its time is that of the chunk's edge, and
   * its key that of the chunk's first or last row.
   */
  #neighbour(timeline: string, from: SampleRef, step: 1 | -1): SampleRef | undefined {
    const loaded = this.#loaded?.sampleBeside(timeline, from.key, step);
    const index = this.#video?.on(timeline);
    if (index === undefined) return loaded;
    const begun = index.countBegun(from.time);
    const edges: SampleRef[] = loaded === undefined ? [] : [loaded];
    const offer = (chunk: number | undefined, edge: 'first' | 'last') => {
      if (chunk === undefined || this.#world.isSettled(chunk)) return;
      const sample = this.#edge(chunk, timeline, edge);
      if (sample !== undefined) edges.push(sample);
    };
    if (step > 0) {
      offer(index.chunks[begun], 'first');
      return edges.reduce<SampleRef | undefined>((a, b) => (a === undefined || b.time < a.time ? b : a), undefined);
    }
    for (const position of index.latestAt(from.time - 1n)) offer(index.chunks[position], 'last');
    const before = edges.filter((sample) => sample.time <= from.time);
    return before.reduce<SampleRef | undefined>((a, b) => (a === undefined || b.time > a.time ? b : a), undefined);
  }

  /** The first or last sample of a chunk that is not loaded, taking its rows to be in order of time. */
  #edge(chunk: number, timeline: string, edge: 'first' | 'last'): SampleRef | undefined {
    const { known } = this.#world;
    const span = known.spanOf(chunk, timeline);
    if (span === undefined || this.#video === undefined) return undefined;
    const row = edge === 'first' ? 0 : known.rowCountOf(chunk) - 1;
    return {
      key: known.firstKeyOf(chunk) + row,
      ordinal: this.#video.firstSampleOf(chunk) + row,
      isKeyframe: false,
      byteLength: 0,
      time: edge === 'first' ? span.min : span.max,
    };
  }
}
