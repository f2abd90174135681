import type { VideoState } from './video-messages.ts';
import type { Wish } from './wish.ts';

/** Least distance of `catching-up` messages that only differ in their count. */
const COUNT_MILLIS = 100;

/** Passes on the states of wishes, each once: the player says how things stand whenever it looks. */
export class StateTeller {
  readonly #send: (key: number, wish: number, state: VideoState) => void;
  readonly #nowMillis: () => number;
  #said: { readonly wish: number; readonly state: VideoState; readonly atMillis: number } | undefined;

  constructor(nowMillis: () => number, send: (key: number, wish: number, state: VideoState) => void) {
    this.#nowMillis = nowMillis;
    this.#send = send;
  }

  say(wish: Wish, state: VideoState): void {
    const atMillis = this.#nowMillis();
    if (this.#said?.wish === wish.id && isSaid(this.#said.state, state, atMillis - this.#said.atMillis)) return;
    this.#said = { wish: wish.id, state, atMillis };
    this.#send(wish.key, wish.id, state);
  }
}

function isSaid(said: VideoState, state: VideoState, sinceMillis: number): boolean {
  if (said.kind === 'error' && state.kind === 'error') return said.code === state.code;
  return said.kind === state.kind && (state.kind !== 'catching-up' || sinceMillis < COUNT_MILLIS);
}
