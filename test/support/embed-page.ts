import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { ViewerHandle, ViewerOptions } from '../../packages/viewer/src/embed/index.ts';
import { type StaticServer, startStaticServer } from './static-server.ts';

const VIEWER_FOLDER = fileURLToPath(new URL('../../packages/viewer/dist/embed', import.meta.url));

declare global {
  interface Window {
    /** The viewers of the page, by the names of their elements. */
    viewers: Record<string, ViewerHandle>;
    mountInto(name: string, options: ViewerOptions): Promise<ViewerHandle>;
    told: unknown[];
  }
}

/** The strictest policy that a page with a viewer can have; see docs/guide/embedding.md. */
export const STRICT_POLICY =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src blob: data:; connect-src 'self'";

/** Styles of somebody who thinks of nobody else. */
export const HOSTILE_STYLES = `
  * { box-sizing: content-box; font-size: 30px; line-height: 3; color: red; letter-spacing: 4px; animation: none; }
  :root { --bg: hotpink; --text: lime; --accent: lime; }
  button, input, select { padding: 40px; background: pink; border: 9px dashed lime; display: block; width: 300px; }
  div { border: 3px solid lime; position: static; float: left; }
  canvas, svg { display: none; }
  [class*="view"], .panel, .shell, .rushes { display: none; }
`;

/** Not in the document: the policy allows no styles there. */
const SIZES = 'section { width: 1100px; height: 600px; }';

const page = (styles: string) => `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><link rel="icon" href="data:,"><title>Somebody's page</title><link rel="stylesheet" href="/css/${styles}.css"></head>
  <body><h1>A robot</h1><button id="own">Own button</button>
    <section id="left"></section><section id="right"></section>
    <script type="module" src="/page/page.js"></script>
  </body>
</html>`;

/** What a page with a viewer does, and no more: loads the module, mounts. */
const SCRIPT = `
import { mount } from '/viewer/index.js';
window.viewers = {};
window.told = [];
window.mountInto = async (name, options) => (window.viewers[name] = await mount(document.getElementById(name), options));
`;

export interface EmbedPage {
  readonly page: Page;
  readonly url: string;
  /** Everything the page's console said at warning level or above, and uncaught errors. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

export interface EmbedPageOptions {
  readonly isHostile?: boolean;
  /** Recordings by their names; the page finds them at `/files/…`. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
  /** Added to what `connect-src` allows. */
  readonly connectTo?: string;
}

/** A page of somebody, with room for two viewers, under a strict content policy, from a server of its own. */
export async function openEmbedPage(browser: Browser, options: EmbedPageOptions = {}): Promise<EmbedPage> {
  const server = await serve(options);
  const context = await browser.newContext({ viewport: { width: 1200, height: 1400 } });
  const opened = await context.newPage();
  const complaints: string[] = [];
  opened.on('console', (message) => {
    if (message.type() === 'warning' || message.type() === 'error') complaints.push(message.text());
  });
  opened.on('pageerror', (error) => complaints.push(String(error)));
  await opened.goto(server.url);
  await opened.waitForFunction(() => window.mountInto !== undefined);
  return {
    page: opened,
    url: server.url,
    complaints,
    close: async () => {
      await context.close();
      await server.close();
    },
  };
}

function serve({ isHostile = false, files = {}, connectTo = '' }: EmbedPageOptions): Promise<StaticServer> {
  return startStaticServer({
    places: {
      '': { text: page(isHostile ? 'hostile' : 'plain'), type: 'text/html' },
      'css/hostile.css': { text: `${HOSTILE_STYLES} ${SIZES}`, type: 'text/css' },
      'css/plain.css': { text: `body { font-family: serif; } ${SIZES}`, type: 'text/css' },
      'page/page.js': { text: SCRIPT, type: 'text/javascript' },
      viewer: VIEWER_FOLDER,
      ...Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`files/${name}`, bytes])),
    },
    headers: { 'Content-Security-Policy': `${STRICT_POLICY} ${connectTo}`.trim() },
  });
}
