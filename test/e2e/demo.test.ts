import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { openViewerPage } from '../support/viewer-page.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
});

/** What `npm run demo` runs once everything is built. */
function startDemo(args: readonly string[]) {
  const child = spawn('npx', ['tsx', 'examples/demo/main.ts', '--no-open', '--port', '0', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /Look at (\S+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the demo ended with ${code} before it named its address`)));
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { url, exited };
}

describe('the demo', () => {
  it('shows two cameras, plots, a log and a report, and ends by itself when told to', async () => {
    const demo = startDemo(['--seconds', '12']);
    const page = await openViewerPage(browser, await demo.url, { width: 1440, height: 900 });
    await page.page.waitForFunction(() => window.rushes.videos().filter((video) => video.shown !== null).length === 2);
    const views = await page.page
      .locator('[data-view]')
      .evaluateAll((elements) =>
        elements.map((element) => `${element.getAttribute('data-view')} ${element.getAttribute('data-origin')}`).sort(),
      );
    expect(views).toEqual(
      expect.arrayContaining(['2d /camera', '2d /wrist', 'text-document /report', 'text-log /', 'time-series /arm']),
    );
    expect((await page.videos()).map(({ entity, width, height, error }) => ({ entity, width, height, error }))).toEqual(
      [
        { entity: '/camera', width: 960, height: 540, error: null },
        { entity: '/wrist', width: 320, height: 240, error: null },
      ],
    );
    expect(page.complaints).toEqual([]);
    expect(await demo.exited).toBe(0);
  });
});
