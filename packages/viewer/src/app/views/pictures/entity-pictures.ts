import type { EntityPath } from '@rushes/proto';
import type { EntityNode, RecordingStore } from '../../data/recording-store.ts';
import { openAssetPlayer } from './asset-player.ts';
import { FrameReferencePicture } from './frame-reference-picture.ts';
import { PICTURE_DECODER } from './picture-decoder.ts';
import type { PictureContext, PictureResult, PictureSource } from './scene-picture.ts';
import { STILL_KINDS } from './still-kinds.ts';
import { StillPicture } from './still-picture.ts';
import { VideoPicture } from './video-picture.ts';

export interface EntityPicturesOptions {
  /** A picture that was asked for is there: draw. */
  readonly onLoaded: () => void;
  /** A monotonic clock in milliseconds. */
  readonly now?: () => number;
}

/**
 * The pictures of any archetype that views show of entities: video, frames of video files, images, depth images, segmentations.
 * One for each view; it keeps what is decoded for the entities it was asked for last.
 */
export class EntityPictures {
  readonly #options: Required<EntityPicturesOptions>;
  readonly #sources = new Map<EntityPath, ReadonlyMap<string, PictureSource>>();
  #tree: EntityNode | undefined;

  constructor(options: EntityPicturesOptions) {
    this.#options = { now: () => performance.now(), ...options };
    PICTURE_DECODER.acquire();
  }

  /**
   * What to show of these entities at a time, in their order. Entities that were asked for before and are not among these are
   * released.
   */
  resolve(context: PictureContext, entities: readonly EntityPath[], time: bigint): readonly PictureResult[] {
    const tree = context.store.entityTree();
    const isNewTree = this.#tree !== tree;
    this.#tree = tree;
    for (const entity of [...this.#sources.keys()]) if (!entities.includes(entity)) this.#drop(entity);
    const results: PictureResult[] = [];
    for (const entity of entities) {
      let sources = this.#sources.get(entity);
      if (sources === undefined || isNewTree) {
        sources = this.#sourcesOf(context.store, entity, sources);
        this.#sources.set(entity, sources);
      }
      for (const source of sources.values()) {
        const result = source.resolve(context, time);
        if (result !== undefined) results.push(result);
      }
    }
    return results;
  }

  /** How long the picture that is awaited longest has been outstanding, in milliseconds. */
  lateMillis(): number {
    let late = 0;
    for (const sources of this.#sources.values()) {
      for (const source of sources.values()) late = Math.max(late, source.lateMillis());
    }
    return late;
  }

  dispose(): void {
    for (const sources of this.#sources.values()) {
      for (const source of sources.values()) {
        source.dispose();
      }
    }
    this.#sources.clear();
    PICTURE_DECODER.release();
  }

  #drop(entity: EntityPath): void {
    for (const source of this.#sources.get(entity)?.values() ?? []) {
      source.dispose();
    }
    this.#sources.delete(entity);
  }

  /** Those there are stay: they hold pictures. */
  #sourcesOf(
    store: RecordingStore,
    entity: EntityPath,
    former: ReadonlyMap<string, PictureSource> | undefined,
  ): ReadonlyMap<string, PictureSource> {
    const components = store.components(entity);
    const { now, onLoaded } = this.#options;
    const sources = new Map<string, PictureSource>();
    const add = (name: string, make: () => PictureSource) => sources.set(name, former?.get(name) ?? make());
    if (components.some((component) => component.startsWith('VideoStream:'))) {
      add('VideoStream', () => new VideoPicture(entity, now));
    }
    if (components.includes('VideoFrameReference:timestamp')) {
      add('VideoFrameReference', () => new FrameReferencePicture(entity, now, openAssetPlayer(onLoaded)));
    }
    for (const kind of STILL_KINDS) {
      if (!components.includes(`${kind.archetype}:${kind.pixels}`)) continue;
      const decode = PICTURE_DECODER.decode.bind(PICTURE_DECODER);
      add(kind.archetype, () => new StillPicture({ entity, kind, now, decode, onLoaded }));
    }
    return sources;
  }
}

/** Components that make a picture of an entity, by how they are taken by the heuristics. */
export const PICTURE_COMPONENTS = {
  color: [
    'VideoStream:sample',
    'VideoStream:codec',
    'VideoFrameReference:timestamp',
    'EncodedImage:blob',
    'Image:buffer',
  ],
  depth: ['DepthImage:buffer', 'EncodedDepthImage:blob'],
  classes: ['SegmentationImage:buffer'],
} as const;
