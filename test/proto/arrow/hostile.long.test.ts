import {
  archetypeField,
  ChunkBuilder,
  type ComponentBatch,
  decodeChunk,
  encodeChunk,
  ProtoError,
  parseEntityPath,
  TuidGenerator,
} from '@rushes/proto';
import {
  Data,
  type DataType,
  Field,
  FixedSizeBinary,
  List,
  makeData,
  Null,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Uint8,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryChunk, arbitraryNestedChunk } from '../arbitrary-chunk.ts';
import { checkDecodedChunk, survives, withExtremeWords, withFlippedBits } from '../hostile.ts';

/** A small chunk with one column of each layout: numbers, fixed-size lists, flags, texts, bytes, and a row left out. */
function smallChunk(): Uint8Array {
  const ids = new TuidGenerator({ nowNanos: () => 5n, start: 9n });
  const builder = new ChunkBuilder(parseEntityPath('a/b'), [{ name: 't', kind: 'sequence' }]);
  const box = archetypeField('Boxes2D', 'half_sizes');
  const label = archetypeField('Boxes2D', 'labels');
  const show = archetypeField('Boxes2D', 'show_labels');
  const sample = archetypeField('VideoStream', 'sample');
  const full: ComponentBatch[] = [
    { ...box, data: Float32Array.of(1, 2, 3, 4) },
    { ...label, data: ['x', 'yz'] },
    { ...show, data: [true] },
    { ...sample, data: [Uint8Array.of(0, 0, 1, 9, 16)] },
  ];
  builder.appendRow(ids, [1n], full);
  builder.appendRow(ids, [2n], full.slice(1));
  return encodeChunk(builder.finish(ids.nextChunkId()));
}

/** A chunk with a column of a type that has no reader. */
function opaqueChunk(): Uint8Array {
  const struct = new Struct([
    new Field('id', new Uint8(), false),
    new Field('tags', new List(new Field('item', new Utf8(), true)), true),
  ]);
  const rows = vectorFromArray(
    [
      [
        { id: 1, tags: ['a', 'b'] },
        { id: 2, tags: null },
      ],
    ],
    new List(new Field('item', struct, true)),
  );
  const rowIds = vectorFromArray([new Uint8Array(16)], new FixedSizeBinary(16));
  return written(
    [field('id', rowIds.type, 'control'), field('X:x', rows.type, 'data')],
    [rowIds.data[0], rows.data[0]],
  );
}

const field = (name: string, type: DataType, kind: string) =>
  new Field(name, type, true, new Map([['rerun:kind', kind]]));

/** One row, as apache-arrow's writer makes it. */
function written(fields: Field[], columns: readonly (Data | undefined)[]): Uint8Array {
  const schema = new Schema(
    fields,
    new Map([
      ['rerun:id', '0'.repeat(32)],
      ['rerun:entity_path', '/x'],
    ]),
  );
  const children = columns.flatMap((data) => (data === undefined ? [] : [data]));
  const writer = new RecordBatchStreamWriter();
  writer.write(new RecordBatch(schema, makeData({ type: new Struct(fields), length: 1, nullCount: 0, children })));
  writer.finish();
  return writer.toUint8Array(true);
}

describe('[W6] [W12] Arrow bytes that may be anything', () => {
  const samples: readonly [string, Uint8Array][] = [
    ['ours', smallChunk()],
    ['one with an opaque column', opaqueChunk()],
  ];

  it.each(samples)('cut off at every byte: %s', (_, bytes) => {
    const whole = decodeChunk(bytes);
    for (let length = 0; length < bytes.length; length++) {
      const decoded = survives(bytes.subarray(0, length), decodeChunk, checkDecodedChunk(length));
      // Only the end marker may be missing, and padding before it.
      if (decoded !== undefined) expect(decoded).toEqual(whole);
      if (length < bytes.length - 16) expect(decoded).toBeUndefined();
    }
  });

  it.each(samples)('with every bit turned over: %s', (_, bytes) => {
    for (const changed of withFlippedBits(bytes)) survives(changed, decodeChunk, checkDecodedChunk(bytes.length));
  });

  it.each(samples)('with extreme words everywhere: %s', (_, bytes) => {
    for (const changed of withExtremeWords(bytes)) survives(changed, decodeChunk, checkDecodedChunk(bytes.length));
  });

  it('of random chunks with random bytes changed', () => {
    const change = fc.tuple(fc.nat(), fc.nat({ max: 255 }));
    const anyChunk = fc.oneof(arbitraryChunk, arbitraryNestedChunk);
    fc.assert(
      fc.property(anyChunk, fc.array(change, { minLength: 1, maxLength: 8 }), (chunk, changes) => {
        const bytes = encodeChunk(chunk);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        survives(bytes, decodeChunk, checkDecodedChunk(bytes.length));
      }),
      { numRuns: 500 },
    );
  });

  it('of no meaning at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        survives(bytes, decodeChunk, checkDecodedChunk(bytes.length));
      }),
    );
  });

  it('refuses billions of instances that would need no bytes', () => {
    const rowIds = vectorFromArray([new Uint8Array(16)], new FixedSizeBinary(16));
    const item = new Field('item', new Null(), true);
    const length = 2 ** 31 - 1;
    const nothing = makeData({ type: new Null(), length, nullCount: length });
    const rows = new Data(new List(item), 0, 1, 0, [Int32Array.of(0, length)], [nothing]);
    expect(() =>
      decodeChunk(
        written([field('id', rowIds.type, 'control'), field('X:x', rows.type, 'data')], [rowIds.data[0], rows]),
      ),
    ).toThrow(/at most \d+ instances, found 2147483647/);
  });

  it('says what was expected and found, and where', () => {
    const bytes = smallChunk();
    expect(() => decodeChunk(bytes.subarray(0, 100))).toThrow(
      /^Arrow stream needs \d+ bytes for the schema message at offset 8 but 92 remain\.$/,
    );
    expect(() => decodeChunk(new Uint8Array(64))).toThrow(
      'The schema message must begin with 0xffffffff, found 0x0 at offset 0.',
    );
    expect(() => decodeChunk(new Uint8Array(4))).toThrow(ProtoError);
  });
});
