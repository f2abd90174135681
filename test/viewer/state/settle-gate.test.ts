import { parseEntityPath } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { type DrawReport, SettleGate, type SettleWish } from '../../../packages/viewer/src/app/page/settle-gate.ts';

const CAMERA = parseEntityPath('/camera');
const STANDING: SettleWish = { moving: false, samples: new Map() };

const report = (views: Record<string, boolean>, change: Partial<DrawReport> = {}): DrawReport => ({
  pending: false,
  views: Object.entries(views).map(([id, painted]) => ({ id, painted })),
  shownSamples: new Map(),
  ...change,
});

/** A gate whose paints happen when the test says so, and one waiter in it. */
function waiting() {
  const paints: (() => void)[] = [];
  const gate = new SettleGate((callback) => paints.push(callback));
  let isSettled = false;
  const done = gate.wait().then(() => {
    isSettled = true;
  });
  return {
    draw: (drawn: DrawReport, wish: SettleWish = STANDING) => gate.afterDraw(drawn, () => wish),
    /** Puts what was drawn on the screen; true if the waiter left. */
    paint: async () => {
      for (const callback of paints.splice(0)) callback();
      await Promise.resolve();
      await Promise.resolve();
      return isSettled;
    },
    gate,
    done,
  };
}

describe('settled()', () => {
  it('resolves when every visible view has painted', async () => {
    const { draw, paint } = waiting();
    draw(report({ video: false, plot: true }));
    expect(await paint()).toBe(false);
    draw(report({ video: true, plot: true }));
    expect(await paint()).toBe(true);
  });

  it('resolves only when the draw is on the screen', async () => {
    const { draw, done, paint } = waiting();
    let isSettled = false;
    void done.then(() => {
      isSettled = true;
    });
    draw(report({ plot: true }));
    await Promise.resolve();
    expect(isSettled).toBe(false);
    expect(await paint()).toBe(true);
  });

  it('does not need all views to be ready in the same draw', async () => {
    const { draw, paint } = waiting();
    draw(report({ left: true, right: false }));
    draw(report({ left: false, right: true }));
    expect(await paint()).toBe(true);
  });

  it('waits for what is still on its way, and counts no draw before', async () => {
    const { draw, paint } = waiting();
    draw(report({ plot: true }, { pending: true }));
    expect(await paint()).toBe(false);
    draw(report({ plot: false }));
    expect(await paint()).toBe(false);
    draw(report({ plot: true }));
    expect(await paint()).toBe(true);
  });

  it('resolves when there is no view', async () => {
    const { draw, paint } = waiting();
    draw(report({}));
    expect(await paint()).toBe(true);
  });

  it('waits for a view that appears while waiting', async () => {
    const { draw, paint } = waiting();
    draw(report({ plot: false }));
    draw(report({ plot: true, video: false }));
    expect(await paint()).toBe(false);
  });

  it('leaves later callers waiting for a draw of their own', async () => {
    const { draw, gate, paint } = waiting();
    draw(report({ plot: true }));
    await paint();
    void gate.wait();
    expect(gate.isWaiting).toBe(true);
  });
});

describe('settled() under a moving cursor', () => {
  const following = (sample: number): SettleWish => ({ moving: true, samples: new Map([[CAMERA, sample]]) });
  const shows = (sample: number) => report({ video: false }, { shownSamples: new Map([[CAMERA, sample]]) });

  it('resolves once the sample due at the call is shown, though newer ones are asked for by then', async () => {
    const { draw, paint } = waiting();
    draw(shows(99), following(100));
    expect(await paint()).toBe(false);
    draw(shows(100), following(101));
    expect(await paint()).toBe(true);
  });

  it('does not take that for an answer when the cursor stands', async () => {
    const { draw, paint } = waiting();
    draw(shows(100), { moving: false, samples: new Map([[CAMERA, 100]]) });
    expect(await paint()).toBe(false);
  });

  it('waits for views that show no stream', async () => {
    const { draw, paint } = waiting();
    draw(report({ image: false }), { moving: true, samples: new Map() });
    expect(await paint()).toBe(false);
  });

  it('is not held up by a stream in trouble', async () => {
    const { draw, paint } = waiting();
    draw(shows(Number.POSITIVE_INFINITY), following(100));
    expect(await paint()).toBe(true);
  });
});
