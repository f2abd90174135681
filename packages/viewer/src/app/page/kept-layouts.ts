import type { AppStore } from '../state/app-store.ts';
import { layoutFromJson, layoutToJson } from '../state/layout-json.ts';
import type { Layout } from '../state/layout-state.ts';
import { activeRecording } from '../state/selectors.ts';
import type { AppState } from '../state/state.ts';
import type { PlainValue } from '../views/view.ts';

const KEY = 'rushes.layouts';
const VERSION = 1;
/** Applications whose layouts are kept; the one that was changed longest ago goes first. */
const MAX_APPLICATIONS = 20;
/** Characters of one layout, and of all: browsers keep some five million for everything of a page. */
const MAX_CHARS = 200_000;
const MAX_ALL_CHARS = 1_000_000;
/** A drag changes the layout with every movement; it is kept when it rests. */
const REST_MILLIS = 300;

/** What is kept, the newest first. */
interface Kept {
  readonly application: string;
  readonly layout: PlainValue;
}

export interface KeptLayoutsOptions {
  readonly app: AppStore;
  /** Undefined: nothing is kept. */
  readonly storage?: Storage | undefined;
  readonly clock: { setTimeout(callback: () => void, millis: number): number; clearTimeout(id: number): void };
}

/**
 * Keeps in the browser how a person has laid out the recordings of each application, and lays out the next recording of the same
 * application so. A layout that nobody changed is not kept: the heuristics or the program may do better tomorrow.
 */
export class KeptLayouts {
  readonly #options: KeptLayoutsOptions;
  readonly #unsubscribe: () => void;
  /** The recording that was last laid out, or found to have nothing kept. */
  #restored: string | undefined;
  #seen: AppState['layout'] | undefined;
  #timer: number | undefined;

  constructor(options: KeptLayoutsOptions) {
    this.#options = options;
    this.#unsubscribe = options.app.subscribe(() => this.#follow());
  }

  dispose(): void {
    this.#unsubscribe();
    this.#saveNow();
  }

  #follow(): void {
    const { state } = this.#options.app;
    if (state.layout === this.#seen && state.active === this.#restored) return;
    const recording = activeRecording(state);
    if (recording === undefined) return;
    if (recording.id !== this.#restored) {
      this.#saveNow();
      this.#restored = recording.id;
      this.#restore(recording.applicationId);
      this.#seen = this.#options.app.state.layout;
      return;
    }
    const isOther = isKeptOtherwise(this.#seen, state.layout);
    this.#seen = state.layout;
    if (isOther) this.#saveSoon(recording.applicationId, state.layout);
  }

  #restore(application: string): void {
    const { app } = this.#options;
    const found = this.#read().find((kept) => kept.application === application);
    if (found === undefined) return;
    const read = layoutFromJson(found.layout);
    if (read === undefined) {
      this.#note(`The layout that this browser kept for ${application} is damaged; it was forgotten.`);
      this.#write(this.#read().filter((kept) => kept.application !== application));
      return;
    }
    for (const problem of read.problems)
      this.#note(`Of the layout that this browser kept for ${application}: ${problem}`);
    app.dispatch({ kind: 'restore-layout', layout: read.layout });
  }

  #pending: { readonly application: string; readonly layout: AppState['layout'] } | undefined;

  #saveSoon(application: string, layout: AppState['layout']): void {
    this.#pending = { application, layout };
    this.#timer ??= this.#options.clock.setTimeout(() => this.#saveNow(), REST_MILLIS);
  }

  #saveNow(): void {
    if (this.#timer !== undefined) this.#options.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending === undefined) return;
    const others = this.#read().filter(({ application }) => application !== pending.application);
    const layout = pending.layout.isOwn ? layoutToJson(pending.layout) : undefined;
    if (layout !== undefined && JSON.stringify(layout).length <= MAX_CHARS) {
      this.#write([{ application: pending.application, layout }, ...others]);
    } else this.#write(others);
  }

  #read(): readonly Kept[] {
    const text = this.#options.storage?.getItem(KEY);
    if (text === undefined || text === null) return [];
    try {
      const parsed: unknown = JSON.parse(text);
      if (isRecord(parsed) && parsed.version === VERSION && Array.isArray(parsed.layouts)) {
        return parsed.layouts.filter(isKept);
      }
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    this.#note(
      'The layouts that this browser kept are damaged, or of another version of this page; they were forgotten.',
    );
    this.#write([]);
    return [];
  }

  #write(layouts: readonly Kept[]): void {
    const kept = layouts.slice(0, MAX_APPLICATIONS);
    let text = JSON.stringify({ version: VERSION, layouts: kept });
    while (text.length > MAX_ALL_CHARS) {
      kept.pop();
      text = JSON.stringify({ version: VERSION, layouts: kept });
    }
    try {
      if (kept.length === 0) this.#options.storage?.removeItem(KEY);
      else this.#options.storage?.setItem(KEY, text);
    } catch {
      // A full or forbidden storage costs the memory of the layout, nothing else.
      return;
    }
  }

  #note(message: string): void {
    this.#options.app.dispatch({ kind: 'trouble', code: 'bad-layout', message, entity: undefined });
  }
}

/** Whether the layouts differ in what is kept of them. */
function isKeptOtherwise(a: AppState['layout'] | undefined, b: AppState['layout']): boolean {
  if (a === undefined || (!a.isOwn && !b.isOwn)) return false;
  const fields = ['views', 'arrangement', 'autoViews', 'closedViews', 'isOwn'] as const satisfies readonly (
    | keyof Layout
    | 'isOwn'
  )[];
  return fields.some((field) => a[field] !== b[field]);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isKept(value: unknown): value is Kept {
  return isRecord(value) && typeof value.application === 'string' && 'layout' in value;
}
