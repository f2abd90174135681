import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WebViewer } from '@rerun-io/web-viewer';
import type { Browser, Page } from 'playwright-core';
import { readBarScreenshot } from './bar-clip.ts';
import { type Point, readColors } from './screen-colors.ts';

declare global {
  interface Window {
    rerun: {
      readonly viewer: WebViewer;
      /** Ids of recordings in the order in which they were opened. */
      readonly opened: readonly string[];
    };
  }
}

/** Rerun's own viewer, the npm package, in a real browser. */
export interface RerunViewer {
  /** What its console said at warning level or above, and uncaught errors; lines about this machine's graphics left out. */
  readonly complaints: readonly string[];
  /** Opens a recording and stops it at the beginning; resolves to its id. */
  open(name: string, file: Uint8Array): Promise<string>;
  close(name: string): Promise<void>;
  /**
   * Sets the time of a sequence timeline and waits until the picture with the number `expected` is shown and goes on to be;
   * resolves to the number that is shown in the end, undefined if there is no picture.
   */
  seek(recordingId: string, timeline: string, time: number, expected: number): Promise<number | undefined>;
  /** Sets the time of a sequence timeline and has everything drawn some times. */
  draw(recordingId: string, timeline: string, time: number): Promise<void>;
  /** The colours of what is on the screen, each at a place given as shares of its width and height. */
  colors(points: readonly Point[]): Promise<readonly string[]>;
  stop(): Promise<void>;
}

const PAGE = `<!doctype html>
<link rel="icon" href="data:,">
<body style="margin:0"><div id="viewer"></div>
<script type="module">
  import { WebViewer } from '/viewer/index.js';
  const viewer = new WebViewer();
  const opened = [];
  viewer.on('recording_open', ({ recording_id }) => opened.push(recording_id));
  await viewer.start(null, document.getElementById('viewer'), {
    hide_welcome_screen: true,
    render_backend: 'webgl',
    width: innerWidth + 'px',
    height: innerHeight + 'px',
  });
  for (const panel of ['top', 'blueprint', 'selection', 'time']) viewer.override_panel_state(panel, 'hidden');
  window.rerun = { viewer, opened };
</script>`;

/** They say that there is no graphics card, that nobody looks at the window, and that tiles of maps cannot be had without a network. */
const ABOUT_THIS_MACHINE =
  /Software rasterizer detected|RequestUserAttention|GPU stall due to ReadPixels|walkers::io::fetch|net::ERR_(NAME_NOT_RESOLVED|INTERNET_DISCONNECTED)/;
/** Rerun writes its own log to the console, whatever the level. */
const IS_COMPLAINT = /^\s*(%c)?(ERROR|WARN)\b/;
const DEADLINE_MILLIS = 60_000;

/** Starts it; the caller stops it. Takes some seconds: 47 MB of WebAssembly. */
export async function startRerunViewer(browser: Browser): Promise<RerunViewer> {
  const files = new Map<string, Uint8Array>();
  const { server, url } = await serve(files);
  const context = await browser.newContext({ viewport: { width: 480, height: 360 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    const isBad = message.type() === 'warning' || message.type() === 'error' || IS_COMPLAINT.test(text);
    if (isBad && !ABOUT_THIS_MACHINE.test(text)) complaints.push(text);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  await page.waitForFunction(() => window.rerun !== undefined, undefined, { timeout: 60_000 });
  return {
    complaints,
    open: (name, file) => {
      files.set(name, file);
      return openRecording(page, new URL(`/recordings/${name}`, url).href);
    },
    close: async (name) => {
      await page.evaluate((address) => window.rerun.viewer.close(address), new URL(`/recordings/${name}`, url).href);
      files.delete(name);
    },
    seek: (recordingId, timeline, time, expected) => seek({ page, recordingId, timeline, time, expected }),
    colors: async (points) => readColors(page, (await page.screenshot()).toString('base64'), points),
    draw: (recordingId, timeline, time) => draw({ page, recordingId, timeline, time }),
    stop: async () => {
      await context.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function openRecording(page: Page, address: string): Promise<string> {
  const before = await page.evaluate((recording) => {
    const count = window.rerun.opened.length;
    window.rerun.viewer.open(recording);
    return count;
  }, address);
  const deadline = performance.now() + DEADLINE_MILLIS;
  for (;;) {
    await nudge(page);
    const id = await page.evaluate((count) => window.rerun.opened[count], before);
    if (id !== undefined) return id;
    if (performance.now() > deadline)
      throw new Error(`Rerun's viewer did not open ${address} in ${DEADLINE_MILLIS} ms.`);
  }
}

/** Moves the mouse: with all panels hidden it takes new data in only when it draws, and draws only when something happens. */
async function nudge(page: Page): Promise<void> {
  await page.mouse.move(2, 2);
  await page.mouse.move(6, 2);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
}

interface Place {
  readonly page: Page;
  readonly recordingId: string;
  readonly timeline: string;
  readonly time: number;
}

/** Says once more where the cursor is, and resolves to whether it was there already. */
function setCursor({ page, recordingId, timeline, time }: Place): Promise<boolean> {
  return page.evaluate(
    ([id, name, wanted]) => {
      const { viewer } = window.rerun;
      if (viewer.get_active_recording_id() !== id) viewer.set_active_recording_id(id);
      if (viewer.get_playing(id)) viewer.set_playing(id, false);
      if (viewer.get_active_timeline(id) !== name) viewer.set_active_timeline(id, name);
      const isThere = viewer.get_current_time(id, name) === wanted;
      if (!isThere) viewer.set_current_time(id, name, wanted);
      return isThere;
    },
    [recordingId, timeline, time] as const,
  );
}

const DRAWN_TIMES = 12;

async function draw(place: Place): Promise<void> {
  const deadline = performance.now() + DEADLINE_MILLIS;
  for (let times = 0; times < DRAWN_TIMES; ) {
    const holds = await setCursor(place);
    await nudge(place.page);
    if (holds) times += 1;
    if (performance.now() > deadline)
      throw new Error(`Rerun's viewer does not stay at ${place.timeline} ${place.time}.`);
  }
}

async function seek({ expected, ...place }: Place & { readonly expected: number }): Promise<number | undefined> {
  const { page } = place;
  const deadline = performance.now() + DEADLINE_MILLIS;
  let shown: number | undefined;
  let times = 0;
  do {
    // While it still reads the file it may set another time by itself: said again until it holds.
    const holds = await setCursor(place);
    await nudge(page);
    const picture = await page.screenshot();
    // Read in this very page: with another one before it, Rerun would not draw.
    shown = await page.evaluate(readBarScreenshot, picture.toString('base64'));
    times = holds && shown === expected ? times + 1 : 0;
  } while (times < 2 && performance.now() < deadline);
  return shown;
}

async function serve(
  files: ReadonlyMap<string, Uint8Array>,
): Promise<{ readonly server: Server; readonly url: string }> {
  // Its package.json exports nothing that could be resolved.
  const folder = fileURLToPath(new URL('../../node_modules/@rerun-io/web-viewer', import.meta.url));
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const recording = files.get(path.replace(/^\/recordings\//, ''));
    if (path === '/') {
      response.setHeader('content-type', 'text/html').end(PAGE);
    } else if (recording !== undefined) {
      response.setHeader('content-type', 'application/octet-stream').end(recording);
    } else {
      const name = path.replace(/^\/viewer\//, '').replace(/^re_viewer$/, 're_viewer.js');
      const file = join(folder, name);
      if (!/^[a-z_]+\.(js|wasm)$/.test(name) || !existsSync(file)) response.writeHead(404).end();
      else if (name.endsWith('.js')) response.setHeader('content-type', 'text/javascript').end(readFileSync(file));
      else createReadStream(file).pipe(response.setHeader('content-type', 'application/wasm'));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { server, url: `http://127.0.0.1:${address.port}/` };
}
