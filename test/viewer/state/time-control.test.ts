import { describe, expect, it } from 'vitest';
import type { TimelineExtent } from '../../../packages/viewer/src/app/data/recording-store.ts';
import {
  advance,
  clampToExtent,
  cursorTime,
  INITIAL_TIME_CONTROL,
  moveTo,
  pause,
  play,
  preferredTimeline,
  showTimeline,
  type TimeControl,
} from '../../../packages/viewer/src/app/state/time-control.ts';

const FRAME: TimelineExtent = { name: 'frame', kind: 'sequence', min: 10n, max: 100n };
const LOG_TIME: TimelineExtent = { name: 'log_time', kind: 'timestamp', min: 0n, max: 2n ** 62n };
const EXTENTS = [FRAME, LOG_TIME];

const following: TimeControl = { ...INITIAL_TIME_CONTROL, timeline: 'frame' };
const at = (time: bigint, change: Partial<TimeControl> = {}): TimeControl => ({
  ...following,
  mode: 'paused',
  cursors: { frame: time },
  ...change,
});
const playing = (time: bigint, change: Partial<TimeControl> = {}) => at(time, { mode: 'playing', ...change });

describe('cursor', () => {
  it('is at the newest time while following, whatever was left on the timeline', () => {
    expect(cursorTime({ ...following, cursors: { frame: 12n } }, EXTENTS)).toBe(100n);
  });

  it('is nowhere while the recording has no time', () => {
    expect(cursorTime(INITIAL_TIME_CONTROL, [])).toBeUndefined();
    expect(cursorTime(following, [])).toBeUndefined();
  });

  it('leaves follow when it is moved', () => {
    const moved = moveTo(following, 42n, true);
    expect(moved.mode).toBe('paused');
    expect(cursorTime(moved, EXTENTS)).toBe(42n);
  });

  it('keeps all digits of nanoseconds since 1970', () => {
    const control = moveTo(showTimeline(following, 'log_time', true), 1_795_220_658_872_000_001n, true);
    expect(cursorTime(control, EXTENTS)).toBe(1_795_220_658_872_000_001n);
  });

  it('is remembered for each timeline', () => {
    const moved = moveTo(following, 42n, true);
    const away = moveTo(showTimeline(moved, 'log_time', true), 7n, true);
    expect(cursorTime(away, EXTENTS)).toBe(7n);
    expect(cursorTime(showTimeline(away, 'frame', true), EXTENTS)).toBe(42n);
  });

  it('may stand where there is no data', () => {
    expect(cursorTime(moveTo(following, 5000n, true), EXTENTS)).toBe(5000n);
  });

  it('set before any timeline is known holds on the timeline that is then shown', () => {
    const early = moveTo(INITIAL_TIME_CONTROL, 42n, false);
    const first = showTimeline(early, 'log_time', false);
    expect(cursorTime(first, EXTENTS)).toBe(42n);
    expect(cursorTime(showTimeline(first, 'frame', false), EXTENTS)).toBe(42n);
  });

  it('pauses where following had brought it', () => {
    expect(pause(following, EXTENTS)).toMatchObject({ mode: 'paused', cursors: { frame: 100n } });
  });
});

describe('play', () => {
  it.each<[string, TimeControl, boolean, bigint]>([
    ['goes on from the middle', at(50n), false, 50n],
    ['starts again at the beginning when nothing more will come', at(100n), false, 10n],
    ['waits at the end of a live recording', at(100n), true, 100n],
    ['starts again at the end when backwards', at(10n, { speed: -1 }), false, 100n],
    ['goes backwards from the end of a finished recording', at(100n, { speed: -1 }), false, 100n],
    ['out of follow stays at the end of a live recording', following, true, 100n],
  ])('%s', (_, control, live, expected) => {
    const started = play(control, EXTENTS, live);
    expect(started.mode).toBe('playing');
    expect(cursorTime(started, EXTENTS)).toBe(expected);
  });
});

describe('advance', () => {
  const world = { extents: EXTENTS, live: false, unitsPerSec: 30 };

  it.each<[string, TimeControl, number, bigint]>([
    ['moves by rate times speed', playing(50n), 1, 80n],
    ['moves at double speed', playing(50n, { speed: 2 }), 0.5, 80n],
    ['moves backwards', playing(50n, { speed: -1 }), 1, 20n],
    ['does not move by less than a unit', playing(50n), 0.02, 50n],
  ])('%s', (_, control, elapsedSecs, expected) => {
    expect(cursorTime(advance(control, elapsedSecs, world), EXTENTS)).toBe(expected);
  });

  it('loses nothing to rounding over many short frames', () => {
    let control = playing(20n, { speed: 0.25 });
    for (let i = 0; i < 240; i++) control = advance(control, 1 / 60, world);
    const time = cursorTime(control, EXTENTS) ?? 0n;
    expect(Number(time) + control.fraction).toBeCloseTo(50, 6);
  });

  it('loses nothing to rounding backwards either', () => {
    let control = playing(80n, { speed: -0.25 });
    for (let i = 0; i < 240; i++) control = advance(control, 1 / 60, world);
    expect(Number(cursorTime(control, EXTENTS)) + control.fraction).toBeCloseTo(50, 6);
  });

  it('pauses at the end of a finished recording', () => {
    expect(advance(playing(99n), 1, world)).toMatchObject({ mode: 'paused', cursors: { frame: 100n } });
  });

  it('pauses at the beginning when backwards', () => {
    expect(advance(playing(11n, { speed: -1 }), 1, world)).toMatchObject({ mode: 'paused', cursors: { frame: 10n } });
  });

  it('plays on at the end of a live recording, and goes on when data comes', () => {
    const waiting = advance(playing(99n), 1, { ...world, live: true });
    expect(waiting).toMatchObject({ mode: 'playing', cursors: { frame: 100n } });
    const grown = { ...world, live: true, extents: [{ ...FRAME, max: 200n }] };
    expect(advance(waiting, 1, grown).cursors.frame).toBe(130n);
  });

  it('does not bring a cursor back that stands beyond a live recording', () => {
    expect(advance(playing(500n), 1, { ...world, live: true }).cursors.frame).toBe(500n);
  });

  it.each([at(50n), following])('changes nothing while not playing', (control) => {
    expect(advance(control, 1, world)).toBe(control);
  });
});

describe('timeline shown by default', () => {
  const own = (name: string): TimelineExtent => ({ ...FRAME, name });
  const counts: Record<string, number> = { step: 5, tick: 50, log_time: 1000 };
  const count = (extent: TimelineExtent) => counts[extent.name] ?? 0;

  it.each<[string, readonly TimelineExtent[], string | undefined, string | undefined]>([
    ['is frame', [own('tick'), own('frame'), LOG_TIME], undefined, 'frame'],
    ['is the program’s own with most events', [LOG_TIME, own('step'), own('tick')], undefined, 'tick'],
    ['is log_time where there is no other', [LOG_TIME], undefined, 'log_time'],
    ['is none without data', [], undefined, undefined],
    ['changes from log_time to the program’s own', [LOG_TIME, own('step')], 'log_time', 'step'],
    ['stays when it is the program’s own', [own('frame'), own('step')], 'step', 'step'],
  ])('%s', (_, extents, current, expected) => {
    expect(preferredTimeline(extents, current, count)).toBe(expected);
  });
});

it.each([
  [5n, 10n],
  [55n, 55n],
  [101n, 100n],
])('clamps %d to %d', (time, expected) => {
  expect(clampToExtent(time, FRAME)).toBe(expected);
});

describe('a loop', () => {
  const range = { timeline: 'frame', from: 20n, to: 29n };
  const world = { extents: EXTENTS, live: false, unitsPerSec: 10, range };
  const after = (control: TimeControl, elapsedSecs: number) =>
    cursorTime(advance(control, elapsedSecs, world), EXTENTS);

  it.each<[string, TimeControl, number, bigint]>([
    ['of all starts again after the end', playing(99n, { loop: 'all' }), 0.3, 10n],
    ['shows the last time as long as any other', playing(99n, { loop: 'all' }), 0.1, 100n],
    ['of all, backwards, goes on from the end', playing(11n, { loop: 'all', speed: -1 }), 0.3, 100n],
    ['of the selection starts again at its beginning', playing(28n, { loop: 'selection' }), 0.3, 20n],
    ['of the selection, backwards, goes on from its end', playing(21n, { loop: 'selection', speed: -1 }), 0.3, 29n],
    ['goes on within it', playing(22n, { loop: 'selection' }), 0.3, 25n],
    ['that is off plays through a selection', playing(28n), 0.3, 31n],
  ])('%s', (_, control, secs, expected) => {
    expect(after(control, secs)).toBe(expected);
    expect(advance(control, secs, world).mode).toBe('playing');
  });

  it.each<[string, TimeControl, bigint]>([
    ['before it', at(12n, { loop: 'selection' }), 20n],
    ['after it', at(90n, { loop: 'selection' }), 20n],
    ['at its end', at(29n, { loop: 'selection' }), 20n],
    ['after it, backwards', at(90n, { loop: 'selection', speed: -1 }), 29n],
    ['inside it', at(25n, { loop: 'selection' }), 25n],
  ])('is entered from %s', (_, control, expected) => {
    expect(cursorTime(play(control, EXTENTS, false, range), EXTENTS)).toBe(expected);
  });

  it('of a selection on another timeline does not hold', () => {
    const elsewhere = { ...world, range: { ...range, timeline: 'log_time' } };
    expect(cursorTime(advance(playing(28n, { loop: 'selection' }), 0.3, elsewhere), EXTENTS)).toBe(31n);
  });
});
