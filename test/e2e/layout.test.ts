import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blueprintViews, ContainerKind, readBlueprintLayout } from '@rushes/proto';
import {
  Blueprint,
  Horizontal,
  Image,
  RecordingStream,
  Scalars,
  Spatial2DView,
  TextLog,
  TextLogView,
  TimeSeriesView,
  Vertical,
} from '@rushes/sdk';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startViewerProcess } from '../../examples/demo/viewer-process.ts';
import { launchChromium } from '../support/chromium.ts';
import { rrdCorpusAvailable, rrdCorpusPath } from '../support/corpus.ts';
import { openViewerPage, type ViewerPage } from '../support/viewer-page.ts';

// The layout in a real page: by a program, by Rerun's file, and by hand.

let browser: Browser;
let folder: string;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  browser = await launchChromium();
  folder = mkdtempSync(join(tmpdir(), 'rushes-layout-'));
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function viewer(...files: readonly string[]): Promise<string> {
  const started = await startViewerProcess(['--port', '0', '--no-open', ...files]);
  closers.push(() => started.stop());
  return started.url;
}

async function open(url: string): Promise<ViewerPage> {
  const opened = await openViewerPage(browser, url);
  closers.push(() => opened.close());
  await opened.page.waitForFunction(() => window.rushes.recordings().some(({ active }) => active));
  await opened.settled();
  return opened;
}

/** A program that logs a picture, a plot and a line. */
function logAll(rec: RecordingStream): void {
  for (let frame = 0; frame < 10; frame++) {
    rec.setTime('frame', { sequence: frame });
    rec.log('camera', Image.fromGray(64, 48, new Uint8Array(64 * 48).fill(20 * frame)));
    rec.log('arm/a', new Scalars(frame));
    rec.log('arm/b', new Scalars(-frame));
    rec.log('log', new TextLog(`step ${frame}`));
  }
}

async function live(blueprint?: Blueprint): Promise<{ readonly page: ViewerPage; readonly rec: RecordingStream }> {
  const url = await viewer();
  const rec = new RecordingStream('layout-test');
  closers.push(() => rec.close());
  await rec.connect(url);
  if (blueprint !== undefined) rec.sendBlueprint(blueprint);
  logAll(rec);
  await rec.flush();
  return { page: await open(url), rec };
}

const slot = (page: Page, kind: string): Locator => page.locator(`.view-slot[data-view="${kind}"]`);
/** Kinds of the views that are to be seen. */
const kinds = (page: Page) =>
  page
    .locator('.view-slot:visible')
    .evaluateAll((elements) => elements.map((element) => element.getAttribute('data-view')).sort());
const boxOf = async (place: Locator) => {
  const box = await place.boundingBox();
  if (box === null) throw new Error('the view has no place');
  return box;
};

describe('a layout that a program sends', () => {
  it('is what the page shows, and what it shows when a newer one comes', async () => {
    const { page, rec } = await live(
      new Blueprint(
        new Horizontal(
          new Spatial2DView({ origin: 'camera', name: 'Front' }),
          new Vertical(
            new TimeSeriesView({ origin: 'arm', contents: ['$origin/**', '- $origin/b'] }),
            new TextLogView(),
          ),
          { columnShares: [3, 1] },
        ),
        { panels: { blueprint: 'hidden', selection: 'hidden' } },
      ),
    );
    expect(await kinds(page.page)).toEqual(['2d', 'text-log', 'time-series']);
    const [camera, plot, log] = await Promise.all(
      ['2d', 'time-series', 'text-log'].map((kind) => boxOf(slot(page.page, kind))),
    );
    expect((camera?.width ?? 0) / (plot?.width ?? 1)).toBeCloseTo(3, 0);
    expect(plot?.y).toBeLessThan(log?.y ?? 0);
    expect(await page.page.locator('.view-tab-title').allTextContents()).toContain('Front');
    expect(await page.page.getByRole('button', { name: 'Entities panel' }).getAttribute('aria-pressed')).toBe('false');

    rec.sendBlueprint(new Blueprint(new TextLogView({ name: 'Only' })));
    await page.page.locator('.view-tab-title', { hasText: 'Only' }).waitFor();
    expect(await kinds(page.page)).toEqual(['text-log']);
    expect(page.complaints).toEqual([]);
  });
});

describe('Rerun’s layout', () => {
  it.skipIf(!rrdCorpusAvailable)('in a recording is what the page shows (skipped without the corpus)', async () => {
    const { page } = await open(await viewer(rrdCorpusPath('all-kinds-lz4-blueprint.rrd')));
    expect(await kinds(page)).toEqual(['2d', '3d', 'text-log', 'time-series']);
    expect(await page.locator('.view-tab-title').allTextContents()).toEqual(
      expect.arrayContaining(['TS 3D', 'TS 2D', 'TS TimeSeries', 'TS TextLog']),
    );
    const [scene, camera, plot] = await Promise.all(['3d', '2d', 'time-series'].map((kind) => boxOf(slot(page, kind))));
    expect(camera?.x).toBeGreaterThan(scene?.x ?? 0);
    expect(plot?.y).toBeGreaterThan(scene?.y ?? 0);
  });
});

describe('by hand', () => {
  it('views are added, renamed, given other entities, taken back, kept and saved', async () => {
    const { page: viewed } = await live();
    const { page } = viewed;
    expect(await kinds(page)).toEqual(['2d', 'text-log', 'time-series']);

    // Add: a second plot, below the picture, of one entity.
    const group = page.locator('.dv-groupview').filter({ has: slot(page, '2d') });
    await group.getByRole('button', { name: 'Add a view here' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a view' });
    await dialog.getByRole('button', { name: 'Below' }).click();
    await dialog.getByRole('button', { name: /^Plot/ }).click();
    await dialog.getByRole('searchbox').fill('arm/a');
    await page.keyboard.press('Enter');
    await expect.poll(() => slot(page, 'time-series').count()).toBe(2);
    const added = page.locator('.view-slot[data-origin="/arm/a"]');
    const [picture, plot] = [await boxOf(slot(page, '2d')), await boxOf(added)];
    expect(plot.y).toBeGreaterThan(picture.y);
    expect(plot.x).toBeCloseTo(picture.x, -1);

    // It is selected: rename it, and show other entities in it.
    const panel = page.getByRole('region', { name: 'Facts' });
    await panel.getByLabel('Name').fill('Torque');
    await page.keyboard.press('Enter');
    await page.locator('.view-tab-title', { hasText: 'Torque' }).waitFor();
    await panel.getByRole('textbox', { name: /Entities/ }).fill('+ /arm/**\n- /arm/a');
    await expect.poll(() => panel.getByText('1 matches').count()).toBe(1);
    await panel.getByRole('button', { name: 'Hide /arm/b in this view' }).click();
    await panel.getByRole('button', { name: 'Show /arm/b in this view' }).waitFor();

    // Taken back step by step, and done again.
    await slot(page, '2d').click();
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await page.locator('.view-tab-title', { hasText: 'arm/a' }).waitFor();
    await page.keyboard.press('Control+z');
    await expect.poll(() => slot(page, 'time-series').count()).toBe(1);
    for (let i = 0; i < 4; i++) await page.keyboard.press('Control+Shift+z');
    await page.locator('.view-tab-title', { hasText: 'Torque' }).waitFor();

    // Dragging the line between two views is a change, too.
    const before = await boxOf(slot(page, '2d'));
    await page.mouse.move(before.x + before.width / 2, before.y + before.height + 15);
    const sash = await nearestSash(page, before.y + before.height);
    await page.mouse.move(sash.x, sash.y);
    await page.mouse.down();
    await page.mouse.move(sash.x, sash.y - 80, { steps: 4 });
    await page.mouse.up();
    await expect.poll(async () => (await boxOf(slot(page, '2d'))).height).toBeLessThan(before.height - 40);
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await boxOf(slot(page, '2d'))).height).toBeCloseTo(before.height, -1);

    // Saved as a file that holds all of it.
    await page.getByRole('button', { name: 'Layout', exact: true }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: /Save the layout/ }).click();
    const path = join(folder, 'saved.rbl');
    await (await download).saveAs(path);
    const saved = readBlueprintLayout(new Uint8Array(readFileSync(path)));
    expect(saved?.problems).toEqual([]);
    expect(blueprintViews(saved?.layout.root)).toContainEqual(
      expect.objectContaining({
        name: 'Torque',
        className: 'TimeSeries',
        contents: ['+ /arm/**', '- /arm/a'],
        overrides: { '/arm/b': { visible: false } },
      }),
    );
    expect(saved?.layout.root).toMatchObject({ containerKind: ContainerKind.Horizontal });

    // Kept by the browser for the next visit, and gone after a reset.
    await page.waitForTimeout(400);
    await page.reload();
    await page.locator('.view-tab-title', { hasText: 'Torque' }).waitFor();
    await page.getByRole('button', { name: 'Layout', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Lay the views out afresh' }).click();
    await expect.poll(() => slot(page, 'time-series').count()).toBe(1);

    // Opened from the file again.
    await page.locator('input[accept=".rbl,.rrd"]').setInputFiles(path);
    await page.locator('.view-tab-title', { hasText: 'Torque' }).waitFor();

    // And by a script.
    const layout = await page.evaluate(() => JSON.stringify(window.rushes.layout()));
    await page.evaluate(
      (json) => window.rushes.setLayout({ ...JSON.parse(json), views: [], arrangement: null }),
      layout,
    );
    await expect.poll(() => slot(page, '2d').count()).toBeLessThanOrEqual(1);
    await page.evaluate((json) => window.rushes.setLayout(JSON.parse(json)), layout);
    await page.locator('.view-tab-title', { hasText: 'Torque' }).waitFor();
    await expect(page.evaluate(() => window.rushes.setLayout(7))).rejects.toThrow(/expected what layout\(\) gives/);
    expect(viewed.complaints).toEqual([]);
  });
});

/** The middle of the handle that lies at this height. */
async function nearestSash(page: Page, y: number): Promise<{ readonly x: number; readonly y: number }> {
  const boxes = await page.locator('.dv-sash').evaluateAll((elements) =>
    elements.map((element) => {
      const { x, y: top, width, height } = element.getBoundingClientRect();
      return { x: x + width / 2, y: top + height / 2, isFlat: width > height };
    }),
  );
  const flat = boxes.filter(({ isFlat }) => isFlat);
  const [nearest] = flat.sort((a, b) => Math.abs(a.y - y) - Math.abs(b.y - y));
  if (nearest === undefined) throw new Error('there is no handle between two views');
  return nearest;
}
