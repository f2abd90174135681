import { MAX_TIME } from '@rushes/proto';

/** The picture on the screen, on the timeline of the cursor. */
export interface ShownPicture {
  readonly time: bigint;
  /** Time of the picture after it on this timeline; undefined when it is the last. */
  readonly nextTime: bigint | undefined;
}

/** How the picture on the screen relates to the one the cursor asks for. */
export type PictureStanding =
  /** There is no picture, or exactly the one asked for. */
  | { readonly kind: 'current' }
  /** An other one than asked for, on this timeline. */
  | { readonly kind: 'other'; readonly shown: ShownPicture }
  /** One that this timeline does not know (the timeline was changed, or its sample evicted). */
  | { readonly kind: 'unknown' };

/**
 * The time at which the overlays of a picture are looked up, so that a box never runs ahead of its picture: at the cursor
 * when the picture on the screen is the one asked for; at the last moment of the picture on the screen otherwise.
 * Undefined: nothing is known to belong to this picture.
 */
export function overlayTime(cursor: bigint, standing: PictureStanding): bigint | undefined {
  switch (standing.kind) {
    case 'current':
      return cursor;
    case 'unknown':
      return undefined;
    case 'other': {
      const { time, nextTime } = standing.shown;
      if (nextTime === undefined) return MAX_TIME;
      // Two pictures at one time: the earlier has no moment of its own, its overlays are those of that time.
      return nextTime > time ? nextTime - 1n : time;
    }
  }
}
