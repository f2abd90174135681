import { describe, expect, it } from 'vitest';
import {
  readBooleans,
  readBytes,
  readColors,
  readLists,
  readNumbers,
  readStates,
  readStructs,
  readTexts,
  rowInstanceCount,
} from '../../../packages/viewer/src/app/data/read-column.ts';
import type { RowRef } from '../../../packages/viewer/src/app/data/recording-store.ts';
import { batch, ChunkMaker, clear, FRAME, scalar, text } from './make-chunks.ts';

const chunk = new ChunkMaker().chunk(
  '/a',
  [FRAME],
  [
    {
      times: [1n],
      batches: [
        text('plain', 'žluťoučký 🐎', ''),
        scalar(1, 2),
        clear(true),
        batch('Points2D', 'positions', Float32Array.of(1, 2, 3, 4)),
        batch('Points2D', 'colors', Uint32Array.of(0xff0000ff)),
        batch('EncodedImage', 'blob', [Uint8Array.of(1, 2), Uint8Array.of(3)]),
      ],
    },
    { times: [2n], batches: [text('second'), scalar(), clear(false)] },
  ],
);

function ref(component: string, row = 0): RowRef {
  const column = chunk.components.find(({ descriptor }) => descriptor.component === component);
  if (column === undefined) throw new Error(`No ${component} in the chunk.`);
  return { chunk, column, row, time: 1n };
}

describe('reading one row', () => {
  it('of texts', () => {
    expect(readTexts(ref('TextLog:text'))).toEqual(['plain', 'žluťoučký 🐎', '']);
    expect(readTexts(ref('TextLog:text', 1))).toEqual(['second']);
    expect(rowInstanceCount(ref('TextLog:text'))).toBe(3);
  });

  it('of numbers, as a view', () => {
    const found = readNumbers(ref('Points2D:positions'));
    expect(found).toEqual({ numbers: Float32Array.of(1, 2, 3, 4), width: 2 });
    const { values } = ref('Points2D:positions').column;
    expect(values.kind === 'numbers' && values.numbers.buffer).toBe(found?.numbers.buffer);
    expect(readNumbers(ref('Scalars:scalars'))).toEqual({ numbers: Float64Array.of(1, 2), width: 1 });
    expect(readNumbers(ref('Scalars:scalars', 1))?.numbers).toHaveLength(0);
  });

  it('of colours, booleans and blobs', () => {
    expect(readColors(ref('Points2D:colors'))).toEqual(Uint32Array.of(0xff0000ff));
    expect(readBooleans(ref('Clear:is_recursive'))).toEqual(Uint8Array.of(1));
    expect(readBooleans(ref('Clear:is_recursive', 1))).toEqual(Uint8Array.of(0));
    expect(readBytes(ref('EncodedImage:blob'))).toEqual(Uint8Array.of(1, 2));
    expect(readBytes(ref('EncodedImage:blob'), 1)).toEqual(Uint8Array.of(3));
    expect(readBytes(ref('EncodedImage:blob'), 2)).toBeUndefined();
    expect(readBytes(ref('EncodedImage:blob'), -1)).toBeUndefined();
  });

  it.each([
    ['readTexts', readTexts],
    ['readNumbers', readNumbers],
    ['readColors', readColors],
    ['readBooleans', readBooleans],
    ['readBytes', readBytes],
  ])('%s answers undefined for another type and for no row', (name, read) => {
    const others = name === 'readTexts' ? ['Scalars:scalars'] : ['TextLog:text'];
    for (const other of others) expect(read(ref(other))).toBeUndefined();
    expect(read(undefined)).toBeUndefined();
  });

  it('takes only unsigned 32-bit numbers for colours', () => {
    expect(readColors(ref('Scalars:scalars'))).toBeUndefined();
  });
});

describe('reading one row of a nested type', () => {
  const format = { width: 4, height: 2, color_model: 3, channel_datatype: 6 };
  const strips = [Float32Array.of(0, 0, 1, 1), Float32Array.of(2, 2, 3, 3, 4, 4)];
  const nested = new ChunkMaker().chunk(
    '/a',
    [FRAME],
    [
      {
        times: [1n],
        batches: [
          batch('LineStrips2D', 'strips', [Float32Array.of(9, 9)]),
          batch('Image', 'format', [{ width: 1, height: 1, pixel_format: 26 }]),
          batch('StateChange', 'state', ['on', 'off']),
          batch('ViewCoordinates', 'xyz', Uint8Array.of(3, 2, 5)),
          batch('GaussianSplats3D', 'sh_coefficients', new Uint16Array(45).fill(0x3c00)),
          batch('Tensor', 'data', [{ shape: [2n], names: ['x'], buffer: { F16: Uint16Array.of(0x3c00, 0xc000) } }]),
        ],
      },
      {
        times: [2n],
        batches: [batch('LineStrips2D', 'strips', strips), batch('Image', 'format', [format])],
      },
      { times: [3n], batches: [batch('LineStrips2D', 'strips', []), batch('Image', 'format', [])] },
    ],
  );
  const at = (component: string, row = 0): RowRef => {
    const column = nested.components.find(({ descriptor }) => descriptor.component === component);
    if (column === undefined) throw new Error(`No ${component} in the chunk.`);
    return { chunk: nested, column, row, time: 1n };
  };

  it('of structs gives plain objects', () => {
    expect(readStructs(at('Image:format', 1))).toEqual([{ ...format, pixel_format: null }]);
    expect(readStructs(at('Image:format', 2))).toEqual([]);
    expect(readStructs(at('LineStrips2D:strips'))).toBeUndefined();
    expect(readStructs(undefined)).toBeUndefined();
  });

  it('of a tensor gives its numbers as they are, half floats as floats', () => {
    expect(readStructs(at('Tensor:data'))).toEqual([
      { shape: BigUint64Array.of(2n), names: ['x'], buffer: Float32Array.of(1, -2) },
    ]);
  });

  it('of line strips gives all points and where each line begins', () => {
    expect(readLists(at('LineStrips2D:strips', 1))).toEqual({
      starts: Int32Array.of(0, 2, 5),
      numbers: Float32Array.of(0, 0, 1, 1, 2, 2, 3, 3, 4, 4),
      width: 2,
    });
    expect(readLists(at('LineStrips2D:strips', 2))).toEqual({
      starts: Int32Array.of(0),
      numbers: new Float32Array(0),
      width: 2,
    });
    expect(readLists(at('Image:format'))).toBeUndefined();
  });

  it('of half floats gives floats', () => {
    expect(readNumbers(at('GaussianSplats3D:sh_coefficients'))).toEqual({
      numbers: new Float32Array(45).fill(1),
      width: 45,
    });
  });

  it('of states gives texts, also of numbers and flags as others log them', () => {
    expect(readStates(at('StateChange:state'))).toEqual(['on', 'off']);
    expect(readStates(ref('Scalars:scalars'))).toEqual(['1', '2']);
    expect(readStates(ref('Clear:is_recursive'))).toEqual(['true']);
    expect(readStates(at('Image:format'))).toBeUndefined();
  });

  it('of flags gives numbers where numbers are asked for', () => {
    expect(readNumbers(ref('Clear:is_recursive'))).toEqual({ numbers: Uint8Array.of(1), width: 1 });
  });
});
