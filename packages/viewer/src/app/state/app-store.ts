import type { Command } from './commands.ts';
import { reduce } from './reducer.ts';
import { type AppState, INITIAL_STATE } from './state.ts';

/** Holds the one {@link AppState}; every change goes through {@link dispatch}. */
export class AppStore {
  #state: AppState;
  readonly #listeners = new Set<() => void>();

  constructor(state: AppState = INITIAL_STATE) {
    this.#state = state;
  }

  get state(): AppState {
    return this.#state;
  }

  dispatch = (command: Command): void => {
    const next = reduce(this.#state, command);
    if (next === this.#state) return;
    this.#state = next;
    for (const listener of [...this.#listeners]) listener();
  };

  /** Called after every change. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
