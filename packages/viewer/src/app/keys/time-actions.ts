import type { Page } from '../page/page.ts';
import { currentExtent } from '../state/selectors.ts';
import type { LoopMode } from '../state/time-control.ts';
import { spanInUse, zoomSpan } from '../state/time-viewport.ts';
import { type Action, ActionGroup } from './action.ts';

const SHIFT_STEPS = 10;
const ZOOM_IN = 0.5;

/** Loop modes in the order in which the key and the button go through them. */
const NEXT_LOOP = { off: 'all', all: 'selection', selection: 'off' } as const satisfies Record<LoopMode, LoopMode>;

/** Playing goes over to the next kind of loop; that of a selection is left out while there is none. */
export function nextLoop(page: Page): void {
  const { time, range } = page.app.state;
  const next = NEXT_LOOP[time.loop];
  const isPossible = next !== 'selection' || range?.timeline === time.timeline;
  page.app.dispatch({ kind: 'set-loop', loop: isPossible ? next : 'off' });
}

const hasTime = (page: Page): boolean => currentExtent(page.app.state) !== undefined;

const stepAction = (id: string, title: string, steps: number): Action => ({
  id,
  title,
  group: ActionGroup.Time,
  chords: [
    { key: steps < 0 ? 'ArrowLeft' : 'ArrowRight', ...(Math.abs(steps) === SHIFT_STEPS ? { shift: true } : {}) },
  ],
  repeats: true,
  isPossible: hasTime,
  run: (page) => page.step(steps),
});

const zoomAction = (id: string, title: string, factor: number): Action => ({
  id,
  title,
  group: ActionGroup.Time,
  chords: [],
  isPossible: hasTime,
  run: (page) => zoomAroundCursor(page, factor),
});

function zoomAroundCursor(page: Page, factor: number): void {
  const { state } = page.app;
  const extent = currentExtent(state);
  if (extent === undefined) return;
  const span = spanInUse(state.timeView, extent);
  const middle = span.from + (span.to - span.from) / 2n;
  page.app.dispatch({
    kind: 'set-time-view',
    view: { timeline: extent.name, span: zoomSpan(span, middle, factor) },
  });
}

/** What moves the cursor, and what plays. */
export const TIME_ACTIONS: readonly Action[] = [
  {
    id: 'play',
    title: 'Play or pause',
    group: ActionGroup.Time,
    chords: [{ key: ' ' }],
    run: (page) => page.togglePlay(),
  },
  {
    id: 'follow',
    title: 'Follow the newest',
    group: ActionGroup.Time,
    chords: [{ key: 'End' }],
    run: (page) => page.app.dispatch({ kind: 'follow' }),
  },
  {
    id: 'to-start',
    title: 'Go to the start',
    group: ActionGroup.Time,
    chords: [{ key: 'Home' }],
    isPossible: hasTime,
    run: (page) => page.toStart(),
  },
  stepAction('step-back', 'One sample (or 0.1 s) back', -1),
  stepAction('step-forward', 'One sample (or 0.1 s) forward', 1),
  stepAction('steps-back', 'Ten samples (or 1 s) back', -SHIFT_STEPS),
  stepAction('steps-forward', 'Ten samples (or 1 s) forward', SHIFT_STEPS),
  {
    id: 'event-back',
    title: 'Previous event of the selected entity',
    group: ActionGroup.Time,
    chords: [{ key: 'ArrowLeft', ctrl: true }],
    repeats: true,
    isPossible: hasTime,
    run: (page) => page.toEvent(-1),
  },
  {
    id: 'event-forward',
    title: 'Next event of the selected entity',
    group: ActionGroup.Time,
    chords: [{ key: 'ArrowRight', ctrl: true }],
    repeats: true,
    isPossible: hasTime,
    run: (page) => page.toEvent(1),
  },
  {
    id: 'range-from',
    title: 'Select a range from the cursor on',
    group: ActionGroup.Time,
    chords: [{ key: 'i' }],
    isPossible: hasTime,
    run: (page) => page.markRange('from'),
  },
  {
    id: 'range-to',
    title: 'Select a range up to the cursor',
    group: ActionGroup.Time,
    chords: [{ key: 'o' }],
    isPossible: hasTime,
    run: (page) => page.markRange('to'),
  },
  { id: 'loop', title: 'Loop: off, all, selection', group: ActionGroup.Time, chords: [{ key: 'l' }], run: nextLoop },
  zoomAction('zoom-time-in', 'Zoom the timeline in', ZOOM_IN),
  zoomAction('zoom-time-out', 'Zoom the timeline out', 1 / ZOOM_IN),
  {
    id: 'zoom-time-all',
    title: 'Show all of the timeline',
    group: ActionGroup.Time,
    chords: [],
    isPossible: (page) => page.app.state.timeView !== undefined,
    run: (page) => page.app.dispatch({ kind: 'set-time-view', view: undefined }),
  },
];

/** Backwards stays backwards when another speed is chosen. */
function setSpeed(page: Page, speed: number): void {
  const isBackwards = page.app.state.time.speed < 0;
  page.app.dispatch({ kind: 'set-speed', speed: isBackwards ? -speed : speed });
}

const speedAction = (digit: number, speed: number): Action => ({
  id: `speed-${digit}`,
  title: `Speed ${speed}×`,
  group: ActionGroup.Speed,
  chords: [{ key: String(digit) }],
  run: (page) => setSpeed(page, speed),
});

/** A digit is that many times real time; 0, which would be standing still, is a tenth. */
export const SPEED_ACTIONS: readonly Action[] = [
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => speedAction(digit, digit)),
  speedAction(0, 0.1),
  {
    id: 'backwards',
    title: 'Play backwards, or forwards again',
    group: ActionGroup.Speed,
    chords: [{ key: '-' }],
    run: ({ app }) => app.dispatch({ kind: 'set-speed', speed: -app.state.time.speed }),
  },
];
