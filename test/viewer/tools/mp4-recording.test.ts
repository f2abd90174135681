import { memorySource, parseEntityPath, type Timeline } from '@rushes/proto';
import { fileSource } from '@rushes/proto/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseFrameRate } from '../../../packages/viewer/src/tools/frame-rate.ts';
import { ffmpegCommand } from '../../../packages/viewer/src/tools/mp4/ffmpeg-advice.ts';
import {
  type RecordingToMp4Options,
  type RecordingToMp4Report,
  recordingToMp4,
} from '../../../packages/viewer/src/tools/mp4/recording-to-mp4.ts';
import { openVideoFile } from '../../../packages/viewer/src/tools/mp4/video-file.ts';
import {
  type VideoToRecordingReport,
  videoToRecording,
} from '../../../packages/viewer/src/tools/mp4/video-to-recording.ts';
import { writeMp4 } from '../../../packages/viewer/src/tools/mp4/write-mp4.ts';
import { type AvFile, readAvFile } from '../../support/av-file.ts';
import { accessUnitsOf, corpusAvailable, corpusFiles, corpusPath, frameMd5 } from '../../support/corpus.ts';
import {
  chunkOf,
  codecChunk,
  encodeClip,
  MemorySink,
  sampleBatch,
  samplesIn,
  tempFile,
  timed,
  videoChunks,
} from './conversion-fixture.ts';
import { chunksOf, fileOf } from './recordings.ts';

const FRAME: Timeline = { name: 'frame', kind: 'sequence' };
const CLOCK: Timeline = { name: 'clock', kind: 'duration' };
const LOG: Timeline = { name: 'log_time', kind: 'timestamp' };
const MILLI = 1_000_000n;
const START = 1_700_000_000_000_000_000n;

/** 40 pictures, a keyframe every ten. */
let clip: readonly Uint8Array[] = [];
let pictures: readonly string[] = [];
beforeAll(async () => {
  clip = await encodeClip(40);
  const sink = new MemorySink();
  await writeMp4(
    timed(clip, (i) => BigInt(i) * 40n * MILLI),
    sink,
  );
  ({ pictures } = await readAvFile(tempFile('clip.mp4', sink.bytes)));
  expect(new Set(pictures).size).toBeGreaterThan(20);
});

const recordingOf = (count = clip.length) =>
  fileOf(
    videoChunks(
      '/camera',
      [FRAME, CLOCK, LOG],
      clip.slice(0, count).map((sample, i) => ({
        sample,
        times: [BigInt(i + 100), BigInt(i) * 40n * MILLI, START + BigInt(i) * 41n * MILLI],
      })),
    ),
  );

async function converted(
  recording: Uint8Array,
  options: RecordingToMp4Options = {},
): Promise<{ readonly report: RecordingToMp4Report; readonly file: AvFile }> {
  const sink = new MemorySink();
  const report = await recordingToMp4(memorySource(recording), sink, options);
  return { report, file: await readAvFile(tempFile('converted.mp4', sink.bytes)) };
}

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => ({ code: 'none', message: '' }),
    (error: { code: string; message: string }) => ({ code: error.code, message: error.message }),
  );

describe('a recording becomes an MP4', () => {
  it('with every picture at its time on a timeline of durations, in the timescale that says it exactly', async () => {
    const { report, file } = await converted(recordingOf());
    expect(report).toMatchObject({
      entity: '/camera',
      timeline: 'clock',
      timescale: 25,
      samples: 40,
      hiddenSamples: 0,
      withoutTime: 0,
    });
    expect(file.pictures).toEqual(pictures);
    expect(file.packets.map(({ pts }) => pts)).toEqual(clip.map((_, i) => BigInt(i)));
  });

  it('with the times of the timeline that is named', async () => {
    const { file, report } = await converted(recordingOf(), { timeline: 'log_time' });
    expect([file.timescale, report.zeroNanos]).toEqual([1000, START]);
    expect(file.packets.map(({ pts }) => pts)).toEqual(clip.map((_, i) => BigInt(i) * 41n));
  });

  it('with frame numbers, if it is told how fast they are', async () => {
    const { file } = await converted(recordingOf(), { timeline: 'frame', frameRate: parseFrameRate('29.97') });
    expect(file.timescale).toBe(30_000);
    expect(file.packets.map(({ pts }) => pts)).toEqual(clip.map((_, i) => BigInt(i) * 1001n));
    expect(await refusal(converted(recordingOf(), { timeline: 'frame' }))).toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(/frame counts frames.*--fps 30/),
    });
  });

  it.each([
    ['a keyframe', 10n, 20n, 10, 21, 0],
    ['a picture between keyframes', 14n, 20n, 14, 21, 4],
    ['a time between two pictures', 14n, undefined, 14, 40, 4],
    ['a time before the first picture', undefined, 3n, 0, 4, 0],
  ])('from %s on, shown exactly from the picture of that time', async (_, from, to, first, end, hidden) => {
    // Half a picture later than its time: the one before is still on the screen.
    const range = { from: from && from * 40n * MILLI + 20n * MILLI, to: to && to * 40n * MILLI };
    const { file, report } = await converted(recordingOf(), { range: () => range });
    expect(file.pictures).toEqual(pictures.slice(first, end));
    expect(report.hiddenSamples).toBe(hidden);
    expect(file.packets.find(({ isHidden }) => !isHidden)?.pts).toBe(0n);
  });

  it('whatever the order of the chunks in the file', async () => {
    const [codec, ...groups] = videoChunks(
      '/camera',
      [CLOCK],
      clip.map((sample, i) => ({ sample, times: [BigInt(i) * 40n * MILLI] })),
    );
    const shuffled = [groups[2], groups[0], codec, groups[3], groups[1]].flatMap((chunk) => chunk ?? []);
    expect((await converted(fileOf(shuffled))).file.pictures).toEqual(pictures);
  });

  it('without rows that are not on the timeline, which are counted', async () => {
    const chunks = [
      codecChunk('/camera'),
      chunkOf(
        '/camera',
        [CLOCK, LOG],
        clip
          .slice(0, 10)
          .map((sample, i) => ({ times: [BigInt(i) * 40n * MILLI, START], batches: [sampleBatch(sample)] })),
      ),
      chunkOf('/camera', [LOG], [{ times: [START], batches: [sampleBatch(clip[10] ?? new Uint8Array(0))] }]),
    ];
    const { report } = await converted(fileOf(chunks), { timeline: 'clock' });
    expect(report).toMatchObject({ samples: 10, withoutTime: 1 });
  });

  it('of one entity, which has to be named if several have video', async () => {
    const two = fileOf(
      ['/cameras/left', '/cameras/right'].flatMap((entity) =>
        videoChunks(
          entity,
          [CLOCK],
          clip.map((sample, i) => ({ sample, times: [BigInt(i) * MILLI] })),
        ),
      ),
    );
    expect((await converted(two, { entity: parseEntityPath('cameras/right') })).report.entity).toBe('/cameras/right');
    expect(await refusal(converted(two))).toMatchObject({
      code: 'choose-one',
      message: expect.stringContaining('/cameras/left, /cameras/right'),
    });
    expect(await refusal(converted(two, { entity: parseEntityPath('/lidar') }))).toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('Found: /cameras/left, /cameras/right'),
    });
  });

  it('unless it has no video, none in the range, none on the timeline, or none that an MP4 here can hold', async () => {
    const h265 = fileOf([
      codecChunk('/camera', 0x68657631),
      chunkOf('/camera', [CLOCK], [{ times: [0n], batches: [sampleBatch(clip[0] ?? new Uint8Array(0))] }]),
    ]);
    expect(await refusal(converted(fileOf([])))).toMatchObject({ code: 'nothing-to-convert' });
    expect(await refusal(converted(recordingOf(), { range: () => ({ to: -1n }) }))).toMatchObject({
      code: 'not-found',
    });
    expect(await refusal(converted(recordingOf(), { range: () => ({ from: 40n * 40n * MILLI }) }))).toMatchObject({
      code: 'not-found',
    });
    expect(await refusal(converted(recordingOf(), { range: () => ({ from: 2n, to: 1n }) }))).toMatchObject({
      code: 'bad-option',
    });
    expect(await refusal(converted(recordingOf(), { timeline: 'tick' }))).toMatchObject({ code: 'not-found' });
    expect(await refusal(converted(h265))).toMatchObject({
      code: 'unsupported-codec',
      message: expect.stringContaining('H265'),
    });
  });
});

/** Runs the conversion from a file on disk. */
async function imported(
  path: string,
  options: { readonly entity?: string; readonly fps?: string; readonly partial?: boolean } = {},
) {
  const source = await fileSource(path);
  try {
    const frameRate = options.fps === undefined ? undefined : parseFrameRate(options.fps);
    const video = await openVideoFile(source, { file: path, frameRate, acceptsPartial: options.partial });
    const pieces: Uint8Array[] = [];
    const report: VideoToRecordingReport = await videoToRecording(
      video,
      async (bytes) => {
        pieces.push(bytes.slice());
      },
      { file: path, entity: parseEntityPath(options.entity ?? 'video'), applicationId: 'test' },
    );
    video.close();
    return { report, recording: new Uint8Array(Buffer.concat(pieces)) };
  } finally {
    await source.close();
  }
}

describe('a video file becomes a recording', () => {
  it('and that becomes the same MP4 again', async () => {
    const uneven = (i: number) => BigInt(i * 33 + (i % 3) * 4) * MILLI;
    const sink = new MemorySink();
    await writeMp4(timed(clip, uneven), sink);
    const { recording, report } = await imported(tempFile('uneven.mp4', sink.bytes), { entity: 'camera/front' });
    expect(report.tracks).toMatchObject([
      { entity: '/camera/front', samples: 40, keyframes: 4, width: 64, height: 48 },
    ]);
    const rows = samplesIn(recording, '/camera/front');
    expect(rows.map(({ times }) => times)).toEqual(clip.map((_, i) => ({ frame: BigInt(i), video_time: uneven(i) })));
    const again = new MemorySink();
    await recordingToMp4(memorySource(recording), again);
    expect((await readAvFile(tempFile('again.mp4', again.bytes))).pictures).toEqual(pictures);
  });

  it('in chunks that are groups of pictures, the codec before them', async () => {
    const { recording } = await imported(tempFile('bare.h264', new Uint8Array(Buffer.concat(clip))), { fps: '25' });
    const rows = samplesIn(recording, '/video');
    expect(rows.map(({ sample }) => Buffer.from(sample))).toEqual(clip.map((sample) => Buffer.from(sample)));
    expect(rows[3]?.times).toEqual({ frame: 3n, video_time: 120n * MILLI });
    expect(chunksOf(recording)).toHaveLength(5);
  });

  it('with pictures that an edit list hides at times below 0', async () => {
    const sink = new MemorySink();
    await writeMp4(
      timed(clip.slice(10), (i) => BigInt(i) * 40n * MILLI),
      sink,
      { shownFromNanos: 160n * MILLI },
    );
    const { recording } = await imported(tempFile('cut.mp4', sink.bytes));
    expect(samplesIn(recording, '/video').map(({ times }) => times.video_time)).toEqual(
      clip.slice(10).map((_, i) => BigInt(i - 4) * 40n * MILLI),
    );
  });

  it('only if bare H.264 is told how fast it is', async () => {
    const path = tempFile('bare2.h264', new Uint8Array(Buffer.concat(clip)));
    expect(await refusal(imported(path))).toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining('--fps 30'),
    });
  });
});

describe('a video file is refused', () => {
  const mp4 = async () => {
    const sink = new MemorySink();
    await writeMp4(
      timed(clip, (i) => BigInt(i) * 40n * MILLI),
      sink,
      { maxSamples: clip.length },
    );
    return sink.bytes;
  };

  it.each([
    ['that is empty', new Uint8Array(0), 'nothing-to-convert', /is empty/],
    [
      'that is a text',
      Buffer.from('once upon a time, there was no video at all in this file'.repeat(20)),
      'wrong-format',
      /none of MP4, MOV/,
    ],
    ['that is a recording', fileOf([]), 'wrong-format', /none of MP4/],
  ])('%s', async (_, bytes, code, message) => {
    expect(await refusal(imported(tempFile('refused.mp4', new Uint8Array(bytes))))).toEqual({
      code,
      message: expect.stringMatching(message),
    });
  });

  it('that was cut short, at every 97th byte; with what is there of it on demand', async () => {
    const whole = await mp4();
    const codes = new Set<string>();
    for (let length = 12; length < whole.length; length += 97) {
      const { code } = await refusal(imported(tempFile('short.mp4', whole.subarray(0, length))));
      codes.add(code);
    }
    expect([...codes].filter((code) => code !== 'truncated')).toEqual([]);
    const path = tempFile('half.mp4', whole.subarray(0, whole.length - 500));
    const { report } = await imported(path, { partial: true });
    expect(report.notes[0]).toMatch(/cut short: the mdat box at byte \d+ needs/);
    expect(report.tracks[0]?.samples).toBeGreaterThan(10);
    expect(report.tracks[0]?.samples).toBeLessThan(40);
  });

  it('that was cut short before its index, also on demand', async () => {
    const sink = new MemorySink();
    await writeMp4(
      timed(clip, (i) => BigInt(i) * 40n * MILLI),
      sink,
    );
    const path = tempFile('no-index.mp4', sink.bytes.subarray(0, sink.bytes.length - 900));
    expect(await refusal(imported(path, { partial: true }))).toMatchObject({
      code: 'truncated',
      message: expect.stringContaining('says nothing of a video'),
    });
  });

  it('with flipped bytes by an error that has a code, or it is read, but never another error', async () => {
    const whole = await mp4();
    const known = [
      'none',
      'truncated',
      'damaged',
      'wrong-format',
      'nothing-to-convert',
      'unsupported-video',
      'unsupported-codec',
      'b-frames',
      'limit-exceeded',
      'bad-bitstream',
    ];
    for (let at = 0; at < 1500; at += 29) {
      const bytes = whole.slice();
      bytes[at] = (bytes[at] ?? 0) ^ 0x55;
      expect(known).toContain((await refusal(imported(tempFile('flipped.mp4', bytes)))).code);
    }
  });

  const skipped = corpusAvailable ? '' : ' (skipped: ../shared/corpus not present)';
  it.skipIf(!corpusAvailable).each([
    ['made_b_frames.h264', 'b-frames'],
    ['made_b_frames_only_in_second_gop.h264', 'b-frames'],
    ['made_slice_groups_fmo.h264', 'unsupported-video'],
    ['made_interlaced_field_pictures.h264', 'unsupported-video'],
  ])(`if it is %s, with the FFmpeg command that helps${skipped}`, async (name, code) => {
    const path = corpusPath(name);
    const found = await refusal(imported(path, { fps: '30' }));
    expect(found.code).toBe(code);
    expect(found.message).toContain(`ffmpeg -r 30/1 -i ${path} -map 0:v -c:v libx264`);
    expect(found.message).toContain(path.replace('.h264', '.no-b-frames.mp4'));
  });
});

describe('the FFmpeg command', () => {
  it.each([
    ['drive.mov', 'ffmpeg -i drive.mov ', ' drive.no-b-frames.mp4'],
    ["it's here/a b.mkv", "ffmpeg -i 'it'\\''s here/a b.mkv' ", " 'it'\\''s here/a b.no-b-frames.mp4'"],
    ['-rf', 'ffmpeg -i ./-rf ', ' ./-rf.no-b-frames.mp4'],
    ['/tmp/v1.2/video', 'ffmpeg -i /tmp/v1.2/video ', ' /tmp/v1.2/video.no-b-frames.mp4'],
  ])('for %s can be pasted into a shell', (file, start, end) => {
    const command = ffmpegCommand(file);
    expect([command.startsWith(start), command.endsWith(end)]).toEqual([true, true]);
  });
});

it.skipIf(!corpusAvailable)('warns of what some viewers cannot show, and converts it', async () => {
  const { report } = await imported(corpusPath('made_high10.h264'), { fps: '30' });
  expect(report.tracks[0]).toMatchObject({ samples: 30, warnings: [expect.stringMatching(/10/)] });
});

describe('containers of the corpus', () => {
  const skipped = corpusAvailable ? '' : ' (skipped: ../shared/corpus not present)';
  const twin = () => accessUnitsOf('made_container_twin.h264');

  it.skipIf(!corpusAvailable).each(['made_container.mp4', 'made_container.mkv', 'made_container.ts'])(
    `%s gives the pictures of its bare twin${skipped}`,
    async (name) => {
      const { recording, report } = await imported(corpusPath(name));
      const rows = samplesIn(recording, '/video');
      expect(rows).toHaveLength(twin().length);
      expect(report.notes).toEqual([]);
      const witness = await readAvFile(corpusPath(name), { decode: false });
      const first = witness.packets[0]?.pts ?? 0n;
      const nanos = witness.packets.map(({ pts }) => ((pts - first) * 1_000_000_000n) / BigInt(witness.timescale));
      rows.forEach(({ times }, i) => {
        expect(
          Number((times.video_time ?? 0n) - (rows[0]?.times.video_time ?? 0n) - (nanos[i] ?? 0n)),
        ).toBeLessThanOrEqual(1);
      });
      const sink = new MemorySink();
      await recordingToMp4(memorySource(recording), sink);
      const file = await readAvFile(tempFile('container.mp4', sink.bytes));
      expect(file.pictures).toEqual(frameMd5('made_container_twin.h264'));
    },
  );

  it.skipIf(!corpusAvailable)(`every good stream survives the way there and back${skipped}`, async () => {
    const names = corpusFiles()
      .filter(
        ({ expected, width, file }) =>
          expected.verdict === 'play' && (width ?? 0) <= 400 && accessUnitsOf(file).length > 0,
      )
      .map(({ file }) => file);
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) {
      const { recording } = await imported(corpusPath(name), { fps: '30' });
      expect([name, samplesIn(recording, '/video').length]).toEqual([name, accessUnitsOf(name).length]);
    }
  });
});
