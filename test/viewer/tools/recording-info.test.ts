import { memorySource } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { infoLines } from '../../../packages/viewer/src/tools/info-text.ts';
import { describeRecording, versionText } from '../../../packages/viewer/src/tools/recording-info.ts';
import { concat, makeFile, RERUN_FILES, rerunFile, rerunFilesAvailable, skipped } from '../../proto/rrd/files.ts';
import { fileOf } from './recordings.ts';
import { codecChunk, newIds, scalarChunks, videoChunks } from './video-rows.ts';

const infoOf = (file: Uint8Array) => describeRecording(memorySource(file));

describe('info', () => {
  it('tells of a video its codec, size, keyframes, groups of pictures, rate and bitrate', async () => {
    const ids = newIds();
    const info = await infoOf(fileOf([codecChunk('/camera', ids), ...videoChunks('/camera', ids, [3, 5, 2], [2])]));
    const [video] = info.stores[0]?.video ?? [];
    expect(video).toMatchObject({
      entityPath: '/camera',
      codec: 'h264',
      codecString: 'avc1.42C00A',
      width: 64,
      height: 48,
      samples: 10,
      keyframes: 3,
      gopSamples: { min: 2, median: 3, max: 5 },
      leadingSamples: 0,
      timeline: { name: 'video_time', kind: 'duration' },
      from: 0n,
      to: 360_000_000n,
      framesPerSecond: 25,
      gapCount: 0,
      isInOrder: true,
    });
    expect(video?.bitsPerSecond).toBeCloseTo((8 * (video?.sampleBytes ?? 0)) / 0.36);
  });

  it('names gaps, the longest first', async () => {
    const ids = newIds();
    const all = videoChunks('/camera', ids, [10, 10, 10, 10], [10]);
    const chunks = [all[0], all[2]].filter((chunk) => chunk !== undefined);
    const [video] = (await infoOf(fileOf(chunks))).stores[0]?.video ?? [];
    expect(video?.gaps).toEqual([{ from: 9n * 40_000_000n, to: 20n * 40_000_000n }]);
    expect(video?.codec).toBeUndefined();
  });

  it('says how a recording opens, and what is wrong with it', async () => {
    const chunks = scalarChunks('/plot', newIds(), 4, 2);
    expect(await infoOf(fileOf(chunks))).toMatchObject({ openedBy: 'footer', problems: [] });
    expect(await infoOf(fileOf(chunks, { footer: false }))).toMatchObject({ openedBy: 'scan', problems: [] });
    const cut = fileOf(chunks, { end: false });
    const info = await infoOf(cut.subarray(0, cut.length - 1));
    expect(info.problems).toMatchObject([{ code: 'truncated' }]);
    expect(infoLines(info).join('\n')).toContain('1 problem:\n  truncated: ');
  });

  it('tells of joined files both, and of stores what made them', async () => {
    const info = await infoOf(concat([makeFile(), makeFile()]));
    expect(info.streams.map(({ version }) => version)).toEqual(['0.33.0', '0.33.0']);
    expect(info.stores.map(({ storeId, madeBy }) => [storeId.kind, madeBy?.source])).toEqual([
      ['recording', 'rushes tests'],
      ['blueprint', 'rushes tests'],
    ]);
  });

  it('is exact about times beyond 2^53', async () => {
    const info = await infoOf(makeFile());
    const span = info.stores[0]?.timelines.find(({ timeline }) => timeline === 'log_time');
    expect([span?.min, span?.max]).toEqual([1_700_000_000_000_000_001n, 1_700_000_000_000_000_010n]);
  });

  it.runIf(rerunFilesAvailable).each(RERUN_FILES)(`of %s${skipped}`, async (name) => {
    const info = await infoOf(rerunFile(name));
    expect(info.problems).toEqual([]);
    expect(info.stores[0]?.video).toMatchObject([
      { entityPath: '/world/camera', codecString: 'avc1.64001F', width: 1280, height: 720, samples: 60, keyframes: 2 },
    ]);
    expect(infoLines(info).join('\n')).toContain('group of pictures: 30 to 30 samples, median 30');
  });
});

describe('the version of a recording', () => {
  it.each([
    [{ major: 0, minor: 33, patch: 0, meta: 0 }, '0.33.0'],
    [{ major: 0, minor: 34, patch: 1, meta: 0x42 }, '0.34.1-rc.2'],
    [{ major: 0, minor: 34, patch: 0, meta: 0x83 }, '0.34.0-alpha.3'],
  ])('%j is %s', (version, text) => {
    expect(versionText(version)).toBe(text);
  });
});
