import { createServer, type Server } from 'node:http';
import { VideoEncoder } from '@rushes/sdk/node';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Mp4Options, writeMp4 } from '../../../packages/viewer/src/tools/mp4/write-mp4.ts';
import { BAR_CLIP_HEIGHT, BAR_CLIP_WIDTH, drawBarPicture, readBarScreenshot } from '../../support/bar-clip.ts';
import { launchChromium } from '../../support/chromium.ts';
import { MemorySink, timed } from '../../viewer/tools/conversion-fixture.ts';

// What a player makes of the MP4s that are written here: Chromium's, on pictures that carry their number.

const SECTION = 10;
const FRAME_NANOS = 100_000_000n;
let samples: readonly Uint8Array[] = [];
let server: Server | undefined;
let browser: Browser | undefined;
let page: Page | undefined;
let file = new Uint8Array(0);

/** Ten numbered pictures, at one or two times their size. */
async function section(first: number, scale: 1 | 2): Promise<readonly Uint8Array[]> {
  const [width, height] = [BAR_CLIP_WIDTH * scale, BAR_CLIP_HEIGHT * scale];
  const encoder = await VideoEncoder.create({ width, height, input: 'rgb24', preset: 'ultrafast', fps: 10 });
  const encoded: Uint8Array[] = [];
  for (let i = 0; i < SECTION; i++) {
    const small = drawBarPicture(first + i);
    const rgb = new Uint8Array(width * height * 3);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const from = (Math.floor(y / scale) * BAR_CLIP_WIDTH + Math.floor(x / scale)) * 3;
        rgb.set(small.subarray(from, from + 3), (y * width + x) * 3);
      }
    }
    encoded.push(...encoder.encode(rgb).map(({ data }) => data));
  }
  encoder.close();
  return encoded;
}

beforeAll(async () => {
  samples = [...(await section(0, 1)), ...(await section(SECTION, 2)), ...(await section(2 * SECTION, 1))];
  server = createServer(({ url, headers }, response) => {
    if (url !== '/video.mp4') {
      response.setHeader('content-type', 'text/html').end('<video muted></video>');
      return;
    }
    const [, from = '0', to = ''] = /bytes=(\d+)-(\d*)/.exec(headers.range ?? '') ?? [];
    const end = to === '' ? file.length - 1 : Number(to);
    const range = `bytes ${from}-${end}/${file.length}`;
    response.writeHead(206, { 'content-type': 'video/mp4', 'accept-ranges': 'bytes', 'content-range': range });
    response.end(file.subarray(Number(from), end + 1));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  browser = await launchChromium();
  page = await browser.newPage();
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

/** The numbers that a `<video>` shows at these times, and its size there. */
async function shownAt(
  options: Mp4Options,
  secs: readonly number[],
): Promise<readonly (readonly [number | undefined, number])[]> {
  const sink = new MemorySink();
  await writeMp4(
    timed(samples, (i) => BigInt(i) * FRAME_NANOS),
    sink,
    options,
  );
  file = new Uint8Array(sink.bytes);
  const address = server?.address();
  if (page === undefined || typeof address !== 'object' || address === null) throw new Error('not open');
  await page.goto(`http://127.0.0.1:${address.port}/`);
  const shots = await page.evaluate(async (times) => {
    const video = document.querySelector('video');
    if (video === null) throw new Error('no video');
    const next = (event: string) =>
      new Promise((resolve, reject) => {
        video.addEventListener(event, resolve, { once: true });
        video.addEventListener('error', () => reject(new Error(video.error?.message)), { once: true });
      });
    const loaded = next('loadeddata');
    video.src = '/video.mp4';
    await loaded;
    const found: [string, number][] = [];
    for (const time of times) {
      const seeked = next('seeked');
      video.currentTime = time;
      await seeked;
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
      canvas.getContext('2d')?.drawImage(video, 0, 0);
      found.push([canvas.toDataURL('image/png').split(',')[1] ?? '', video.videoWidth]);
    }
    return found;
  }, secs);
  const shown: (readonly [number | undefined, number])[] = [];
  for (const [png, width] of shots) shown.push([await page.evaluate(readBarScreenshot, png), width]);
  return shown;
}

describe('Chromium plays an MP4', () => {
  it('whose pictures change their size on the way, wherever one seeks to', async () => {
    const numbers = [0, 15, 29, 3, 12, 20, 9, 10, 28];
    const shown = await shownAt(
      { maxSamples: samples.length },
      numbers.map((number) => (number + 0.5) / 10),
    );
    expect(shown).toEqual(numbers.map((number) => [number, number >= 10 && number < 20 ? 640 : 320]));
  });

  it('from the first picture that is to be shown, although decoding begins before it', async () => {
    const shown = await shownAt({ shownFromNanos: 5n * FRAME_NANOS }, [0, 0.05, 0.15, 2.45]);
    expect(shown.map(([number]) => number)).toEqual([5, 5, 6, 29]);
  });
});
