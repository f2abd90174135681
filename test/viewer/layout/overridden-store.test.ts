import { describe, expect, it } from 'vitest';
import { OverriddenStore } from '../../../packages/viewer/src/app/data/overridden-store.ts';
import { readColors, readNumbers, readTexts } from '../../../packages/viewer/src/app/data/read-column.ts';
import { batch, ChunkMaker, FRAME, scalar } from '../data/make-chunks.ts';
import { path, storeOf } from '../views/view-fixture.ts';

const arm = path('/arm');
const COLORS = 'SeriesLines:colors';
const SCALARS = 'Scalars:scalars';

function setUp() {
  const maker = new ChunkMaker();
  const base = storeOf(
    maker.plain(
      '/arm',
      [FRAME],
      [
        { times: [1n], batches: [scalar(1), batch('SeriesLines', 'colors', Uint32Array.of(0x111111ff))] },
        { times: [2n], batches: [scalar(2)] },
      ],
    ),
  );
  return { base, maker, store: new OverriddenStore(base) };
}

describe('a store with overrides', () => {
  it('answers with them, as static data would', () => {
    const { store } = setUp();
    store.setOverrides({ '/arm': { [COLORS]: [0xff0000ff, 0x00ff00ff] } });
    const ref = store.latestAt(arm, COLORS, 'frame', 0n);
    expect([...(readColors(ref) ?? [])]).toEqual([0xff0000ff, 0x00ff00ff]);
    expect(ref?.time).toBeUndefined();
    expect(store.peekLatestAt(arm, COLORS, 'frame', 5n)).toEqual(ref);
    expect([...store.range(arm, COLORS, 'frame', 0n, 9n)]).toEqual([]);
    expect(store.hasTimes(arm, COLORS)).toBe(false);
    expect(store.chunksOf(arm, COLORS)).toEqual([ref?.chunk]);
  });

  it('answers for all else as the store below', () => {
    const { base, store } = setUp();
    store.setOverrides({ '/arm': { [COLORS]: [1] } });
    expect(store.latestAt(arm, SCALARS, 'frame', 2n)).toEqual(base.latestAt(arm, SCALARS, 'frame', 2n));
    expect(store.rangeNumbers(arm, SCALARS, 'frame', 0n, 9n)).toEqual(base.rangeNumbers(arm, SCALARS, 'frame', 0n, 9n));
    expect(store.latestAt(path('/other'), COLORS, 'frame', 2n)).toBeUndefined();
    expect(store.entityTree()).toBe(base.entityTree());
  });

  it('names components that only the override has', () => {
    const { base, store } = setUp();
    store.setOverrides({ '/arm': { 'SeriesLines:names': ['left'], 'SeriesLines:widths': [2] } });
    expect(store.components(arm)).toEqual([...base.components(arm), 'SeriesLines:names', 'SeriesLines:widths'].sort());
    expect(readTexts(store.latestAt(arm, 'SeriesLines:names', 'frame', 0n))).toEqual(['left']);
    expect(readNumbers(store.latestAt(arm, 'SeriesLines:widths', 'frame', 0n))?.numbers[0]).toBe(2);
  });

  it('grows its version with every change, of the data and of the overrides', () => {
    const { base, maker, store } = setUp();
    const versions = [store.version];
    const overrides = { '/arm': { [COLORS]: [1] } };
    store.setOverrides(overrides);
    versions.push(store.version);
    base.add([maker.plain('/arm', [FRAME], [{ times: [3n], batches: [scalar(3)] }])]);
    versions.push(store.version);
    store.setOverrides(undefined);
    versions.push(store.version);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    store.setOverrides(undefined);
    expect(store.version).toBe(versions.at(-1));
  });

  it('is the store below again without them', () => {
    const { base, store } = setUp();
    store.setOverrides({ '/arm': { [COLORS]: [1] } });
    store.setOverrides({});
    expect(store.latestAt(arm, COLORS, 'frame', 2n)).toEqual(base.latestAt(arm, COLORS, 'frame', 2n));
  });

  it.each([
    ['a component that is not there', { 'Scalars:nothing': [1] }, /no component Scalars:nothing/],
    ['values of another type', { 'SeriesLines:names': [3] }, /SeriesLines:names cannot be overridden/],
  ])('leaves out %s, and says so', (_, components, problem) => {
    const { store } = setUp();
    store.setOverrides({ '/arm': { ...components, [COLORS]: [7] } });
    expect(store.problems).toEqual([expect.stringMatching(problem)]);
    expect([...(readColors(store.latestAt(arm, COLORS, 'frame', 2n)) ?? [])]).toEqual([7]);
  });
});
