import { Colormap, type ComponentBatch } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { colormapTable } from '../../../../packages/viewer/src/app/util/colormap.ts';
import type { TensorValues } from '../../../../packages/viewer/src/app/views/shared-tensor.ts';
import {
  chosenSlice,
  defaultSlice,
  flatIndex,
  placeInSlice,
  sliceOf,
} from '../../../../packages/viewer/src/app/views/tensor/slice.ts';
import { slicePixels } from '../../../../packages/viewer/src/app/views/tensor/slice-pixels.ts';
import { tensorAt } from '../../../../packages/viewer/src/app/views/tensor/tensor-query.ts';
import { valueRange } from '../../../../packages/viewer/src/app/views/tensor/value-range.ts';
import { batch, ChunkMaker, FRAME } from '../../data/make-chunks.ts';
import { tensorValue } from '../tensor-value.ts';
import { path, storeOf } from '../view-fixture.ts';

const counted = (shape: readonly number[], names: readonly string[] = shape.map(() => '')): TensorValues => ({
  shape,
  names,
  numbers: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
});
const read = (...batches: ComponentBatch[]) => {
  const store = storeOf(new ChunkMaker().plain('t', [FRAME], [{ times: [0n], batches }]));
  return tensorAt(store, path('t'), 'frame', 3n);
};

describe('a tensor that was logged', () => {
  it('has its shape, names, numbers and range', () => {
    expect(
      read(
        batch('Tensor', 'data', [tensorValue([2, 3], [1, 2, 3, 4, 5, 6], 'I16', ['row', 'x'])]),
        batch('Tensor', 'value_range', Float64Array.of(0, 10)),
      ),
    ).toMatchObject({
      tensor: { shape: [2, 3], names: ['row', 'x'], numbers: Int16Array.of(1, 2, 3, 4, 5, 6) },
      range: { min: 0, max: 10 },
    });
  });

  it.each<[string, ComponentBatch[], string]>([
    [
      'fewer numbers than its shape',
      [batch('Tensor', 'data', [tensorValue([4, 4], [1, 2], 'F32')])],
      'a shape of 4×4 needs 16 numbers, found 2',
    ],
    [
      'no numbers',
      [batch('Tensor', 'data', [{ shape: BigUint64Array.of(2n), names: null, buffer: null }])],
      'no numbers of a known type',
    ],
    ['another type', [{ ...batch('Tensor', 'data', []), itemType: 'Utf8', data: ['x'] }], 'expected tensor data'],
    ['a picture without a format', [batch('Image', 'buffer', [Uint8Array.of(1)])], 'no format'],
  ])('with %s is told of', (_what, batches, reason) => {
    expect(read(...batches)).toMatchObject({ reason: expect.stringContaining(reason) });
  });

  it('may be a picture: rows, columns, channels', () => {
    const format = { width: 2, height: 1, pixel_format: null, color_model: 2, channel_datatype: 6 };
    expect(
      read(batch('Image', 'buffer', [Uint8Array.of(1, 2, 3, 4, 5, 6)]), batch('Image', 'format', [format])),
    ).toMatchObject({ tensor: { shape: [1, 2, 3], numbers: Uint8Array.of(1, 2, 3, 4, 5, 6) } });
  });
});

describe('the plane that is shown', () => {
  it.each<[string, TensorValues, number, number]>([
    ['the last two dimensions', counted([7, 5, 6]), 1, 2],
    ['the first two of an image with channels', counted([5, 6, 3]), 0, 1],
    ['dimensions by their names', counted([5, 6, 7], ['width', 'batch', 'HEIGHT']), 2, 0],
    ['the only dimension as a line', counted([5]), -1, 0],
    ['nothing but one number', counted([]), -1, -1],
  ])('is %s', (_what, tensor, rows, columns) => {
    expect(defaultSlice(tensor)).toMatchObject({ rows, columns });
  });

  it('reads the numbers of that plane', () => {
    const tensor = counted([2, 3, 4]);
    const slice = sliceOf(tensor, { rows: 2, columns: 1, indices: [1, 0, 0] });
    expect(slice).toMatchObject({ width: 3, height: 4 });
    // [1, column, row]
    expect(tensor.numbers[flatIndex(slice, 3, 2)]).toBe(12 + 2 * 4 + 3);
    expect(placeInSlice(tensor, { rows: 2, columns: 1, indices: [1, 0, 0] }, 12 + 2 * 4 + 3)).toEqual({
      row: 3,
      column: 2,
    });
    expect(placeInSlice(tensor, { rows: 2, columns: 1, indices: [0, 0, 0] }, 12)).toBeUndefined();
  });

  it.each([
    ['what was chosen', { rows: 0, columns: 1, indices: [0, 0, 3] }, { rows: 0, columns: 1, indices: [0, 0, 3] }],
    ['the nearest index that exists', { indices: [99, -1, 0] }, { rows: 1, columns: 2, indices: [1, 0, 0] }],
    [
      'the default for what makes no sense',
      { rows: 9, columns: 'x', indices: 'y' },
      { rows: 1, columns: 2, indices: [0, 0, 0] },
    ],
    ['two different dimensions always', { rows: 2 }, { rows: 1, columns: 2 }],
  ])('is %s', (_what, settings, expected) => {
    expect(chosenSlice(counted([2, 3, 8]), settings)).toMatchObject(expected);
  });
});

describe('the colours of a plane', () => {
  const gray = colormapTable(Colormap.Grayscale);
  const grays = (numbers: Float64Array, min: number, max: number) => {
    const slice = sliceOf({ shape: [1, numbers.length], names: [], numbers }, { rows: 0, columns: 1, indices: [0, 0] });
    const { rgba } = slicePixels(numbers, slice, { min, max }, gray);
    return Array.from({ length: numbers.length }, (_, i) => [rgba[i * 4], rgba[i * 4 + 3]]);
  };
  it('reach from the least to the greatest value; NaN is clear, infinity the end', () => {
    expect(grays(Float64Array.of(0, 5, 10, Number.NaN, Number.POSITIVE_INFINITY, -99), 0, 10)).toEqual([
      [0, 255],
      [128, 255],
      [255, 255],
      [0, 0],
      [255, 255],
      [0, 255],
    ]);
  });

  it.each([
    ['bytes', Uint8Array.of(3, 4), { min: 0, max: 255 }],
    ['floats with gaps', Float32Array.of(Number.NaN, -2, 6, Number.POSITIVE_INFINITY), { min: -2, max: 6 }],
    ['large integers', BigInt64Array.of(-5n, 5n), { min: -5, max: 5 }],
    ['one value', Float32Array.of(7), { min: 6.5, max: 7.5 }],
    ['no value', Float32Array.of(Number.NaN), { min: 0, max: 1 }],
  ])('of %s', (_what, numbers, expected) => {
    expect(valueRange(numbers, numbers.length)).toEqual(expected);
  });

  it('of a very large plane are those of every so many numbers', () => {
    const numbers = new Uint8Array(10_000 * 2);
    const slice = sliceOf({ shape: [2, 10_000], names: [], numbers }, { rows: 0, columns: 1, indices: [0, 0] });
    expect(slicePixels(numbers, slice, { min: 0, max: 255 }, gray)).toMatchObject({ width: 3334, height: 1, step: 3 });
  });
});
