import type { FileRecordingStore } from '../data/file-recording-store.ts';
import { type LoadPlan, planLoads } from '../data/load-plan.ts';
import type { FileId } from '../source/file-messages.ts';
import type { IngestCommand } from '../source/ingest-messages.ts';
import { currentTime, isEntityVisible } from '../state/selectors.ts';
import type { AppState } from '../state/state.ts';

/** A recording of a file, where it is loaded from. */
export interface ReplayedRecording {
  readonly file: FileId;
  readonly store: number;
  readonly data: FileRecordingStore;
}

/**
 * Bytes of loaded chunks, of which buffers on their way and waiting for garbage collection are about as many again. Decoded pictures,
 * decoders and the browser itself take most of a page's memory; this part is to stay small, however long the recording is.
 */
export const REPLAY_BUDGET_BYTES = 20 * 1024 * 1024;
/** While the cursor runs, what comes next is planned for this often, unless it is reached before. */
const PLAN_MILLIS = 100;
/** A cursor that moves more often is being dragged: only what it needs is loaded. */
const DRAG_MILLIS = 150;
/** Around a cursor that has stood so long there is time to load what nobody asked for. */
const IDLE_MILLIS = 700;
/** So long playing waits for data that does not come; then it goes on, and the views say what they lack. */
const MAX_WAIT_MILLIS = 10_000;

/** Keeps loaded what the cursor needs of a recording in a file, and holds the clock until it is here. */
export class Replay {
  readonly #send: (command: IngestCommand) => void;
  readonly #budgetBytes: number;
  #shown: ReplayedRecording | undefined;
  #plan: LoadPlan | undefined;
  #plannedFor = '';
  #plannedTime = '';
  #lastTime: bigint | undefined;
  #rest: 'dragged' | 'short' | 'idle' = 'dragged';
  #movedMillis = Number.NEGATIVE_INFINITY;
  #plannedMillis = Number.NEGATIVE_INFINITY;
  #sentWanted: readonly number[] = [];
  #waitingSinceMillis: number | undefined;
  #waitingVersion = -1;

  constructor(send: (command: IngestCommand) => void, budgetBytes = REPLAY_BUDGET_BYTES) {
    this.#send = send;
    this.#budgetBytes = budgetBytes;
  }

  /** Another recording is shown, or none of a file. */
  show(shown: ReplayedRecording | undefined): void {
    if (shown?.data === this.#shown?.data) return;
    this.#shown = shown;
    this.#plan = undefined;
    this.#plannedFor = '';
    this.#sentWanted = [];
    this.#waitingSinceMillis = undefined;
  }

  /** What the cursor asks for, or a view that it has drawn, is on its way. */
  get isPending(): boolean {
    return this.#shown !== undefined && !(this.#plan?.isReady === true && this.#plan.hasRanges);
  }

  /** While the cursor stands: how long until there is more to ask for, though nothing happens until then. */
  get restMillis(): number | undefined {
    if (this.#shown === undefined || this.#rest === 'idle') return undefined;
    return this.#rest === 'dragged' ? DRAG_MILLIS : IDLE_MILLIS;
  }

  /** Asks for what is needed now; cheap while nothing has changed. `paceUnitsPerSec` is what a second is on the timeline. */
  update(state: AppState, nowMillis: number, paceUnitsPerSec: number, isPictureDue = false): void {
    const shown = this.#shown;
    if (shown === undefined) return;
    const { data } = shown;
    const time = currentTime(state);
    const { timeline, mode, speed } = state.time;
    if (time !== this.#lastTime) this.#movedMillis = nowMillis;
    this.#lastTime = time;
    const restedMillis = nowMillis - this.#movedMillis;
    this.#rest = restedMillis >= IDLE_MILLIS ? 'idle' : restedMillis >= DRAG_MILLIS ? 'short' : 'dragged';
    const missed = data.takeMissed();
    // Reading and decoding beside a picture that is waited for would only make it later.
    const isUrgent = this.#rest === 'dragged' || (this.#rest === 'short' && isPictureDue);
    const standing = `${data.version} ${data.rangesVersion} ${timeline} ${mode} ${speed} ${this.#rest} ${isUrgent} ${missed.join()}`;
    const isSame = standing === this.#plannedFor;
    if (isSame && mode === 'playing' && nowMillis - this.#plannedMillis < PLAN_MILLIS && !this.#isBeyond(time)) return;
    const now = `${standing} ${time}`;
    if (now === this.#plannedTime) return;
    this.#plannedFor = standing;
    this.#plannedTime = now;
    this.#plannedMillis = nowMillis;
    const hasCursor = timeline !== undefined && time !== undefined;
    this.#plan = planLoads({
      known: data.known,
      videos: data.known
        .entities()
        .flatMap(({ path }) => (isEntityVisible(state.hidden, path) ? (data.video(path) ?? []) : [])),
      chunks: data,
      cursor: hasCursor ? { timeline, time } : undefined,
      unitsPerSec: mode === 'playing' ? speed * paceUnitsPerSec : 0,
      paceUnitsPerSec,
      ranges: hasCursor ? data.ranges(timeline) : [],
      missed,
      isDragged: mode === 'paused' && isUrgent,
      isIdle: this.#rest === 'idle',
      budgetBytes: this.#budgetBytes,
    });
    this.#ask(shown, this.#plan);
  }

  /**
   * How much of `elapsedSecs` may be played, in seconds: less than all of it where what comes then is not here yet. Waits no longer than
   * {@link MAX_WAIT_MILLIS} for the same.
   */
  playableSecs(state: AppState, elapsedSecs: number, unitsPerSec: number, nowMillis: number): number {
    const shown = this.#shown;
    const until = this.#plan?.readyUntil;
    const time = currentTime(state);
    if (shown === undefined || time === undefined) return elapsedSecs;
    const { speed } = state.time;
    const isReady = this.#plan?.isReady === true;
    const left = until === undefined ? Number.POSITIVE_INFINITY : Number(speed > 0 ? until - time : time - until);
    const playable = isReady ? Math.max(0, Math.min(elapsedSecs, left / (Math.abs(speed) * unitsPerSec))) : 0;
    if (playable > 0) {
      this.#waitingSinceMillis = undefined;
      return playable;
    }
    if (this.#waitingSinceMillis === undefined || this.#waitingVersion !== shown.data.version) {
      this.#waitingSinceMillis = nowMillis;
      this.#waitingVersion = shown.data.version;
    }
    return nowMillis - this.#waitingSinceMillis > MAX_WAIT_MILLIS ? elapsedSecs : 0;
  }

  #isBeyond(time: bigint | undefined): boolean {
    const until = this.#plan?.readyUntil;
    return until === undefined || time === undefined || this.#plan?.isReady !== true || time >= until;
  }

  #ask({ file, store, data }: ReplayedRecording, { wanted, urgent, unload }: LoadPlan): void {
    if (unload.length === 0 && sameNumbers(wanted, this.#sentWanted)) return;
    this.#sentWanted = wanted;
    const firstSamples = wanted.map((chunk) => {
      if (data.known.firstKeyOf(chunk) < 0) return -1;
      return data.video(data.known.entityOf(chunk).path)?.firstSampleOf(chunk) ?? -1;
    });
    this.#send({
      kind: 'load-chunks',
      file,
      store,
      wanted: Int32Array.from(wanted),
      firstSamples: Int32Array.from(firstSamples),
      urgent,
      unload: Int32Array.from(unload),
    });
    if (unload.length > 0) data.unload(unload);
  }
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((number, i) => number === b[i]);
}
