import { parseEntityPath } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { stepTime } from '../../../packages/viewer/src/app/page/stepping.ts';
import { batch, ChunkMaker, CLOCK, FRAME, scalar } from '../data/make-chunks.ts';
import { openSession } from './page-fixture.ts';

/** Samples at frames 0, 10, … 90 of /camera, scalars at 3 and 7 of /arm. */
function recording() {
  const opened = openSession();
  const maker = new ChunkMaker();
  const samples = Array.from({ length: 10 }, (_, i) => ({ times: [BigInt(i * 10)], bytes: 5, key: i === 0 }));
  opened.take(
    maker.plain('/camera', [], [{ times: [], batches: [batch('VideoStream', 'codec', Uint32Array.of(0x61766331))] }]),
    maker.video('/camera', [FRAME], 0, samples),
    maker.plain(
      '/arm',
      [FRAME],
      [3n, 7n].map((frame) => ({ times: [frame], batches: [scalar(1)] })),
    ),
  );
  opened.complete();
  return opened;
}

describe('a step', () => {
  it.each<[string, bigint, number, bigint | undefined]>([
    ['goes to the next sample', 20n, 1, 30n],
    ['goes to the sample before', 20n, -1, 10n],
    ['from between two samples goes back from the one that is shown', 25n, -1, 10n],
    ['from between two samples goes on to the next', 25n, 1, 30n],
    ['of ten stops at the last sample', 20n, 10, 90n],
    ['of ten stops at the first sample', 20n, -10, 0n],
    ['beyond the last sample does nothing', 90n, 1, undefined],
    ['before the first sample does nothing', 0n, -1, undefined],
  ])('%s', (_, time, steps, expected) => {
    const { app, session } = recording();
    app.dispatch({ kind: 'set-time', time });
    if (session.store === undefined) throw new Error('no store');
    expect(stepTime(session.store, app.state, steps)).toBe(expected);
  });

  it('back out of follow goes to the sample before the newest', () => {
    const { app, session } = recording();
    if (session.store === undefined) throw new Error('no store');
    expect(stepTime(session.store, app.state, -1)).toBe(80n);
  });

  it.each<[string, bigint, number, bigint | undefined]>([
    ['the next event', 0n, 1, 3n],
    ['the event before', 50n, -1, 7n],
    ['as far as there are events', 0n, 10, 7n],
    ['nowhere after the last event', 7n, 1, undefined],
  ])('goes to %s of a selected entity that is no video', (_, time, steps, expected) => {
    const { app, session } = recording();
    app.dispatch({ kind: 'set-time', time });
    app.dispatch({ kind: 'select', entity: parseEntityPath('/arm') });
    if (session.store === undefined) throw new Error('no store');
    expect(stepTime(session.store, app.state, steps)).toBe(expected);
  });

  it('is a tenth of a second where there is no video and nothing is selected', () => {
    const opened = openSession();
    opened.take(new ChunkMaker().plain('/arm', [CLOCK], [{ times: [5n], batches: [scalar(1)] }]));
    opened.app.dispatch({ kind: 'set-time', time: 1_000_000_000n });
    if (opened.session.store === undefined) throw new Error('no store');
    expect(stepTime(opened.session.store, opened.app.state, -10)).toBe(0n);
  });
});
