import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startViewerProcess, type ViewerProcess } from '../../examples/demo/viewer-process.ts';
import { launchChromium } from '../support/chromium.ts';
import { type SdkProcess, startSdkProcess } from '../support/sdk-process.ts';
import { openViewerPage, type ViewerPage } from '../support/viewer-page.ts';

// Real programs throughout: a viewer started by its bin, SDKs in processes of their own, Chromium.

const FPS = 30;

let browser: Browser;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function startViewer(port = 0): Promise<ViewerProcess> {
  const viewer = await startViewerProcess(['--port', String(port), '--no-open']);
  closers.push(() => viewer.stop());
  return viewer;
}

function logBars(viewerUrl: string, recordingId: string, frames: number): SdkProcess {
  const url = viewerUrl.replace(/^http/, 'ws');
  const sdk = startSdkProcess('log-bars', { url, recordingId, frames, fps: FPS, stayOpen: true });
  closers.push(() => sdk.kill());
  return sdk;
}

async function openPage(viewerUrl: string): Promise<ViewerPage> {
  const page = await openViewerPage(browser, viewerUrl);
  closers.push(() => page.close());
  return page;
}

/** Records every sample shown from now on, in the page, until `last` is shown; resolves to their ordinals in order. */
function watchShown(page: ViewerPage, last: number): Promise<number[]> {
  return page.page.evaluate(
    (lastSample) =>
      new Promise<number[]>((resolve) => {
        const shown: number[] = [];
        const stop = window.rushes.on('videos', (videos) => {
          const sample = videos[0]?.shown?.sample;
          if (sample === undefined || sample === shown.at(-1)) return;
          shown.push(sample);
          if (sample >= lastSample) {
            stop();
            resolve(shown);
          }
        });
      }),
    last,
  );
}

describe('live video', () => {
  it('is followed in order without losing a frame at 30 fps, and the picture is the one logged', async () => {
    const viewer = await startViewer();
    const frames = 5 * FPS;
    const sdk = logBars(viewer.url, 'live', frames);
    const page = await openPage(viewer.url);
    await page.showRecording('live');
    const shown = await watchShown(page, frames - 1);
    await sdk.next<{ done?: number }>((line) => line.done === frames);

    const first = shown[0] ?? 0;
    expect(first).toBeLessThan(4 * FPS);
    expect(shown).toEqual(Array.from({ length: frames - first }, (_, index) => first + index));
    expect((await page.time()).mode).toBe('following');
    await page.settled();
    expect(await page.readBars()).toBe(frames - 1);
    expect(page.complaints).toEqual([]);
  });

  it('is scrubbed to exactly the frame that was logged at a time, forwards and backwards', async () => {
    const viewer = await startViewer();
    const frames = 90;
    const sdk = logBars(viewer.url, 'scrub', frames);
    await sdk.next<{ done?: number }>((line) => line.done === frames);
    const page = await openPage(viewer.url);
    await page.showRecording('scrub');
    await page.setTimeline('frame');
    for (const frame of [0, 1, 29, 30, 31, 59, 60, 89, 88, 60, 59, 58, 31, 2, 45, 44, 43, 0]) {
      await page.seek(BigInt(frame));
      const [video] = await page.videos();
      expect(video?.shown, `frame ${frame}`).toEqual({ sample: frame, time: BigInt(frame) });
      expect(await page.readBars(), `frame ${frame}`).toBe(frame);
    }
  });

  it('is not disturbed by another page that is stopped in the debugger', async () => {
    const viewer = await startViewer();
    const frames = 8 * FPS;
    const sdk = logBars(viewer.url, 'stopped', frames);
    const stopped = await openPage(viewer.url);
    await stopped.showRecording('stopped');
    const debuggerSession = await stopped.page.context().newCDPSession(stopped.page);
    await debuggerSession.send('Debugger.enable');
    await debuggerSession.send('Debugger.pause');
    // The pause takes effect at the next statement, so give the page one and do not wait for its answer.
    const pausedEvaluation = stopped.page.evaluate(() => window.rushes.time()).catch(() => undefined);

    const watching = await openPage(viewer.url);
    await watching.showRecording('stopped');
    const shown = await watchShown(watching, frames - 1);
    const first = shown[0] ?? 0;
    expect(shown).toEqual(Array.from({ length: frames - first }, (_, index) => first + index));
    await sdk.next<{ done?: number }>((line) => line.done === frames);

    await debuggerSession.send('Debugger.resume');
    await pausedEvaluation;
    await stopped.page.waitForFunction((last) => window.rushes.videos()[0]?.shown?.sample === last, frames - 1);
    expect((await stopped.videos())[0]).toMatchObject({ samples: frames, state: 'ok' });
  });

  it('goes on by itself when the viewer is restarted while the SDK logs', async () => {
    const viewer = await startViewer();
    const port = Number(new URL(viewer.url).port);
    const frames = 10 * FPS;
    const sdk = logBars(viewer.url, 'restart', frames);
    await sdk.next<{ logged?: number }>((line) => line.logged === FPS);
    const before = await openPage(viewer.url);
    await before.showRecording('restart');
    await viewer.stop();
    const again = await startViewer(port);
    expect(again.url).toBe(viewer.url);

    await sdk.next<{ done?: number }>((line) => line.done === frames);
    const page = await openPage(again.url);
    await page.showRecording('restart');
    await page.page.waitForFunction((last) => window.rushes.videos()[0]?.shown?.sample === last, frames - 1);
    expect(await page.readBars()).toBe(frames - 1);
    // The page that was open all the time came back as well.
    await before.page.waitForFunction((last) => window.rushes.videos()[0]?.shown?.sample === last, frames - 1);
  });
});
