import { type EntityPath, MAX_TIME, type MagnificationFilter, TimelineKind } from '@rushes/proto';
import { annotationRow } from '../../data/annotations.ts';
import { readBytes, rowInstanceCount } from '../../data/read-column.ts';
import type { RecordingStore, RowRef } from '../../data/recording-store.ts';
import { readFirstNumber } from '../shared-instances.ts';
import { type Broken, isBroken } from './image-format.ts';
import { type DecodedPicture, ImageLoader, type LoadedImage } from './image-loader.ts';
import type { StillJob } from './picture-job.ts';
import { LATE_AFTER_MILLIS, noPictureBefore, type PictureMessage } from './picture-message.ts';
import type { PictureContext, PictureResult, PictureSource, ScenePicture } from './scene-picture.ts';
import type { StillKind, StillRows, StillWork } from './still-kinds.ts';

export interface StillPictureOptions {
  readonly entity: EntityPath;
  readonly kind: StillKind;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  /** Rejects with the reason why there is no picture. */
  readonly decode: (job: StillJob) => Promise<DecodedPicture>;
  /** A picture that was asked for is there. */
  readonly onLoaded: () => void;
}

/** What was made of one set of rows. */
interface Prepared {
  readonly key: string;
  readonly row: RowRef;
  readonly work: StillWork | Broken;
}

type ReadyImage = Extract<LoadedImage, { readonly kind: 'ready' }>;

/** The still pictures of one archetype of one entity. While one is being made, the one before stays on the screen. */
export class StillPicture implements PictureSource {
  readonly #entity: EntityPath;
  readonly #kind: StillKind;
  readonly #now: () => number;
  readonly #loader: ImageLoader<StillJob>;
  #lateSince: number | undefined;
  /** What the cursor asks for; kept while its rows are the same. */
  #wanted: Prepared | undefined;
  #onScreen: Prepared | undefined;
  /** The newest picture whose decoding was started. */
  #decoded: Prepared | undefined;

  constructor({ entity, kind, now, decode, onLoaded }: StillPictureOptions) {
    this.#entity = entity;
    this.#kind = kind;
    this.#now = now;
    this.#loader = new ImageLoader({ decode, onLoaded });
  }

  resolve(context: PictureContext, time: bigint): PictureResult {
    const { store, timeline } = context;
    const rows = this.#rowsAt(store, timeline, time);
    if (rows === undefined || rowInstanceCount(rows.pixels) === 0) {
      this.#wanted = undefined;
      this.#onScreen = undefined;
      this.#lateSince = undefined;
      return nothing(this.#emptyMessage(context, time));
    }
    const wanted = this.#prepare(rows);
    const loaded = this.#load(wanted);
    if (loaded !== undefined) this.#lateSince = undefined;
    else this.#lateSince ??= this.#now();
    if (loaded?.kind === 'ready') this.#onScreen = wanted;
    // While scrubbing outruns decoding, what was decoded on the way is better than what was there before.
    else if (this.#decoded && this.#loader.peek(this.#decoded.key)?.kind === 'ready') this.#onScreen = this.#decoded;

    const image = loaded?.kind === 'ready' ? loaded : this.#onScreen && this.#loader.peek(this.#onScreen.key);
    const ready = image?.kind === 'ready' ? image : undefined;
    return {
      picture: ready && this.#onScreen && this.#scenePicture(ready, this.#onScreen, context, time),
      message: loaded?.kind === 'broken' ? this.#brokenMessage(rows, loaded.message, ready) : this.#lateMessage(),
      standing:
        ready === undefined || ready.key === wanted.key ? { kind: 'current' } : this.#otherStanding(store, timeline),
      settled: loaded !== undefined,
      size: ready && { width: ready.width, height: ready.height },
      pixelAspect: 1,
    };
  }

  lateMillis(): number {
    return this.#lateSince === undefined ? 0 : this.#now() - this.#lateSince;
  }

  dispose(): void {
    this.#lateSince = undefined;
    this.#loader.dispose();
  }

  #component(field: string): string {
    return `${this.#kind.archetype}:${field}`;
  }

  #rowsAt(store: RecordingStore, timeline: string, time: bigint): StillRows | undefined {
    const kind = this.#kind;
    const find = (field: string) => store.latestAt(this.#entity, this.#component(field), timeline, time);
    const pixels = find(kind.pixels);
    if (pixels === undefined) return undefined;
    return {
      entity: this.#entity,
      pixels,
      others: Object.fromEntries(kind.others.map((field) => [field, find(field)])),
      annotations: kind.hasClasses ? annotationRow(store, this.#entity, timeline, time) : undefined,
    };
  }

  #prepare(rows: StillRows): Prepared {
    const key = keyOf(rows);
    if (this.#wanted?.key !== key) this.#wanted = { key, row: rows.pixels, work: this.#kind.prepare(rows) };
    return this.#wanted;
  }

  #load(wanted: Prepared): LoadedImage | undefined {
    const { work, key } = wanted;
    if (isBroken(work)) return { kind: 'broken', key, message: work.reason };
    return this.#loader.want(key, () => {
      this.#decoded = wanted;
      return work.job;
    });
  }

  #scenePicture(
    image: ReadyImage,
    { work }: Prepared,
    context: PictureContext,
    time: bigint,
  ): ScenePicture | undefined {
    if (isBroken(work)) return undefined;
    const { store, timeline } = context;
    const optional = (field: string) =>
      readFirstNumber(store.latestAt(this.#entity, this.#component(field), timeline, time));
    const opacity = optional('opacity') ?? this.#kind.opacity;
    return {
      entity: this.#entity,
      source: image.bitmap,
      planes: undefined,
      tiles: image.tiles,
      width: image.width,
      height: image.height,
      opacity: opacity === undefined ? undefined : Math.min(1, Math.max(0, opacity)),
      drawOrder: optional('draw_order') ?? this.#kind.drawOrder,
      // A number that names no filter is drawn as if none had been logged.
      magnification: optional('magnification_filter') as MagnificationFilter | undefined,
      depth: work.depth?.(image),
      readAt: work.readAt && ((x, y) => work.readAt?.(image, x, y)),
    };
  }

  #otherStanding(store: RecordingStore, timeline: string): PictureResult['standing'] {
    const row = this.#onScreen?.row;
    // Not the time it was found at: the timeline may have been changed since.
    const time = row?.chunk.timelines.find((candidate) => candidate.name === timeline)?.times[row.row];
    if (time === undefined) return { kind: 'unknown' };
    return { kind: 'other', shown: { time, nextTime: this.#nextTime(store, timeline, time) } };
  }

  #nextTime(store: RecordingStore, timeline: string, time: bigint): bigint | undefined {
    if (time >= MAX_TIME) return undefined;
    return store.firstTimeAfter(this.#entity, this.#component(this.#kind.pixels), timeline, time);
  }

  #lateMessage(): PictureMessage | undefined {
    return this.lateMillis() >= LATE_AFTER_MILLIS
      ? { kind: 'chip', title: 'decoding the image', lines: [] }
      : undefined;
  }

  #emptyMessage({ store, timeline, zone }: PictureContext, time: bigint): PictureMessage {
    const next = this.#nextTime(store, timeline, time);
    if (next === undefined) return { kind: 'empty', title: 'No picture at this time', lines: [] };
    const kind = store.timelineKind(timeline) ?? TimelineKind.Sequence;
    return { kind: 'empty', title: noPictureBefore(kind, next, zone), lines: [] };
  }

  #brokenMessage(rows: StillRows, reason: string, shown: ReadyImage | undefined): PictureMessage {
    const bytes = readBytes(rows.pixels, 0)?.byteLength ?? 0;
    const lines = [`${this.#entity}: ${this.#kind.archetype} of ${bytes} bytes: ${reason}`];
    if (shown !== undefined) lines.push('Showing the image before it.');
    return { kind: 'card', title: 'This image cannot be shown', lines };
  }
}

function keyOf({ pixels, others, annotations }: StillRows): string {
  return [pixels, ...Object.values(others), annotations].map(rowKey).join(' ');
}

function rowKey(row: RowRef | undefined): string {
  return row === undefined ? '-' : `${row.chunk.id}:${row.row}`;
}

function nothing(message: PictureMessage): PictureResult {
  return {
    picture: undefined,
    message,
    standing: { kind: 'current' },
    settled: true,
    size: undefined,
    pixelAspect: 1,
  };
}
