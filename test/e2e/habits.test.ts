import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, CDPSession, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startViewerProcess, type ViewerProcess } from '../../examples/demo/viewer-process.ts';
import { makeBarRecording } from '../support/bar-recording.ts';
import { launchChromium } from '../support/chromium.ts';
import { openViewerPage, type ViewerPage } from '../support/viewer-page.ts';

// What hands do without thinking: keys, pointer, fingers, menus, links. A viewer started by its bin, in Chromium.

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let folder: string;
let process: ViewerProcess;
let viewer: ViewerPage;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  folder = mkdtempSync(join(tmpdir(), 'rushes-habits-'));
  const file = join(folder, 'a.rrd');
  writeFileSync(file, await makeBarRecording({ recordingId: 'run-a', frames: 90, fps: 30 }));
  process = await startViewerProcess(['--port', '0', '--no-open', file]);
  viewer = await open(process.url);
  page = viewer.page;
});
afterAll(async () => {
  expect(viewer.complaints).toEqual([]);
  await viewer.close();
  await process.stop();
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(url: string, prepare?: (page: Page) => Promise<void>): Promise<ViewerPage> {
  const opened = await openViewerPage(browser, url, prepare === undefined ? {} : { prepare });
  await opened.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await opened.page.waitForFunction(() => window.rushes.videos().length === 1);
  return opened;
}

const control = () => page.evaluate(() => window.rushes.time());
const press = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
const row = (path: string): Locator => page.locator(`.tree-row[data-entity="${path}"]`);
const lane = (path: string): Locator => page.locator(`.lane-name[data-entity="${path}"]`);
const selected = async (): Promise<string | undefined> => {
  const path = page.locator('.entity-link[aria-current]');
  if ((await path.count()) === 0) return undefined;
  const chooser = page.locator('.instance-chooser > span');
  const instance = /Instance (\d+)/.exec(
    (await chooser.count()) === 0 ? '' : ((await chooser.textContent()) ?? ''),
  )?.[1];
  return `${await path.getAttribute('data-entity')}${instance === undefined ? '' : ` #${instance}`}`;
};

/** Nothing selected, nothing chosen, standing at frame 40, the focus nowhere. */
beforeEach(async () => {
  await page.evaluate(() => {
    window.rushes.setTimeline('frame');
    window.rushes.setSpeed(1);
    window.rushes.setTime(40n);
  });
  await press('Escape', 'Escape', 'Escape');
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
});

describe('keys', () => {
  it('Space plays and pauses', async () => {
    await press('Space');
    expect((await control()).mode).toBe('playing');
    await press('Space');
    expect((await control()).mode).toBe('paused');
  });

  it.each<[string, string, bigint]>([
    ['one sample forward', 'ArrowRight', 41n],
    ['one sample back', 'ArrowLeft', 39n],
    ['ten forward', 'Shift+ArrowRight', 50n],
    ['ten back', 'Shift+ArrowLeft', 30n],
    ['to the start', 'Home', 0n],
    ['to the next event of all', 'Control+ArrowRight', 41n],
  ])('go %s', async (_, key, expected) => {
    await press(key);
    expect(await control()).toMatchObject({ time: expected, mode: 'paused' });
  });

  it('go to the events of the selected entity with Ctrl', async () => {
    await row('/log').click();
    await press('Control+ArrowRight');
    expect((await control()).time).toBe(60n);
    await press('Control+ArrowLeft');
    expect((await control()).time).toBe(30n);
  });

  it('follow with End, and leave that as soon as the cursor is moved', async () => {
    await press('End');
    expect(await control()).toMatchObject({ mode: 'following', time: 89n });
    await press('ArrowLeft');
    expect(await control()).toMatchObject({ mode: 'paused', time: 88n });
  });

  it('digits set the speed, minus turns it round', async () => {
    await press('4');
    expect((await control()).speed).toBe(4);
    await press('-');
    expect((await control()).speed).toBe(-4);
    await press('2');
    expect((await control()).speed).toBe(-2);
    await press('0', '-');
    expect((await control()).speed).toBe(0.1);
  });

  it('are left to fields, lists and input methods', async () => {
    const before = await control();
    await page.getByLabel('Search entities').focus();
    await press('Home', '2', '-', 'Space', 'v', 'ArrowLeft');
    await page.getByLabel('Search entities').fill('');
    await page.evaluate(() => {
      (document.activeElement as HTMLElement | null)?.blur();
      const composed = { key: ' ', code: 'Space', bubbles: true, isComposing: true };
      document.body.dispatchEvent(new KeyboardEvent('keydown', composed));
    });
    expect(await control()).toEqual(before);
  });
});

describe('playing backwards', () => {
  it('shows every picture in its place, down to the start', async () => {
    await viewer.setTimeline('video_time');
    await viewer.seek(2_500_000_000n);
    const seen = await page.evaluate(async () => {
      const shown: { sample: number; isRight: boolean }[] = [];
      const stop = window.rushes.on('videos', ([video]) => {
        const { shown: now, requested } = video ?? {};
        if (now === undefined || now === null || shown.at(-1)?.sample === now.sample) return;
        shown.push({
          sample: now.sample,
          isRight: requested !== null && requested !== undefined && now.sample >= requested.sample,
        });
      });
      window.rushes.setSpeed(-1);
      window.rushes.play();
      await new Promise<void>((resolve) => {
        window.rushes.on('time', ({ mode }) => mode === 'paused' && resolve());
      });
      await window.rushes.settled();
      stop();
      return shown;
    });
    const samples = seen.map(({ sample }) => sample);
    expect(samples).toEqual([...samples].sort((a, b) => b - a));
    expect(samples.at(-1)).toBe(0);
    // Never a picture that has not been asked for yet: behind the cursor, not ahead of it.
    expect(seen.every(({ isRight }) => isRight)).toBe(true);
    expect(new Set(samples).size).toBeGreaterThan(8);
    expect(await viewer.readBars()).toBe(0);
  });

  it('stops at the right picture', async () => {
    await viewer.setTimeline('video_time');
    await viewer.seek(2_000_000_000n);
    await press('-', 'Space');
    await page.waitForFunction(() => (window.rushes.time().time ?? 0n) < 1_500_000_000n);
    await press('Space');
    await viewer.settled();
    const { time } = await control();
    expect(await viewer.readBars()).toBe(Math.floor((Number(time) / 1e9) * 30 + 1e-6));
  });
});

describe('the timeline', () => {
  const strip = () => page.locator('.timeline-strip');
  const at = async (share: number, y: number): Promise<[number, number]> => {
    const box = await strip().boundingBox();
    if (box === null) throw new Error('The timeline is on the screen.');
    return [box.x + box.width * share, box.y + y];
  };
  const clickAt = async (share: number, y = 60): Promise<number> => {
    await page.mouse.click(...(await at(share, y)));
    return Number((await control()).time);
  };

  it('is zoomed with Ctrl and the wheel, panned with the middle button, shown as a whole by a double click', async () => {
    const whole = await clickAt(0.75);
    expect(whole).toBeGreaterThan(60);
    await page.mouse.move(...(await at(0.25, 60)));
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -600);
    await page.keyboard.up('Control');
    await viewer.settled();
    const zoomed = await clickAt(0.75);
    expect(zoomed).toBeLessThan(whole - 10);
    await page.mouse.move(...(await at(0.25, 60)));
    await page.mouse.down({ button: 'middle' });
    await page.mouse.move(...(await at(0.75, 60)), { steps: 3 });
    await page.mouse.up({ button: 'middle' });
    await viewer.settled();
    expect(await clickAt(0.75)).toBeLessThan(zoomed - 5);
    await page.mouse.dblclick(...(await at(0.5, 60)));
    await viewer.settled();
    expect(await clickAt(0.75)).toBe(whole);
  });

  it('loops what is dragged over on the ruler', async () => {
    await viewer.setTimeline('video_time');
    await page.mouse.move(...(await at(0.3, 10)));
    await page.mouse.down();
    await page.mouse.move(...(await at(0.4, 10)), { steps: 3 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Loop: selection' }).waitFor();
    const times = await page.evaluate(async () => {
      const seen: number[] = [];
      window.rushes.play();
      await new Promise<void>((resolve) => {
        const stop = window.rushes.on('time', ({ time }) => {
          seen.push(Number(time) / 1e9);
          const turns = seen.filter((each, i) => each < (seen[i - 1] ?? 0)).length;
          if (turns < 2) return;
          stop();
          resolve();
        });
      });
      window.rushes.pause();
      return seen;
    });
    expect(Math.min(...times.slice(1))).toBeGreaterThan(0.8);
    expect(Math.max(...times.slice(1))).toBeLessThan(1.3);
    await press('l');
    await page.getByRole('button', { name: 'Loop: off' }).waitFor();
    await press('l');
    await page.getByRole('button', { name: 'Loop: all' }).waitFor();
    await press('l', 'Escape');
    // A selection that is gone cannot be played over and over.
    await page.getByRole('button', { name: 'Loop: off' }).waitFor();
  });

  it('remembers a cursor for each timeline', async () => {
    await viewer.setTimeline('video_time');
    await page.evaluate(() => window.rushes.setTime(1_000_000_000n));
    await page.getByTitle('Timeline', { exact: true }).selectOption('frame');
    expect((await control()).time).toBe(40n);
    await page.getByTitle('Timeline', { exact: true }).selectOption('video_time');
    expect((await control()).time).toBe(1_000_000_000n);
  });
});

describe('selecting', () => {
  it('takes the entity with the first click, the instance with the second; Esc clears, Alt and arrows go back and forth', async () => {
    const view = await page.locator('[data-view="2d"]').boundingBox();
    if (view === null) throw new Error('The 2D view is on the screen.');
    // Picture of 320 × 240 in the middle of the view; the box has its edge at (40, 40) now.
    const scale = Math.min(view.width / 320, view.height / 240);
    const x = view.x + view.width / 2 + (40 - 160) * scale;
    const y = view.y + view.height / 2 + (60 - 120) * scale;
    await page.mouse.click(x, y);
    await expect.poll(selected).toBe('/camera/box');
    await page.mouse.click(x, y);
    await expect.poll(selected).toBe('/camera/box #0');
    await row('/log').click();
    await expect.poll(selected).toBe('/log');
    await press('Escape');
    await expect.poll(selected).toBeUndefined();
    await press('Alt+ArrowLeft');
    await expect.poll(selected).toBe('/log');
    await press('Alt+ArrowLeft');
    await expect.poll(selected).toBe('/camera/box #0');
    await press('Alt+ArrowRight');
    await expect.poll(selected).toBe('/log');
    expect((await control()).mode).toBe('paused');
    // There is no newer one: it follows.
    await press('Alt+ArrowRight');
    expect((await control()).mode).toBe('following');
  });

  it('highlights what is hovered in every panel', async () => {
    await row('/signal').hover();
    await expect.poll(() => lane('/signal').getAttribute('data-hovered')).toBe('true');
    await lane('/log').hover();
    await expect.poll(() => row('/log').getAttribute('data-hovered')).toBe('true');
    await expect.poll(() => lane('/signal').getAttribute('data-hovered')).toBeNull();
    await page.mouse.move(640, 20);
    await expect.poll(() => row('/log').getAttribute('data-hovered')).toBeNull();
  });

  it('shows the way up', async () => {
    await row('/camera/box').click();
    await page.locator('.entity-link[data-entity="/camera"]').click();
    await expect.poll(selected).toBe('/camera');
  });

  it('goes through the tree with the keys', async () => {
    await page.getByRole('tree', { name: 'Entities' }).focus();
    await press('Home', 'ArrowLeft');
    await row('/camera/box').waitFor({ state: 'detached' });
    await press('ArrowRight', 'ArrowRight', 'Enter');
    await expect.poll(selected).toBe('/camera/box');
    await press('End', 'Enter');
    await expect.poll(selected).toBe('/signal');
    // Keys that the tree has no use for are the page’s.
    await press('Space');
    expect((await control()).mode).toBe('playing');
    await press('Space');
  });
});

describe('menus', () => {
  const menu = () => page.getByRole('menu');
  const choose = (name: string) => menu().getByRole('menuitem', { name }).click();

  it('copy the path, isolate, and show all again', async () => {
    await row('/camera').click({ button: 'right' });
    await choose('Copy path');
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('/camera');
    await row('/camera').click({ button: 'right' });
    await choose('Isolate');
    await expect.poll(() => row('/signal').getAttribute('data-off')).toBe('true');
    expect(await row('/camera').getAttribute('data-off')).toBeNull();
    await row('/camera').click({ button: 'right' });
    await choose('Show the others again');
    await expect.poll(() => row('/signal').getAttribute('data-off')).toBeNull();
  });

  it('are opened by keys, gone through with the arrows, and left with Esc to where the focus was', async () => {
    await page.getByRole('tree', { name: 'Entities' }).focus();
    await press('Home', 'Shift+F10');
    await menu().waitFor();
    expect(await menu().getAttribute('aria-label')).toBe('/camera');
    await press('ArrowDown', 'Enter');
    await expect.poll(() => row('/camera').getAttribute('data-off')).toBe('true');
    await press('v');
    await expect.poll(() => row('/camera').getAttribute('data-off')).toBeNull();
    await press('ContextMenu', 'Escape');
    await menu().waitFor({ state: 'detached' });
    await press('End', 'Enter');
    await expect.poll(selected).toBe('/signal');
  });

  it('add a view, save a picture of one, close it; a drag with the right button opens none', async () => {
    await row('/signal').click({ button: 'right' });
    await choose('Add to a new view: Data');
    await page.locator('[data-view="data-frame"]').waitFor();
    await press('Control+z');
    await page.locator('[data-view="data-frame"]').waitFor({ state: 'detached' });
    const view = page.locator('[data-view="2d"]');
    await view.click({ button: 'right', position: { x: 20, y: 20 } });
    const [download] = await Promise.all([page.waitForEvent('download'), choose('Save a picture of this view')]);
    expect(download.suggestedFilename()).toMatch(/\.png$/);
    const box = await view.boundingBox();
    if (box === null) throw new Error('The 2D view is on the screen.');
    await page.mouse.move(box.x + 100, box.y + 100);
    await page.mouse.down({ button: 'right' });
    await page.mouse.move(box.x + 160, box.y + 100, { steps: 3 });
    await page.mouse.up({ button: 'right' });
    expect(await menu().count()).toBe(0);
  });
});

describe('the palette', () => {
  const field = () => page.getByRole('combobox', { name: /Find a command/ });

  it('finds by a few letters, and runs', async () => {
    await press('Control+k');
    await field().fill('cbox');
    await press('Enter');
    await expect.poll(selected).toBe('/camera/box');
    await press('Control+p');
    await field().fill('vidtim');
    await press('Enter');
    expect((await control()).timeline).toBe('video_time');
    await press('Control+k');
    await field().fill('follow new');
    expect(await page.getByRole('listbox', { name: 'Found' }).getByRole('option').first().textContent()).toContain(
      'End',
    );
    await press('Enter');
    expect((await control()).mode).toBe('following');
  });

  it('keeps the keys to itself, and gives them back', async () => {
    await press('Control+k', 'Space', '2', 'Home');
    expect(await control()).toMatchObject({ time: 40n, speed: 1, mode: 'paused' });
    await press('Control+k');
    await field().waitFor({ state: 'detached' });
    await press('ArrowRight');
    expect((await control()).time).toBe(41n);
  });

  it('is not all there is to find keys: ? lists them', async () => {
    await press('?');
    const list = page.getByRole('dialog', { name: 'Keys and gestures' });
    for (const key of ['Space', 'Ctrl+K', 'Alt+←', 'Shift+V']) await list.getByText(key, { exact: true }).waitFor();
    await press('Escape');
    await list.waitFor({ state: 'detached' });
  });
});

describe('a link', () => {
  it('brings back recording, timeline, time, selection, range and layout', async () => {
    await viewer.setTimeline('video_time');
    await page.evaluate(() => window.rushes.setTime(1_234_567_890n));
    await row('/signal').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Add to a new view: Data' }).click();
    await row('/camera/box').click();
    await press('i');
    await page.getByRole('button', { name: 'Copy a link' }).click();
    await page.getByText('Link copied.').waitFor();
    const address = await page.evaluate(() => navigator.clipboard.readText());
    const other = await open(address);
    await other.page.waitForFunction(() => window.rushes.time().time === 1_234_567_890n);
    expect(await other.time()).toMatchObject({ timeline: 'video_time', mode: 'paused' });
    await other.page.locator('.entity-link[aria-current][data-entity="/camera/box"]').waitFor();
    expect(await other.page.locator('.range-times').textContent()).toContain('1.234567890s');
    await other.settled();
    expect(await other.readBars()).toBe(37);
    await expect.poll(() => other.page.locator('.view-tab-title').allTextContents()).toContain('signal');
    expect(
      (await other.page.locator('.view-tab-title').allTextContents()).filter((each) => each === 'signal'),
    ).toHaveLength(2);
    expect(other.complaints).toEqual([]);
    await other.close();
    await press('Control+z');
  });

  it.each<[string, string]>([
    ['link=7&recording=run-a', 'The link cannot be followed: expected version 1, found version 7'],
    ['link=1&recording=run-a&time=noon', 'The link cannot be followed: “time” takes a whole number'],
    ['link=1&recording=run-z', 'The link leads to the recording “run-z”, which is not here.'],
  ])('that is no good says so: %s', async (hash, text) => {
    await page.evaluate((wanted) => {
      location.hash = wanted;
    }, hash);
    await page.getByRole('status').filter({ hasText: text }).waitFor();
    await page.getByRole('button', { name: 'Close the message' }).click();
    expect((await control()).time).toBe(40n);
  });
});

describe('fingers', () => {
  let touched: ViewerPage;
  let session: CDPSession;
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: readonly (readonly [number, number])[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  const time = async (): Promise<number> => Number((await touched.time()).time);

  beforeAll(async () => {
    touched = await open(process.url);
    session = await touched.page.context().newCDPSession(touched.page);
    await touched.setTimeline('frame');
    await touched.seek(40n);
  });
  afterAll(() => touched.close());

  it('scrub, zoom with two, and open a menu when they rest', async () => {
    const box = await touched.page.locator('.timeline-strip').boundingBox();
    if (box === null) throw new Error('The timeline is on the screen.');
    const [left, y] = [box.x, box.y + 60];
    const x = (share: number): number => left + box.width * share;
    await touch('touchStart', [x(0.5), y]);
    await touch('touchMove', [x(0.6), y]);
    await touch('touchMove', [x(0.75), y]);
    await touch('touchEnd');
    const scrubbed = await time();
    expect(scrubbed).toBeGreaterThan(60);
    await touch('touchStart', [x(0.4), y]);
    await touch('touchStart', [x(0.4), y], [x(0.6), y]);
    await touch('touchMove', [x(0.2), y], [x(0.8), y]);
    await touch('touchEnd');
    // Two fingers move no cursor.
    expect(await time()).toBe(scrubbed);
    await touched.settled();
    await touch('touchStart', [x(0.2), y]);
    await touch('touchEnd');
    expect(await time()).toBeGreaterThan(30);
    const row = await touched.page.locator('.tree-row[data-entity="/camera"]').boundingBox();
    await touch('touchStart', [(row?.x ?? 0) + 60, (row?.y ?? 0) + 10]);
    await touched.page.getByRole('menu', { name: '/camera' }).waitFor();
    await touch('touchEnd');
    // It stays when the finger goes up, which has selected nothing.
    await touched.page.getByRole('menuitem', { name: 'Copy path' }).waitFor();
    expect(await touched.page.locator('.entity-link').count()).toBe(0);
    await touched.page.keyboard.press('Escape');
  });
});

describe('everybody can use it', () => {
  const violations = async (): Promise<readonly string[]> => {
    const found = await page.evaluate(async () => {
      const { axe } = window as unknown as {
        axe: { run(where: Document): Promise<{ violations: readonly Violation[] }> };
      };
      return (await axe.run(document)).violations;
    });
    return found
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
      );
  };
  interface Violation {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary: string }[];
  }

  it.each(['dark', 'light'] as const)('in %s: nothing that axe-core calls serious', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(AXE);
    await page.locator('.view-tab-title').first().click();
    await page.locator('.view-settings').waitFor();
    await viewer.settled();
    expect(await violations()).toEqual([]);
    await row('/camera/box').click();
    await page.mouse.move(640, 20);
    await viewer.settled();
    expect(await violations()).toEqual([]);
    await press('Control+k');
    expect(await violations()).toEqual([]);
    await press('Escape', '?');
    expect(await violations()).toEqual([]);
    await press('Escape');
    await row('/log').click({ button: 'right' });
    expect(await violations()).toEqual([]);
    await press('Escape');
  });

  it('begins with a way past the panels', async () => {
    const other = await open(process.url);
    await other.page.keyboard.press('Tab');
    const skip = other.page.getByRole('button', { name: 'Skip to the views' });
    expect(await skip.evaluate((element) => element.matches(':focus'))).toBe(true);
    await other.page.keyboard.press('Enter');
    expect(await other.page.getByRole('main').evaluate((element) => element.matches(':focus'))).toBe(true);
    await other.close();
  });

  it('moves nothing for those who asked for that', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await press('Control+k');
    const durations = await page.locator('.palette').evaluate((element) => {
      const root = element.getRootNode() as ShadowRoot;
      return [...root.querySelectorAll('*')].flatMap((each) => {
        const { transitionDuration, animationDuration } = getComputedStyle(each);
        return [transitionDuration, animationDuration].flatMap((text) => text.split(', ')).map(Number.parseFloat);
      });
    });
    expect(Math.max(...durations)).toBeLessThan(0.01);
    await press('Escape');
  });
});
