import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { H264StreamChecker, inspectSample } from '@rushes/proto';
import { MemorySink, RecordingStream, VideoStream } from '@rushes/sdk';
import { PixelFormat, readVideoFile, VideoEncoder, type VideoEncoderOptions } from '@rushes/sdk/node';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { corpusAvailable, corpusFile, corpusPath } from '../support/corpus.ts';
import { drainChunks } from './read-rows.ts';

const untyped = (value: unknown) => value as never;
const [WIDTH, HEIGHT] = [320, 240];
const BYTES = { rgb24: 3, rgba: 4, bgr24: 3, gray: 1, yuv420p: 1.5 } as const;

/** A frame with a bright square that moves. */
function frame(input: PixelFormat, index: number): Uint8Array {
  const bytes = new Uint8Array(WIDTH * HEIGHT * BYTES[input]).fill(40);
  const rowBytes = input === 'yuv420p' ? WIDTH : WIDTH * BYTES[input];
  const pixelBytes = rowBytes / WIDTH;
  for (let y = 40; y < 100; y++) {
    const from = y * rowBytes + ((index * 4) % 240) * pixelBytes;
    bytes.fill(220, from, from + 60 * pixelBytes);
  }
  return bytes;
}

async function openEncoder(options: Partial<VideoEncoderOptions> = {}): Promise<VideoEncoder> {
  const encoder = await VideoEncoder.create({
    width: WIDTH,
    height: HEIGHT,
    input: 'rgb24',
    preset: 'ultrafast',
    ...options,
  });
  onTestFinished(() => encoder.close());
  return encoder;
}

describe('encode', () => {
  it.each(Object.values(PixelFormat))(
    'makes one good sample of each %s frame, a keyframe every second',
    async (input) => {
      const encoder = await openEncoder({ input });
      const checker = new H264StreamChecker();
      const keyframes: number[] = [];
      for (let i = 0; i < 60; i++) {
        const samples = encoder.encode(frame(input, i));
        expect(samples).toHaveLength(1);
        const [sample] = samples;
        const verdict = checker.check(sample?.data ?? new Uint8Array(0));
        if (!verdict.ok) throw new Error(verdict.refusal.message);
        expect([verdict.warnings, verdict.isKeyframe, sample?.pts]).toEqual([[], sample?.isKeyframe, BigInt(i)]);
        expect(verdict.sps.crop).toMatchObject({ width: WIDTH, height: HEIGHT });
        if (verdict.isKeyframe) keyframes.push(i);
      }
      expect(keyframes).toEqual([0, 30]);
      expect(encoder.flush()).toEqual([]);
      expect(encoder.encoderName).toBe('libx264');
    },
  );

  it('follows the keyframe interval and the frame rate', async () => {
    const encoder = await openEncoder({ fps: 10, keyframeIntervalSecs: 0.5 });
    const keyframes = Array.from({ length: 11 }, (_, i) => encoder.encode(frame('rgb24', i))[0]?.isKeyframe);
    expect(keyframes.flatMap((isKeyframe, i) => (isKeyframe ? [i] : []))).toEqual([0, 5, 10]);
  });

  it('repeats parameter sets with each keyframe and says what the colours are', async () => {
    const encoder = await openEncoder({ keyframeIntervalSecs: 0.1 });
    const samples = [0, 1, 2, 3].flatMap((i) => encoder.encode(frame('rgb24', i)));
    const infos = samples.map(({ data }) => inspectSample(data));
    expect(infos.map((info) => [info.isKeyframe, info.spsNals.size, info.ppsNals.size])).toEqual([
      [true, 1, 1],
      [false, 0, 0],
      [false, 0, 0],
      [true, 1, 1],
    ]);
    expect([...(infos[0]?.sps.values() ?? [])][0]?.fullRange).toBe(false);
  });

  it('keeps to a bitrate', async () => {
    const encoder = await openEncoder({ bitrate: 100_000, preset: 'veryfast' });
    let seed = 1;
    const noise = new Uint8Array(WIDTH * HEIGHT * 3);
    let bytes = 0;
    for (let i = 0; i < 60; i++) {
      for (let at = 0; at < noise.length; at++) {
        seed = (seed * 1103515245 + 12345) & 0x7fffffff;
        noise[at] = seed >> 16;
      }
      for (const { data } of encoder.encode(noise)) bytes += data.length;
    }
    // Noise without a limit takes a hundred times that.
    expect((bytes * 8) / 2).toBeLessThan(400_000);
  });

  it('is the same on another thread, in order of the calls, from a copy', async () => {
    const [sync, async] = [await openEncoder(), await openEncoder()];
    const expected = [0, 1, 2, 3].map((i) => sync.encode(frame('rgb24', i)));
    const buffer = new Uint8Array(WIDTH * HEIGHT * 3);
    const pending = [0, 1, 2, 3].map((i) => {
      buffer.set(frame('rgb24', i));
      return async.encodeAsync(buffer);
    });
    buffer.fill(0);
    expect(await Promise.all(pending)).toEqual(expected);
  });

  it('takes times of the caller', async () => {
    const encoder = await openEncoder();
    const pts = [5, 6n, undefined, 100].map((given) => encoder.encode(frame('rgb24', 0), { pts: given })[0]?.pts);
    expect(pts).toEqual([5n, 6n, 7n, 100n]);
    expect(() => encoder.encode(frame('rgb24', 0), { pts: 100 })).toThrow(/pts must ascend, at least 101, but is 100/);
    expect(() => encoder.encode(frame('rgb24', 0), { pts: 1.5 })).toThrow(/pts must be an integer, but is 1\.5/);
  });

  it('goes straight into a recording', async () => {
    const sink = new MemorySink();
    const rec = new RecordingStream('test', { sinks: [sink] });
    const encoder = await openEncoder();
    for (const sample of encoder.encode(frame('rgb24', 0))) rec.log('camera', VideoStream.fromSample(sample));
    await rec.flush();
    expect(drainChunks(sink).map(({ header }) => header.components)).toEqual([
      ['VideoStream:codec'],
      ['VideoStream:sample'],
    ]);
  });
});

describe('misuse', () => {
  it.each([
    ['a frame that is too short', new Uint8Array(10), /rgb24 frame of 320x240 has 230400 bytes .* has 10/],
    ['a path', untyped('frame.png'), /takes a Uint8Array of rgb24 pixels.*'frame\.png'/],
  ])('%s is refused, and the encoder goes on', async (_, bad, message) => {
    const encoder = await openEncoder();
    expect(() => encoder.encode(bad)).toThrow(message);
    expect(encoder.encode(frame('rgb24', 0))).toHaveLength(1);
  });

  it.each<[string, Partial<Record<keyof VideoEncoderOptions, unknown>>, RegExp]>([
    ['an odd width', { width: 321 }, /options\.width must be an even integer.*cannot code odd sizes; pad or crop.*321/],
    ['no height', { height: undefined }, /options\.height.*undefined/],
    ['a height of 0', { height: 0 }, /options\.height.*is 0/],
    ['an unknown format', { input: 'yuyv' }, /options\.input must be one of rgb24, rgba, bgr24, gray, yuv420p.*'yuyv'/],
    ['0 fps', { fps: 0 }, /options\.fps, when provided, must be a positive number, but is 0/],
    ['a negative bitrate', { bitrate: -1 }, /options\.bitrate/],
    ['NaN seconds', { keyframeIntervalSecs: Number.NaN }, /options\.keyframeIntervalSecs.*NaN/],
    ['hardware: true', { hardware: true }, /options\.hardware must be 'auto' or 'none', but is true/],
  ])('%s is refused', async (_, options, message) => {
    await expect(VideoEncoder.create(untyped({ width: 320, height: 240, input: 'rgb24', ...options }))).rejects.toThrow(
      message,
    );
  });

  it('a preset that the encoder does not know is an error of FFmpeg', async () => {
    await expect(openEncoder({ preset: 'warp' })).rejects.toMatchObject({
      code: 'media-error',
      message: expect.stringMatching(/cannot open libx264/),
    });
  });

  it('after close is refused', async () => {
    const encoder = await openEncoder();
    await encoder.close();
    await encoder[Symbol.asyncDispose]();
    expect(() => encoder.encode(frame('rgb24', 0))).toThrow(/closed/);
    await expect(encoder.encodeAsync(frame('rgb24', 0))).rejects.toThrow(/closed/);
  });
});

it('with hardware: auto encodes on every machine, and says with what and why', async () => {
  const notes: string[] = [];
  const encoder = await openEncoder({ hardware: 'auto', onNote: (note) => notes.push(note) });
  expect(encoder.encode(frame('rgb24', 0)).length).toBeLessThanOrEqual(1);
  expect(notes.at(-1)).toBe(`Encoding with ${encoder.encoderName}.`);
  if (encoder.encoderName === 'libx264') {
    for (const name of ['h264_nvenc', 'h264_videotoolbox', 'h264_qsv', 'h264_vaapi']) {
      expect(notes.join('\n')).toMatch(new RegExp(`${name} cannot be used here: .+`));
    }
  }
});

describe('readVideoFile', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  async function readAll(path: string) {
    const samples = [];
    for await (const sample of readVideoFile(path)) samples.push(sample);
    return samples;
  }

  it('reads a bare stream at its announced pace', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rushes-'));
    folders.push(folder);
    const encoder = await openEncoder({ fps: 25 });
    const samples = Array.from({ length: 30 }, (_, i) => encoder.encode(frame('rgb24', i))).flat();
    writeFileSync(join(folder, 'clip.h264'), Buffer.concat(samples.map(({ data }) => data)));
    const read = await readAll(join(folder, 'clip.h264'));
    expect(read.map(({ sample }) => sample.length)).toEqual(samples.map(({ data }) => data.length));
    expect(read.map(({ isKeyframe }) => isKeyframe)).toEqual(samples.map(({ isKeyframe }) => isKeyframe));
    expect(read.map(({ timeNanos }) => timeNanos)).toEqual(samples.map((_, i) => BigInt(i) * 40_000_000n));
  });

  it.each([
    ['a file that is not there', '/nowhere/at/all.mp4', /No such file.*File: \/nowhere\/at\/all\.mp4/],
    ['a file that is no video', import.meta.filename, /cannot be read/],
  ])('refuses %s', async (_, path, message) => {
    await expect(readAll(path)).rejects.toThrow(message);
    await expect(readAll(path)).rejects.toMatchObject({ code: 'media-error' });
  });

  describe.skipIf(!corpusAvailable)('containers of the corpus (skipped: ../shared/corpus not present)', () => {
    it.each(['made_container.mp4', 'made_container.mkv', 'made_container.ts'])(
      'reads %s as the bare stream beside it',
      async (name) => {
        const twin = corpusFile('made_container_twin.h264');
        const checker = new H264StreamChecker();
        const read = await readAll(corpusPath(name));
        const verdicts = read.map(({ sample }) => checker.check(sample));
        expect(verdicts.every((verdict) => verdict.ok)).toBe(true);
        expect(read).toHaveLength(twin.frame_count ?? -1);
        expect(verdicts.flatMap((verdict, i) => (verdict.ok && verdict.isKeyframe ? [i] : []))).toEqual(
          twin.keyframe_indices,
        );
        const times = read.map(({ timeNanos }) => timeNanos);
        expect(times[0]).toBe(0n);
        expect(times.every((time, i) => i === 0 || time > (times[i - 1] ?? 0n))).toBe(true);
      },
    );

    it('leaves B-frames to the check of the log', async () => {
      const checker = new H264StreamChecker();
      const read = await readAll(corpusPath('real_webcam_asl_again.mkv'));
      const codes = read
        .map(({ sample }) => checker.check(sample))
        .flatMap((verdict) => (verdict.ok ? [] : [verdict.refusal.code]));
      expect(codes).toContain('b-frames');
    });

    it('says what the codec is when it is another one', async () => {
      await expect(readAll(corpusPath('real_vp9.webm'))).rejects.toThrow(/its video is vp9.*libx264 -bf 0/);
    });
  });
});
