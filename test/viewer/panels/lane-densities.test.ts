import { parseEntityPath } from '@rushes/proto';
import { expect, it } from 'vitest';
import { LaneDensities } from '../../../packages/viewer/src/app/panels/timeline/lane-densities.ts';
import { ChunkMaker, FRAME, scalar } from '../data/make-chunks.ts';
import { openSession } from '../state/page-fixture.ts';

const ARM = parseEntityPath('/arm');

function growing() {
  const { session, take } = openSession();
  const maker = new ChunkMaker();
  let nowMillis = 0;
  const densities = new LaneDensities(() => nowMillis);
  return {
    log: (frame: bigint) => take(maker.plain('/arm', [FRAME], [{ times: [frame], batches: [scalar(1)] }])),
    wait: (millis: number) => {
      nowMillis += millis;
    },
    lane: (to: bigint, isZoomed = false) => {
      if (session.store === undefined) throw new Error('no store');
      const { lane, stale } = densities.get(session.store, ARM, 'frame', { from: 0n, to }, 10, isZoomed);
      return { events: lane.density.counts.reduce((sum, count) => sum + count, 0), to: lane.span.to, stale };
    },
  };
}

it('counts a lane again a few times a second while a recording grows, not at every frame', () => {
  const { log, wait, lane } = growing();
  log(1n);
  expect(lane(1n)).toEqual({ events: 1, to: 1n, stale: false });
  log(2n);
  wait(50);
  expect(lane(2n)).toEqual({ events: 1, to: 1n, stale: true });
  wait(200);
  expect(lane(2n)).toEqual({ events: 2, to: 2n, stale: false });
});

it('counts at once when a person zooms', () => {
  const { log, lane } = growing();
  log(1n);
  log(9n);
  expect(lane(10n)).toMatchObject({ events: 2 });
  expect(lane(5n, true)).toEqual({ events: 1, to: 5n, stale: false });
});
