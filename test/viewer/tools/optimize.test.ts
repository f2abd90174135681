import { decodeChunk, inspectSample, memorySource, openRrd, VIDEO_SAMPLE } from '@rushes/proto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { optimize } from '../../../packages/viewer/src/tools/optimize.ts';
import { columnOf, sampleOf } from '../../../packages/viewer/src/tools/video-survey.ts';
import { makeFile, RERUN_FILES, rerunFile, rerunFilesAvailable, skipped } from '../../proto/rrd/files.ts';
import { chunksOf, fileOf, rewritten, rowsOf } from './recordings.ts';
import { codecChunk, newIds, scalarChunks, videoChunks } from './video-rows.ts';

const run = (file: Uint8Array) => rewritten((options) => optimize(memorySource(file), options));

/** Of each chunk with video which of its samples are keyframes, `K` or `-`. */
function videoLayout(file: Uint8Array): string[] {
  return chunksOf(file).flatMap(({ arrow }) => {
    const chunk = decodeChunk(arrow);
    const column = columnOf(chunk, VIDEO_SAMPLE);
    if (column === undefined) return [];
    const samples = Array.from({ length: chunk.rowCount }, (_, row) => sampleOf(column, row) ?? new Uint8Array(0));
    return [samples.map((sample) => (inspectSample(sample).isKeyframe ? 'K' : '-')).join('')];
  });
}

describe('optimize', () => {
  it.each([
    ['a chunk a sample', [1], ['K--', 'K----', 'K-']],
    ['all samples in one chunk', [100], ['K--', 'K----', 'K-']],
    ['chunks across the borders', [2, 3, 4], ['K--', 'K----', 'K-']],
    ['a group of pictures a chunk already', [3, 5, 2], ['K--', 'K----', 'K-']],
  ])('cuts video into one group of pictures a chunk: %s', async (_, chunkRows, expected) => {
    const ids = newIds();
    const file = fileOf([codecChunk('/camera', ids), ...videoChunks('/camera', ids, [3, 5, 2], chunkRows)]);
    const { file: optimized } = await run(file);
    expect(videoLayout(optimized)).toEqual(expected);
    expect(rowsOf(optimized)).toEqual(rowsOf(file));
  });

  it('lets pictures that are all keyframes share a chunk, but none of them with another group', async () => {
    const ids = newIds();
    const file = fileOf(videoChunks('/camera', ids, [1, 1, 1, 3, 1, 1], [1]));
    expect(videoLayout((await run(file)).file)).toEqual(['KKK', 'K--', 'KK']);
  });

  it('cuts a group of pictures that is too large for one chunk', async () => {
    const ids = newIds();
    const file = fileOf(videoChunks('/camera', ids, [5], [1], 3_000_000));
    const { file: optimized } = await run(file);
    expect(videoLayout(optimized)).toEqual(['K-', '--', '-']);
    expect(rowsOf(optimized)).toEqual(rowsOf(file));
  });

  it('puts samples that the file has in disorder into the order of their row ids', async () => {
    const ids = newIds();
    const [a, b, c, d] = videoChunks('/camera', ids, [3, 5], [2]) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    const file = fileOf([d, b, a, c]);
    const { file: optimized } = await run(file);
    expect(videoLayout(optimized).sort()).toEqual(['K--', 'K----']);
    expect(rowsOf(optimized)).toEqual(rowsOf(file));
  });

  it('joins small chunks of other data, and leaves static ones alone', async () => {
    const ids = newIds();
    const file = fileOf([
      codecChunk('/camera', ids),
      codecChunk('/camera', ids),
      ...scalarChunks('/plot', ids, 5000, 25),
    ]);
    const { file: optimized, report } = await run(file);
    expect(report).toMatchObject({ inputChunks: 202, outputChunks: 2 + 3, keptChunks: 2, problems: [] });
    expect(rowsOf(optimized)).toEqual(rowsOf(file));
  });

  it('writes a footer by which the recording opens at once', async () => {
    const { file } = await run(makeFile({ end: false }));
    expect(await openRrd(memorySource(file))).toMatchObject({ origin: 'footer', problems: [] });
  });

  it('keeps all that is complete in a file that was cut short, and says where it ends', async () => {
    const ids = newIds();
    const whole = fileOf([...videoChunks('/camera', ids, [3, 3], [1])], { end: false });
    const { file, report } = await run(whole.subarray(0, whole.length - 10));
    expect(report.problems).toEqual([expect.objectContaining({ code: 'truncated', offset: expect.any(Number) })]);
    expect(videoLayout(file)).toEqual(['K--', 'K-']);
  });

  it('gives the same bytes when it is done again, and never other rows', async () => {
    const gops = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 });
    const rows = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(gops, rows, fc.nat(40), fc.nat(1000), async (gopSamples, chunkRows, scalars, seed) => {
        const ids = newIds();
        const chunks = [
          codecChunk('/camera', ids),
          ...videoChunks('/camera', ids, gopSamples, chunkRows),
          ...scalarChunks('/plot', ids, scalars, 3),
          ...videoChunks('/other', ids, gopSamples, [2]),
        ];
        const shuffled = chunks.map((chunk, i) => ({ chunk, key: (i * 7919 + seed * 31) % 101 }));
        const file = fileOf(shuffled.sort((a, b) => a.key - b.key).map(({ chunk }) => chunk));
        const once = await run(file);
        const twice = await run(once.file);
        expect(rowsOf(once.file)).toEqual(rowsOf(file));
        expect(Buffer.compare(twice.file, once.file)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it.runIf(rerunFilesAvailable).each(RERUN_FILES)(`keeps every row of %s, blueprints too${skipped}`, async (name) => {
    const file = rerunFile(name);
    const once = await run(file);
    expect(rowsOf(once.file)).toEqual(rowsOf(file));
    expect(Buffer.compare((await run(once.file)).file, once.file)).toBe(0);
  });
});
