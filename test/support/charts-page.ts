import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
// For the types of what the page has on its window.
import type {} from '../browser/views/charts-page.ts';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A page with one view at a time, of made-up recordings; see `test/browser/views/charts-page.ts`. Told of every request. */
export async function openChartsPage(
  browser: Browser,
  onRequest: (url: string) => void = () => undefined,
): Promise<Page> {
  const bundle = await build({
    entryPoints: [source('../browser/views/charts-page.ts')],
    bundle: true,
    write: false,
    outdir: source('./'),
    format: 'iife',
    target: 'es2022',
    alias: { '@rushes/proto': source('../../packages/proto/src/index.ts') },
  });
  const text = (ending: string) => bundle.outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  const page = await browser.newPage({ viewport: { width: 820, height: 520 } });
  // Functions that are given to `evaluate` may carry marks of the compiler.
  await page.addInitScript('globalThis.__name = (f) => f');
  await page.route('**/*', (route) => {
    const url = route.request().url();
    if (url === 'http://charts.test/')
      return route.fulfill({ contentType: 'text/html', body: '<!doctype html><body></body>' });
    onRequest(url);
    return route.abort();
  });
  await page.goto('http://charts.test/');
  await page.addStyleTag({ content: text('.css') });
  await page.addScriptTag({ content: text('.js') });
  return page;
}
