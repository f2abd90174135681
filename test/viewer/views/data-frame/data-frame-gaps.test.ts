import { describe, expect, it } from 'vitest';
import { frameCell } from '../../../../packages/viewer/src/app/views/data-frame/frame-cells.ts';
import { frameColumns } from '../../../../packages/viewer/src/app/views/data-frame/frame-columns.ts';
import { FrameList, placeGaps } from '../../../../packages/viewer/src/app/views/data-frame/frame-gaps.ts';
import { FrameRows } from '../../../../packages/viewer/src/app/views/data-frame/frame-rows.ts';
import { FileWorld } from '../../data/file-world.ts';
import { ChunkMaker, FRAME, scalar } from '../../data/make-chunks.ts';
import { loggedEntities, path } from '../view-fixture.ts';

// Ten chunks of ten rows in a file: times 0 to 99.
function makeWorld(): FileWorld {
  const maker = new ChunkMaker();
  const times = (chunk: number) => Array.from({ length: 10 }, (_, i) => BigInt(10 * chunk + i));
  return new FileWorld(
    Array.from({ length: 10 }, (_, chunk) =>
      maker.plain(
        'a',
        [FRAME],
        times(chunk).map((time) => ({ times: [time], batches: [scalar(Number(time))] })),
      ),
    ),
  );
}

describe('rows of a file that are not loaded', () => {
  it('are told of where they belong, neighbours as one', () => {
    const { store } = makeWorld();
    expect(store.unloadedSpans(path('/a'), 'frame')).toEqual([{ min: 0n, max: 99n, rows: 100 }]);
    const world = makeWorld();
    world.load(3);
    world.load(4);
    world.load(8);
    expect(world.store.unloadedSpans(path('/a'), 'frame')).toEqual([
      { min: 0n, max: 29n, rows: 30 },
      { min: 50n, max: 79n, rows: 30 },
      { min: 90n, max: 99n, rows: 10 },
    ]);
  });

  it('stand between the lines that are', () => {
    const world = makeWorld();
    world.load(3);
    world.load(8);
    const columns = frameColumns(world.store, { entities: loggedEntities(world.store), all: true, words: [] });
    const rows = new FrameRows('frame', columns);
    rows.update(world.store);
    const gaps = placeGaps(world.store.unloadedSpans(path('/a'), 'frame'), (time) => rows.countUpTo(time - 1n));
    const list = new FrameList(rows.lineCount, gaps);
    expect(list.length).toBe(23);
    const shown = Array.from({ length: list.length }, (_, place) => {
      const entry = list.at(place);
      if (entry?.kind === 'line') {
        expect(list.placeOf(entry.line)).toBe(place);
        return rows.timeOf(entry.line);
      }
      return entry?.gap.rows;
    });
    const tens = (from: bigint) => Array.from({ length: 10 }, (_, i) => from + BigInt(i));
    expect(shown).toEqual([30, ...tens(30n), 40, ...tens(80n), 10]);
  });

  it('are never stood in for by an older value, and are not asked for', () => {
    const world = makeWorld();
    world.load(3);
    world.load(5);
    const [column] = frameColumns(world.store, { entities: loggedEntities(world.store), all: true, words: [] });
    if (column === undefined) throw new Error('A column was expected.');
    const scope = { store: world.store, timeline: 'frame', fill: true };
    expect(frameCell(scope, column, 35n, undefined).kind).toBe('filled');
    expect(frameCell(scope, column, 45n, undefined).kind).toBe('away');
    expect(world.store.takeMissing()).toBe(false);
    expect(world.store.takeMissed()).toEqual([]);
    world.load(4);
    expect(frameCell(scope, column, 45n, undefined).kind).toBe('filled');
  });

  it('of several entities at one place are one line', () => {
    const gaps = placeGaps(
      [
        { min: 5n, max: 9n, rows: 2 },
        { min: 1n, max: 20n, rows: 3 },
        { min: 30n, max: 31n, rows: 1 },
      ],
      (time) => (time < 25n ? 0 : 4),
    );
    expect(gaps).toEqual([
      { linesBefore: 0, min: 1n, max: 20n, rows: 5 },
      { linesBefore: 4, min: 30n, max: 31n, rows: 1 },
    ]);
  });
});
