import { expect, it } from 'vitest';
import { DrawScheduler, type FrameClock, requestFrame } from '../../../packages/viewer/src/app/page/draw-scheduler.ts';

/** A browser of which the test is the screen. */
class FakeScreen implements FrameClock {
  readonly frames = new Map<number, (nowMillis: number) => void>();
  readonly timers = new Map<number, () => void>();
  #ids = 0;

  requestAnimationFrame(callback: (nowMillis: number) => void): number {
    this.frames.set(++this.#ids, callback);
    return this.#ids;
  }
  cancelAnimationFrame(id: number): void {
    this.frames.delete(id);
  }
  setTimeout(callback: () => void): number {
    this.timers.set(++this.#ids, callback);
    return this.#ids;
  }
  clearTimeout(id: number): void {
    this.timers.delete(id);
  }
  now(): number {
    return 7;
  }
  frame(): void {
    for (const callback of [...this.frames.values()]) callback(16);
  }
  timeOut(): void {
    for (const callback of [...this.timers.values()]) callback();
  }
}

function scheduler() {
  const screen = new FakeScreen();
  const draws: number[] = [];
  return { screen, draws, scheduler: new DrawScheduler((nowMillis) => draws.push(nowMillis), screen) };
}

it('draws once per frame, however often something changes', () => {
  const { screen, draws, scheduler: draw } = scheduler();
  draw.invalidate();
  draw.invalidate();
  expect(draws).toEqual([]);
  screen.frame();
  expect(draws).toEqual([16]);
});

it('draws nothing and waits for nothing when nothing changes', () => {
  const { screen, scheduler: draw } = scheduler();
  draw.invalidate();
  screen.frame();
  expect(screen.frames.size + screen.timers.size).toBe(0);
});

it('draws again when something changes during a draw', () => {
  const screen = new FakeScreen();
  let draws = 0;
  const draw = new DrawScheduler(() => {
    draws += 1;
    if (draws === 1) draw.invalidate();
  }, screen);
  draw.invalidate();
  screen.frame();
  screen.frame();
  screen.frame();
  expect(draws).toBe(2);
});

it('draws by a timer where no animation frames come, as in a hidden tab', () => {
  const { screen, draws, scheduler: draw } = scheduler();
  draw.invalidate();
  screen.timeOut();
  expect(draws).toEqual([7]);
  expect(screen.frames.size).toBe(0);
});

it('takes a draw at once for the one that was due', () => {
  const { screen, draws, scheduler: draw } = scheduler();
  draw.invalidate();
  draw.drawNow();
  screen.frame();
  expect(draws).toEqual([7]);
});

it('gives up a frame that was cancelled', () => {
  const screen = new FakeScreen();
  let called = false;
  requestFrame(screen, () => {
    called = true;
  })();
  screen.frame();
  screen.timeOut();
  expect(called).toBe(false);
});
