import {
  archetypeField,
  ChunkBuilder,
  encodeChunk,
  memorySource,
  openRrd,
  parseEntityPath,
  RrdWriter,
  readChunkFacts,
  TimelineKind,
} from '@rushes/proto';
import { type Field, RecordBatchReader, type Schema, tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decompressLz4 } from '../../../packages/proto/src/rrd/lz4.ts';
import { decodeFooter } from '../../../packages/proto/src/rrd/messages.ts';
import { arbitraryChunk } from '../arbitrary-chunk.ts';
import {
  BLUEPRINT,
  concat,
  makeFile,
  ofKind,
  RERUN_FILES,
  readStream,
  rerunFile,
  rerunFilesAvailable,
  SOURCE,
  STORE,
  sampleChunks,
  skipped,
  testIds,
} from './files.ts';

/** The manifests of a file's last footer, found as Rerun's reader finds them. */
function manifestsOf(file: Uint8Array) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const [offset, length] = [view.getBigUint64(file.length - 32, true), view.getBigUint64(file.length - 24, true)];
  const footer = file.subarray(Number(offset), Number(offset + length));
  return decodeFooter(footer, Number(offset)).map(({ storeId, schema, schemaSha256, data }) => {
    const table = data.compression === 2 ? decompressLz4(data.payload, data.uncompressedBytes) : data.payload;
    return { storeId, schemaSha256, schema: readSchema(schema), table: tableFromIPC(table) };
  });
}

function readSchema(stream: Uint8Array): Schema {
  const reader = RecordBatchReader.from(stream);
  reader.open();
  return reader.schema;
}

function columnText(field: Field): string {
  return `${field.name} ${field.type}${field.nullable ? '?' : ''}`;
}

const sparse = (() => {
  const ids = testIds();
  const timeline = { name: 'a-b.c', kind: TimelineKind.Duration };
  const builder = new ChunkBuilder(parseEntityPath('/log'), [timeline]);
  const text = { ...archetypeField('TextLog', 'text'), data: ['x'] };
  const level = { ...archetypeField('TextLog', 'level'), data: ['INFO'] };
  const big = 2n ** 53n;
  for (const [time, batches] of [
    [big + 1n, [text]],
    [big + 3n, [text, level]],
    [big + 5n, [text, level]],
    [big + 7n, [text]],
  ] as const) {
    builder.appendRow(ids, [time], [...batches]);
  }
  return encodeChunk(builder.finish(ids.nextChunkId()));
})();

describe('the manifest', () => {
  it('[R11] [R12] is what another Arrow library reads, with the columns that Rerun has', () => {
    const [manifest, blueprint] = manifestsOf(makeFile());
    expect([manifest?.storeId, blueprint?.storeId]).toEqual([STORE, BLUEPRINT]);
    expect(manifest?.table.schema.fields.map(columnText)).toEqual([
      'chunk_entity_path Utf8',
      'chunk_id FixedSizeBinary[16]',
      'chunk_is_static Bool',
      'chunk_num_rows Uint64',
      'chunk_byte_offset Uint64',
      'chunk_byte_size Uint64',
      'chunk_byte_size_uncompressed Uint64',
      'Scalars:scalars:has_static_data Bool',
      'TextLog:level:has_static_data Bool',
      'TextLog:text:has_static_data Bool',
      'VideoStream:codec:has_static_data Bool',
      'VideoStream:sample:has_static_data Bool',
      'frame:start Int64?',
      'frame:end Int64?',
      'log_time:start Timestamp<NANOSECOND>?',
      'log_time:end Timestamp<NANOSECOND>?',
      ...['frame:Scalars:scalars', 'frame:VideoStream:sample'].flatMap((name) => [
        `${name}:start Int64?`,
        `${name}:end Int64?`,
        `${name}:num_rows Uint64?`,
      ]),
      ...['log_time:Scalars:scalars', 'log_time:TextLog:level', 'log_time:TextLog:text'].flatMap((name) => [
        `${name}:start Timestamp<NANOSECOND>?`,
        `${name}:end Timestamp<NANOSECOND>?`,
        `${name}:num_rows Uint64?`,
      ]),
    ]);
    const rows = manifest?.table.toArray().map((row) => row?.toJSON());
    expect(rows?.map((row) => [row?.chunk_entity_path, row?.chunk_is_static, row?.chunk_num_rows])).toEqual([
      ['/camera', true, 1n],
      ['/plot', false, 3n],
      ['/log', false, 5n],
      ['/camera', false, 3n],
    ]);
    expect(rows?.[0]?.['VideoStream:codec:has_static_data']).toBe(true);
    expect([rows?.[1]?.['frame:start'], rows?.[1]?.['frame:end'], rows?.[0]?.['frame:end']]).toEqual([3n, 9n, null]);
    expect(rows?.[2]?.['log_time:TextLog:level:num_rows']).toBe(2n);
    const chunks = ofKind(readStream(makeFile()), 'chunk');
    expect(rows?.map((row) => Number(row?.chunk_byte_offset))).toEqual(chunks.slice(0, 4).map(({ offset }) => offset));
  });

  it('[R12] carries the merged schema of all columns, and its hash', () => {
    const [manifest] = manifestsOf(makeFile());
    expect(manifest?.schemaSha256).toHaveLength(32);
    expect(manifest?.schema.fields.map(columnText)).toEqual([
      'rerun.controls.RowId FixedSizeBinary[16]',
      'frame Int64?',
      'log_time Timestamp<NANOSECOND>?',
      '/camera:VideoStream:codec List<Uint32>?',
      '/camera:VideoStream:sample List<List<Uint8>>?',
      '/log:TextLog:level List<Utf8>?',
      '/log:TextLog:text List<Utf8>?',
      '/plot:Scalars:scalars List<Float64>?',
    ]);
    const codec = manifest?.schema.fields[3]?.metadata;
    expect(codec?.get('rerun:entity_path')).toBe('/camera');
    expect(codec?.get('rerun:is_static')).toBe('true');
    expect(codec?.get('rerun:component')).toBe('VideoStream:codec');
    expect(manifest?.schema.fields[4]?.metadata.has('rerun:is_static')).toBe(false);
    const reordered = manifestsOf(makeFile({ chunks: [...sampleChunks()].reverse() }))[0];
    expect(reordered?.schemaSha256).toEqual(manifest?.schemaSha256);
  });

  it('[R12] keeps names, and times beyond 2^53, exactly; of sparse components their own times', async () => {
    const file = makeFile({ chunks: [sparse], blueprint: false });
    const [manifest] = manifestsOf(file);
    expect(manifest?.table.schema.fields.map(({ name }) => name)).toContain('a_b_c:TextLog:level:num_rows');
    const [entry] = (await openRrd(memorySource(file))).stores[0]?.entries ?? [];
    const big = 2n ** 53n;
    const span = { timeline: 'a-b.c', kind: 'duration' };
    expect(entry?.spans).toEqual([{ ...span, min: big + 1n, max: big + 7n }]);
    expect(entry?.components.map(({ descriptor, rowCount, spans }) => [descriptor.component, rowCount, spans])).toEqual(
      [
        ['TextLog:level', 2, [{ ...span, min: big + 3n, max: big + 5n }]],
        ['TextLog:text', 4, entry?.spans],
      ],
    );
  });

  it('[R12] [R16] [R17] says of any chunks what they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryChunk, { minLength: 1, maxLength: 4 }), async (made) => {
        const chunks = made.map(encodeChunk);
        const facts = chunks.map((arrow) => readChunkFacts(arrow));
        for (const footer of [true, false]) {
          const file = makeFile({ chunks, footer, blueprint: false, compression: 'lz4' });
          const rrd = await openRrd(memorySource(file));
          expect(rrd.problems).toEqual([]);
          expect(rrd.origin).toBe(footer ? 'footer' : 'scan');
          const entries = rrd.stores[0]?.entries ?? [];
          expect(entries.map(({ chunkId, rowCount }) => [chunkId, rowCount])).toEqual(
            facts.map(({ chunkId, rowCount }) => [chunkId, rowCount]),
          );
          expect(entries.map(({ spans }) => spans)).toEqual(facts.map(({ spans }) => spans));
          for (const [i, entry] of entries.entries()) {
            expect(Buffer.compare(await rrd.readChunk(entry), chunks[i] ?? new Uint8Array(0))).toBe(0);
          }
        }
      }),
      { seed: 11, numRuns: 40 },
    );
  });
});

describe('RrdWriter', () => {
  const info = { storeId: STORE, source: SOURCE };
  const [chunk = new Uint8Array(0)] = sampleChunks();

  it('[R6] [R7] insists on the order of the file', () => {
    const writer = new RrdWriter();
    expect(() => writer.storeInfo(info)).toThrow(TypeError);
    writer.header();
    expect(() => writer.header()).toThrow(TypeError);
    expect(() => writer.chunk(STORE, chunk)).toThrow('storeInfo must be called before chunk');
    writer.storeInfo(info);
    expect(() => writer.storeInfo({ ...info, storeId: { ...STORE, applicationId: '' } })).toThrow(TypeError);
    writer.chunk(STORE, chunk);
    writer.end();
    expect(() => writer.chunk(STORE, chunk)).toThrow(TypeError);
    expect(() => writer.end()).toThrow(TypeError);
  });

  it('counts what it returned, and hands a chunk on without a copy', () => {
    const writer = new RrdWriter();
    const pieces = [...writer.header(), ...writer.storeInfo(info), ...writer.chunk(STORE, chunk), ...writer.end()];
    expect(writer.byteLength).toBe(concat(pieces).length);
    expect(pieces).toContain(chunk);
  });

  it('[R10] writes the activation of a blueprint', () => {
    expect(ofKind(readStream(makeFile()), 'blueprint-activation')[0]?.activation).toEqual({
      blueprintId: BLUEPRINT,
      makeActive: true,
      makeDefault: true,
    });
  });

  it('[R7] [R8] refuses what is no chunk, and stays usable', () => {
    const writer = new RrdWriter();
    const pieces = [...writer.header(), ...writer.storeInfo(info)];
    expect(() => writer.chunk(STORE, chunk.subarray(0, 100))).toThrow(expect.objectContaining({ code: 'truncated' }));
    expect(() => writer.chunk(STORE, new Uint8Array(64 * 1024 * 1024 + 1), readChunkFacts(chunk))).toThrow(
      expect.objectContaining({ code: 'limit-exceeded' }),
    );
    pieces.push(...writer.chunk(STORE, chunk), ...writer.end());
    expect(ofKind(readStream(concat(pieces)), 'problem')).toEqual([]);
  });

  it('[R13] gives the manifest up where it would get too large', () => {
    const writer = new RrdWriter();
    writer.header();
    writer.storeInfo(info);
    const facts = readChunkFacts(chunk);
    const [column] = facts.components;
    if (column === undefined) throw new Error('The chunk must have a component.');
    // 40 timelines of 300 components: 36 000 columns.
    const spans = Array.from({ length: 40 }, (_, i) => {
      return { timeline: `t${String(i).padStart(3, '0')}`, kind: TimelineKind.Sequence, min: 0n, max: 1n };
    });
    for (let i = 0; i < 300; i++) {
      const components = [{ ...column, descriptor: { component: `A:c${i}` }, spans }];
      writer.chunk(STORE, chunk, { ...facts, isStatic: false, spans, components });
      if (!writer.hasFooter) break;
    }
    expect(writer.hasFooter).toBe(false);
    // An empty End is all that comes.
    expect(concat(writer.end())).toEqual(new Uint8Array(16));
  });
});

describe.skipIf(!rerunFilesAvailable)(`recordings that Rerun reads${skipped}`, () => {
  it.each(RERUN_FILES)('[R8] [R12] %s is the same after it was written by us', async (name) => {
    const writer = new RrdWriter({ compression: 'lz4' });
    const pieces = [...writer.header()];
    const messages = readStream(rerunFile(name));
    for (const message of messages) {
      if (message.kind === 'store-info') pieces.push(...writer.storeInfo(message.info));
      if (message.kind === 'chunk') pieces.push(...writer.chunk(message.storeId, message.arrow, message.facts));
      if (message.kind === 'blueprint-activation') pieces.push(...writer.blueprintActivation(message.activation));
    }
    const ours = concat([...pieces, ...writer.end()]);
    const again = readStream(ours);
    expect(ofKind(again, 'problem')).toEqual([]);
    const essence = (all: typeof messages) =>
      ofKind(all, 'chunk').map(({ storeId, facts, arrow }) => [storeId, facts, Buffer.from(arrow).toString('base64')]);
    expect(essence(again)).toEqual(essence(messages));
    expect(ofKind(again, 'store-info').map((each) => each.info)).toEqual(
      ofKind(messages, 'store-info').map((each) => each.info),
    );
    // Where the original has a manifest, ours has the same columns and, but for places, the same rows.
    if (name.includes('plain')) return;
    const [theirs, mine] = [manifestsOf(rerunFile(name)), manifestsOf(ours)];
    theirs.forEach(({ storeId, table, schema }, i) => {
      expect(mine[i]?.storeId).toEqual(storeId);
      const names = (fields: readonly Field[] | undefined) => fields?.map(columnText).sort();
      expect(names(mine[i]?.table.schema.fields)).toEqual(names(table.schema.fields));
      expect(names(mine[i]?.schema.fields)).toEqual(names(schema.fields));
      expect(mine[i]?.table.numRows).toBe(table.numRows);
      for (const { name: column } of table.schema.fields) {
        if (column.startsWith('chunk_byte')) continue;
        expect([...(mine[i]?.table.getChild(column) ?? [])], column).toEqual([...(table.getChild(column) ?? [])]);
      }
    });
  });
});
