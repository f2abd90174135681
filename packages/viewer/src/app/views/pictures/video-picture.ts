import { type EntityPath, TimelineKind, VIDEO_SAMPLE } from '@rushes/proto';
import { ShowMode } from '../../video/video-messages.ts';
import { readFirstNumber } from '../shared-instances.ts';
import type { PictureStanding } from './overlay-time.ts';
import { videoMessage } from './picture-message.ts';
import type { PictureContext, PictureResult, PictureSource } from './scene-picture.ts';

const VIDEO_DRAW_ORDER = -15;
/** Samples that are under way between a wish and the screen while a video runs. */
const PIPELINE_SAMPLES = 2;

/** The video of one entity: says what is asked for, and tells what is on the screen and what to say about it. */
export class VideoPicture implements PictureSource {
  readonly #entity: EntityPath;
  readonly #now: () => number;
  #lateSince: number | undefined;
  #lastShownKey: number | undefined;

  /** @param now A monotonic clock in milliseconds. */
  constructor(entity: EntityPath, now: () => number) {
    this.#entity = entity;
    this.#now = now;
  }

  /** Undefined when the entity has no video. */
  resolve(context: PictureContext, time: bigint): PictureResult | undefined {
    const { store, video, timeline } = context;
    const entity = this.#entity;
    const track = store.videoTrack(entity);
    if (track === undefined) return undefined;
    const wanted = track.sampleAt(timeline, time);
    // Which sample it is may not be known before its chunk is loaded: until then the former picture stays.
    const isLoading = track.isLoading(timeline, time);
    if (!isLoading) video.want(entity, wanted?.key, context.mode);
    const shown = wanted === undefined && !isLoading ? undefined : video.shown(entity);
    const shownSample = shown && track.sampleByKey(timeline, shown.key);
    const isWanted = shown !== undefined && shown.key === wanted?.key;
    const state = video.state(entity);
    const settled = !isLoading && (wanted === undefined || isWanted || state.kind === 'error');

    if (settled) this.#lateSince = undefined;
    else if (wanted && this.#advances(context, shown?.key, wanted.ordinal - (shownSample?.ordinal ?? 0))) {
      this.#lateSince = this.#now();
    } else this.#lateSince ??= this.#now();
    const message = videoMessage({
      entity,
      timelineKind: store.timelineKind(timeline) ?? TimelineKind.Sequence,
      zone: context.zone,
      sampleCount: track.sampleCount,
      wanted,
      isLoading,
      shown: shownSample,
      showsAnything: shown !== undefined,
      state,
      lateMillis: this.lateMillis(),
      firstTimeAfter: wanted === undefined ? store.firstTimeAfter(entity, VIDEO_SAMPLE, timeline, time) : undefined,
    });

    let standing: PictureStanding = { kind: 'current' };
    if (shown !== undefined && !isWanted) {
      standing =
        shownSample === undefined
          ? { kind: 'unknown' }
          : {
              kind: 'other',
              shown: { time: shownSample.time, nextTime: track.sampleBeside(timeline, shownSample.key, 1)?.time },
            };
    }
    const visible = shown?.frame.visibleRect;
    const size =
      visible !== undefined && visible !== null
        ? { width: visible.width, height: visible.height }
        : track.format && { width: track.format.width, height: track.format.height };
    const optional = (field: string) => readFirstNumber(store.latestAt(entity, `VideoStream:${field}`, timeline, time));
    return {
      picture:
        shown === undefined || size === undefined
          ? undefined
          : {
              entity,
              source: shown.frame,
              planes: shown.planes,
              ...size,
              magnification: undefined,
              depth: undefined,
              readAt: undefined,
              opacity: Math.min(1, Math.max(0, optional('opacity') ?? 1)),
              drawOrder: optional('draw_order') ?? VIDEO_DRAW_ORDER,
            },
      message,
      standing,
      settled,
      size,
      pixelAspect:
        shown === undefined || size === undefined
          ? 1
          : (shown.frame.displayWidth * size.height) / (shown.frame.displayHeight * size.width),
    };
  }

  /** While time runs, a new picture with each draw that is a decoder's depth behind is no delay worth a word. */
  #advances(context: PictureContext, shownKey: number | undefined, behind: number): boolean {
    const isNew = shownKey !== undefined && shownKey !== this.#lastShownKey;
    this.#lastShownKey = shownKey;
    return isNew && context.mode !== ShowMode.Seek && behind > 0 && behind <= PIPELINE_SAMPLES;
  }

  /** How long the picture asked for has been outstanding, in milliseconds; 0 when it is here. */
  lateMillis(): number {
    return this.#lateSince === undefined ? 0 : this.#now() - this.#lateSince;
  }

  dispose(): void {
    this.#lateSince = undefined;
  }
}
