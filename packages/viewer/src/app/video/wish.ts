import type { ShowMode } from './video-messages.ts';

/** What a player is to show, and how far it has come with it. */
export interface Wish {
  readonly key: number;
  readonly mode: ShowMode;
  /** Comes back with everything sent for this wish. */
  id: number;
  /** Its picture is on the screen. */
  isDone: boolean;
  /** The second try, in software: the first failed or stayed silent. */
  isSecondTry: boolean;
  /** Feed nothing beyond the asked sample: what follows it may kill the decoder before its picture is out. */
  isCautious: boolean;
  /** Samples to feed beyond the asked one to push it out. */
  push: number;
  /** Decoders the browser took away meanwhile. */
  reclaims: number;
  /** The sample was here and was evicted. */
  isEvicted: boolean;
}

export function makeWish(init: Pick<Wish, 'key' | 'mode' | 'id' | 'isDone' | 'push'>): Wish {
  return { ...init, isSecondTry: false, isCautious: false, reclaims: 0, isEvicted: false };
}
