import { RecordingStream, TextLog } from '@rushes/sdk';
import type { CDPSession, Page } from 'playwright-core';
import { startViewerProcess } from '../examples/demo/viewer-process.ts';
import { launchChromium } from '../test/support/chromium.ts';
import { openViewerPage } from '../test/support/viewer-page.ts';
import type { BenchRow } from './bench-row.ts';
import { quantile } from './quantile.ts';

const GROUPS = 100;
const PER_GROUP = 99;
const SCROLL_FRAMES = 120;
const IDLE_MILLIS = 4000;

/** 10,000 entities in the tree: scrolled, searched, found in the palette; and what a page costs that nobody touches. */
export async function run(): Promise<readonly BenchRow[]> {
  const viewer = await startViewerProcess(['--port', '0', '--no-open']);
  const browser = await launchChromium();
  try {
    await logEntities(viewer.url.replace(/^http/, 'ws'));
    const { page, settled } = await openViewerPage(browser, viewer.url, { prepare: countFrames });
    await page.waitForFunction(() => window.rushes.recordings().some(({ active }) => active));
    await settled();
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    return [
      ...(await measureIdle(page, session)),
      ...(await measureSearch(page)),
      ...(await measurePalette(page)),
      ...(await measureScroll(page, session)),
    ];
  } finally {
    await browser.close();
    await viewer.stop();
  }
}

/** `/group-00`, `/group-00/part-00` and so on: 100 and 9,900 of them. */
async function logEntities(url: string): Promise<void> {
  const rec = new RecordingStream('many-entities');
  await rec.connect(url);
  rec.setTime('frame', { sequence: 0 });
  for (let group = 0; group < GROUPS; group += 1) {
    for (let part = 0; part < PER_GROUP; part += 1) {
      rec.log(`group-${group}/part-${part}`, new TextLog('here'));
    }
  }
  await rec.close();
}

declare global {
  interface Window {
    framesDrawn: number;
    /** Milliseconds, once what was typed is on the screen. */
    answered: Promise<number>;
  }
}

/** Counts what the page does with the frames of the browser, before any of its code runs. */
async function countFrames(page: Page): Promise<void> {
  // Named functions that are sent to the page call it; the compiler of these programs puts it there.
  await page.addInitScript('globalThis.__name = (named) => named');
  await page.addInitScript(() => {
    window.framesDrawn = 0;
    const request = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) =>
      request((millis) => {
        window.framesDrawn += 1;
        callback(millis);
      });
  });
}

/** Seconds that the main thread has worked so far. */
async function busySecs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
}

async function measureIdle(page: Page, session: CDPSession): Promise<readonly BenchRow[]> {
  await page.evaluate(() => {
    window.rushes.pause();
    return window.rushes.settled();
  });
  // What the last draw has put off comes within a moment.
  await page.waitForTimeout(1000);
  const [busyBefore, framesBefore] = [await busySecs(session), await page.evaluate(() => window.framesDrawn)];
  await page.waitForTimeout(IDLE_MILLIS);
  const frames = (await page.evaluate(() => window.framesDrawn)) - framesBefore;
  const share = (((await busySecs(session)) - busyBefore) / (IDLE_MILLIS / 1000)) * 100;
  return [
    { name: 'frames drawn by a page that nobody touches, in 4 s', value: frames, unit: 'frames', note: 'aim: 0' },
    { name: 'main thread of a page that nobody touches', value: share, unit: '% of a core', note: 'aim: < 2 %' },
  ];
}

async function measureSearch(page: Page): Promise<readonly BenchRow[]> {
  const field = page.locator('.filter input');
  const millis: number[] = [];
  for (const text of ['p', 'part-7', 'group-42', 'part-98', '']) {
    millis.push(await timed(page, () => field.fill(text)));
  }
  return [
    {
      name: '10,000 entities: a search in the tree, from the key to the screen, median',
      value: quantile(millis, 0.5),
      unit: 'ms',
      note: `worst: ${Math.round(Math.max(...millis))} ms`,
    },
  ];
}

async function measurePalette(page: Page): Promise<readonly BenchRow[]> {
  await page.keyboard.press('Control+k');
  const millis: number[] = [];
  for (const text of ['g', 'gr', 'g42p', 'g42p7', 'group-9 part-9'])
    millis.push(await timed(page, () => page.keyboard.insertText(text).then(() => page.keyboard.press('Control+a'))));
  await page.keyboard.press('Escape');
  return [
    {
      name: '10,000 entities: found in the palette, from the key to the screen, median',
      value: quantile(millis, 0.5),
      unit: 'ms',
      note: `worst: ${Math.round(Math.max(...millis))} ms`,
    },
  ];
}

/** From the key to the frame after the one that answers it, by the page's own clock. */
async function timed(page: Page, act: () => Promise<unknown>): Promise<number> {
  // Two calls: a key may reach the page before a listener that is asked for at the same time.
  await page.evaluate(() => {
    window.answered = new Promise<number>((resolve) => {
      const onInput = (): void => {
        const start = performance.now();
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - start)));
      };
      window.addEventListener('input', onInput, { once: true, capture: true });
    });
  });
  await act();
  return page.evaluate(() => window.answered);
}

async function measureScroll(page: Page, session: CDPSession): Promise<readonly BenchRow[]> {
  // Every group unfolded: ten thousand rows.
  const tree = page.getByRole('tree', { name: 'Entities' });
  await page.locator('.filter input').fill('part');
  const before = await busySecs(session);
  const intervals = await tree.evaluate(
    (element, frames) =>
      new Promise<number[]>((resolve) => {
        const millis: number[] = [];
        let last = performance.now();
        const step = (now: number): void => {
          millis.push(now - last);
          last = now;
          if (millis.length > frames) resolve(millis.slice(1));
          else {
            element.scrollTop += (element.scrollHeight - element.clientHeight) / frames;
            requestAnimationFrame(step);
          }
        };
        requestAnimationFrame(step);
      }),
    SCROLL_FRAMES,
  );
  const busyMillis = (((await busySecs(session)) - before) * 1000) / SCROLL_FRAMES;
  return [
    {
      name: '10,000 entities: main thread per frame while the tree is scrolled from end to end',
      value: busyMillis,
      unit: 'ms',
      note: `frame interval, 95th percentile: ${Math.round(quantile(intervals, 0.95))} ms; aim: ≤ 16 ms`,
    },
  ];
}
