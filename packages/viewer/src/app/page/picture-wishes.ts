import type { EntityPath } from '@rushes/proto';
import type { RecordingStore } from '../data/recording-store.ts';
import { currentTime, isEntityVisible } from '../state/selectors.ts';
import type { AppState } from '../state/state.ts';
import type { VideoDisplay } from '../video/video-display.ts';
import { ShowMode } from '../video/video-messages.ts';

/** Streams whose pictures are asked for before there are views. */
const MAX_FORESEEN = 4;

/**
 * Asks for the pictures of a cursor that stands, ahead of the draw in which the views ask for them: they are decoded while that draw is
 * waited for, or before there are views at all.
 */
export class PictureWishes {
  readonly #video: VideoDisplay;
  /** The recording whose views have all been drawn. */
  #drawnStore: RecordingStore | undefined;
  readonly #shownKeys = new Map<EntityPath, number | undefined>();
  #pictureCount = 0;

  constructor(video: VideoDisplay) {
    this.#video = video;
  }

  /** Grows with every picture that has come. */
  get pictureCount(): number {
    return this.#pictureCount;
  }

  /** Views have asked for what they want of this recording. */
  isDrawn(store: RecordingStore | undefined): boolean {
    return store !== undefined && this.#drawnStore === store;
  }

  /**
   * All views were drawn, between the display's `beginDraw` and this: streams that none of them asked for are let go of, those foreseen
   * and those of views that are no longer to be seen.
   */
  noteDrawn(store: RecordingStore): void {
    this.#drawnStore = store;
    this.#video.releaseUnasked();
  }

  /** Something of the stream changed, perhaps its picture. */
  noteChange(entity: EntityPath): void {
    const key = this.#video.shown(entity)?.key;
    if (key !== this.#shownKeys.get(entity)) this.#pictureCount += 1;
    this.#shownKeys.set(entity, key);
  }

  /** True while a picture is still to come. */
  ask(store: RecordingStore | undefined, state: AppState): boolean {
    const { timeline, mode } = state.time;
    const time = currentTime(state);
    if (store === undefined || timeline === undefined || time === undefined) return false;
    const isDrawn = this.isDrawn(store);
    if (!isDrawn) this.#foresee(store, state.hidden, timeline, time);
    if (mode !== 'paused') return false;
    let isDue = false;
    for (const track of store.videoTracks()) {
      const { entity } = track;
      if (isDrawn ? !this.#video.isAsked(entity) : this.#video.wanted(entity) === undefined) continue;
      const isLoading = track.isLoading(timeline, time);
      const sample = isLoading ? undefined : track.sampleAt(timeline, time);
      if (sample !== undefined && isDrawn) this.#video.want(entity, sample.key, ShowMode.Seek);
      const isShown = sample === undefined || this.#video.shown(entity)?.key === sample.key;
      isDue ||= isLoading || !(isShown || this.#video.state(entity).kind === 'error');
    }
    return isDue;
  }

  /** Views come a while after the first data. */
  #foresee(store: RecordingStore, hidden: AppState['hidden'], timeline: string, time: bigint): void {
    const tracks = store.videoTracks().filter(({ entity }) => isEntityVisible(hidden, entity));
    for (const track of tracks.slice(0, MAX_FORESEEN)) {
      const sample = track.isLoading(timeline, time) ? undefined : track.sampleAt(timeline, time);
      if (sample !== undefined) this.#video.foresee(track.entity, sample.key);
    }
  }
}
