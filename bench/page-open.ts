import { launchChromium } from '../test/support/chromium.ts';
import type { BenchRow } from './bench-row.ts';
import { quantile } from './quantile.ts';
import { withCamera } from './with-viewer.ts';

const RUNS = 7;

/** From navigation to the first painted frame, with 60 s of 720p30 in the hub; a new browser context each time. */
export async function run(): Promise<readonly BenchRow[]> {
  const browser = await launchChromium();
  try {
    return await withCamera({ width: 1280, height: 720, fps: 30, frames: 1800, speed: 0 }, async (viewer, program) => {
      await program.next<{ done?: number }>((line) => line.done !== undefined);
      const firstFrameMillis: number[] = [];
      for (let run = 0; run < RUNS; run += 1) {
        const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
        const page = await context.newPage();
        await page.goto(viewer.url, { waitUntil: 'commit' });
        // The clock is read in the page, with the frame after the one that the picture was drawn in: the driver's answers take their time.
        const shown = await page.waitForFunction(
          () => (window.rushes?.videos()[0]?.shown ? performance.now() : 0),
          undefined,
          { polling: 'raf' },
        );
        const millis = await shown.jsonValue();
        firstFrameMillis.push(millis);
        await context.close();
      }
      return [
        {
          name: 'page open to first painted frame, 60 s of 720p30 in the hub, median',
          value: quantile(firstFrameMillis, 0.5),
          unit: 'ms',
          note: `worst of ${RUNS}: ${Math.round(Math.max(...firstFrameMillis))} ms; aim: ≤ 1,000 ms`,
        },
      ];
    });
  } finally {
    await browser.close();
  }
}
