import type { ComponentBatch } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import type { RecordingStore } from '../../../../packages/viewer/src/app/data/recording-store.ts';
import type { IngestedChunk } from '../../../../packages/viewer/src/app/source/ingest-messages.ts';
import { ColumnLayout } from '../../../../packages/viewer/src/app/views/data-frame/column-layout.ts';
import {
  type FrameCell,
  frameCell,
  staticCell,
} from '../../../../packages/viewer/src/app/views/data-frame/frame-cells.ts';
import { type ColumnChoice, frameColumns } from '../../../../packages/viewer/src/app/views/data-frame/frame-columns.ts';
import { FrameRows } from '../../../../packages/viewer/src/app/views/data-frame/frame-rows.ts';
import { LineSelection } from '../../../../packages/viewer/src/app/views/data-frame/line-selection.ts';
import { suggestFrame } from '../../../../packages/viewer/src/app/views/data-frame/suggest.ts';
import { tableKey } from '../../../../packages/viewer/src/app/views/data-frame/table-keys.ts';
import { TableModel } from '../../../../packages/viewer/src/app/views/data-frame/table-model.ts';
import { componentText } from '../../../../packages/viewer/src/app/views/shared-value-text.ts';
import { ChunkMaker, CLOCK, clear, FRAME, scalar, text } from '../../data/make-chunks.ts';
import { contextOf, FakeDisplay, loggedEntities, path, storeOf } from '../view-fixture.ts';

const weight = (...values: number[]): ComponentBatch => ({
  descriptor: { component: 'Crate:weight', archetype: 'acme.Crate' },
  itemType: 'Float64',
  data: Float64Array.from(values),
});
const owner = (...names: string[]): ComponentBatch => ({
  descriptor: { component: 'owner' },
  itemType: 'Utf8',
  data: names,
});
const row = (time: bigint, ...batches: readonly ComponentBatch[]) => ({ times: [time], batches });

const everything = (store: RecordingStore): ColumnChoice => ({ entities: loggedEntities(store), all: true, words: [] });

function textOf(store: RecordingStore, cell: FrameCell): string {
  switch (cell.kind) {
    case 'none':
      return '';
    case 'away':
      return 'not loaded';
    case 'logged':
      return componentText(store, 'frame', cell.ref);
    case 'filled':
      return `(${componentText(store, 'frame', cell.ref)})`;
    default:
      throw new Error('There is no such cell.');
  }
}

/** The whole table as texts; filled cells in brackets. */
function tableOf(
  store: RecordingStore,
  options: { readonly fill?: boolean; readonly rows?: FrameRows } = {},
): string[] {
  const rows = options.rows ?? new FrameRows('frame', frameColumns(store, everything(store)));
  rows.update(store);
  const scope = { store, timeline: 'frame', fill: options.fill ?? false };
  return Array.from({ length: rows.lineCount }, (_, line) => {
    const time = rows.timeOf(line);
    const logged = rows.cellsOf(rows.placesOf(line), time);
    const cells = rows.columns.map((column) => textOf(store, frameCell(scope, column, time, logged.get(column.index))));
    return [time, ...cells].join(' | ');
  });
}

const tableOfChunks = (...chunks: readonly IngestedChunk[]) => tableOf(storeOf(...chunks));

describe('the lines of a data frame', () => {
  it('hold the rows of all entities that have one time, in order of time, whatever the order of arrival', () => {
    const maker = new ChunkMaker();
    const a = maker.plain('a', [FRAME], [row(5n, scalar(1)), row(1n, scalar(2))]);
    const b = maker.plain('b', [FRAME], [row(1n, scalar(3)), row(7n, scalar(4))]);
    const expected = ['1 | 2 | 3', '5 | 1 | ', '7 |  | 4'];
    expect(tableOfChunks(a, b)).toEqual(expected);
    expect(tableOfChunks(b, a)).toEqual(expected);
  });

  it('are several at one time where a component was logged more than once', () => {
    const maker = new ChunkMaker();
    const chunk = maker.plain('a', [FRAME], [row(3n, scalar(1)), row(3n, text('x')), row(3n, scalar(2))]);
    expect(tableOfChunks(chunk)).toEqual(['3 | 1 | x', '3 | 2 | ']);
  });

  it('leave out rows of other timelines, and static ones, which have a line of their own', () => {
    const maker = new ChunkMaker();
    const store = storeOf(
      maker.plain('a', [CLOCK], [row(3n, scalar(1))]),
      maker.plain('a', [], [{ times: [], batches: [owner('nobody')] }]),
      maker.plain('a', [FRAME], [row(2n, weight(8))]),
    );
    expect(tableOf(store, { fill: true })).toEqual(['2 | 8 |  | ']);
    const scope = { store, timeline: 'frame', fill: true };
    const statics = frameColumns(store, everything(store)).map((column) => textOf(store, staticCell(scope, column)));
    expect(statics).toEqual(['', '', 'nobody']);
  });

  it('are filled with the latest value before, up to a clear', () => {
    const maker = new ChunkMaker();
    const store = storeOf(
      maker.plain('a', [FRAME], [row(1n, scalar(5))]),
      maker.plain('a', [FRAME], [row(6n, clear(false))]),
      maker.plain('b', [FRAME], [row(0n, weight(1)), row(4n, weight(2)), row(8n, weight(3))]),
    );
    expect(tableOf(store, { fill: true })).toEqual([
      '0 |  |  | 1',
      '1 |  | 5 | (1)',
      '4 |  | (5) | 2',
      '6 | no |  | (2)',
      '8 | (no) |  | 3',
    ]);
  });

  it('show what was cleared by a row of no instances, and values of types that nobody knows', () => {
    const maker = new ChunkMaker();
    const strange: ComponentBatch = {
      descriptor: { component: 'Crate:blob' },
      itemType: { type: 'Bytes' },
      data: [new Uint8Array(1234)],
    };
    expect(tableOfChunks(maker.plain('a', [FRAME], [row(1n, scalar()), row(2n, strange)]))).toEqual([
      '1 |  | cleared',
      '2 | 1.2 kB | ',
    ]);
  });

  it('are kept up while chunks come and go', () => {
    const maker = new ChunkMaker();
    const chunks = [4n, 9n, 2n, 4n].map((time, i) => maker.plain('a', [FRAME], [row(time, scalar(i))]));
    const store = storeOf(...chunks.slice(0, 1));
    const rows = new FrameRows('frame', frameColumns(store, everything(store)));
    expect(tableOf(store, { rows })).toEqual(['4 | 0']);
    const { revision } = rows;
    store.add(chunks.slice(1, 2));
    expect(tableOf(store, { rows })).toEqual(['4 | 0', '9 | 1']);
    expect(rows.revision).toBe(revision);
    store.add(chunks.slice(2));
    expect(tableOf(store, { rows })).toEqual(['2 | 2', '4 | 0', '4 | 3', '9 | 1']);
    expect(rows.revision).toBeGreaterThan(revision);
    expect([1n, 2n, 4n, 5n, 99n].map((time) => rows.countUpTo(time))).toEqual([0, 1, 3, 3, 4]);
    const [first] = chunks;
    if (first !== undefined) store.evict([first.chunk.id]);
    expect(tableOf(store, { rows })).toEqual(['2 | 2', '4 | 3', '9 | 1']);
  });

  it('are those that have one of the columns', () => {
    const maker = new ChunkMaker();
    const store = storeOf(maker.plain('a', [FRAME], [row(1n, scalar(5)), row(2n, weight(6)), row(3n, scalar(7))]));
    const rows = new FrameRows('frame', frameColumns(store, { ...everything(store), words: ['weight'] }));
    expect(tableOf(store, { rows })).toEqual(['2 | 6']);
  });
});

describe('the columns of a data frame', () => {
  const maker = new ChunkMaker();
  const store = storeOf(
    maker.plain('world/b', [FRAME], [row(1n, weight(1), owner('x'))]),
    maker.plain('world/a', [FRAME], [row(1n, scalar(1))]),
    maker.plain('other', [FRAME], [row(1n, weight(1), scalar(2))]),
    maker.plain('__properties', [], [{ times: [], batches: [owner('me')] }]),
  );
  const names = (change: Partial<ColumnChoice>) =>
    frameColumns(store, { ...everything(store), all: false, ...change }).map(
      ({ entity, component }) => `${entity} ${component}`,
    );

  it.each<[string, Partial<ColumnChoice>, string[]]>([
    [
      'are those of entities with components that no other view draws',
      {},
      ['/other Crate:weight', '/other Scalars:scalars', '/world/b Crate:weight', '/world/b owner'],
    ],
    [
      'are of all entities if asked for',
      { all: true, words: ['a', 'scal'] },
      ['/other Scalars:scalars', '/world/a Scalars:scalars'],
    ],
    [
      'are those of the view’s entities',
      { entities: [path('/world'), path('/world/a'), path('/world/b')] },
      ['/world/b Crate:weight', '/world/b owner'],
    ],
    ['are filtered by words in any capitals of the name', { words: ['crate', 'world'] }, ['/world/b Crate:weight']],
  ])('%s', (_, change, expected) => {
    expect(names(change)).toEqual(expected);
  });

  it('are labelled by their field, by the whole name where that is ambiguous, and found by where they stand', () => {
    const columns = ['A:colors', 'B:colors', 'B:name'].map((component, index) => ({
      entity: path('/x'),
      component,
      index,
    }));
    const layout = new ColumnLayout(columns);
    expect(layout.labels).toEqual(['A:colors', 'B:colors', 'name']);
    expect(layout.groups).toEqual([{ entity: '/x', first: 0, end: 3 }]);
    const many = new ColumnLayout(
      Array.from({ length: 200 }, (_, index) => ({ entity: path('/x'), component: `c${index}`, index })),
    );
    const { first, end } = many.visible(many.leftOf(100) + 1, 500);
    expect([first, end]).toEqual([99, 106]);
    expect(many.visible(0, 1e9)).toEqual({ first: 0, end: 200 });
  });
});

describe('a data frame', () => {
  const maker = new ChunkMaker();
  const known = maker.plain('plot', [FRAME], [row(1n, scalar(1), text('line'))]);
  const properties = maker.plain('__properties/mine', [], [{ times: [], batches: [owner('me')] }]);
  const unknown = maker.plain('crate', [FRAME], [row(1n, weight(1))]);

  it('is not suggested for what other views draw, nor for the properties of a recording', () => {
    expect(suggestFrame(storeOf(known, properties))).toEqual([]);
  });

  it('is suggested once for all that they do not', () => {
    expect(suggestFrame(storeOf(known, unknown))).toMatchObject([{ kind: 'data-frame', origin: '/', title: 'Data' }]);
  });
});

describe('selected lines', () => {
  it('go from where the selection began to where it is', () => {
    const selection = new LineSelection();
    expect(selection.count).toBe(0);
    selection.goTo(5, false);
    selection.goTo(3, true);
    expect([selection.first, selection.count, selection.has(4), selection.has(6)]).toEqual([3, 3, true, false]);
    selection.goTo(9, true);
    expect([selection.first, selection.count]).toEqual([5, 5]);
    selection.all(4);
    expect([selection.first, selection.count]).toEqual([0, 4]);
    selection.clear();
    expect([selection.count, selection.has(0)]).toEqual([0, false]);
  });
});

describe('keys over a table', () => {
  const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  it.each([
    [{ key: 'ArrowDown' }, { kind: 'step', lines: 1, extend: false }],
    [
      { key: 'PageUp', shiftKey: true },
      { kind: 'step', lines: -9, extend: true },
    ],
    [
      { key: 'End', ctrlKey: true },
      { kind: 'last', extend: false },
    ],
    [{ key: 'a', metaKey: true }, { kind: 'select-all' }],
    [{ key: 'ArrowRight' }, { kind: 'scroll', columnsPx: 120 }],
    [{ key: 'Escape' }, { kind: 'clear' }],
    [{ key: 'c', ctrlKey: true }, undefined],
    [{ key: 'ArrowDown', altKey: true }, undefined],
    [{ key: 'x' }, undefined],
  ])('%o', (event, expected) => {
    expect(tableKey({ ...plain, ...event }, 10)).toEqual(expected);
  });
});

describe('a table that is kept up', () => {
  const maker = new ChunkMaker();
  const choice = { timeline: 'frame', fill: true, all: true, words: [] };
  it('keeps its lines while it grows at the end, and tells when lines become others', () => {
    const store = storeOf(maker.plain('a', [FRAME], [row(5n, scalar(1))]));
    const model = new TableModel();
    const contents = store.entities();
    const update = () => model.update(contextOf(store, new FakeDisplay(), { contents }), choice);
    expect(update()).toBe(true);
    expect(update()).toBe(false);
    store.add([maker.plain('a', [FRAME], [row(9n, scalar(2))])]);
    expect(update()).toBe(false);
    expect(model.rows.lineCount).toBe(2);
    store.add([maker.plain('a', [FRAME], [row(7n, scalar(3))])]);
    expect(update()).toBe(true);
    expect([0, 1, 2].map((line) => model.rows.timeOf(line))).toEqual([5n, 7n, 9n]);
  });

  it('has the lines of any timeline', () => {
    const store = storeOf(maker.plain('a', [FRAME, CLOCK], [{ times: [1n, 70n], batches: [scalar(1)] }]));
    const model = new TableModel();
    const context = contextOf(store, new FakeDisplay(), { contents: store.entities() });
    model.update(context, { ...choice, timeline: 'clock' });
    expect(model.rows.timeOf(0)).toBe(70n);
    model.update(context, choice);
    expect(model.rows.timeOf(0)).toBe(1n);
  });
});
