import { assertNever } from '@rushes/proto';
import type { TimelineExtent } from '../data/recording-store.ts';
import type { TimeRange } from './time-range.ts';

/**
 * How the cursor moves.
 *
 *     paused ──play──► playing ──reaches the end of a finished recording──► paused
 *        ▲                │
 *        └── set time ────┴── set time ── following ◄── follow ── (any)
 *
 * `paused`: it stands. `playing`: it runs at `speed`; at the end of a live recording it waits there for more, at the end of a
 * finished one it pauses. `following`: it is wherever the newest data is.
 */
export type TimeMode = 'paused' | 'playing' | 'following';

/** What playing repeats: nothing, all there is, or the chosen range of the timeline. */
export type LoopMode = 'off' | 'all' | 'selection';

export interface TimeControl {
  /** Undefined until the recording has a timeline. */
  readonly timeline: string | undefined;
  /** Somebody chose this timeline: it is not exchanged for a better one that turns up. */
  readonly chosen: boolean;
  readonly mode: TimeMode;
  /** Times real time; negative runs backwards; never 0. */
  readonly speed: number;
  readonly loop: LoopMode;
  /** Where the cursor was left on each timeline. */
  readonly cursors: Readonly<Record<string, bigint>>;
  /** The part of a unit that playing has run beyond the cursor, so that slow play of a sequence gets on. In 0..1. */
  readonly fraction: number;
  /** A time set while the timelines were not known yet; it holds on whichever is shown by default. */
  readonly pendingTime: bigint | undefined;
  /** Where the cursor stands on a timeline on which it was never set: what is live is looked at from its end. */
  readonly home: 'start' | 'end';
}

export const INITIAL_TIME_CONTROL: TimeControl = {
  timeline: undefined,
  chosen: false,
  mode: 'following',
  speed: 1,
  loop: 'off',
  cursors: {},
  fraction: 0,
  pendingTime: undefined,
  home: 'end',
};

/** Where the cursor stands on its timeline; undefined while there is no data on it. */
export function cursorTime(control: TimeControl, extents: readonly TimelineExtent[]): bigint | undefined {
  const extent = extentOf(control, extents);
  if (control.mode === 'following') return extent?.max;
  const kept = control.timeline === undefined ? undefined : control.cursors[control.timeline];
  return kept ?? control.pendingTime ?? (control.home === 'start' ? extent?.min : extent?.max);
}

/** As a recording that is all there is opened: at its beginning, unless a time was asked for before. */
export function fromStart(control: TimeControl): TimeControl {
  return { ...control, mode: control.mode === 'following' ? 'paused' : control.mode, home: 'start' };
}

/** The extent of the timeline in use. */
export function extentOf(control: TimeControl, extents: readonly TimelineExtent[]): TimelineExtent | undefined {
  return extents.find((extent) => extent.name === control.timeline);
}

/** Pauses at `time` on the timeline in use; moving the cursor while following leaves follow. */
export function moveTo(control: TimeControl, time: bigint, historyComplete: boolean): TimeControl {
  // Until all is here the default timeline may still change; the wish then goes along with it.
  const pendingTime = historyComplete || control.chosen ? undefined : time;
  return { ...at(control, time), mode: 'paused', pendingTime };
}

/** What is kept when another recording is opened: how it is played, nothing of where. */
export function sameManner({ speed, loop }: TimeControl): TimeControl {
  return { ...INITIAL_TIME_CONTROL, speed, loop: loop === 'selection' ? 'off' : loop };
}

/** The stretch that playing repeats; undefined: it plays through. */
function loopBounds(control: TimeControl, extent: TimelineExtent, range: TimeRange | undefined) {
  switch (control.loop) {
    case 'off':
      return undefined;
    case 'all':
      return { from: extent.min, to: extent.max };
    case 'selection':
      return range?.timeline === extent.name ? { from: range.from, to: range.to } : undefined;
    default:
      return assertNever(control.loop);
  }
}

/**
 * Runs from where the cursor is, in a loop from where the loop begins if the cursor is not in it. At the end of a finished
 * recording (nothing more to play) it starts again at the beginning, backwards it does so at the end. In a live recording it
 * goes on from the end as new data comes.
 */
export function play(
  control: TimeControl,
  extents: readonly TimelineExtent[],
  live: boolean,
  range?: TimeRange,
): TimeControl {
  const extent = extentOf(control, extents);
  const time = cursorTime(control, extents);
  if (extent === undefined || time === undefined) return { ...control, mode: 'playing' };
  const playing: TimeControl = { ...at(control, time), mode: 'playing' };
  const isForward = control.speed > 0;
  const loop = loopBounds(control, extent, range);
  if (loop !== undefined) {
    const isInside = isForward ? time >= loop.from && time < loop.to : time > loop.from && time <= loop.to;
    return isInside ? playing : at(playing, isForward ? loop.from : loop.to);
  }
  if (isForward && time >= extent.max && !live) return at(playing, extent.min);
  if (!isForward && time <= extent.min) return at(playing, extent.max);
  return playing;
}

/** Stands still where the cursor is. */
export function pause(control: TimeControl, extents: readonly TimelineExtent[]): TimeControl {
  const time = cursorTime(control, extents);
  const stopped = time === undefined ? control : at(control, time);
  return { ...stopped, mode: 'paused' };
}

/** Shows another timeline, at the cursor that was left there. `chosen` is false for the page's own choice. */
export function showTimeline(control: TimeControl, name: string, chosen: boolean): TimeControl {
  const pending = control.mode === 'following' ? undefined : control.pendingTime;
  const cursors = pending === undefined ? control.cursors : { ...control.cursors, [name]: pending };
  return { ...control, timeline: name, chosen, cursors, fraction: 0, pendingTime: chosen ? undefined : pending };
}

export interface AdvanceWorld {
  readonly extents: readonly TimelineExtent[];
  /** More data may come at the end. */
  readonly live: boolean;
  /** What one second is on the timeline in use: 1e9 for times, frames per second for a sequence. */
  readonly unitsPerSec: number;
  /** The chosen range, for a loop. */
  readonly range?: TimeRange | undefined;
}

/** What becomes of the cursor after `elapsedSecs` of real time. Pure; the clock lives in the composition root. */
export function advance(control: TimeControl, elapsedSecs: number, world: AdvanceWorld): TimeControl {
  const extent = extentOf(control, world.extents);
  if (control.mode !== 'playing' || extent === undefined || elapsedSecs <= 0) return control;
  const from = cursorTime(control, world.extents) ?? extent.min;
  const distance = elapsedSecs * control.speed * world.unitsPerSec + control.fraction;
  const whole = Math.floor(distance);
  const time = from + BigInt(whole);
  const loop = loopBounds(control, extent, world.range);
  if (loop !== undefined) {
    // The last time of the loop is shown as long as any other.
    if (control.speed > 0 ? time > loop.to : time < loop.from)
      return at(control, control.speed > 0 ? loop.from : loop.to);
    return { ...at(control, time), fraction: distance - whole };
  }
  if (control.speed > 0 && time >= extent.max) {
    // A cursor set beyond the data stays there and waits.
    if (world.live) return from > extent.max ? control : at(control, extent.max);
    return { ...at(control, extent.max), mode: 'paused' };
  }
  if (control.speed < 0 && time <= extent.min) return { ...at(control, extent.min), mode: 'paused' };
  return { ...at(control, time), fraction: distance - whole };
}

/** The time nearest to `time` at which there is data or could be. */
export function clampToExtent(time: bigint, extent: TimelineExtent): bigint {
  if (time < extent.min) return extent.min;
  if (time > extent.max) return extent.max;
  return time;
}

/** Timelines that the SDK adds by itself; shown only where the program has none of its own. */
const AUTOMATIC_TIMELINES: readonly string[] = ['log_time', 'log_tick'];

/**
 * The timeline to show as long as nobody chose one: `frame` if there is one, else the program's own with most events, else
 * an automatic one. `current` stays unless it is automatic and the program has its own.
 */
export function preferredTimeline(
  extents: readonly TimelineExtent[],
  current: string | undefined,
  eventCount: (extent: TimelineExtent) => number,
): string | undefined {
  const names = new Set(extents.map((extent) => extent.name));
  if (current !== undefined && names.has(current) && !AUTOMATIC_TIMELINES.includes(current)) return current;
  if (names.has('frame')) return 'frame';
  const own = extents.filter((extent) => !AUTOMATIC_TIMELINES.includes(extent.name));
  const counted = own.map((extent) => ({ name: extent.name, events: eventCount(extent) }));
  counted.sort((a, b) => b.events - a.events || (a.name < b.name ? -1 : 1));
  const best = counted[0]?.name;
  return best ?? AUTOMATIC_TIMELINES.find((name) => names.has(name));
}

function at(control: TimeControl, time: bigint): TimeControl {
  if (control.timeline === undefined) return { ...control, pendingTime: time, fraction: 0 };
  return { ...control, cursors: { ...control.cursors, [control.timeline]: time }, fraction: 0 };
}
