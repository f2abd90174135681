import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VideoEncoder } from '@rushes/sdk/node';
import { startViewerProcess } from '../examples/demo/viewer-process.ts';
import { launchChromium } from '../test/support/chromium.ts';
import type { BenchRow } from './bench-row.ts';
import { writeLongRecording } from './long-recording.ts';
import { openPlainPage, type PlainPage } from './plain-browser.ts';
import { quantile } from './quantile.ts';

const [WIDTH, HEIGHT, FPS] = [640, 360, 30];
const CAMERAS = 4;
const SECS = 3600;
const SEEKS = 60;
const OPENINGS = 5;
/** Of each camera: four of them make 2 GB an hour. */
const BITRATE = 1_100_000;

/** An hour of four cameras in a file of the viewer: opening it, going through it, and what the page takes for that. */
export async function run({ full }: { full: boolean }): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'rushes-bench-'));
  try {
    const rows = [...(await measureFile(folder, BITRATE, 'group'))];
    rows.push(...(await measureFile(folder, BITRATE, 'sample')));
    rows.push(...(await measureScan(folder, BITRATE)));
    if (full) rows.push(...(await measureFile(folder, 4 * BITRATE, 'group')));
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureFile(
  folder: string,
  bitrate: number,
  chunkPer: 'group' | 'sample',
): Promise<readonly BenchRow[]> {
  const path = join(folder, 'long.rrd');
  const group = await encodeGroup(bitrate);
  const bytes = await writeLongRecording(path, { group, secs: SECS, cameras: CAMERAS, chunkPer, footer: true });
  const viewer = await startViewerProcess(['--port', '0', '--no-open', path]);
  const page = await openPlainPage(viewer.url);
  const what = `${(bytes / 1e9).toFixed(1)} GB, 1 h, ${CAMERAS} cameras, a chunk a ${chunkPer}`;
  try {
    const coldMillis = await page.evaluate<number>(FIRST_PICTURE);
    await page.evaluate('rushes.settled()');
    const { millis, wrong } = await seekAtRandom(page);
    await page.evaluate(SCRUB_THROUGH);
    const memory = await page.memory();
    return [
      {
        name: `${what}: page open to first picture, median`,
        value: await firstPictureMillis(viewer.url),
        unit: 'ms',
        note: `in a browser just started: ${Math.round(coldMillis)} ms; aim: ≤ 1,000 ms`,
      },
      { name: `${what}: random seek, p50`, value: quantile(millis, 0.5), unit: 'ms' },
      {
        name: `${what}: random seek, p95`,
        value: quantile(millis, 0.95),
        unit: 'ms',
        note: `${wrong} of ${SEEKS * CAMERAS} pictures wrong; aim: ≤ 150 ms`,
      },
      {
        name: `${what}: resident memory of the page's process after scrubbing through all of it`,
        value: memory.bytes / 1e6,
        unit: 'MB',
        note: `at most ${Math.round(memory.peakBytes / 1e6)} MB; aim: ≤ 400 MB`,
      },
    ];
  } finally {
    await page.close();
    await viewer.stop();
    await rm(path);
  }
}

/** In a browser that runs already, with a new context each time, so that nothing is in a cache. */
async function firstPictureMillis(url: string): Promise<number> {
  const browser = await launchChromium();
  try {
    const millis: number[] = [];
    for (let run = 0; run <= OPENINGS; run += 1) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const page = await context.newPage();
      await page.goto(url, { waitUntil: 'commit' });
      millis.push(await page.evaluate<number>(FIRST_PICTURE));
      await context.close();
    }
    // The first one is that of a browser just started.
    return quantile(millis.slice(1), 0.5);
  } finally {
    await browser.close();
  }
}

/** A file that was not closed properly has no footer: the viewer scans it, and serves it with one. */
async function measureScan(folder: string, bitrate: number): Promise<readonly BenchRow[]> {
  const path = join(folder, 'scan.rrd');
  const group = await encodeGroup(bitrate);
  const bytes = await writeLongRecording(path, {
    group,
    secs: SECS,
    cameras: CAMERAS,
    chunkPer: 'group',
    footer: false,
  });
  const started = performance.now();
  const viewer = await startViewerProcess(['--port', '0', '--no-open', path]);
  const startMillis = performance.now() - started;
  try {
    return [
      {
        name: `${(bytes / 1e9).toFixed(1)} GB without a footer: viewer started, all of it scanned`,
        value: startMillis,
        unit: 'ms',
        note: `${(bytes / 1e6 / startMillis).toFixed(1)} GB/s with the start of the program; aim: ≥ 1 GB/s`,
      },
      {
        name: `${(bytes / 1e9).toFixed(1)} GB without a footer: page open to first picture, median`,
        value: await firstPictureMillis(viewer.url),
        unit: 'ms',
      },
    ];
  } finally {
    await viewer.stop();
    await rm(path);
  }
}

const FIRST_PICTURE = `(async () => {
  while (!(window.rushes?.videos().some((video) => video.shown))) await new Promise(requestAnimationFrame);
  return performance.now();
})()`;

const SCRUB_THROUGH = `(async () => {
  const max = Number(rushes.timelines().find(({ name }) => name === 'frame').max);
  for (let i = 0; i <= 600; i += 1) {
    rushes.setTime(BigInt(Math.floor((max * i) / 600)));
    await new Promise(requestAnimationFrame);
    if (i % 10 === 0) await rushes.settled();
  }
})()`;

async function seekAtRandom(page: PlainPage): Promise<{ readonly millis: readonly number[]; readonly wrong: number }> {
  return await page.evaluate(`(async () => {
    const max = Number(rushes.timelines().find(({ name }) => name === 'frame').max);
    const millis = [];
    let [wrong, seed] = [0, 7];
    for (let i = 0; i < ${SEEKS}; i += 1) {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      const frame = Math.floor((seed / 0x7fffffff) * max);
      const start = performance.now();
      rushes.setTime(BigInt(frame));
      await rushes.settled();
      millis.push(performance.now() - start);
      for (const { shown } of rushes.videos()) if (shown?.sample !== frame) wrong += 1;
    }
    return { millis, wrong };
  })()`);
}

/** One second of a moving picture with noise; the one after the first, which is not yet as large as the others. */
async function encodeGroup(bitrate: number): Promise<Uint8Array[]> {
  await using encoder = await VideoEncoder.create({ width: WIDTH, height: HEIGHT, fps: FPS, input: 'gray', bitrate });
  const samples: Uint8Array[] = [];
  const frame = new Uint8Array(WIDTH * HEIGHT);
  let seed = 1;
  for (let index = 0; index < 3 * FPS; index += 1) {
    for (let at = 0; at < frame.length; at += 1) {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      frame[at] = (((at % WIDTH) + index * 4) ^ Math.floor(at / WIDTH)) * 0.5 + 60 + (seed >> 27);
    }
    for (const { data } of encoder.encode(frame)) samples.push(data);
  }
  return samples.slice(FPS, 2 * FPS);
}
