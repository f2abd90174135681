import type { RecordingStore, VideoTrack } from '../data/recording-store.ts';
import { currentTime } from '../state/selectors.ts';
import type { AppState } from '../state/state.ts';

/** A tenth of a second; the step where there is neither a sample nor an event to go to. */
const STEP_NANOS = 100_000_000n;

/**
 * The time `steps` samples further (negative: back) of the selected video, else of the first video; without a video the next
 * events of the selected entity, else of any; without events a tenth of a second (one unit of a sequence) each.
 * Undefined: there is nothing in that direction.
 */
export function stepTime(store: RecordingStore, state: AppState, steps: number): bigint | undefined {
  const time = currentTime(state);
  const { timeline } = state.time;
  if (time === undefined || timeline === undefined || steps === 0) return undefined;
  const track = trackToStep(store, state, timeline);
  if (track !== undefined) return stepSamples(track, timeline, time, steps);
  return stepEvents(store, state, timeline, time, steps);
}

/** The video that stepping and frame rates refer to. */
export function trackToStep(store: RecordingStore, state: AppState, timeline: string): VideoTrack | undefined {
  const selected = state.selected === undefined ? undefined : store.videoTrack(state.selected);
  if (selected !== undefined) return selected;
  // Somebody who selected a plot wants to go through its events, not through those of a camera.
  if (state.selected !== undefined && store.components(state.selected).length > 0) return undefined;
  return store.videoTracks().find((track) => hasTimeline(track, timeline, state));
}

function hasTimeline(track: VideoTrack, timeline: string, state: AppState): boolean {
  const extent = state.timelines.find((candidate) => candidate.name === timeline);
  return extent !== undefined && track.sampleAt(timeline, extent.max) !== undefined;
}

function stepSamples(track: VideoTrack, timeline: string, time: bigint, steps: number): bigint | undefined {
  let sample = track.sampleAt(timeline, time);
  if (sample === undefined) return undefined;
  for (let left = Math.abs(steps); left > 0; left--) {
    const next = track.sampleBeside(timeline, sample.key, Math.sign(steps));
    if (next === undefined) break;
    sample = next;
  }
  const moved = steps > 0 ? sample.time > time : sample.time < time;
  return moved ? sample.time : undefined;
}

function stepEvents(
  store: RecordingStore,
  state: AppState,
  timeline: string,
  time: bigint,
  steps: number,
): bigint | undefined {
  const kind = store.timelineKind(timeline);
  if (state.selected === undefined && kind !== undefined && kind !== 'sequence') {
    return time + BigInt(steps) * STEP_NANOS;
  }
  let at = time;
  for (let left = Math.abs(steps); left > 0; left--) {
    const next = store.nextEvent(state.selected, timeline, at, steps > 0 ? 1 : -1);
    if (next === undefined) break;
    at = next;
  }
  return at === time ? undefined : at;
}

/** The time of the next (1) or previous (-1) event of the selected entity; of any entity while none is selected. */
export function eventTime(store: RecordingStore, state: AppState, step: 1 | -1): bigint | undefined {
  const time = currentTime(state);
  const { timeline } = state.time;
  if (time === undefined || timeline === undefined) return undefined;
  return store.nextEvent(state.selected, timeline, time, step);
}
