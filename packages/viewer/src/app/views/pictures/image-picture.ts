import { type EntityPath, MAX_TIME, TimelineKind } from '@rushes/proto';
import { readBytes, readTexts } from '../../data/read-column.ts';
import type { RecordingStore, RowRef } from '../../data/recording-store.ts';
import { readFirstNumber } from '../shared-instances.ts';
import type { ViewContext } from '../view.ts';
import { type EncodedPicture, ImageLoader } from './image-loader.ts';
import { LATE_AFTER_MILLIS, noPictureBefore, type PictureMessage } from './picture-message.ts';
import type { PictureResult } from './scene-picture.ts';

const BLOB = 'EncodedImage:blob';
const IMAGE_DRAW_ORDER = -10;

/** The encoded images of one entity. While one is being decoded, the one before stays on the screen. */
export class ImagePicture {
  readonly #entity: EntityPath;
  readonly #now: () => number;
  readonly #loader: ImageLoader;
  #lateSince: number | undefined;
  #onScreen: { readonly key: string; readonly row: RowRef } | undefined;
  /** The newest picture whose decoding was started. */
  #decoded: { readonly key: string; readonly row: RowRef } | undefined;

  /**
   * @param now A monotonic clock in milliseconds.
   * @param decode Makes a bitmap of encoded bytes.
   */
  constructor(
    entity: EntityPath,
    now: () => number,
    decode: (picture: EncodedPicture) => Promise<ImageBitmap>,
    onLoaded: () => void,
  ) {
    this.#entity = entity;
    this.#now = now;
    this.#loader = new ImageLoader({ decode, onLoaded });
  }

  /** Undefined when the entity has no images. */
  resolve(context: ViewContext, time: bigint): PictureResult | undefined {
    const { store, timeline } = context;
    if (!store.components(this.#entity).includes(BLOB)) return undefined;
    const row = store.latestAt(this.#entity, BLOB, timeline, time);
    if (row === undefined || isEmpty(row)) {
      this.#onScreen = undefined;
      this.#lateSince = undefined;
      return nothing(this.#emptyMessage(context, time));
    }
    const key = `${row.chunk.id}:${row.row}`;
    const mediaType = store.latestAt(this.#entity, 'EncodedImage:media_type', timeline, time);
    const wanted = this.#loader.want(key, () => {
      this.#decoded = { key, row };
      return encodedPicture(row, mediaType);
    });
    if (wanted !== undefined) this.#lateSince = undefined;
    else this.#lateSince ??= this.#now();
    if (wanted?.kind === 'ready') this.#onScreen = { key, row };
    // While scrubbing outruns decoding, what was decoded on the way is better than what was there before.
    else if (this.#decoded && this.#loader.peek(this.#decoded.key)?.kind === 'ready') this.#onScreen = this.#decoded;

    const image = wanted?.kind === 'ready' ? wanted : this.#onScreen && this.#loader.peek(this.#onScreen.key);
    const bitmap = image?.kind === 'ready' ? image.bitmap : undefined;
    const optional = (field: string) =>
      readFirstNumber(store.latestAt(this.#entity, `EncodedImage:${field}`, timeline, time));
    return {
      picture: bitmap && {
        source: bitmap,
        planes: undefined,
        width: bitmap.width,
        height: bitmap.height,
        opacity: Math.min(1, Math.max(0, optional('opacity') ?? 1)),
        drawOrder: optional('draw_order') ?? IMAGE_DRAW_ORDER,
      },
      message:
        wanted?.kind === 'broken'
          ? brokenMessage(this.#entity, row, mediaType, wanted.message, bitmap !== undefined)
          : this.#lateMessage(),
      standing: bitmap === undefined || image?.key === key ? { kind: 'current' } : this.#otherStanding(store, timeline),
      settled: wanted !== undefined,
      size: bitmap && { width: bitmap.width, height: bitmap.height },
      pixelAspect: 1,
    };
  }

  lateMillis(): number {
    return this.#lateSince === undefined ? 0 : this.#now() - this.#lateSince;
  }

  dispose(): void {
    this.#loader.dispose();
  }

  #otherStanding(store: RecordingStore, timeline: string): PictureResult['standing'] {
    const row = this.#onScreen?.row;
    // Not the time it was found at: the timeline may have been changed since.
    const time = row?.chunk.timelines.find((candidate) => candidate.name === timeline)?.times[row.row];
    if (time === undefined) return { kind: 'unknown' };
    return { kind: 'other', shown: { time, nextTime: nextImageTime(store, this.#entity, timeline, time) } };
  }

  #lateMessage(): PictureMessage | undefined {
    return this.lateMillis() >= LATE_AFTER_MILLIS
      ? { kind: 'chip', title: 'decoding the image', lines: [] }
      : undefined;
  }

  #emptyMessage({ store, timeline, zone }: ViewContext, time: bigint): PictureMessage {
    const next = nextImageTime(store, this.#entity, timeline, time);
    if (next === undefined) return { kind: 'empty', title: 'No picture at this time', lines: [] };
    const kind = store.timelineKind(timeline) ?? TimelineKind.Sequence;
    return { kind: 'empty', title: noPictureBefore(kind, next, zone), lines: [] };
  }
}

/** Makes a bitmap with the browser's own decoders. */
export function decodeInBrowser(picture: EncodedPicture): Promise<ImageBitmap> {
  // A copy: the bytes may lie in a buffer that is shared between threads, which a Blob refuses.
  return createImageBitmap(new Blob([new Uint8Array(picture.bytes)], { type: picture.mediaType }));
}

function nextImageTime(store: RecordingStore, entity: EntityPath, timeline: string, time: bigint): bigint | undefined {
  return time >= MAX_TIME ? undefined : store.firstTimeAfter(entity, BLOB, timeline, time);
}

function isEmpty(ref: RowRef): boolean {
  return ref.column.rowStarts[ref.row] === ref.column.rowStarts[ref.row + 1];
}

function encodedPicture(row: RowRef, mediaType: RowRef | undefined): EncodedPicture {
  return { bytes: readBytes(row, 0) ?? new Uint8Array(), mediaType: readTexts(mediaType)?.[0] ?? '' };
}

function brokenMessage(
  entity: EntityPath,
  row: RowRef,
  mediaType: RowRef | undefined,
  reason: string,
  showsOlder: boolean,
): PictureMessage {
  const { bytes, mediaType: type } = encodedPicture(row, mediaType);
  const lines = [`${entity}: ${bytes.byteLength} bytes, media type ${type === '' ? 'not logged' : type}. ${reason}`];
  if (showsOlder) lines.push('Showing the image before it.');
  return { kind: 'card', title: 'This image cannot be decoded', lines };
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
