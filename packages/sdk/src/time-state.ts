import { LOG_TIME, MAX_TIMELINES, type Timeline, TimelineKind } from '@rushes/proto';
import type { TimelineSet } from './batcher.ts';
import { type TimeValue, toTime } from './coerce/time.ts';
import { checkTimelineName } from './coerce/timeline-name.ts';

/** The current time on each timeline, as the next row will carry it. */
export class TimeState {
  readonly #nowNanos: () => bigint;
  /** Kinds are for the whole recording, also of timelines that are off at present. */
  readonly #kinds = new Map<string, TimelineKind>([[LOG_TIME, TimelineKind.Timestamp]]);
  readonly #times = new Map<string, bigint>();
  #logTimeEnabled = true;
  /** Made anew only when timelines come or go. */
  #timelines: TimelineSet | undefined;

  constructor(nowNanos: () => bigint) {
    this.#nowNanos = nowNanos;
  }

  set(name: string, value: TimeValue): void {
    checkTimelineName('setTime', name);
    if (name === LOG_TIME) {
      throw new TypeError(
        `setTime: '${LOG_TIME}' is stamped by the recording stream itself; choose another name, and disableTimeline('${LOG_TIME}') if you do not want it.`,
      );
    }
    const { kind, time } = toTime(`setTime('${name}')`, value);
    this.fixKind(name, kind);
    if (!this.#times.has(name)) this.#addTimeline(name);
    this.#times.set(name, time);
  }

  disable(name: string): void {
    checkTimelineName('disableTimeline', name);
    if (name === LOG_TIME) this.#logTimeEnabled = false;
    else this.#times.delete(name);
    this.#timelines = undefined;
  }

  reset(): void {
    this.#times.clear();
    this.#logTimeEnabled = true;
    this.#timelines = undefined;
  }

  /** Refuses a timeline that was of another kind before. */
  fixKind(name: string, kind: TimelineKind): void {
    const known = this.#kinds.get(name);
    if (known === undefined) this.#kinds.set(name, kind);
    else if (known !== kind) {
      throw new TypeError(
        `Timeline '${name}' is a ${known} timeline in this recording and cannot become a ${kind} one; use another name.`,
      );
    }
  }

  #addTimeline(name: string): void {
    // One place is kept for log_time.
    if (this.#times.size >= MAX_TIMELINES - 1) {
      throw new RangeError(
        `setTime: '${name}' would be one timeline too many; a row can be on ${MAX_TIMELINES}. Call disableTimeline for others first.`,
      );
    }
    this.#timelines = undefined;
  }

  get timelines(): TimelineSet {
    this.#timelines ??= this.#collect();
    return this.#timelines;
  }

  /** One per timeline, in their order; stamps log_time. */
  now(): bigint[] {
    const { timelines } = this;
    const times: bigint[] = [];
    for (let i = 0; i < timelines.length; i++) {
      const { name } = timelines[i] as Timeline;
      times.push(name === LOG_TIME ? this.#nowNanos() : (this.#times.get(name) ?? 0n));
    }
    return times;
  }

  #collect(): TimelineSet {
    const names = this.#logTimeEnabled ? [LOG_TIME, ...this.#times.keys()] : [...this.#times.keys()];
    return names.map((name) => ({ name, kind: this.#kinds.get(name) ?? TimelineKind.Sequence }));
  }
}
