import { type EntityPath, MAX_TIME, ProtoError, parseEntityPath, TimelineKind } from '@rushes/proto';
import { readBytes, readNumbers, readTexts } from '../../data/read-column.ts';
import type { RowRef } from '../../data/recording-store.ts';
import { readFirstNumber } from '../shared-instances.ts';
import type { AssetFrame, AssetPlayer } from './asset-player.ts';
import { LATE_AFTER_MILLIS, noPictureBefore, type PictureMessage } from './picture-message.ts';
import type { PictureContext, PictureResult, PictureSource } from './scene-picture.ts';

const TIMESTAMP = 'VideoFrameReference:timestamp';
const DRAW_ORDER = -15;
/** Wishes remembered: more than are ever under way. */
const MAX_ASKED = 64;

/** What the cursor asks for. */
interface Wanted {
  readonly row: RowRef;
  readonly nanos: bigint;
  /** The entity with the file. */
  readonly file: EntityPath | undefined;
  readonly asset: RowRef | undefined;
  readonly key: string;
}

/** The pictures of video files (`AssetVideo`) that an entity refers to (`VideoFrameReference`). */
export class FrameReferencePicture implements PictureSource {
  readonly #entity: EntityPath;
  readonly #now: () => number;
  readonly #player: AssetPlayer;
  #lateSince: number | undefined;
  #lastShown: AssetFrame | undefined;
  /** The rows of the last wishes, by {@link wishKey}: pictures come after the cursor has moved on. */
  readonly #asked = new Map<string, RowRef>();

  /** @param now A monotonic clock in milliseconds. */
  constructor(entity: EntityPath, now: () => number, player: AssetPlayer) {
    this.#entity = entity;
    this.#now = now;
    this.#player = player;
  }

  resolve(context: PictureContext, time: bigint): PictureResult {
    const wanted = this.#wantedAt(context, time);
    if (wanted?.asset === undefined) {
      this.#lateSince = undefined;
      return {
        ...NOTHING,
        message: wanted === undefined ? this.#emptyMessage(context, time) : noFile(this.#entity, wanted),
      };
    }
    const { asset, key, nanos } = wanted;
    this.#player.want(key, nanos, () => readBytes(asset, 0) ?? new Uint8Array());
    const shown = this.#player.shown;
    const isWanted = shown?.asset === key && shown.nanos === nanos;
    const failure = this.#failureOf(wanted);
    this.#noteAsked(wanted);
    if (isWanted || failure !== undefined) this.#lateSince = undefined;
    // While time runs, a new picture with each draw is no delay worth a word.
    else if (shown !== this.#lastShown) this.#lateSince = this.#now();
    else this.#lateSince ??= this.#now();
    this.#lastShown = shown;
    const size = shown && sizeOf(shown.frame);
    return {
      picture: shown && size && this.#scenePicture(shown, size, context, time),
      message: failure === undefined ? this.#lateMessage() : brokenMessage(wanted, failure, shown !== undefined),
      standing: shown === undefined || isWanted ? { kind: 'current' } : this.#otherStanding(context, shown),
      settled: isWanted || failure !== undefined,
      size,
      pixelAspect:
        shown && size ? (shown.frame.displayWidth * size.height) / (shown.frame.displayHeight * size.width) : 1,
    };
  }

  lateMillis(): number {
    return this.#lateSince === undefined ? 0 : this.#now() - this.#lateSince;
  }

  dispose(): void {
    this.#lateSince = undefined;
    this.#player.dispose();
  }

  #wantedAt({ store, timeline }: PictureContext, time: bigint): Wanted | undefined {
    const row = store.latestAt(this.#entity, TIMESTAMP, timeline, time);
    const nanos = readNumbers(row)?.numbers[0];
    if (row === undefined || nanos === undefined) return undefined;
    const reference = store.latestAt(this.#entity, 'VideoFrameReference:video_reference', timeline, time);
    const file = fileEntity(readTexts(reference)?.[0], this.#entity);
    const asset = file && store.latestAt(file, 'AssetVideo:blob', timeline, time);
    return { row, nanos: BigInt(nanos), file, asset, key: asset === undefined ? '' : `${asset.chunk.id}:${asset.row}` };
  }

  #noteAsked({ key, nanos, row }: Wanted): void {
    this.#asked.delete(wishKey(key, nanos));
    this.#asked.set(wishKey(key, nanos), row);
    const [oldest] = this.#asked.keys();
    if (this.#asked.size > MAX_ASKED && oldest !== undefined) this.#asked.delete(oldest);
  }

  #failureOf({ key, nanos }: Wanted): string | undefined {
    const failure = this.#player.failure;
    return failure?.asset === key && failure.nanos === nanos ? failure.reason : undefined;
  }

  #scenePicture(
    { frame, planes }: AssetFrame,
    size: { readonly width: number; readonly height: number },
    { store, timeline }: PictureContext,
    time: bigint,
  ): NonNullable<PictureResult['picture']> {
    const optional = (field: string) =>
      readFirstNumber(store.latestAt(this.#entity, `VideoFrameReference:${field}`, timeline, time));
    return {
      entity: this.#entity,
      source: frame,
      planes,
      ...size,
      opacity: Math.min(1, Math.max(0, optional('opacity') ?? 1)),
      drawOrder: optional('draw_order') ?? DRAW_ORDER,
      magnification: undefined,
      depth: undefined,
      readAt: undefined,
    };
  }

  #otherStanding({ store, timeline }: PictureContext, shown: AssetFrame): PictureResult['standing'] {
    const row = this.#asked.get(wishKey(shown.asset, shown.nanos));
    const time = row?.chunk.timelines.find((candidate) => candidate.name === timeline)?.times[row.row];
    if (time === undefined) return { kind: 'unknown' };
    const nextTime = time >= MAX_TIME ? undefined : store.firstTimeAfter(this.#entity, TIMESTAMP, timeline, time);
    return { kind: 'other', shown: { time, nextTime } };
  }

  #lateMessage(): PictureMessage | undefined {
    if (this.lateMillis() < LATE_AFTER_MILLIS) return undefined;
    return { kind: 'chip', title: 'decoding the video', lines: [] };
  }

  #emptyMessage({ store, timeline, zone }: PictureContext, time: bigint): PictureMessage {
    const next = time >= MAX_TIME ? undefined : store.firstTimeAfter(this.#entity, TIMESTAMP, timeline, time);
    if (next === undefined) return { kind: 'empty', title: 'No picture at this time', lines: [] };
    const kind = store.timelineKind(timeline) ?? TimelineKind.Sequence;
    return { kind: 'empty', title: noPictureBefore(kind, next, zone), lines: [] };
  }
}

const NOTHING: PictureResult = {
  picture: undefined,
  message: undefined,
  standing: { kind: 'current' },
  settled: true,
  size: undefined,
  pixelAspect: 1,
};

function wishKey(asset: string, nanos: bigint): string {
  return `${asset} ${nanos}`;
}

/** Undefined when the reference is no path. */
function fileEntity(reference: string | undefined, own: EntityPath): EntityPath | undefined {
  if (reference === undefined || reference === '') return own;
  try {
    return parseEntityPath(reference);
  } catch (error) {
    if (error instanceof ProtoError) return undefined;
    throw error;
  }
}

function noFile(entity: EntityPath, { file }: Wanted): PictureMessage {
  const reason =
    file === undefined
      ? 'its video_reference is no entity path'
      : `${file} has no video file (AssetVideo) at this time`;
  return { kind: 'card', title: 'There is no video to show', lines: [`${entity}: ${reason}.`] };
}

function brokenMessage({ file, asset, nanos }: Wanted, reason: string, showsOlder: boolean): PictureMessage {
  const bytes = readBytes(asset, 0)?.byteLength ?? 0;
  const lines = [
    `${file}: AssetVideo of ${bytes} bytes, at ${Math.max(0, Number(nanos) / 1e9).toFixed(3)} s: ${reason}`,
  ];
  if (showsOlder) lines.push('Showing the picture before it.');
  return { kind: 'card', title: 'This video cannot be shown', lines };
}

function sizeOf(frame: VideoFrame): { readonly width: number; readonly height: number } {
  const { visibleRect } = frame;
  return { width: visibleRect?.width ?? frame.displayWidth, height: visibleRect?.height ?? frame.displayHeight };
}
