import { encodeChunk, memorySource } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { entityFilter } from '../../../packages/viewer/src/tools/entity-filter.ts';
import { type PrintedRow, readRows, rowJson, rowLine } from '../../../packages/viewer/src/tools/print-rows.ts';
import { makeFile } from '../../proto/rrd/files.ts';
import { batch, ChunkMaker } from '../data/make-chunks.ts';
import { fileOf } from './recordings.ts';

async function rowsOf(
  file: Uint8Array,
  patterns: readonly string[] = ['/**'],
  maxInstances = 16,
): Promise<PrintedRow[]> {
  const rows: PrintedRow[] = [];
  const entities = entityFilter(patterns);
  for await (const row of readRows(memorySource(file), { entities, maxInstances })) rows.push(row);
  return rows;
}

describe('print', () => {
  it('writes a row a line, with exact times', async () => {
    const rows = await rowsOf(makeFile(), ['/log', '/plot', '/camera']);
    expect(rows.map((row) => rowLine(row, 200))).toEqual([
      '/camera  static  VideoStream:codec=1635148593',
      '/plot  frame=5 log_time=2023-11-14 22:13:20.000000006Z  Scalars:scalars=5',
      '/plot  frame=3 log_time=2023-11-14 22:13:20.000000004Z  Scalars:scalars=3',
      '/plot  frame=9 log_time=2023-11-14 22:13:20.000000010Z  Scalars:scalars=9',
      '/log  log_time=2023-11-14 22:13:20.000000001Z  TextLog:text="line 0"',
      '/log  log_time=2023-11-14 22:13:20.000000002Z  TextLog:level="INFO"  TextLog:text="line 1"',
      '/log  log_time=2023-11-14 22:13:20.000000003Z  TextLog:text="line 2"',
      '/log  log_time=2023-11-14 22:13:20.000000004Z  TextLog:level="INFO"  TextLog:text="line 3"',
      '/log  log_time=2023-11-14 22:13:20.000000005Z  TextLog:text="line 4"',
      '/camera  frame=0  VideoStream:sample=<700 B>',
      '/camera  frame=1  VideoStream:sample=<700 B>',
      '/camera  frame=2  VideoStream:sample=<700 B>',
    ]);
  });

  it('cuts lines off at the width', async () => {
    const [row] = await rowsOf(makeFile(), ['/log']);
    if (row === undefined) throw new Error('no row');
    expect(rowLine(row, 20)).toBe('/log  log_time=2023…');
  });

  it('writes JSON without rounding a time', async () => {
    const [, row] = await rowsOf(makeFile(), ['/log']);
    if (row === undefined) throw new Error('no row');
    expect(JSON.parse(rowJson(row))).toEqual({
      store: { kind: 'recording', recordingId: 'run-1', applicationId: 'test-app' },
      entity: '/log',
      chunk: expect.stringMatching(/^\w{32}$/),
      row: expect.stringMatching(/^\w{32}$/),
      times: { log_time: '1700000000000000002' },
      components: { 'TextLog:level': ['INFO'], 'TextLog:text': ['line 1'] },
    });
  });

  it('counts instances that it does not print', async () => {
    const [row] = await rowsOf(makeFile(), ['/plot'], 0);
    if (row === undefined) throw new Error('no row');
    expect(rowLine(row, 200)).toContain('Scalars:scalars=… 1 more');
    expect(JSON.parse(rowJson(row))).toMatchObject({ left: { 'Scalars:scalars': 1 } });
  });

  it('writes structs, lists and tensors, long ones by their number', async () => {
    const maker = new ChunkMaker();
    const info = { id: 1, label: 'one', color: null };
    const chunk = maker.chunk(
      '/nested',
      [],
      [
        {
          times: [],
          batches: [
            batch('Tensor', 'data', [{ shape: [2000n], names: ['x'], buffer: { F32: new Float32Array(2000) } }]),
            batch('EncodedImage', 'blob', [new Uint8Array(700)]),
            batch('LineStrips2D', 'strips', [Float32Array.of(1, 2, Number.NaN, 4)]),
            batch('ViewCoordinates', 'xyz', Uint8Array.of(3, 2, 5)),
            batch('AnnotationContext', 'context', [
              [{ class_id: 1, class_description: { info, keypoint_annotations: [], keypoint_connections: [] } }],
            ]),
          ],
        },
      ],
    );
    const [row] = await rowsOf(fileOf([encodeChunk(chunk)]));
    if (row === undefined) throw new Error('no row');
    expect(rowLine(row, 400).split('  ').slice(2)).toEqual([
      'AnnotationContext:context=({class_id=1 class_description={info={id=1 label="one" color=null} keypoint_annotations=() keypoint_connections=()}})',
      'EncodedImage:blob=<700 B>',
      'LineStrips2D:strips=(1 2 NaN 4)',
      'Tensor:data={shape=(2000) names=(x) buffer=<2000 numbers>}',
      'ViewCoordinates:xyz=(3 2 5)',
    ]);
    expect(JSON.parse(rowJson(row)).components).toMatchObject({
      'Tensor:data': [{ shape: ['2000'], names: ['x'], buffer: { numbers: 2000 } }],
      'LineStrips2D:strips': [[1, 2, 'NaN', 4]],
    });
  });

  it('shows what a terminal would obey as a code', () => {
    const row: PrintedRow = {
      storeId: { kind: 'recording', recordingId: 'r', applicationId: 'a' },
      entityPath: '/x',
      chunkId: '',
      rowId: '',
      times: [],
      components: [{ component: 'a\u001b[2J', instances: [1], left: 0 }],
    };
    expect(rowLine(row, 100)).toBe('/x  static  a\\u{1b}[2J=1');
  });
});
