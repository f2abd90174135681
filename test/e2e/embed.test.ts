import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startViewerProcess } from '../../examples/demo/viewer-process.ts';
import { makeBarRecording } from '../support/bar-recording.ts';
import { launchChromium } from '../support/chromium.ts';
import { type EmbedPage, type EmbedPageOptions, openEmbedPage } from '../support/embed-page.ts';

// The viewer in somebody's page: the files of the package, served as they are by a simple server, under the strictest policy.

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Ingest and video; others come when they are needed. */
const VIEWER_WORKERS = 2;

let browser: Browser;
let folder: string;
let files: Readonly<Record<'bars.rrd' | 'other.rrd', Uint8Array>>;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  browser = await launchChromium();
  folder = mkdtempSync(join(tmpdir(), 'rushes-embed-'));
  const bars = await makeBarRecording({ recordingId: 'bars', frames: 60 });
  const other = await makeBarRecording({ recordingId: 'other', frames: 40, firstNumber: 500 });
  files = { 'bars.rrd': bars, 'other.rrd': other };
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function open(options: EmbedPageOptions = {}): Promise<EmbedPage> {
  const opened = await openEmbedPage(browser, { files, ...options });
  closers.push(opened.close);
  return opened;
}

/** The page with two viewers that show different recordings; resolves when both are settled. */
async function openTwo(options: EmbedPageOptions = {}): Promise<EmbedPage> {
  const opened = await open(options);
  await opened.page.evaluate(async () => {
    await Promise.all([
      window.mountInto('left', { source: '/files/bars.rrd', theme: 'dark', time: 20n }),
      window.mountInto('right', { source: 'files/other.rrd', theme: 'light', time: 5n }),
    ]);
    await Promise.all(Object.values(window.viewers).map((viewer) => viewer.settled()));
  });
  return opened;
}

/** What each viewer shows. */
function shownIn({ page }: EmbedPage): Promise<unknown> {
  return page.evaluate(() =>
    [window.viewers.left, window.viewers.right].map((viewer) => ({
      recording: viewer?.recordings().find(({ active }) => active)?.id,
      time: Number(viewer?.time().time),
      sample: viewer?.videos()[0]?.shown?.sample,
    })),
  );
}

describe('two viewers on a page', () => {
  it('show different recordings at different times, and say nothing to the console under the strictest policy', async () => {
    const two = await openTwo();
    expect(await shownIn(two)).toEqual([
      { recording: 'bars', time: 20, sample: 20 },
      { recording: 'other', time: 5, sample: 5 },
    ]);
    expect(two.complaints).toEqual([]);
  });

  it('a key goes to the one that was touched last, and to none while the focus is in the page', async () => {
    const two = await openTwo();
    const { page } = two;
    const times = () =>
      page.evaluate(() => [window.viewers.left, window.viewers.right].map((viewer) => Number(viewer?.time().time)));
    await page.locator('#own').focus();
    await page.keyboard.press('ArrowRight');
    expect(await times()).toEqual([20, 5]);
    await page.locator('#right [data-view="2d"]').click();
    await page.keyboard.press('ArrowRight');
    expect(await times()).toEqual([20, 6]);
    await page.locator('#left [data-view="2d"]').click();
    await page.keyboard.press('Home');
    expect(await times()).toEqual([0, 6]);
    expect(two.complaints).toEqual([]);
  });

  it('a popover opens where its viewer is', async () => {
    const { page } = await openTwo();
    await page.locator('#right .recordings-button').click();
    const popover = await page.locator('#right .recordings-popover').boundingBox();
    const viewer = await page.locator('#right').boundingBox();
    expect(popover?.y).toBeGreaterThan(viewer?.y ?? Number.NaN);
    expect((popover?.y ?? 0) + (popover?.height ?? 0)).toBeLessThan((viewer?.y ?? 0) + (viewer?.height ?? 0));
  });

  it('look the same beside the most hostile styles, and leave those of the page alone', async () => {
    const look = async (isHostile: boolean) => {
      const { page } = await openTwo({ isHostile });
      return page.evaluate(() => {
        const root = document.querySelector('#left > div')?.shadowRoot;
        const measured = [...(root?.querySelectorAll('.top-bar button, .tree-row, [data-view], canvas, h1') ?? [])].map(
          (element) => {
            const { width, height } = element.getBoundingClientRect();
            const { color, fontSize, fontFamily, letterSpacing, padding, boxSizing } = getComputedStyle(element);
            return { width, height, color, fontSize, fontFamily, letterSpacing, padding, boxSizing };
          },
        );
        const own = document.querySelector('#own') as HTMLElement;
        const styles = getComputedStyle(document.documentElement);
        const head = [...document.head.children].map(({ tagName }) => tagName);
        return { measured, own: getComputedStyle(own).font, scheme: styles.colorScheme, head };
      });
    };
    const [plain, hostile] = [await look(false), await look(true)];
    expect(hostile.measured).toEqual(plain.measured);
    expect(plain.measured.length).toBeGreaterThan(8);
    expect(plain.scheme).toBe('normal');
    expect(plain.head).toEqual(['META', 'LINK', 'TITLE', 'LINK']);
  });
});

describe('mount', () => {
  it.each([
    ['an ArrayBuffer', (bytes: ArrayBuffer) => bytes],
    ['a Blob', (bytes: ArrayBuffer) => new Blob([bytes])],
    ['a File', (bytes: ArrayBuffer) => new File([bytes], 'named.rrd')],
  ])('takes a recording as %s', async (_, make) => {
    const opened = await open();
    const shown = await opened.page.evaluate(
      async (makeText) => {
        const bytes = await (await fetch('/files/bars.rrd')).arrayBuffer();
        const source =
          makeText === 'File' ? new File([bytes], 'named.rrd') : makeText === 'Blob' ? new Blob([bytes]) : bytes;
        const viewer = await window.mountInto('left', { source, time: 30n });
        await viewer.settled();
        return viewer.videos()[0]?.shown?.sample;
      },
      make(new ArrayBuffer(0)).constructor.name,
    );
    expect(shown).toBe(30);
    expect(opened.complaints).toEqual([]);
  });

  it('starts at the recording, the timeline and the time that are asked for, without the panels that are not', async () => {
    const { page } = await open();
    const time = await page.evaluate(async () => {
      const source = ['/files/bars.rrd', '/files/other.rrd'];
      const options = { source, recording: 'other', timeline: 'video_time', time: 500_000_000n } as const;
      const viewer = await window.mountInto('left', { ...options, panels: { topBar: false, selection: false } });
      await viewer.settled();
      const active = viewer.recordings().find(({ active }) => active)?.id;
      const { timeline, time, mode } = viewer.time();
      return { active, timeline, time, mode };
    });
    expect(time).toEqual({ active: 'other', timeline: 'video_time', time: 500_000_000n, mode: 'paused' });
    expect(await page.locator('#left .top-bar').count()).toBe(0);
    expect(await page.locator('#left .panel-timeline, #left [aria-label="Timeline"]').count()).toBeGreaterThan(0);
  });

  it('tells what happens, by its options and by on(…)', async () => {
    const { page } = await open();
    const told = await page.evaluate(async () => {
      const heard: unknown[] = [];
      const viewer = await window.mountInto('left', {
        source: '/files/bars.rrd',
        onTimeChange: ({ time, mode }) => heard.push(['time', Number(time), mode]),
        onRecordingChange: (recording) => heard.push(['recording', recording?.id ?? null]),
        onSelectionChange: (entity) => heard.push(['selection', entity]),
        onError: ({ code }) => heard.push(['error', code]),
      });
      await viewer.settled();
      viewer.on('time', ({ time }) => heard.push(['on time', Number(time)]));
      heard.push('opened');
      viewer.setTime(7n);
      await viewer.open('/files/none.rrd').catch(({ code }) => heard.push(['rejected', code]));
      return heard;
    });
    expect(told).toEqual(
      expect.arrayContaining([
        ['recording', 'bars'],
        ['time', 7, 'paused'],
        ['on time', 7],
      ]),
    );
    expect(told.slice(told.indexOf('opened'))).toEqual(
      expect.arrayContaining([
        ['error', 'read-failed'],
        ['rejected', 'read-failed'],
      ]),
    );
  });

  it('changes theme and panels of the viewer that is there', async () => {
    const { page } = await openTwo();
    const theme = () => page.locator('#left .rushes').getAttribute('data-theme');
    expect(await theme()).toBe('dark');
    await page.evaluate(() => window.viewers.left?.update({ theme: 'light', panels: 'none' }));
    await page.locator('#left .top-bar').waitFor({ state: 'detached' });
    expect(await theme()).toBe('light');
    expect(await page.locator('#left [aria-label="Timeline"]').count()).toBe(0);
  });
});

describe('a hub of another origin', () => {
  const loopback = 'ws://127.0.0.1:* http://127.0.0.1:*';

  async function startHub(...args: readonly string[]): Promise<string> {
    const path = join(folder, 'bars.rrd');
    writeFileSync(path, files['bars.rrd']);
    const hub = await startViewerProcess(['--port', '0', '--no-open', '--token', 'a-long-secret', ...args, path]);
    closers.push(() => hub.stop());
    return hub.url.replace(/^http/, 'ws').replace(/\?.*/, '');
  }

  it('shows its recordings and its files where it lets this page read', async () => {
    const opened = await open({ connectTo: loopback });
    const source = await startHub('--allow-origin', new URL(opened.url).origin);
    const sample = await opened.page.evaluate(async (address) => {
      const viewer = await window.mountInto('left', { source: address, token: 'a-long-secret', time: 9n });
      await viewer.settled();
      return viewer.videos()[0]?.shown?.sample;
    }, source);
    expect(sample).toBe(9);
    expect(opened.complaints).toEqual([]);
  });

  it('refuses the page otherwise, which says so', async () => {
    const { page } = await open({ connectTo: loopback });
    const source = await startHub();
    // By the option: the hub may have refused before the handle is there.
    const error = await page.evaluate(
      (address) =>
        new Promise((onError) => {
          void window.mountInto('left', { source: address, token: 'a-long-secret', onError });
        }),
      source,
    );
    expect(error).toMatchObject({ code: 'connection-lost', message: expect.stringContaining('may log, but not read') });
  });
});

describe('dispose', () => {
  it('leaves nothing behind: no element, no worker, no listener', async () => {
    const two = await openTwo();
    const { page } = two;
    expect(page.workers().length).toBeGreaterThanOrEqual(4);
    await page.evaluate(() => {
      for (const viewer of Object.values(window.viewers)) viewer.dispose();
    });
    await expect.poll(() => page.workers().length).toBe(0);
    expect(await page.locator('#left > *, #right > *').count()).toBe(0);
    expect(await page.evaluate(() => window.viewers.left?.settled())).toBeUndefined();
    await page.keyboard.press('ArrowRight');
    expect(two.complaints).toEqual([]);
  });

  it('ends one that has not come to be yet', async () => {
    const { page } = await open();
    const reason = await page.evaluate(async () => {
      const ended = new AbortController();
      const mounting = window.mountInto('left', { source: '/files/bars.rrd', signal: ended.signal });
      ended.abort();
      return mounting.then(String, (error) => error.name);
    });
    expect(reason).toBe('AbortError');
    await expect.poll(() => page.workers().length).toBe(0);
    expect(await page.locator('#left > *').count()).toBe(0);
  });

  it('fifty times leaves no more than five times', async () => {
    const { page } = await open();
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    const measure = async () => {
      for (let i = 0; i < 3; i += 1) await session.send('HeapProfiler.collectGarbage');
      const { metrics } = await session.send('Performance.getMetrics');
      const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
      return { nodes: value('Nodes'), listeners: value('JSEventListeners'), heap: value('JSHeapUsedSize') };
    };
    const cycle = (times: number) =>
      page.evaluate(async (count) => {
        for (let i = 0; i < count; i += 1) {
          const viewer = await window.mountInto('left', { source: '/files/bars.rrd', time: 3n });
          await viewer.settled();
          viewer.dispose();
        }
      }, times);
    await cycle(5);
    const before = await measure();
    await cycle(50);
    const after = await measure();
    expect(after.nodes - before.nodes).toBeLessThan(200);
    expect(after.listeners - before.listeners).toBeLessThan(50);
    expect(after.heap - before.heap).toBeLessThan(4e6);
  });
});

/** An example, started as its README says once everything is built; resolves to its address. */
function startExample(name: string): Promise<string> {
  const child = spawn('npx', ['tsx', `examples/${name}/main.ts`, '--port', '0', '--frames', '60'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  closers.push(() => {
    // npx does not pass signals on.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid);
    return exited;
  });
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /Look at (\S+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it named its address`)));
  });
}

async function openExample(name: string): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> {
  const url = await startExample(name);
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  closers.push(() => page.close());
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  return { page, complaints };
}

describe('the examples', () => {
  it('embed-plain: buttons in the text seek one viewer, and the other goes along', async () => {
    const { page, complaints } = await openExample('embed-plain');
    await page.waitForFunction(() => window.viewers?.wrist !== undefined);
    const times = () =>
      page.evaluate(async () => {
        const { cell, wrist } = window.viewers;
        await Promise.all([cell?.settled(), wrist?.settled()]);
        return [cell, wrist].map((viewer) => [Number(viewer?.time().time), viewer?.videos()[0]?.shown?.sample]);
      });
    expect(await times()).toEqual([
      [46, 46],
      [46, 46],
    ]);
    await page.getByRole('button', { name: 'picture 24' }).click();
    expect(await times()).toEqual([
      [24, 24],
      [24, 24],
    ]);
    await page.getByRole('checkbox').uncheck();
    await page.locator('#cell [data-view="2d"]').first().click();
    await page.keyboard.press('ArrowRight');
    expect(await times()).toEqual([
      [25, 25],
      [24, 24],
    ]);
    expect(complaints).toEqual([]);
  });

  it('embed-react: the list seeks the viewer and follows it; another source makes another viewer', async () => {
    const { page, complaints } = await openExample('embed-react');
    const gripped = page.getByRole('button', { name: 'gripped crate 0' });
    const isCurrent = () => gripped.getAttribute('aria-current');
    await page.locator('[data-view="2d"] canvas').first().waitFor();
    await expect.poll(() => page.workers().length).toBe(VIEWER_WORKERS);
    expect(await isCurrent()).toBe('false');
    await gripped.click();
    await expect.poll(isCurrent).toBe('true');
    await page.locator('[data-view="2d"]').first().click();
    await page.keyboard.press('Home');
    await expect.poll(isCurrent).toBe('false');
    await page.getByRole('button', { name: 'Light' }).click();
    await expect.poll(() => page.locator('.rushes').getAttribute('data-theme')).toBe('light');
    await page.getByRole('button', { name: 'The wrist' }).click();
    await expect.poll(() => page.locator('[data-view]').count()).toBe(1);
    // Strict mode mounts twice, and the source changed once: what is left is one viewer.
    await expect.poll(() => page.workers().length).toBe(VIEWER_WORKERS);
    expect(await page.locator('.rushes').count()).toBe(1);
    expect(complaints).toEqual([]);
  });
});
