import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { memorySource, openRrd } from '@rushes/proto';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startViewerProcess } from '../../examples/demo/viewer-process.ts';
import { makeBarRecording } from '../support/bar-recording.ts';
import { launchChromium } from '../support/chromium.ts';
import { type RewriteOptions, rewriteRecording } from '../support/rewrite-recording.ts';
import { openViewerPage, type ViewerPage } from '../support/viewer-page.ts';

// Files of numbered pictures in every layout, served by a viewer that was started by its bin, looked at in Chromium.

const FRAMES = 120;
const FPS = 30;
const KEYFRAME_EVERY = 15;
const corpus = fileURLToPath(new URL('../../../shared/corpus/rrd/', import.meta.url));

let browser: Browser;
let folder: string;
let original: Uint8Array;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  browser = await launchChromium();
  folder = mkdtempSync(join(tmpdir(), 'rushes-replay-'));
  original = await makeBarRecording({ recordingId: 'bars', frames: FRAMES, fps: FPS, keyframeEvery: KEYFRAME_EVERY });
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function save(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** A byte range that the page asked for. */
interface Read {
  readonly offset: number;
  readonly byteLength: number;
}

/** Opens the page on a file; `reads` is what it has asked for of it so far, in order. */
async function openFile(path: string, query = ''): Promise<ViewerPage & { readonly reads: readonly Read[] }> {
  const viewer = await startViewerProcess(['--port', '0', '--no-open', path]);
  closers.push(() => viewer.stop());
  const reads: Read[] = [];
  const opened = await openViewerPage(browser, `${viewer.url}${query}`, {
    prepare: async (page) => {
      page.on('request', (request) => {
        const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers().range ?? '');
        if (range === null) return;
        const [offset, last] = [Number(range[1]), Number(range[2])];
        reads.push({ offset, byteLength: last - offset + 1 });
      });
    },
  });
  closers.push(() => opened.close());
  await opened.page.waitForFunction(() => window.rushes.recordings().some(({ active }) => active));
  await opened.settled();
  return { ...opened, reads };
}

/** First, last, keyframes with their neighbours, and others at random; forwards and backwards. */
function seeks(frames: number): number[] {
  let seed = 11;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * frames);
  };
  const around = [15, 60, 105].flatMap((keyframe) => [keyframe - 1, keyframe, keyframe + 1]);
  const forwards = [0, ...around, frames - 1].filter((frame) => frame < frames);
  return [...forwards, ...forwards.toReversed(), ...Array.from({ length: 6 }, random)];
}

async function expectFrames(page: ViewerPage, frames: readonly number[]): Promise<void> {
  for (const [i, frame] of frames.entries()) {
    await page.seek(BigInt(frame));
    const [video] = await page.videos();
    expect(video, `frame ${frame}`).toMatchObject({
      state: 'ok',
      requested: { sample: frame, time: BigInt(frame) },
      shown: { sample: frame, time: BigInt(frame) },
    });
    // Pixels are the proof; the page's word is checked against them often enough to be believed in between.
    if (i % 3 === 0) expect(await page.readBars(), `frame ${frame}`).toBe(frame);
  }
}

const LAYOUTS: readonly { readonly title: string; readonly options: RewriteOptions }[] = [
  { title: 'with a footer, a group of pictures a chunk', options: {} },
  { title: 'without a footer', options: { footer: false } },
  { title: 'of a program that was killed', options: { end: false } },
  { title: 'with LZ4 chunks', options: { compression: 'lz4' } },
  { title: 'with LZ4 chunks and no footer', options: { compression: 'lz4', footer: false } },
  { title: 'with a chunk for every sample', options: { rowsPerVideoChunk: 1 } },
  { title: 'with groups of pictures cut across chunks', options: { rowsPerVideoChunk: 4 } },
];

describe('a recording file', () => {
  for (const { title, options } of LAYOUTS) {
    it(`${title} shows exactly the picture at every time`, async () => {
      const page = await openFile(save('layout.rrd', await rewriteRecording(original, options)));
      expect((await page.time()).mode).toBe('paused');
      expect(await page.readBars()).toBe(0);
      await page.setTimeline('frame');
      const [video] = await page.videos();
      expect(video?.samples).toBe(FRAMES);
      await expectFrames(page, seeks(FRAMES));
      expect(page.complaints).toEqual([]);
    });
  }

  it('that was cut short shows all that is complete, and says where it ends', async () => {
    const whole = await rewriteRecording(original, { rowsPerVideoChunk: 1 });
    const page = await openFile(save('cut.rrd', whole.subarray(0, Math.floor(0.6 * whole.length))));
    const [video] = await page.videos();
    const frames = video?.samples ?? 0;
    expect(frames).toBeGreaterThan(FRAMES / 2);
    expect(frames).toBeLessThan(0.7 * FRAMES);
    await expectFrames(page, [frames - 1, 0, 16]);
  });

  it('with a broken chunk in the middle shows the rest, and says what is wrong where', async () => {
    const bytes = Uint8Array.from(await rewriteRecording(original, {}));
    const file = await openRrd(memorySource(bytes));
    const chunks = file.stores[0]?.entries.filter(({ components }) =>
      components.some(({ descriptor }) => descriptor.component === 'VideoStream:sample'),
    );
    const broken = chunks?.[4];
    if (broken === undefined) throw new Error('Expected chunks of video.');
    bytes.fill(0xff, broken.offset + 40, broken.offset + 400);
    const page = await openFile(save('broken.rrd', bytes));
    await expectFrames(page, [0, 14, 59]);
    await page.seek(62n);
    await expectFrames(page, [75, 119, 31]);
  });

  it('is read by ranges: before the first picture nothing but what it takes', async () => {
    const long = await makeBarRecording({ recordingId: 'long', frames: 1800, fps: FPS, keyframeEvery: KEYFRAME_EVERY });
    const bytes = await rewriteRecording(long, { only: '/camera' });
    const index = await openRrd(memorySource(bytes));
    const chunkBytes = index.stores[0]?.entries.reduce((sum, { byteLength }) => sum + byteLength, 0) ?? 0;
    const page = await openFile(save('long.rrd', bytes));
    // Nothing but the video is in it. What is read first are its two ends, then the chunks at the cursor: two seconds of a minute.
    const firstOffset = Math.min(...(index.stores[0]?.entries.map(({ offset }) => offset) ?? []));
    const isOfChunks = ({ offset, byteLength }: Read) =>
      byteLength > 4096 && offset + byteLength > firstOffset && offset < firstOffset + chunkBytes;
    const first = page.reads.find(isOfChunks);
    expect(first?.offset).toBeLessThanOrEqual(firstOffset);
    expect(first?.byteLength).toBeLessThan(0.15 * chunkBytes);
    const before = page.reads.slice(0, page.reads.indexOf(first as Read));
    const beforeBytes = before.reduce((sum, { byteLength }) => sum + byteLength, 0);
    expect(beforeBytes).toBeLessThanOrEqual(bytes.length - chunkBytes + 3 * 4096);
    await expectFrames(page, [1799, 0, 1234, 17, 900]);
  });

  it('is scrubbed with less memory than it has, again and again, and every picture is right', async () => {
    const bytes = await rewriteRecording(original, { rowsPerVideoChunk: 3 });
    const page = await openFile(save('small.rrd', bytes), '?memory=0.1');
    await expectFrames(page, [...seeks(FRAMES), ...seeks(FRAMES)]);
  });

  it('is played from end to end without leaving pictures out or waiting', async () => {
    const page = await openFile(save('play.rrd', await rewriteRecording(original, {})));
    await page.setTimeline('video_time');
    await page.seek(0n);
    const shown = await page.page.evaluate(
      (last) =>
        new Promise<number[]>((resolve) => {
          const seen: number[] = [];
          const stop = window.rushes.on('videos', ([video]) => {
            const sample = video?.shown?.sample;
            if (sample === undefined || sample === seen.at(-1)) return;
            seen.push(sample);
            if (sample < last) return;
            stop();
            resolve(seen);
          });
          window.rushes.play();
        }),
      FRAMES - 1,
    );
    expect(shown).toEqual([...shown].sort((a, b) => a - b));
    expect(shown.length).toBeGreaterThan(FRAMES / 3);
    await page.page.waitForFunction(() => window.rushes.time().mode === 'paused');
  });

  it('is opened and closed by a script, by its address and as a File', async () => {
    const page = await openFile(save('by-script.rrd', await rewriteRecording(original, {})));
    const second = await makeBarRecording({ recordingId: 'second', frames: 30, firstNumber: 500 });
    const ids = await page.page.evaluate((base64) => {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      return window.rushes.open(new File([bytes], 'second.rrd'));
    }, Buffer.from(second).toString('base64'));
    expect(ids).toEqual(['second']);
    await page.settled();
    expect(await page.readBars()).toBe(500);
    await page.showRecording('bars');
    expect(await page.readBars()).toBe(0);
    await page.showRecording('second');
    await page.seek(20n);
    expect(await page.readBars()).toBe(520);
    await page.page.evaluate(() => window.rushes.close('second'));
    await page.page.waitForFunction(() => window.rushes.recordings().every(({ id }) => id !== 'second'));
    await expect(
      page.page.evaluate(() => window.rushes.open(new File(['hello, this is no recording'], 'x'))),
    ).rejects.toThrow(/RRF2/);
  });
});

describe.skipIf(!existsSync(corpus))('recordings that others made', () => {
  for (const name of ['all-kinds-plain.rrd', 'all-kinds-lz4-footer.rrd', 'all-kinds-lz4-blueprint.rrd']) {
    it(`${name} opens with all that is in it`, async () => {
      const page = await openFile(save(name, readFileSync(join(corpus, name))));
      const [video] = await page.videos();
      expect(video).toMatchObject({ samples: 60, width: 1280, height: 720, state: 'ok' });
      expect(await page.page.evaluate(() => window.rushes.recordings().length)).toBe(1);
      await page.setTimeline('frame');
      for (const frame of [0, 59, 30, 29, 31, 7]) {
        await page.seek(BigInt(frame));
        const [shown] = await page.videos();
        expect(shown?.shown, `frame ${frame}`).toMatchObject({ sample: frame });
      }
      expect(page.complaints).toEqual([]);
    });
  }
});
