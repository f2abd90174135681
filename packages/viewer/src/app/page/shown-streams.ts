import type { EntityPath } from '@rushes/proto';
import type { RecordingStore } from '../data/recording-store.ts';
import { currentTime } from '../state/selectors.ts';
import type { AppState } from '../state/state.ts';
import type { VideoDisplay } from '../video/video-display.ts';

/** The streams that some view shows, with what the cursor asks of each and what each shows. */
export function shownStreams(
  store: RecordingStore,
  video: VideoDisplay,
  state: AppState,
): { readonly wanted: ReadonlyMap<EntityPath, number>; readonly shown: ReadonlyMap<EntityPath, number> } {
  const wanted = new Map<EntityPath, number>();
  const shown = new Map<EntityPath, number>();
  const timeline = state.time.timeline;
  if (timeline === undefined) return { wanted, shown };
  for (const track of store.videoTracks()) {
    const wantedKey = video.wanted(track.entity);
    if (wantedKey === undefined) continue;
    const due = track.sampleByKey(timeline, wantedKey);
    if (due !== undefined) wanted.set(track.entity, due.ordinal);
    const key = video.shown(track.entity)?.key;
    const failed = video.state(track.entity).kind === 'error';
    const ordinal = key === undefined ? undefined : track.sampleByKey(timeline, key)?.ordinal;
    if (failed) shown.set(track.entity, Number.POSITIVE_INFINITY);
    else if (ordinal !== undefined) shown.set(track.entity, ordinal);
  }
  return { wanted, shown };
}

/** The streams of which some view asks for exactly the newest picture, while following. */
export function followedStreams(store: RecordingStore, video: VideoDisplay, state: AppState): readonly EntityPath[] {
  const { timeline, mode } = state.time;
  const time = currentTime(state);
  if (mode !== 'following' || timeline === undefined || time === undefined) return [];
  return store
    .videoTracks()
    .filter((track) => {
      const wanted = video.wanted(track.entity);
      return wanted !== undefined && wanted === track.sampleAt(timeline, time)?.key;
    })
    .map((track) => track.entity);
}
