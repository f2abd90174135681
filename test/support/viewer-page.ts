import type { Browser, Page } from 'playwright-core';
import type { ControlTime, ControlVideo, RushesControl } from '../../packages/viewer/src/app/state/control.ts';
import { readBarScreenshot } from './bar-clip.ts';

declare global {
  interface Window {
    rushes: RushesControl;
  }
}

/** The viewer's page in a real browser, driven through its control interface. */
export interface ViewerPage {
  readonly page: Page;
  /** Everything the page's console said at warning level or above, and uncaught errors. */
  readonly complaints: readonly string[];
  /** Waits until the page knows the recording, and makes it the active one. */
  showRecording(id: string): Promise<void>;
  setTimeline(name: string): Promise<void>;
  /** Sets the time and waits until it is painted. */
  seek(time: bigint): Promise<void>;
  settled(): Promise<void>;
  time(): Promise<ControlTime>;
  videos(): Promise<readonly ControlVideo[]>;
  /** The number burned into the picture that a screenshot of the 2D view shows. */
  readBars(): Promise<number | undefined>;
  close(): Promise<void>;
}

/** Opens the viewer's page and waits for its control interface. */
export async function openViewerPage(
  browser: Browser,
  url: string,
  options?: {
    readonly width?: number;
    readonly height?: number;
    /** Runs before the page is opened. */
    readonly prepare?: (page: Page) => Promise<void>;
  },
): Promise<ViewerPage> {
  const context = await browser.newContext({
    viewport: { width: options?.width ?? 1280, height: options?.height ?? 800 },
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'warning' || message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await options?.prepare?.(page);
  await page.goto(url);
  await page.waitForFunction(() => window.rushes !== undefined);
  // Screenshots are read in a page of their own: the viewer's content policy rightly forbids it to fetch data: addresses.
  const reader = await context.newPage();
  await page.bringToFront();
  return {
    page,
    complaints,
    showRecording: async (id) => {
      await page.waitForFunction((wanted) => window.rushes.recordings().some((each) => each.id === wanted), id);
      await page.evaluate((wanted) => {
        window.rushes.setRecording(wanted);
        return window.rushes.settled();
      }, id);
    },
    setTimeline: (name) => page.evaluate((wanted) => window.rushes.setTimeline(wanted), name),
    seek: (time) =>
      page.evaluate((wanted) => {
        window.rushes.setTime(wanted);
        return window.rushes.settled();
      }, time),
    settled: () => page.evaluate(() => window.rushes.settled()),
    time: () => page.evaluate(() => window.rushes.time()),
    videos: () => page.evaluate(() => window.rushes.videos()),
    readBars: async () => {
      const picture = await page.locator('[data-view="2d"]').first().screenshot();
      return reader.evaluate(readBarScreenshot, picture.toString('base64'));
    },
    close: () => context.close(),
  };
}
