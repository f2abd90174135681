import { decodeChunk, encodeChunk, memorySource, openRrd } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { mergeRecordings } from '../../../packages/viewer/src/tools/merge.ts';
import { BLUEPRINT, makeFile, ofKind, readStream, STORE } from '../../proto/rrd/files.ts';
import { chunksOf, fileOf, rewritten, rowsOf } from './recordings.ts';
import { CLOCK, codecChunk, newIds, scalarChunks, videoChunks } from './video-rows.ts';

const run = (...files: readonly Uint8Array[]) =>
  rewritten((options) =>
    mergeRecordings(
      files.map((file, i) => ({ name: `input-${i}.rrd`, source: memorySource(file) })),
      options,
    ),
  );

const OTHER = { ...STORE, recordingId: 'run-2' };

describe('merge', () => {
  it('puts the chunks of recordings with one id into one store, each of them once', async () => {
    const ids = newIds();
    const [codec, ...video] = [codecChunk('/camera', ids), ...videoChunks('/camera', ids, [3, 3, 3], [3])];
    const inputs = [
      [codec, video[0], video[1]],
      [codec, video[1], video[2]],
    ].map((chunks) => fileOf(chunks.filter((chunk) => chunk !== undefined)));
    const { file, report } = await run(...inputs);
    expect(report).toMatchObject({
      stores: 1,
      inputChunks: 6,
      outputChunks: 4,
      duplicates: 2,
      conflicts: [],
      problems: [],
    });
    expect(rowsOf(file)).toEqual(rowsOf(fileOf([codec, ...video].filter((chunk) => chunk !== undefined))));
    expect(ofKind(readStream(file), 'store-info')).toHaveLength(1);
  });

  it('keeps recordings with different ids apart', async () => {
    const ids = newIds();
    const { file, report } = await run(
      fileOf(scalarChunks('/plot', ids, 4, 2)),
      fileOf(scalarChunks('/plot', ids, 6, 2), { storeId: OTHER }),
    );
    expect(report.stores).toBe(2);
    const opened = await openRrd(memorySource(file));
    expect(opened.stores.map(({ storeId, entries }) => [storeId.recordingId, entries.length])).toEqual([
      ['run-1', 2],
      ['run-2', 3],
    ]);
  });

  it('keeps both of two chunks that have one id but differ, and names the conflict', async () => {
    const ids = newIds();
    const [a, b] = scalarChunks('/plot', ids, 4, 2);
    if (a === undefined || b === undefined) throw new Error('two chunks');
    const disguised = encodeChunk({ ...decodeChunk(b), id: decodeChunk(a).id });
    const { file, report } = await run(fileOf([a]), fileOf([disguised]));
    expect(report.conflicts).toEqual([
      {
        kind: 'chunk-id',
        input: 'input-1.rrd',
        message: expect.stringMatching(/^Chunk \w{32} of \/plot in input-1\.rrd at byte \d+ differs .* new id\.$/),
      },
    ]);
    expect(new Set(chunksOf(file).map(({ id }) => id)).size).toBe(2);
    expect(rowsOf(file)).toEqual(rowsOf(fileOf([a, b])));
  });

  it('names a timeline that is of two kinds, once', async () => {
    const ids = newIds();
    const other = decodeChunk(videoChunks('/camera', ids, [2], [2])[0] ?? new Uint8Array(0));
    const renamed = { ...other, timelines: other.timelines.filter(({ name }) => name === CLOCK.name) };
    const asFrame = encodeChunk({
      ...renamed,
      timelines: renamed.timelines.map((column) => ({ ...column, name: 'frame' })),
    });
    const { report } = await run(fileOf(scalarChunks('/plot', ids, 4, 2)), fileOf([asFrame]));
    expect(report.conflicts).toMatchObject([{ kind: 'timeline-kind', input: 'input-1.rrd' }]);
    expect(report.conflicts[0]?.message).toContain(
      '"frame" of recording run-1 is a duration here and a sequence before',
    );
  });

  it('keeps a blueprint and its activation, once', async () => {
    const { file } = await run(makeFile(), makeFile());
    const messages = readStream(file);
    expect(ofKind(messages, 'blueprint-activation')).toMatchObject([{ activation: { blueprintId: BLUEPRINT } }]);
    expect(rowsOf(file)).toEqual(rowsOf(makeFile()));
    // Introduced before its chunks and activated after them.
    expect(messages.at(-2)?.kind).toBe('blueprint-activation');
  });

  it('takes files that were joined, cut short or both, and says of which file something is missing', async () => {
    const ids = newIds();
    const whole = fileOf(scalarChunks('/plot', ids, 4, 2));
    const broken = fileOf(scalarChunks('/plot', ids, 4, 2), { end: false });
    const { report } = await run(Buffer.concat([whole, whole]), broken.subarray(0, broken.length - 1));
    expect(report).toMatchObject({ outputChunks: 3, duplicates: 2 });
    expect(report.problems).toMatchObject([{ code: 'truncated', input: 'input-1.rrd' }]);
  });
});
