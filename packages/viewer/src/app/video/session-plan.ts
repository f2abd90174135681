import { FOLLOW_LAG } from './player-limits.ts';
import type { SampleStore, StoredSample } from './sample-store.ts';
import { ShowMode } from './video-messages.ts';

/** Where a decode session stands. */
export interface SessionPlace {
  readonly start: StoredSample | undefined;
  readonly lastFed: StoredSample | undefined;
  isOutstanding(sample: StoredSample): boolean;
}

/** Whether feeding on from here gives the picture of `goal`, which hangs on the keyframe `start`, without a restart there. */
export function leadsTo(
  store: SampleStore,
  place: SessionPlace,
  { start, goal, mode }: { readonly start: StoredSample; readonly goal: StoredSample; readonly mode: ShowMode },
): boolean {
  if (place.start === undefined) return false;
  if (place.isOutstanding(goal)) return true;
  if (place.lastFed === undefined) return place.start === start;
  const toGo = store.position(goal) - store.position(place.lastFed);
  if (toGo > 0 && place.start === start) return true;
  // Into the next group in one go, rather than restarting at its keyframe while pictures are on their way.
  return mode === ShowMode.Play && toGo > 0 && toGo <= FOLLOW_LAG && store.isWhole(place.lastFed, goal);
}

/** What a session that follows does next. */
export type FollowStep =
  | { readonly kind: 'go-on' }
  /** Too far behind, or a hole ahead: on at this keyframe. */
  | { readonly kind: 'jump'; readonly to: StoredSample; readonly skipped: number }
  /** Nothing to go on from. */
  | { readonly kind: 'begin' };

/** Plans the way to the newest sample: all of them in order while that keeps up, else from the newest keyframe. */
export function planFollow(store: SampleStore, place: SessionPlace | undefined, newest: StoredSample): FollowStep {
  if (place?.start === undefined) return { kind: 'begin' };
  const fed = place.lastFed;
  const next = fed && store.next(fed);
  if (fed === undefined || next === undefined) return { kind: 'go-on' };
  const isWhole = store.isContiguous(fed, next);
  if (isWhole && store.position(newest) - store.position(fed) <= FOLLOW_LAG) return { kind: 'go-on' };
  const keyframe = store.newestKeyframe();
  if (keyframe !== undefined && store.isAfter(keyframe, fed)) {
    return { kind: 'jump', to: keyframe, skipped: store.position(keyframe) - store.position(next) };
  }
  return isWhole ? { kind: 'go-on' } : { kind: 'begin' };
}
