import type { ComponentBatch } from '@rushes/proto';
import { parseEntityPath } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import {
  bitrateText,
  bytesCountText,
  codecName,
  numberText,
  valueText,
} from '../../../packages/viewer/src/app/views/shared-value-text.ts';
import { batch, ChunkMaker } from '../data/make-chunks.ts';

function textOf(logged: ComponentBatch): string {
  const chunk = new ChunkMaker().chunk(parseEntityPath('/a'), [], [{ times: [], batches: [logged] }]);
  const [column] = chunk.components;
  if (column === undefined) throw new Error('no column');
  return valueText({ chunk, column, row: 0, time: undefined });
}

describe('values in the selection panel', () => {
  it.each<[string, ComponentBatch, string]>([
    ['a scalar', batch('Scalars', 'scalars', Float64Array.of(0.1 + 0.2)), '0.3'],
    ['several scalars', batch('Scalars', 'scalars', Float64Array.of(1, 2, 3, 4, 5, 6)), '6 × 1, 2, 3, 4, …'],
    ['points', batch('Points2D', 'positions', Float32Array.of(1, 2, 3.5, 4)), '2 × (1, 2), (3.5, 4)'],
    ['a colour', batch('Points2D', 'colors', Uint32Array.of(0xff8000ff)), '#ff8000ff'],
    ['a text', batch('TextLog', 'text', ['hello']), 'hello'],
    ['labels', batch('Points2D', 'labels', ['a', 'b']), '2 × “a”, “b”'],
    ['something cleared', batch('Points2D', 'labels', []), 'cleared'],
    ['a switch', batch('Clear', 'is_recursive', [true]), 'yes'],
    ['a long text', batch('TextLog', 'text', ['x'.repeat(1000)]), `${'x'.repeat(240)}…`],
    ['an enumeration', batch('DepthImage', 'colormap', Uint8Array.of(6)), 'Viridis'],
    ['a value that an enumeration lacks', batch('DepthImage', 'colormap', Uint8Array.of(99)), '99'],
    ['directions', batch('ViewCoordinates', 'xyz', Uint8Array.of(3, 2, 5)), '(Right, Down, Forward)'],
    [
      'a struct without what is not there',
      batch('Image', 'format', [{ width: 640, height: 480, color_model: 2, channel_datatype: 6 }]),
      'width 640, height 480, color_model RGB, channel_datatype U8',
    ],
    [
      'a tensor',
      batch('Tensor', 'data', [{ shape: [100n], names: ['t'], buffer: { F32: new Float32Array(100).fill(0.5) } }]),
      'shape [100], names [“t”], buffer [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, … 100 numbers]',
    ],
    [
      'lines',
      batch('LineStrips2D', 'strips', [Float32Array.of(1, 2, 3, 4), Float32Array.of()]),
      '2 × [1, 2, 3, 4], []',
    ],
    ['a blob', batch('EncodedImage', 'blob', [new Uint8Array(1500)]), '1.5 kB'],
    ['links', batch('GraphEdges', 'edges', [{ first: 'a', second: 'b' }]), 'first “a”, second “b”'],
  ])('show %s', (_, logged, expected) => {
    expect(textOf(logged)).toBe(expected);
  });
});

it.each([
  [999, '999 B'],
  [1500, '1.5 kB'],
  [15_400, '15 kB'],
  [999_600, '1.0 MB'],
  [3.21e9, '3.2 GB'],
])('%d bytes are %s', (bytes, expected) => {
  expect(bytesCountText(bytes)).toBe(expected);
});

it.each([
  [820_400, '820 kbit/s'],
  [4_240_000, '4.2 Mbit/s'],
  [42_400_000, '42 Mbit/s'],
])('%d bits per second are %s', (bits, expected) => {
  expect(bitrateText(bits)).toBe(expected);
});

it.each<[number | bigint, string]>([
  [3, '3'],
  [Math.PI, '3.141593'],
  [1.5e-7, '1.5000e-7'],
  [12n, '12'],
  [Number.NaN, 'NaN'],
])('%d is written %s', (value, expected) => {
  expect(numberText(value)).toBe(expected);
});

it.each([
  [0x61766331, 'H.264'],
  [0x61763031, 'av01'],
])('the codec %d is called %s', (fourcc, expected) => {
  expect(codecName(fourcc)).toBe(expected);
});
