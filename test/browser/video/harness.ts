import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../support/chromium.ts';
import { addPageMd5 } from '../../support/page-md5.ts';
import type { Answer, Arrival, FollowReport, HarnessApi } from './harness-page.ts';
import { startHarnessServer } from './harness-server.ts';

/** The harness page in a real browser; its methods are those of {@link HarnessApi}. */
export interface Harness extends HarnessApi {
  /** What went wrong in the page outside of any answer. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** `host`: a made-up name for 127.0.0.1, which makes the page an insecure context. */
export async function openHarness(host?: string): Promise<Harness> {
  const server = await startHarnessServer();
  const browser = await launchChromium(
    host === undefined ? {} : { args: [`--host-resolver-rules=MAP ${host} 127.0.0.1`] },
  );
  const page = await openPage(browser, host === undefined ? server.url : server.url.replace('127.0.0.1', host));
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'warning' || message.type() === 'error') complaints.push(message.text());
  });
  return {
    complaints,
    load: (file: string, arrival: Arrival) =>
      page.evaluate(([name, order]) => window.harness.load(name, order), [file, arrival] as const),
    seek: (ordinals): Promise<Answer[]> => page.evaluate((wanted) => window.harness.seek(wanted), ordinals),
    scrub: (ordinals) => page.evaluate((wanted) => window.harness.scrub(wanted), ordinals),
    follow: (file, fps): Promise<FollowReport> =>
      page.evaluate(([name, rate]) => window.harness.follow(name, rate), [file, fps] as const),
    copyShown: () => page.evaluate(() => window.harness.copyShown()),
    errorWithoutDecoder: () => page.evaluate(() => window.harness.errorWithoutDecoder()),
    play: (from, to, fps) =>
      page.evaluate(([first, last, rate]) => window.harness.play(first, last, rate), [from, to, fps] as const),
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

async function openPage(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage();
  await addPageMd5(page);
  await page.goto(url);
  await page.waitForFunction(() => window.harness !== undefined);
  return page;
}
