import { launchChromium } from '../test/support/chromium.ts';
import { openViewerPage } from '../test/support/viewer-page.ts';
import type { BenchRow } from './bench-row.ts';
import { quantile } from './quantile.ts';
import { withCamera } from './with-viewer.ts';

const SECONDS = 20;

/** `log()` to painted pixel: the page compares each shown sample's `log_time` with the clock once the frame was painted. */
export async function run(): Promise<readonly BenchRow[]> {
  const browser = await launchChromium();
  try {
    const camera = { width: 1280, height: 720, fps: 30, frames: (SECONDS + 10) * 30, speed: 1 };
    return await withCamera(camera, async (viewer, program) => {
      await program.next<{ ready?: boolean }>((line) => line.ready === true);
      const page = await openViewerPage(browser, viewer.url);
      await page.showRecording('bench');
      await page.setTimeline('log_time');
      await page.page.evaluate(() => window.rushes.follow());
      const latenciesMillis = await page.page.evaluate(
        (seconds) =>
          new Promise<number[]>((resolve) => {
            const measured: number[] = [];
            let last = -1;
            const endMillis = performance.now() + seconds * 1000;
            const stop = window.rushes.on('videos', (videos) => {
              const shown = videos[0]?.shown;
              if (!shown || shown.sample === last) return;
              last = shown.sample;
              const nowMillis = performance.timeOrigin + performance.now();
              measured.push(nowMillis - Number(shown.time / 1000n) / 1000);
              if (performance.now() > endMillis) {
                stop();
                // The first second warms up decoder and compiler.
                resolve(measured.slice(30));
              }
            });
          }),
        SECONDS,
      );
      const note = `${latenciesMillis.length} frames, software GL`;
      return [
        { name: 'log() to painted pixel, 720p30, p50', value: quantile(latenciesMillis, 0.5), unit: 'ms', note },
        {
          name: 'log() to painted pixel, 720p30, p95',
          value: quantile(latenciesMillis, 0.95),
          unit: 'ms',
          note: `${note}; aim: ≤ 60 ms`,
        },
        { name: 'frames painted of those logged', value: latenciesMillis.length / ((SECONDS - 1) * 30), unit: '' },
      ];
    });
  } finally {
    await browser.close();
  }
}
