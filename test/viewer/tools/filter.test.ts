import { memorySource, parseEntityPath } from '@rushes/proto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entityFilter } from '../../../packages/viewer/src/tools/entity-filter.ts';
import { type FilterRange, filterRecording } from '../../../packages/viewer/src/tools/filter.ts';
import { RERUN_FILES, rerunFile, rerunFilesAvailable, skipped } from '../../proto/rrd/files.ts';
import { chunksOf, fileOf, rewritten, rowsOf } from './recordings.ts';
import { codecChunk, newIds, scalarChunks, videoChunks } from './video-rows.ts';

const GOPS = [4, 6, 5];
/** Frames of keyframes. */
const STARTS = [0, 4, 10];

function makeRecording(chunkRows: readonly number[] = [3]): Uint8Array {
  const ids = newIds();
  return fileOf([
    codecChunk('/camera', ids),
    ...videoChunks('/camera', ids, GOPS, chunkRows),
    ...scalarChunks('/plot', ids, 15, 4),
  ]);
}

const run = (file: Uint8Array, range?: FilterRange, patterns?: readonly string[]) =>
  rewritten((options) =>
    filterRecording(memorySource(file), {
      ...options,
      range,
      entities: patterns === undefined ? undefined : entityFilter(patterns),
    }),
  );

const entitiesOf = (file: Uint8Array) =>
  [...new Set(rowsOf(file).map((row) => (JSON.parse(row) as string[])[2]))].sort();

describe('filter', () => {
  it('keeps the rows in a range of time, both ends included, and static data', async () => {
    const file = makeRecording();
    const { file: part, report } = await run(file, { timeline: 'frame', from: 4n, to: 7n });
    const isKept = ({ times }: { readonly times: ReadonlyMap<string, bigint> }) => {
      const frame = times.get('frame');
      return frame === undefined || (frame >= 4n && frame <= 7n);
    };
    expect(rowsOf(part)).toEqual(rowsOf(file, isKept));
    expect(report).toMatchObject({ keptRows: 1 + 4 + 4, droppedRows: 22, problems: [] });
    expect(report.cuts).toMatchObject([{ entityPath: '/camera', samples: 4, extraSamples: 0, startsAt: 4n }]);
  });

  it('moves a cut inside a group of pictures to its keyframe, and says so', async () => {
    const { file, report } = await run(makeRecording(), { timeline: 'frame', from: 8n, to: 11n });
    const frames = rowsOf(file, ({ entity, times }) => entity === '/camera' && times.size > 0);
    expect(frames).toEqual(
      rowsOf(makeRecording(), ({ entity, times }) => entity === '/camera' && isIn(times, 4n, 11n)),
    );
    expect(rowsOf(file, ({ entity }) => entity === '/plot')).toHaveLength(4);
    expect(report.cuts).toMatchObject([{ samples: 4, extraSamples: 4, startsAt: 4n }]);
  });

  it('is exact on any timeline and for any chunks, in order or not', async () => {
    const bounds = fc.tuple(fc.integer({ min: -1, max: 16 }), fc.integer({ min: -1, max: 16 }));
    const rows = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(bounds, rows, fc.boolean(), async ([a, b], chunkRows, isReversed) => {
        const [from, to] = [BigInt(Math.min(a, b)), BigInt(Math.max(a, b))];
        const ids = newIds();
        const chunks = [codecChunk('/camera', ids), ...videoChunks('/camera', ids, GOPS, chunkRows)];
        const file = fileOf(isReversed ? chunks.reverse() : chunks);
        const keyframe = BigInt(STARTS.findLast((start) => BigInt(start) <= from) ?? 0);
        const isEmpty = to < 0n || from > 14n;
        const scale = 40_000_000n;
        const kept = await run(file, { timeline: 'video_time', from: from * scale, to: to * scale });
        expect(rowsOf(kept.file)).toEqual(
          rowsOf(file, ({ times }) => times.size === 0 || (!isEmpty && isIn(times, keyframe, to))),
        );
      }),
      { numRuns: 80 },
    );
  });

  it('drops what is not on the timeline, but for static data', async () => {
    const { file } = await run(makeRecording(), { timeline: 'video_time', from: 0n });
    expect(entitiesOf(file)).toEqual(['/camera']);
  });

  it('copies chunks that lie within the range as they are', async () => {
    const file = makeRecording([4, 6, 5]);
    const ids = new Set(chunksOf(file).map(({ id }) => id));
    const { file: part } = await run(file, { timeline: 'frame', from: 4n, to: 9n });
    const video = chunksOf(part).filter(({ arrow }) => arrow.length > 0 && ids.has(parseId(arrow, part)));
    expect(video.length).toBeGreaterThanOrEqual(2);
  });

  it.each([
    [['/camera'], ['/camera']],
    [
      ['camera', '/plot'],
      ['/camera', '/plot'],
    ],
    [['/**'], ['/camera', '/plot']],
    [['/*o*'], ['/plot']],
  ])('keeps the entities that match %j', async (patterns, expected) => {
    expect(entitiesOf((await run(makeRecording(), undefined, patterns)).file)).toEqual(expected);
  });

  it.runIf(rerunFilesAvailable).each(RERUN_FILES)(
    `keeps the properties and the blueprint of %s${skipped}`,
    async (name) => {
      const file = rerunFile(name);
      const { file: part } = await run(file, undefined, ['/logs']);
      const others = entitiesOf(part).filter((path) => path !== '/logs' && path?.startsWith('/__properties') !== true);
      expect(others.every((path) => /^\/(view|container|.*_panel|viewport)/.test(path ?? ''))).toBe(true);
      expect(entitiesOf(part)).toContain('/__properties');
    },
  );
});

describe('a pattern of entities', () => {
  it.each([
    ['/a/b', '/a/b', true],
    ['a/b', '/a/b', true],
    ['/a', '/a/b', false],
    ['/a/**', '/a', true],
    ['/a/**', '/a/b/c', true],
    ['/a/**', '/ab', false],
    ['/a/*', '/a/b', true],
    ['/a/*', '/a/b/c', false],
    ['/**/c', '/a/b/c', true],
    ['/**/c', '/c', true],
    ['/*/c*d', '/x/cad', true],
    ['/*/c*d', '/x/cda', false],
    ['/a*a', '/a', false],
    ['/front left/**', '/front\\ left/lens', true],
    ['/f\\*', '/f\\*', true],
    ['/f\\*', '/foo', false],
    ['/', '/', true],
  ])('%s and %s: %s', (pattern, path, expected) => {
    expect(entityFilter([pattern])(parseEntityPath(path))).toBe(expected);
  });
});

function isIn(times: ReadonlyMap<string, bigint>, from: bigint, to: bigint): boolean {
  const frame = times.get('frame');
  return frame !== undefined && frame >= from && frame <= to;
}

function parseId(arrow: Uint8Array, file: Uint8Array) {
  const chunk = chunksOf(file).find((each) => each.arrow === arrow || Buffer.compare(each.arrow, arrow) === 0);
  if (chunk === undefined) throw new Error('no such chunk');
  return chunk.id;
}
