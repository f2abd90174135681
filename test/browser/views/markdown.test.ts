import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../support/chromium.ts';

const SOURCE = fileURLToPath(
  new URL('../../../packages/viewer/src/app/views/text-document/render-markdown.ts', import.meta.url),
);

let browser: Browser;
let page: Page;
const requests: string[] = [];

beforeAll(async () => {
  const bundle = await build({
    entryPoints: [SOURCE],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'markdown',
    target: 'es2022',
  });
  const [script] = bundle.outputFiles;
  if (script === undefined) throw new Error('esbuild was expected to give one file.');
  browser = await launchChromium();
  page = await browser.newPage();
  page.on('request', (request) => requests.push(request.url()));
  await page.setContent('<body></body>');
  await page.addScriptTag({ content: script.text });
});

afterAll(async () => {
  await browser?.close();
});

/** The HTML that a document becomes, once it has been part of the page for two frames. */
async function rendered(markdown: string): Promise<string> {
  return await page.evaluate(async (text) => {
    const { markdown: module } = globalThis as unknown as {
      markdown: { renderMarkdown(markdown: string): { fragment: DocumentFragment } | undefined };
    };
    document.body.replaceChildren(module.renderMarkdown(text)?.fragment ?? '');
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    return document.body.innerHTML;
  }, markdown);
}

describe('Markdown out of a recording', () => {
  it('becomes headings, tables, lists and code', async () => {
    const html = await rendered('# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n\n`code`');
    for (const part of ['<h1>Title</h1>', '<td>2</td>', '<li>one</li>', '<code>code</code>']) {
      expect(html).toContain(part);
    }
  });

  it.each([
    ['a script', '<script>globalThis.attacked = 1</script>'],
    ['a handler', '<img src="data:image/png;base64,AAAA" onerror="globalThis.attacked = 1">'],
    ['a script address', '[x](javascript:globalThis.attacked=1)'],
    ['an SVG', '<svg onload="globalThis.attacked = 1"><script>globalThis.attacked = 1</script></svg>'],
    ['a frame', '<iframe srcdoc="<script>parent.attacked = 1</script>"></iframe>'],
    ['a style', '<style>body { display: none }</style>'],
    ['a form', '<form action="https://example.com"><input name="x"><button>go</button></form>'],
    ['markup that hides in markup', '<math><mtext><table><mglyph><style><img src=x onerror=globalThis.attacked=1>'],
  ])('runs and keeps nothing of %s', async (_what, markdown) => {
    const html = await rendered(markdown);
    expect(await page.evaluate(() => 'attacked' in globalThis)).toBe(false);
    expect(html).not.toMatch(/<(?:script|svg|iframe|style|form|input|button|math)|\son\w+=|javascript:/i);
  });

  it.each([
    ['an image', '![map](https://example.com/map.png)'],
    ['an image of the hub itself', '<img src="/metrics">'],
    ['an image set', '<img srcset="https://example.com/a.png 2x">'],
    ['a background', '<div style="background: url(https://example.com/b.png)">x</div>'],
    ['a table with a background', '<table background="https://example.com/c.png"><tr><td>x</td></tr></table>'],
    ['a video', '<video src="https://example.com/v.mp4" poster="https://example.com/p.png" autoplay></video>'],
  ])('loads nothing for %s', async (_what, markdown) => {
    requests.length = 0;
    await rendered(markdown);
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([]);
  });

  it('says which image it did not load, and shows those inside the document', async () => {
    expect(await rendered('![map](https://example.com/map.png)')).toContain('[image not loaded: map]');
    const pixel = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';
    expect(await rendered(`![dot](${pixel})`)).toContain(`src="${pixel}"`);
  });

  it('opens links of the web in a tab of their own, and makes others plain text', async () => {
    const html = await rendered('[web](https://example.com/) and [local](/metrics)');
    expect(html).toContain('href="https://example.com/" target="_blank" rel="noopener noreferrer"');
    expect(html).not.toContain('/metrics');
  });

  it('cannot dress up as a part of the page', async () => {
    expect(await rendered('<div class="view-card" id="root" style="position: fixed">x</div>')).toBe('<div>x</div>');
  });
});
