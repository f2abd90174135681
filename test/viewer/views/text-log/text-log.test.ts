import { describe, expect, it } from 'vitest';
import type { RecordingStore } from '../../../../packages/viewer/src/app/data/recording-store.ts';
import {
  ROW_HEIGHT,
  scrollTopFor,
  visibleWindow,
} from '../../../../packages/viewer/src/app/views/shared-row-window.ts';
import {
  columnItems,
  logColumns,
  textSet,
  toggleColumn,
  toggled,
} from '../../../../packages/viewer/src/app/views/text-log/log-columns.ts';
import {
  FilteredLog,
  filterWords,
  type LogFilter,
} from '../../../../packages/viewer/src/app/views/text-log/log-filter.ts';
import { countUpTo, LogRows } from '../../../../packages/viewer/src/app/views/text-log/log-rows.ts';
import { batch, ChunkMaker, CLOCK, FRAME, text } from '../../data/make-chunks.ts';
import { path, storeOf } from '../view-fixture.ts';

const level = (name: string) => batch('TextLog', 'level', [name]);
const ALL: LogFilter = { hiddenLevels: new Set(), hiddenEntities: new Set(), words: [] };
const update = (rows: LogRows, store: RecordingStore) => rows.update(store, store.entities());
const textsOf = (rows: readonly { readonly text: string }[]) => rows.map((row) => row.text);

describe('the lines of a log', () => {
  it('come in order of time, then of logging; static ones first; those of other timelines not at all', () => {
    const maker = new ChunkMaker();
    const early = maker.plain(
      'b',
      [FRAME],
      [
        { times: [5n], batches: [text('five, first')] },
        { times: [1n], batches: [text('one')] },
      ],
    );
    const late = maker.plain('a', [FRAME], [{ times: [5n], batches: [text('five, second')] }]);
    const fixed = maker.plain('a', [], [{ times: [], batches: [text('always')] }]);
    const elsewhere = maker.plain('a', [CLOCK], [{ times: [3n], batches: [text('elsewhere')] }]);
    const rows = new LogRows('frame');
    update(rows, storeOf(late, fixed, elsewhere, early));
    expect(textsOf(rows.rows)).toEqual(['always', 'one', 'five, first', 'five, second']);
  });

  it('have a level in capitals, INFO when none was logged, and keep what they do not know', () => {
    const maker = new ChunkMaker();
    const rows = new LogRows('frame');
    update(
      rows,
      storeOf(
        maker.plain(
          'a',
          [FRAME],
          [
            { times: [0n], batches: [text('x'), level('warn')] },
            { times: [1n], batches: [text('y')] },
            { times: [2n], batches: [text('z'), level('Chatter')] },
          ],
        ),
      ),
    );
    expect(rows.rows.map((row) => row.level)).toEqual(['WARN', 'INFO', 'CHATTER']);
  });

  it('keep letters of several bytes, and rows without a text out', () => {
    const rows = new LogRows('frame');
    update(
      rows,
      storeOf(
        new ChunkMaker().plain(
          'a',
          [FRAME],
          [
            { times: [0n], batches: [text('größer → 値')] },
            { times: [1n], batches: [level('WARN')] },
            { times: [2n], batches: [text('plain')] },
          ],
        ),
      ),
    );
    expect(textsOf(rows.rows)).toEqual(['größer → 値', 'plain']);
  });

  it('are added at the end without a new revision, put in between with one, and taken away when evicted', () => {
    const maker = new ChunkMaker();
    const line = (time: bigint, words: string) =>
      maker.plain('a', [FRAME], [{ times: [time], batches: [text(words)] }]);
    const middle = line(10n, 'middle');
    const store = storeOf(middle);
    const rows = new LogRows('frame');
    update(rows, store);
    const { revision } = rows;
    store.add([line(20n, 'end')]);
    update(rows, store);
    expect([textsOf(rows.rows), rows.revision]).toEqual([['middle', 'end'], revision]);
    store.add([line(5n, 'start')]);
    update(rows, store);
    expect(textsOf(rows.rows)).toEqual(['start', 'middle', 'end']);
    expect(rows.revision).toBeGreaterThan(revision);
    store.evict([middle.chunk.id]);
    update(rows, store);
    expect(textsOf(rows.rows)).toEqual(['start', 'end']);
  });

  it('are past up to the cursor, those at its time included', () => {
    const rows = new LogRows('frame');
    const times = [1n, 3n, 3n, 7n];
    update(
      rows,
      storeOf(
        new ChunkMaker().plain(
          'a',
          [FRAME],
          times.map((time) => ({ times: [time], batches: [text('x')] })),
        ),
      ),
    );
    expect([0n, 1n, 2n, 3n, 9n].map((time) => countUpTo(rows.rows, time))).toEqual([0, 1, 1, 3, 4]);
  });
});

describe('filtering a log', () => {
  function logOf(...lines: readonly (readonly [entity: string, level: string, words: string])[]) {
    const maker = new ChunkMaker();
    const store = storeOf(
      ...lines.map(([entity, name, words], i) =>
        maker.plain(entity, [FRAME], [{ times: [BigInt(i)], batches: [text(words), level(name)] }]),
      ),
    );
    const rows = new LogRows('frame');
    update(rows, store);
    return { store, maker, rows, filtered: new FilteredLog(rows) };
  }
  const LINES = [
    ['arm/log', 'ERROR', 'Gripper lost the part'],
    ['arm/log', 'INFO', 'gripper open'],
    ['camera', 'DEBUG', 'exposure 12'],
  ] as const;

  it.each<[string, Partial<LogFilter>, readonly number[]]>([
    ['nothing set', {}, [0, 1, 2]],
    ['a level off', { hiddenLevels: new Set(['ERROR']) }, [1, 2]],
    ['a word, whatever its capitals', { words: filterWords('GRIPPER') }, [0, 1]],
    ['several words, in any order', { words: filterWords(' part  gripper ') }, [0]],
    ['a word of the entity', { words: filterWords('camera') }, [2]],
    ['a hidden entity', { hiddenEntities: new Set([path('/arm/log')]) }, [2]],
  ])('%s', (_what, filter, expected) => {
    const { filtered } = logOf(...LINES);
    filtered.update({ ...ALL, ...filter }, 'key');
    expect(textsOf(filtered.rows)).toEqual(expected.map((index) => LINES[index]?.[2]));
  });

  it('lists the levels that occur, the gravest first and unknown ones last, whatever is filtered', () => {
    const { filtered } = logOf(...LINES, ['x', 'chatter', ''], ['x', 'CRITICAL', ''], ['x', 'INFO', '']);
    filtered.update({ ...ALL, words: ['nothing has this'] }, 'key');
    expect(filtered.levels).toEqual([
      ['CRITICAL', 1],
      ['ERROR', 1],
      ['INFO', 2],
      ['DEBUG', 1],
      ['CHATTER', 1],
    ]);
  });

  it('takes in new lines, and says whether anything changed', () => {
    const { store, maker, rows, filtered } = logOf(...LINES);
    expect(filtered.update(ALL, 'all')).toBe(true);
    expect(filtered.update(ALL, 'all')).toBe(false);
    store.add([maker.plain('x', [FRAME], [{ times: [9n], batches: [text('new')] }])]);
    update(rows, store);
    expect(filtered.update(ALL, 'all')).toBe(true);
    expect(filtered.rows).toHaveLength(4);
    expect(filtered.update({ ...ALL, words: ['new'] }, 'new')).toBe(true);
    expect(textsOf(filtered.rows)).toEqual(['new']);
  });
});

describe('the part of a log that is in sight', () => {
  it('covers the view with some to spare, and never more than there is', () => {
    const height = 10 * ROW_HEIGHT;
    const { first, end } = visibleWindow(1000 * ROW_HEIGHT, height, 100_000);
    expect(first).toBeLessThanOrEqual(1000);
    expect(end).toBeGreaterThanOrEqual(1010);
    expect(end - first).toBeLessThan(40);
    expect(visibleWindow(0, height, 3)).toEqual({ first: 0, end: 3 });
    expect(visibleWindow(5000 * ROW_HEIGHT, height, 3)).toEqual({ first: 3, end: 3 });
  });

  it('moves only for a line that is out of it, and then wholly shows that line', () => {
    const height = 10 * ROW_HEIGHT;
    expect(scrollTopFor(5, 0, height)).toBeUndefined();
    for (const index of [0, 10, 500]) {
      const top = scrollTopFor(index, 100 * ROW_HEIGHT, height) ?? -1;
      expect(top).toBeGreaterThanOrEqual(0);
      expect(index * ROW_HEIGHT).toBeGreaterThanOrEqual(top);
      expect((index + 1) * ROW_HEIGHT).toBeLessThanOrEqual(top + height);
    }
  });
});

describe('the columns of a log', () => {
  const known = [
    { ...FRAME, min: 0n, max: 9n },
    { ...CLOCK, min: 0n, max: 9n },
  ];
  it('are the timeline in use, level and entity, as long as nobody chose', () => {
    expect(logColumns({}, known, 'clock')).toEqual({ timelines: ['clock'], level: true, entity: true });
  });
  it('are those that were chosen; timelines that are not there are left out', () => {
    const settings = { timelines: ['clock', 'gone', 'frame'], showLevel: false };
    expect(logColumns(settings, known, 'frame')).toEqual({ timelines: ['frame', 'clock'], level: false, entity: true });
  });
  it('are switched on and off one by one', () => {
    const columns = logColumns({}, known, 'frame');
    expect(columnItems(columns, known).map(({ key, checked }) => [key, checked])).toEqual([
      ['#frame', true],
      ['#clock', false],
      ['level', true],
      ['entity', true],
    ]);
    expect(toggleColumn(columns, '#clock', true)).toEqual({ timelines: ['frame', 'clock'] });
    expect(toggleColumn(columns, '#frame', false)).toEqual({ timelines: [] });
    expect(toggleColumn(columns, 'level', false)).toEqual({ showLevel: false });
    expect(toggleColumn(columns, 'level', true)).toEqual({ showLevel: undefined });
  });
  it('have the times of a line on any timeline', () => {
    const chunk = new ChunkMaker().plain('a', [FRAME, CLOCK], [{ times: [3n, 77n], batches: [text('x')] }]);
    const rows = new LogRows('frame');
    update(rows, storeOf(chunk));
    expect(rows.rows.map((row) => [row.time, row.timeOn('clock'), row.timeOn('else')])).toEqual([[3n, 77n, undefined]]);
  });
});

describe('what is switched off', () => {
  it('is a list of texts, gone when it is empty', () => {
    expect(textSet(['b', 7, 'a'])).toEqual(new Set(['b', 'a']));
    expect(textSet('x')).toEqual(new Set());
    expect(toggled(new Set(['b']), 'a', true)).toEqual(['a', 'b']);
    expect(toggled(new Set(['b']), 'b', false)).toBeUndefined();
  });
  it('still counts, so that it can be switched on again', () => {
    const maker = new ChunkMaker();
    const line = (entity: string, time: bigint) =>
      maker.plain(entity, [FRAME], [{ times: [time], batches: [text('x')] }]);
    const rows = new LogRows('frame');
    update(rows, storeOf(line('a', 1n), line('b', 2n), line('b', 3n)));
    const filtered = new FilteredLog(rows);
    filtered.update({ ...ALL, hiddenEntities: new Set([path('b')]) }, 'key');
    expect(filtered.rows.map(({ entity }) => entity)).toEqual(['/a']);
    expect(filtered.entities).toEqual([
      ['/a', 1],
      ['/b', 2],
    ]);
  });
});
