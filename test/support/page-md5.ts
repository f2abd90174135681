import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

declare global {
  interface Window {
    /** js-md5, put into the page by {@link addPageMd5}. */
    md5: (bytes: Uint8Array) => string;
  }
}

/** Gives the page `window.md5`: the corpus names its pictures by MD5, and hashing there spares moving raw pictures out. */
export async function addPageMd5(page: Page): Promise<void> {
  await page.addInitScript({ path: createRequire(import.meta.url).resolve('js-md5/build/md5.min.js') });
}
