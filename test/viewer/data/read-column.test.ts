import { describe, expect, it } from 'vitest';
import {
  readBooleans,
  readBytes,
  readColors,
  readNumbers,
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
