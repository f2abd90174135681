import { describe, expect, it } from 'vitest';
import { pinchSpan, spanInUse, TimeScale, zoomSpan } from '../../../packages/viewer/src/app/state/time-viewport.ts';

const SCALE = new TimeScale({ from: 0n, to: 1000n }, 1020, 10);

describe('two fingers', () => {
  const placed = (time: bigint, x: number) => ({ time, x });

  it.each<[string, [bigint, number], [bigint, number], readonly [bigint, bigint] | undefined]>([
    ['that stand still change nothing', [200n, 210], [400n, 410], [0n, 1000n]],
    ['apart zoom in', [200n, 110], [400n, 510], [150n, 650n]],
    ['together zoom out', [200n, 260], [400n, 360], [-300n, 1700n]],
    ['side by side pan', [200n, 310], [400n, 510], [-100n, 900n]],
    ['in the other order do the same', [400n, 510], [200n, 110], [150n, 650n]],
    ['that pass each other are waited for', [200n, 500], [400n, 300], undefined],
    ['in one place too', [200n, 300], [400n, 300], undefined],
  ])('%s', (_, a, b, expected) => {
    const span = pinchSpan(SCALE, placed(...a), placed(...b));
    expect(span && [span.from, span.to]).toEqual(expected);
  });

  it('keep the times under them to the nanosecond nearly', () => {
    const start = 1_795_220_658_000_000_000n;
    const scale = new TimeScale({ from: start, to: start + 10_000_000_000n }, 1020, 10);
    const [a, b] = [scale.timeAt(300), scale.timeAt(500)];
    const span = pinchSpan(scale, { time: a, x: 200 }, { time: b, x: 700 });
    if (span === undefined) throw new Error('The fingers are apart.');
    const zoomed = new TimeScale(span, 1020, 10);
    expect(zoomed.xOf(a)).toBeCloseTo(200, 3);
    expect(zoomed.xOf(b)).toBeCloseTo(700, 3);
  });
});

describe('what the ruler shows', () => {
  const frame = { name: 'frame', min: 0n, max: 90n };
  const view = { timeline: 'frame', span: { from: 3n, to: 4n } };

  it('is all there is, until it is zoomed, on this timeline', () => {
    expect(spanInUse(undefined, frame)).toEqual({ from: 0n, to: 90n });
    expect(spanInUse(view, frame)).toEqual({ from: 3n, to: 4n });
    expect(spanInUse({ ...view, timeline: 'ticks' }, frame)).toEqual({ from: 0n, to: 90n });
  });

  it('never gets narrower than one unit', () => {
    expect(zoomSpan({ from: 3n, to: 4n }, 3n, 0.01)).toEqual({ from: 3n, to: 4n });
  });
});
