import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeChunk, memorySource, openRrd } from '@rushes/proto';
import type { Browser, Download, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startViewerProcess } from '../../examples/demo/viewer-process.ts';
import { readAvFile } from '../support/av-file.ts';
import { readBarScreenshot } from '../support/bar-clip.ts';
import { makeBarRecording } from '../support/bar-recording.ts';
import { launchChromium } from '../support/chromium.ts';
import { startSdkProcess } from '../support/sdk-process.ts';
import { openViewerPage, type ViewerPage } from '../support/viewer-page.ts';

// A viewer started by its bin, files on disk, Chromium.

const FRAMES = 90;
const FPS = 30;

let browser: Browser;
let folder: string;
let [fileA, fileB] = ['', ''];
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  browser = await launchChromium();
  folder = mkdtempSync(join(tmpdir(), 'rushes-replay-'));
  [fileA, fileB] = [join(folder, 'a.rrd'), join(folder, 'b.rrd')];
  writeFileSync(fileA, await makeBarRecording({ recordingId: 'run-a', frames: FRAMES, fps: FPS }));
  const b = { recordingId: 'run-b', frames: FRAMES, fps: FPS, firstNumber: 1000, footer: false };
  writeFileSync(fileB, await makeBarRecording(b));
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function openViewer(...files: readonly string[]): Promise<ViewerPage & { readonly url: string }> {
  const viewer = await startViewerProcess(['--port', '0', '--no-open', ...files]);
  closers.push(() => viewer.stop());
  const opened = await openViewerPage(browser, viewer.url, {
    // A dialog of the system cannot be answered by a test; without it the page downloads, as in other browsers.
    prepare: async (page) => {
      await page.addInitScript('window.showSaveFilePicker = undefined');
    },
  });
  closers.push(() => opened.close());
  return { ...opened, url: viewer.url };
}

const menu = (page: Page) => page.getByRole('dialog', { name: 'Recordings' });

async function openMenu(page: Page): Promise<void> {
  await page.locator('.recordings-button').click();
  await menu(page).waitFor();
}

/** Drops files onto the page, as a person does from a window of the system. */
async function drop(
  page: Page,
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): Promise<void> {
  const encoded = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }));
  const transfer = await page.evaluateHandle((all) => {
    const data = new DataTransfer();
    for (const { name, base64 } of all) {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      data.items.add(new File([bytes], name));
    }
    return data;
  }, encoded);
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
  await page.getByText('Drop .rrd files to open them').waitFor();
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await page.getByText('Drop .rrd files to open them').waitFor({ state: 'detached' });
}

/** Chooses frames of the timeline, with the keys that people have for it. */
async function selectFrames(viewer: ViewerPage, from: bigint, to: bigint): Promise<void> {
  await viewer.seek(from);
  await viewer.page.locator('body').press('i');
  await viewer.seek(to);
  await viewer.page.locator('body').press('o');
}

async function download(page: Page, button: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const [started] = await Promise.all<[Promise<Download>, Promise<void>]>([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  const path = join(folder, `download-${started.suggestedFilename()}`);
  await started.saveAs(path);
  return { name: started.suggestedFilename(), bytes: readFileSync(path) };
}

describe('viewer a.rrd b.rrd', () => {
  it('lists both, and shows the pictures of the one that is chosen', async () => {
    const viewer = await openViewer(fileA, fileB);
    const { page } = viewer;
    await page.waitForFunction(() => window.rushes.recordings().length === 2);
    await openMenu(page);
    await menu(page)
      .getByRole('button', { name: /^a\.rrd/ })
      .click();
    await viewer.setTimeline('frame');
    await viewer.seek(37n);
    expect(await viewer.readBars()).toBe(37);

    await openMenu(page);
    const other = menu(page).getByRole('button', { name: /^b\.rrd/ });
    expect(await other.textContent()).toContain('file of the viewer');
    await other.press('Enter');
    await menu(page).waitFor({ state: 'hidden' });
    await page.waitForFunction(() => window.rushes.recordings().find(({ id }) => id === 'run-b')?.active === true);
    await viewer.setTimeline('frame');
    await viewer.seek(52n);
    expect(await viewer.readBars()).toBe(1052);

    await openMenu(page);
    const current = menu(page).locator('[aria-current="true"]');
    expect(await current.textContent()).toMatch(/b\.rrd.*no index: scanned.*0 to 89/);
    await menu(page).getByRole('button', { name: 'Close b.rrd' }).click();
    await page.waitForFunction(() => window.rushes.recordings().find(({ id }) => id === 'run-b')?.active !== true);
    expect(viewer.complaints).toEqual([]);
  });

  it('can be operated by keys alone', async () => {
    const viewer = await openViewer(fileA, fileB);
    const { page } = viewer;
    await page.waitForFunction(() => window.rushes.recordings().length === 2);
    await page.locator('.recordings-button').focus();
    await page.keyboard.press('Enter');
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    // The open recording, the newest by itself, has the focus; the arrow keys go to the others.
    await expect.poll(focused).toMatch(/^b\.rrd/);
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toMatch(/^a\.rrd/);
    await page.keyboard.press('Enter');
    await menu(page).waitFor({ state: 'hidden' });
    await page.waitForFunction(() => window.rushes.recordings().find(({ id }) => id === 'run-a')?.active === true);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await menu(page).waitFor({ state: 'hidden' });
  });
});

describe('a file that is dropped onto the page', () => {
  it('is opened and shown', async () => {
    const viewer = await openViewer();
    await viewer.page.getByText('Waiting for the first recording').waitFor();
    await drop(viewer.page, [{ name: 'dropped.rrd', bytes: readFileSync(fileA) }]);
    await viewer.page.waitForFunction(() => window.rushes.videos().length === 1);
    await viewer.setTimeline('frame');
    await viewer.seek(71n);
    expect(await viewer.readBars()).toBe(71);
    await openMenu(viewer.page);
    expect(await menu(viewer.page).textContent()).toMatch(/dropped\.rrd.*dropped file · index in the file/);
    expect(viewer.complaints).toEqual([]);
  });

  it('and is no recording is refused with the reason, and the page goes on', async () => {
    const viewer = await openViewer(fileA);
    await drop(viewer.page, [
      { name: 'diary.txt', bytes: new TextEncoder().encode('Dear diary') },
      { name: 'cut.rrd', bytes: readFileSync(fileB).subarray(0, 30_000) },
    ]);
    const notice = viewer.page.getByRole('alert').filter({ hasText: 'diary.txt could not be opened' });
    await notice.waitFor();
    expect(await notice.textContent()).toContain('(not-rrd)');
    await notice.getByRole('button', { name: 'Close the notice about diary.txt' }).click();
    await notice.waitFor({ state: 'detached' });
    // The other one was cut off: what is left of it opens.
    await openMenu(viewer.page);
    await menu(viewer.page).getByText('1 problem in the file').waitFor();
    expect(await menu(viewer.page).textContent()).toContain('cut.rrd');
  });
});

describe('a file of another origin', () => {
  it('is not fetched; the page says what to do', async () => {
    const viewer = await openViewer();
    await viewer.page.goto(`${viewer.url}?url=https://example.org/run.rrd`);
    const notice = viewer.page.getByRole('alert').filter({ hasText: 'run.rrd could not be opened' });
    await notice.waitFor();
    expect(await notice.textContent()).toContain('This page opens files of its own viewer only');
  });

  it('one of the same origin is opened by its path', async () => {
    const viewer = await openViewer(fileA);
    await viewer.page.goto(`${viewer.url}?url=/files/0/a.rrd`);
    await viewer.page.waitForFunction(() => window.rushes?.videos().length === 1);
    await viewer.setTimeline('frame');
    await viewer.seek(5n);
    expect(await viewer.readBars()).toBe(5);
  });
});

describe('a range of the timeline', () => {
  it('is selected by dragging with Shift, shown with its times, and cleared by Esc', async () => {
    const viewer = await openViewer(fileA);
    const { page } = viewer;
    await page.waitForFunction(() => window.rushes.videos().length === 1);
    await viewer.setTimeline('frame');
    await viewer.settled();
    const box = await page.locator('.timeline-strip').boundingBox();
    if (box === null) throw new Error('The timeline is on the screen.');
    await page.keyboard.down('Shift');
    await page.mouse.move(box.x + box.width * 0.25, box.y + 12);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 12, { steps: 3 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    const bar = page.getByRole('region', { name: 'Selected range' });
    const text = (await bar.textContent()) ?? '';
    const [, from, to] = /Selected (\d+) – (\d+)/.exec(text) ?? [];
    expect(Number(from)).toBeGreaterThan(18);
    expect(Number(from)).toBeLessThan(26);
    expect(Number(to)).toBeGreaterThan(40);
    expect(Number(to)).toBeLessThan(49);
    const end = page.getByRole('slider', { name: 'End of the selected range' });
    expect(await end.getAttribute('aria-valuetext')).toBe(to);
    await end.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => end.getAttribute('aria-valuetext')).toBe(String(Number(to) + 1));
    await page.keyboard.press('Escape');
    await bar.waitFor({ state: 'detached' });
    await end.waitFor({ state: 'hidden' });
  });

  it('is saved as an .rrd with the rows in it, the video from its keyframe on', async () => {
    const viewer = await openViewer(fileA);
    await viewer.page.waitForFunction(() => window.rushes.videos().length === 1);
    await viewer.setTimeline('frame');
    await selectFrames(viewer, 25n, 34n);
    const { name, bytes } = await download(viewer.page, 'Download .rrd');
    expect(name).toBe('a-part.rrd');
    const opened = await openRrd(memorySource(bytes));
    expect([opened.origin, opened.problems]).toEqual(['footer', []]);
    const frames: Record<string, number[]> = {};
    for (const entry of opened.stores[0]?.entries ?? []) {
      if (entry.isStatic) continue;
      const { timelines } = decodeChunk(await opened.readChunk(entry));
      const times = timelines.find((timeline) => timeline.name === 'frame')?.times ?? [];
      frames[entry.entityPath] = [...(frames[entry.entityPath] ?? []), ...Array.from(times, Number)];
    }
    expect(frames['/signal']).toEqual([25, 26, 27, 28, 29, 30, 31, 32, 33, 34]);
    expect(frames['/camera']?.[0]).toBe(20);
    expect(frames['/camera']).toHaveLength(15);
    expect(await viewer.page.locator('.export-outcome').textContent()).toContain('begins 5 pictures before the range');
  });

  it('is saved as an MP4 that another decoder plays, with the times of its pictures', async () => {
    const viewer = await openViewer(fileB);
    await viewer.page.waitForFunction(() => window.rushes.videos().length === 1);
    await viewer.setTimeline('frame');
    await selectFrames(viewer, 30n, 44n);
    const { name, bytes } = await download(viewer.page, 'Download MP4');
    expect(name).toBe('b-camera.mp4');
    const path = join(folder, 'played.mp4');
    writeFileSync(path, bytes);
    const played = await readAvFile(path);
    const millis = played.packets.map(({ pts }) => (Number(pts) * 1000) / played.timescale);
    expect(millis).toHaveLength(15);
    for (const [i, time] of millis.entries()) expect(Math.abs(time - (i * 1000) / FPS)).toBeLessThan(1);
    expect(played.packets.map(({ isKeyframe }) => isKeyframe).lastIndexOf(true)).toBe(10);
    expect(new Set(played.pictures).size).toBe(15);
    expect(await viewer.page.locator('.export-outcome').textContent()).toContain('by the times of video_time');
  });

  it('is written to the file that was chosen, where the browser lets a page do that', async () => {
    const viewer = await openViewer(fileA);
    const { page } = viewer;
    await page.waitForFunction(() => window.rushes.videos().length === 1);
    await viewer.setTimeline('frame');
    await selectFrames(viewer, 40n, 49n);
    // In the place of the system's dialog: a file of the browser's own.
    await page.evaluate(() => {
      Object.assign(window, {
        showSaveFilePicker: async () =>
          (await navigator.storage.getDirectory()).getFileHandle('chosen.rrd', { create: true }),
      });
    });
    await page.getByRole('button', { name: 'Download .rrd' }).click();
    await page.getByText('Saved chosen.rrd').waitFor();
    const base64 = await page.evaluate(async () => {
      const handle = await (await navigator.storage.getDirectory()).getFileHandle('chosen.rrd');
      const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    });
    const opened = await openRrd(memorySource(Buffer.from(base64, 'base64')));
    expect([opened.origin, opened.problems]).toEqual(['footer', []]);
    const signal = (opened.stores[0]?.entries ?? []).filter(({ entityPath }) => entityPath === '/signal');
    expect(signal.reduce((sum, { rowCount }) => sum + rowCount, 0)).toBe(10);
  });

  it('can be given up while it is being read', async () => {
    const viewer = await openViewer(fileA);
    const { page } = viewer;
    await page.waitForFunction(() => window.rushes.videos().length === 1);
    await viewer.setTimeline('frame');
    await selectFrames(viewer, 40n, 49n);
    let isAsked = false;
    // A disk that does not answer.
    await page.route('**/files/**', () => {
      isAsked = true;
    });
    await page.getByRole('button', { name: 'Download .rrd' }).click();
    await page.getByRole('progressbar', { name: 'Looking for the range' }).waitFor();
    await expect.poll(() => isAsked).toBe(true);
    // Without the selection it goes on; nobody loses what takes minutes by pressing Esc.
    await page.locator('body').press('Escape');
    await page.getByRole('slider', { name: 'End of the selected range' }).waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('region', { name: 'Selected range' }).waitFor({ state: 'detached' });
    expect(viewer.complaints).toEqual([]);
  });

  it('that went away meanwhile is refused with the reason', async () => {
    const path = join(folder, 'gone.rrd');
    writeFileSync(path, readFileSync(fileA));
    const viewer = await openViewer(path);
    const { page } = viewer;
    await page.waitForFunction(() => window.rushes.videos().length === 1);
    await viewer.setTimeline('frame');
    await selectFrames(viewer, 40n, 49n);
    rmSync(path);
    await page.getByRole('button', { name: 'Download MP4' }).click();
    const outcome = page.locator('.export-outcome[data-kind="failed"]');
    await outcome.waitFor();
    expect(await outcome.textContent()).toMatch(/expected status 206 .* found 404.*\(read-failed\)/);
  });

  it('of a recording that a program logs comes from the hub', async () => {
    const viewer = await openViewer();
    const url = viewer.url.replace(/^http/, 'ws');
    const sdk = startSdkProcess('log-bars', { url, recordingId: 'live', frames: 60, fps: FPS, stayOpen: true });
    closers.push(() => sdk.kill());
    await sdk.next((line: { done?: number }) => line.done !== undefined);
    await viewer.showRecording('live');
    await viewer.setTimeline('frame');
    await selectFrames(viewer, 10n, 19n);
    const { bytes } = await download(viewer.page, 'Download .rrd');
    const opened = await openRrd(memorySource(bytes));
    const signal = (opened.stores[0]?.entries ?? []).filter(({ entityPath }) => entityPath === '/signal');
    expect(signal.reduce((sum, { rowCount }) => sum + rowCount, 0)).toBe(10);
  });
});

describe('a snapshot of a view', () => {
  it('shows the picture and what is drawn over it, by the button and for scripts', async () => {
    const viewer = await openViewer(fileA);
    const { page } = viewer;
    await page.waitForFunction(() => window.rushes.videos().length === 1);
    await viewer.setTimeline('frame');
    await viewer.seek(23n);
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByTitle('Save what this view shows as a PNG').click({ force: true }),
    ]);
    expect(saved.suggestedFilename()).toBe('camera_frame_23.png');
    const path = join(folder, 'snapshot.png');
    await saved.saveAs(path);
    const byButton = readFileSync(path).toString('base64');
    const byScript = await page.evaluate(async () => {
      const bytes = new Uint8Array(await (await window.rushes.snapshot('/camera')).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    });
    // Read in a page of its own: the viewer's policy rightly forbids it to fetch data: addresses.
    const reader = await browser.newPage();
    closers.push(() => reader.close());
    for (const png of [byButton, byScript]) {
      expect(await reader.evaluate(readBarScreenshot, png)).toBe(23);
      const { width, height, differs } = await reader.evaluate(boxOutline, png);
      const view = await page.locator('[data-view="2d"]').boundingBox();
      expect([width, height]).toEqual([Math.round(view?.width ?? 0), Math.round(view?.height ?? 0)]);
      expect(differs).toBeGreaterThan(60);
    }
    await expect(
      page.evaluate(() => window.rushes.snapshot('/nowhere').then(String, (error: Error) => error.message)),
    ).resolves.toContain('no 2D view of /nowhere');
  });
});

/**
 * Runs inside a page, so it must stand alone: how much the left outline of the box at (23, 40), 40 wide and high, differs from
 * the bar that it is drawn on.
 */
async function boxOutline(pngBase64: string): Promise<{ width: number; height: number; differs: number }> {
  const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${pngBase64}`)).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no 2d context');
  context.drawImage(bitmap, 0, 0);
  // The picture, 320 by 240, is fitted into the view.
  const scale = Math.min(bitmap.width / 320, bitmap.height / 240);
  const [left, top] = [(bitmap.width - 320 * scale) / 2, (bitmap.height - 240 * scale) / 2];
  const row = Math.round(top + 60 * scale);
  const pixel = (x: number) => context.getImageData(Math.round(left + x * scale), row, 1, 1).data;
  const bar = pixel(40);
  let differs = 0;
  for (let x = 22; x <= 24; x += 0.25) {
    const found = pixel(x);
    for (let channel = 0; channel < 3; channel += 1) {
      differs = Math.max(differs, Math.abs((found[channel] ?? 0) - (bar[channel] ?? 0)));
    }
  }
  return { width: bitmap.width, height: bitmap.height, differs };
}
