import type { Page } from 'playwright-core';
import { openChartsPage } from '../test/support/charts-page.ts';
import { launchChromium } from '../test/support/chromium.ts';
import type { BenchRow } from './bench-row.ts';
import { quantile } from './quantile.ts';

const FRAMES = 120;

/** Views in a browser: what they ask of the page's main thread for each frame. */
export async function run(): Promise<BenchRow[]> {
  const browser = await launchChromium();
  try {
    const page = await openChartsPage(browser);
    return [...(await panPlot(page)), ...(await scrollLog(page))];
  } finally {
    await browser.close();
  }
}

/** A plot of a million points, all of them in sight, moved by a few pixels a frame. */
async function panPlot(page: Page): Promise<BenchRow[]> {
  await page.evaluate(() => window.charts.show('time-series', 'million'));
  const first = Math.max(...(await page.evaluate(() => window.charts.takeDrawMillis())));
  await page.mouse.move(400, 250);
  await page.mouse.down({ button: 'middle' });
  for (let i = 0; i < FRAMES; i++) {
    await page.mouse.move(400 - i * 2, 250);
    await page.evaluate(() => window.charts.painted());
  }
  await page.mouse.up({ button: 'middle' });
  const millis = await page.evaluate(() => window.charts.takeDrawMillis());
  const note = '1,000,000 points in sight, moved 2 px a frame';
  return [
    { name: 'plot: first picture', value: first, unit: 'ms', note: '1,000,000 points' },
    { name: 'plot: panned, median', value: quantile(millis, 0.5), unit: 'ms/frame', note },
    { name: 'plot: panned, 95 %', value: quantile(millis, 0.95), unit: 'ms/frame', note },
  ];
}

/** A log of a hundred thousand lines, scrolled half a page at a time; the layout of the new lines counts. */
async function scrollLog(page: Page): Promise<BenchRow[]> {
  await page.evaluate(() => window.charts.show('text-log', 'log'));
  const first = Math.max(...(await page.evaluate(() => window.charts.takeDrawMillis())));
  const millis = await page.evaluate(async (frames) => {
    const scroller = document.querySelector('.view-log-scroller');
    if (scroller === null) throw new Error('The log was expected to have a scroller.');
    const taken: number[] = [];
    for (let i = 0; i < frames; i++) {
      const start = performance.now();
      scroller.scrollTop = 250 * i + 700_000;
      scroller.dispatchEvent(new Event('scroll'));
      // Asking for a size lays out what was changed.
      scroller.getBoundingClientRect();
      taken.push(performance.now() - start);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return taken;
  }, FRAMES);
  const note = '100,000 lines, 250 px a frame';
  return [
    { name: 'log: first picture', value: first, unit: 'ms', note: '100,000 lines' },
    { name: 'log: scrolled, median', value: quantile(millis, 0.5), unit: 'ms/frame', note },
    { name: 'log: scrolled, 95 %', value: quantile(millis, 0.95), unit: 'ms/frame', note },
  ];
}
