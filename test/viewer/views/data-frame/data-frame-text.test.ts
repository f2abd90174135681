import type { ComponentBatch } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import type { RecordingStore } from '../../../../packages/viewer/src/app/data/recording-store.ts';
import { delimitedLine } from '../../../../packages/viewer/src/app/views/data-frame/delimited-text.ts';
import { exactText, MAX_VALUE_CHARS } from '../../../../packages/viewer/src/app/views/data-frame/exact-text.ts';
import { frameColumns } from '../../../../packages/viewer/src/app/views/data-frame/frame-columns.ts';
import { FrameRows } from '../../../../packages/viewer/src/app/views/data-frame/frame-rows.ts';
import { FrameWriter } from '../../../../packages/viewer/src/app/views/data-frame/frame-writer.ts';
import { batch, ChunkMaker, CLOCK, FRAME, scalar, text } from '../../data/make-chunks.ts';
import { loggedEntities, path, storeOf } from '../view-fixture.ts';

describe('a line of a CSV file', () => {
  it.each<[string, string[], string]>([
    ['is its fields with commas between', ['a', '1.5', ''], 'a,1.5,\r\n'],
    ['quotes a field with a comma', ['a,b', 'c'], '"a,b",c\r\n'],
    ['quotes a field with quotes and doubles them', ['say "hi"'], '"say ""hi"""\r\n'],
    ['quotes a field with line breaks and keeps them', ['one\ntwo', 'three\r\nfour'], '"one\ntwo","three\r\nfour"\r\n'],
    ['leaves spaces and letters of any script as they are', [' größer → 値 '], ' größer → 値 \r\n'],
  ])('%s', (_, fields, expected) => {
    expect(delimitedLine(fields, ',')).toBe(expected);
  });

  it('with tabs quotes tabs instead of commas', () => {
    expect(delimitedLine(['a,b', 'c\td'], '\t')).toBe('a,b\t"c\td"\r\n');
  });
});

const RGB_FORMAT = '{"width": 2, "height": 1, "pixel_format": null, "color_model": 2, "channel_datatype": null}';

describe('the exact text of a value', () => {
  const exact = (value: ComponentBatch): string => {
    const store = storeOf(new ChunkMaker().plain('a', [FRAME], [{ times: [1n], batches: [value] }]));
    const ref = store.latestAt(path('/a'), value.descriptor.component, 'frame', 1n);
    if (ref === undefined) throw new Error('The value was expected to be found.');
    return exactText(store, 'frame', ref);
  };
  const unknown = (itemType: ComponentBatch['itemType'], data: ComponentBatch['data']): ComponentBatch => ({
    descriptor: { component: 'x' },
    itemType,
    data,
  });

  it.each<[string, ComponentBatch, string]>([
    ['has every digit of a number', scalar(0.1 + 0.2), '0.30000000000000004'],
    ['has every digit of a large integer', unknown('Int64', BigInt64Array.of(2n ** 62n)), '4611686018427387904'],
    ['is the very text', text('two\nlines, "quoted"'), 'two\nlines, "quoted"'],
    ['is JSON of several texts', text('a', 'b"'), '["a", "b\\""]'],
    ['is JSON of several numbers', scalar(1, Number.NaN, 2.5), '[1, NaN, 2.5]'],
    ['is JSON of one vector', batch('Points2D', 'positions', Float32Array.of(1, 2)), '[1, 2]'],
    ['is JSON of several vectors', batch('Points2D', 'positions', Float32Array.of(1, 2, 3, 4)), '[[1, 2], [3, 4]]'],
    ['is true or false', batch('Clear', 'is_recursive', [true]), 'true'],
    ['tells the size of a blob', unknown({ type: 'Bytes' }, [new Uint8Array(1234)]), '1234 bytes'],
    ['is a struct as JSON', batch('Image', 'format', [{ width: 2, height: 1, color_model: 2 }]), RGB_FORMAT],
    ['is a list of lines', batch('LineStrips2D', 'strips', [Float32Array.of(1, 2), Float32Array.of()]), '[[1, 2], []]'],
    [
      'tells the size of bytes in a tensor',
      batch('Tensor', 'data', [{ shape: [3n], buffer: { U8: new Uint8Array(3) } }]),
      '{"shape": [3], "names": null, "buffer": "3 bytes"}',
    ],
    ['has directions as numbers', batch('ViewCoordinates', 'xyz', Uint8Array.of(3, 2, 5)), '[3, 2, 5]'],
    ['is an empty list where nothing was logged on purpose', scalar(), '[]'],
  ])('%s', (_, value, expected) => {
    expect(exact(value)).toBe(expected);
  });

  it('is bounded, and says so', () => {
    const long = exact(scalar(...Array.from({ length: 100_000 }, (_, i) => i)));
    expect(long.length).toBeLessThan(MAX_VALUE_CHARS + 40);
    expect(long).toMatch(/… \(100000 instances\)$/);
  });
});

describe('a saved table', () => {
  const maker = new ChunkMaker();
  const at = (time: bigint, value: number) => maker.plain('b', [FRAME], [{ times: [time], batches: [scalar(value)] }]);
  const make = (store: RecordingStore, timeline = 'frame') => {
    const rows = new FrameRows(
      timeline,
      frameColumns(store, { entities: loggedEntities(store), all: true, words: [] }),
    );
    rows.update(store);
    return rows;
  };

  it('has a head, the static values, then every line', () => {
    const store = storeOf(at(2n, 20), at(1n, 10), maker.plain('a', [], [{ times: [], batches: [text('always, so')] }]));
    const writer = new FrameWriter(make(store), { store, timeline: 'frame', fill: true }, ',');
    expect(writer.head()).toBe('frame,/a TextLog:text,/b Scalars:scalars\r\nstatic,"always, so",\r\n');
    expect(writer.next(1000)).toBe('1,,10\r\n2,,20\r\n');
    expect(writer.next(1000)).toBeUndefined();
    expect(writer.linesWritten).toBe(2);
  });

  it('goes on after the last time written when lines come in between', () => {
    const store = storeOf(...[1n, 3n, 5n].map((time) => at(time, Number(time))));
    const rows = make(store);
    const writer = new FrameWriter(rows, { store, timeline: 'frame', fill: false }, ',', 0, 100);
    expect(writer.next(2)).toBe('1,1\r\n3,3\r\n');
    store.add([at(0n, 0), at(4n, 4)]);
    rows.update(store);
    expect(writer.next(2)).toBe('4,4\r\n5,5\r\n');
    expect(writer.next(2)).toBeUndefined();
  });

  it('has timestamps in ISO 8601 with every digit', () => {
    const store = storeOf(maker.plain('c', [CLOCK], [{ times: [1_500_000_001n], batches: [scalar(7)] }]));
    const writer = new FrameWriter(make(store, 'clock'), { store, timeline: 'clock', fill: false }, ',');
    expect(writer.next(10)).toBe('1970-01-01T00:00:01.500000001Z,7\r\n');
  });
});
