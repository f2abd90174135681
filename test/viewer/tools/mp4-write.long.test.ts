import { describe, expect, it } from 'vitest';
import { type Mp4Options, type Mp4Report, writeMp4 } from '../../../packages/viewer/src/tools/mp4/write-mp4.ts';
import { type AvFile, readAvFile } from '../../support/av-file.ts';
import { accessUnitsOf, corpusAvailable, corpusFiles, frameMd5 } from '../../support/corpus.ts';
import { DELTA_FRAME, KEYFRAME } from '../source/h264-samples.ts';
import { encodeClip, MemorySink, tempFile, timed } from './conversion-fixture.ts';

// The witness is FFmpeg: what it demuxes and decodes from the file.

const MILLI = 1_000_000n;

async function written(
  samples: readonly Uint8Array[],
  timeNanos: (index: number) => bigint,
  options: Mp4Options = {},
): Promise<{ readonly report: Mp4Report; readonly file: AvFile; readonly bytes: Uint8Array }> {
  const sink = new MemorySink();
  const report = await writeMp4(timed(samples, timeNanos), sink, options);
  return { report, file: await readAvFile(tempFile('written.mp4', sink.bytes)), bytes: sink.bytes };
}

const times = (file: AvFile) => file.packets.map(({ pts }) => pts);

describe('an MP4 that is written', () => {
  it('has the times of the stream in microseconds, however uneven', async () => {
    const uneven = [0n, 33_333_333n, 70_000_400n, 70_900_600n, 2_070_900_501n, 2_070_901_499n];
    const { file, report } = await written(
      [KEYFRAME, ...uneven.slice(1).map(() => DELTA_FRAME)],
      (i) => uneven[i] ?? 0n,
    );
    expect(file.timescale).toBe(1_000_000);
    expect(times(file)).toEqual([0n, 33_333n, 70_000n, 70_901n, 2_070_901n, 2_070_902n]);
    expect(file.packets.map(({ dts }) => dts)).toEqual(times(file));
    // 2,070,901.499 would be 2,070,901 again.
    expect([report.movedTimes, report.maxRoundingNanos]).toEqual([1, 501n]);
  });

  it.each([
    ['30 frames per second', 30, (i: number) => (BigInt(i) * 1_000_000_000n) / 30n],
    ['30000/1001', 30_000, (i: number) => (BigInt(i) * 1_001_000_000_000n) / 30_000n],
  ])('has the times of %s exactly in that timescale', async (_, timescale, timeNanos) => {
    const samples = Array.from({ length: 200 }, (__, i) => (i % 25 === 0 ? KEYFRAME : DELTA_FRAME));
    const { file } = await written(samples, timeNanos, { timescale });
    const step = timescale === 30 ? 1n : 1001n;
    expect(file.timescale).toBe(timescale);
    expect(times(file)).toEqual(samples.map((__, i) => BigInt(i) * step));
  });

  it('begins at 0, whenever the stream began, and ends when the last picture does', async () => {
    const start = 1_700_000_000_123_456_789n;
    const { file, report } = await written(
      [KEYFRAME, DELTA_FRAME, DELTA_FRAME],
      (i) => start + BigInt(i) * 40n * MILLI,
    );
    expect(times(file)).toEqual([0n, 40_000n, 80_000n]);
    expect(file.packets.at(-1)?.duration).toBe(40_000n);
    expect([report.zeroNanos, report.durationNanos]).toEqual([start, 120n * MILLI]);
    const longer = await written([KEYFRAME, DELTA_FRAME], (i) => BigInt(i) * MILLI, { endNanos: 5n * MILLI });
    expect(longer.file.packets.at(-1)?.duration).toBe(4_000n);
  });

  it('hides what comes before the first picture to be shown, which is decoded from its keyframe', async () => {
    const clip = await encodeClip(20);
    const whole = await written(clip, (i) => BigInt(i) * 100n * MILLI);
    const { file, report } = await written(clip.slice(10), (i) => BigInt(i + 10) * 100n * MILLI, {
      shownFromNanos: 1_400n * MILLI,
    });
    expect(file.packets.map(({ isHidden }) => isHidden)).toEqual([...Array(4).fill(true), ...Array(6).fill(false)]);
    expect(times(file).slice(3, 6)).toEqual([-100_000n, 0n, 100_000n]);
    expect(file.pictures).toEqual(whole.file.pictures.slice(14));
    expect([report.hiddenSamples, report.zeroNanos, report.durationNanos]).toEqual([4, 1_400n * MILLI, 600n * MILLI]);
  });

  it('puts the index in front of the video where it is told how many samples come', async () => {
    const boxes = (bytes: Uint8Array) => {
      const names: string[] = [];
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let at = 0; at < bytes.length; ) {
        const size = view.getUint32(at);
        names.push(String.fromCharCode(...bytes.subarray(at + 4, at + 8)));
        at += size === 1 ? Number(view.getBigUint64(at + 8)) : size;
      }
      return names.filter((name) => name === 'moov' || name === 'mdat');
    };
    const known = await written([KEYFRAME, DELTA_FRAME], (i) => BigInt(i) * MILLI, { maxSamples: 2 });
    const unknown = await written([KEYFRAME, DELTA_FRAME], (i) => BigInt(i) * MILLI);
    expect(boxes(known.bytes)).toEqual(['moov', 'mdat']);
    expect(boxes(unknown.bytes)).toEqual(['mdat', 'moov']);
  });

  it('leaves out what comes before the first keyframe, and samples without a picture, and counts them', async () => {
    const delimiter = Uint8Array.of(0, 0, 0, 1, 9, 0x10);
    const { report, file } = await written(
      [DELTA_FRAME, DELTA_FRAME, KEYFRAME, delimiter, DELTA_FRAME],
      (i) => BigInt(i) * MILLI,
    );
    expect(report).toMatchObject({ samples: 2, keyframes: 1, droppedBeforeKeyframe: 2, droppedWithoutPicture: 1 });
    expect(times(file)).toEqual([0n, 2_000n]);
  });

  it('follows parameter sets that change on the way', async () => {
    const small = await encodeClip(10);
    const large = await encodeClip(10, { width: 128, height: 96 });
    const pictures = async (samples: readonly Uint8Array[]) =>
      (await written(samples, (i) => BigInt(i) * 100n * MILLI)).file.pictures;
    const { report, file } = await written([...small, ...large, ...small], (i) => BigInt(i) * 100n * MILLI);
    expect(report).toMatchObject({ parameterSetChanges: 2, width: 64, height: 48 });
    const [ofSmall, ofLarge] = [await pictures(small), await pictures(large)];
    expect(file.pictures).toEqual([...ofSmall, ...ofLarge, ...ofSmall]);
  });

  it('keeps pictures of the same time apart', async () => {
    const { file, report } = await written([KEYFRAME, DELTA_FRAME, DELTA_FRAME, DELTA_FRAME], (i) =>
      i < 3 ? 0n : 40n * MILLI,
    );
    expect(times(file)).toEqual([0n, 1n, 2n, 40_000n]);
    expect(report.movedTimes).toBe(2);
  });
});

describe('an MP4 is refused', () => {
  const refused = async (samples: readonly Uint8Array[], timeNanos: (i: number) => bigint) =>
    writeMp4(timed(samples, timeNanos), new MemorySink()).then(
      () => 'written',
      (error: { code?: string; message: string }) => [error.code, error.message],
    );

  it('where times go back', async () => {
    const [code, message] = await refused([KEYFRAME, DELTA_FRAME, DELTA_FRAME], (i) => [0n, 50n, 20n][i] ?? 0n);
    expect(code).toBe('bad-times');
    expect(message).toMatch(/at 50 ns was logged before one at 20 ns.*another timeline/);
  });

  it('where a picture would last longer than its table can say', async () => {
    const [code, message] = await refused([KEYFRAME, DELTA_FRAME], (i) => BigInt(i) * 4_300_000_000_000n);
    expect(code).toBe('bad-times');
    expect(message).toMatch(/at most 4294 s.*parts before and after/);
  });

  it('where there is no keyframe', async () => {
    expect(await refused([DELTA_FRAME, DELTA_FRAME], (i) => BigInt(i))).toMatchObject({ 0: 'nothing-to-convert' });
    expect(await refused([], (i) => BigInt(i))).toMatchObject({ 0: 'nothing-to-convert' });
  });

  it('where its signal says so, with the reason of the signal', async () => {
    const stop = new AbortController();
    const samples = function* () {
      for (let i = 0; ; i++) {
        if (i === 5) stop.abort(new Error('enough'));
        yield { sample: i === 0 ? KEYFRAME : DELTA_FRAME, timeNanos: BigInt(i), isKeyframe: i === 0 };
      }
    };
    await expect(writeMp4(samples(), new MemorySink(), { signal: stop.signal })).rejects.toThrow('enough');
  });

  it('where the sink cannot take it, with the error of the sink', async () => {
    const sink = {
      write: () => {
        throw new Error('disk full');
      },
    };
    await expect(
      writeMp4(
        timed([KEYFRAME, DELTA_FRAME], (i) => BigInt(i) * MILLI),
        sink,
      ),
    ).rejects.toThrow('disk full');
  });
});

describe('streams of the corpus', () => {
  // Every stream that plays and whose pictures the corpus names; the long ones and the large ones take most of the time.
  const files = corpusFiles().filter(
    ({ file, expected, width }) =>
      expected.verdict === 'play' &&
      (width ?? 0) <= 1280 &&
      frameMd5(file).length > 0 &&
      accessUnitsOf(file).length > 0,
  );
  it.skipIf(!corpusAvailable)('are there', () => expect(files.length).toBeGreaterThan(20));

  it.each(files.map(({ file }) => file))('%s decodes from the MP4 to the same pictures', async (name) => {
    const samples = accessUnitsOf(name);
    const { file, report } = await written(samples, (i) => BigInt(i) * 33_333_333n);
    const expected = frameMd5(name);
    expect(file.packets).toHaveLength(samples.length);
    expect(report.samples).toBe(samples.length);
    expect(times(file)).toEqual(samples.map((_, i) => (BigInt(i) * 33_333_333n + 500n) / 1000n));
    expect(file.pictures).toEqual(expected.filter((md5) => md5 !== null));
  });
});
