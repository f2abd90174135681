import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startViewerProcess } from '../../examples/demo/viewer-process.ts';
import { makeBarRecording } from '../support/bar-recording.ts';
import { launchChromium } from '../support/chromium.ts';
import { makeUnknownRecording } from '../support/unknown-recording.ts';
import { openViewerPage, type ViewerPage } from '../support/viewer-page.ts';

// What no other view draws, in the table of data, in Chromium.

let browser: Browser;
let folder: string;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  browser = await launchChromium();
  folder = mkdtempSync(join(tmpdir(), 'rushes-data-frame-'));
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function save(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function openFile(path: string): Promise<ViewerPage> {
  const viewer = await startViewerProcess(['--port', '0', '--no-open', path]);
  closers.push(() => viewer.stop());
  const opened = await openViewerPage(browser, viewer.url);
  closers.push(() => opened.close());
  await opened.page.waitForFunction(() => window.rushes.recordings().some(({ active }) => active));
  await opened.settled();
  await opened.setTimeline('frame');
  await opened.settled();
  return opened;
}

const grid = (page: Page) => page.locator('[data-view="data-frame"] [role="grid"]');
const line = (page: Page, time: string) =>
  grid(page)
    .locator('.view-df-rows [role="row"]')
    .filter({ has: page.locator(`[role="rowheader"]:text-is("${time}")`) });
/** The texts of the cells in sight, by their columns. */
const cellsOf = async (row: Locator) => {
  const found = await row
    .locator('[role="gridcell"]:visible')
    .evaluateAll((elements) => elements.map((element) => [Number(element.ariaColIndex), element.textContent] as const));
  return found.sort(([a], [b]) => a - b).map(([, text]) => text);
};
const cells = (page: Page, time: string) => cellsOf(line(page, time));

describe('the data frame', () => {
  it('shows what nobody knows, and follows the cursor', async () => {
    const { page, seek, complaints } = await openFile(
      save('crates.rrd', makeUnknownRecording({ recordingId: 'crates', rows: 5000 })),
    );
    await expect.poll(() => cells(page, '0')).toEqual(['crate 0', '0.5', '']);
    expect(await grid(page).locator('[role="columnheader"]').allTextContents()).toEqual([
      '/crates/1',
      '/site',
      'frame',
      'label',
      'weight',
      'plan',
    ]);
    expect(await cellsOf(grid(page).locator('.is-static'))).toEqual(['', '', 'hall, north']);
    expect(await grid(page).getAttribute('aria-rowcount')).toBe('5003');

    await seek(4321n);
    await expect.poll(() => cells(page, '4321')).toEqual(['crate 4320', '4321.5', '']);
    expect(await line(page, '4321').getAttribute('aria-current')).toBe('true');
    expect(await line(page, '4321').locator('.is-quiet').allTextContents()).toEqual(['crate 4320']);
    // The lines in sight and a few more: a table that took its place for hidden makes only the few.
    expect(await grid(page).locator('.view-df-rows [role="row"]:visible').count()).toBeGreaterThan(20);
    await page.getByRole('button', { name: 'Fill' }).click();
    await expect.poll(() => cells(page, '4321')).toEqual(['', '4321.5', '']);
    expect(complaints).toEqual([]);
  });

  it('sets the time by a click and by keys, selects entities, and copies what is selected', async () => {
    const { page, time } = await openFile(save('keys.rrd', makeUnknownRecording({ recordingId: 'keys', rows: 300 })));
    await page.context().grantPermissions(['clipboard-read']);
    await line(page, '5').click();
    await expect.poll(async () => (await time()).time).toBe(5n);
    await page.keyboard.press('ArrowDown');
    await expect.poll(async () => (await time()).time).toBe(6n);
    await page.keyboard.press('Shift+ArrowDown');
    await expect.poll(() => line(page, '7').getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Control+c');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.split(/\r?\n/)).toEqual([
      'frame\t/crates/1 Crate:label\t/crates/1 Crate:weight\t/site Crate:plan',
      'static\t\t\thall, north',
      '6\tcrate 0\t6.5\t',
      '7\tcrate 0\t7.5\t',
      '',
    ]);
    await grid(page).getByRole('columnheader', { name: '/crates/1' }).click();
    await expect
      .poll(() => page.locator('[aria-label="Selection"]').first().textContent())
      .toMatch(/crates.*1.*Crate:label/s);
  });

  it('is saved as CSV', async () => {
    const { page } = await openFile(save('csv.rrd', makeUnknownRecording({ recordingId: 'csv', rows: 2500 })));
    await expect.poll(() => grid(page).getAttribute('aria-rowcount')).toBe('2503');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('csv-frame.csv');
    const path = join(folder, 'saved.csv');
    await download.saveAs(path);
    const lines = readFileSync(path, 'utf8').split('\r\n');
    expect(lines).toHaveLength(2500 + 3);
    expect(lines[1]).toBe('static,,,"hall, north"');
    expect(lines[2 + 1234]).toBe('1234,crate 1230,1234.5,');
  });

  it('makes elements of what is in sight only, however many lines and columns there are', async () => {
    const { page, seek } = await openFile(
      save('large.rrd', makeUnknownRecording({ recordingId: 'large', rows: 10_000, fields: 200 })),
    );
    await expect.poll(() => grid(page).getAttribute('aria-colcount')).toBe('203');
    expect(await grid(page).locator('*').count()).toBeLessThan(2500);
    // Its line comes in after the cursor is there.
    await seek(9000n);
    await expect.poll(() => line(page, '9000').getAttribute('aria-current')).toBe('true');
    await grid(page).evaluate((element) => {
      element.scrollLeft = element.scrollWidth;
    });
    await expect.poll(() => grid(page).locator('[role="columnheader"]').allTextContents()).toContain('plan');
  });

  it('is not there where other views show everything', async () => {
    const { page } = await openFile(save('bars.rrd', await makeBarRecording({ recordingId: 'bars', frames: 30 })));
    expect(await page.locator('[data-view="2d"]').count()).toBe(1);
    expect(await page.locator('[data-view="data-frame"]').count()).toBe(0);
    expect(await page.getByText('Data', { exact: true }).count()).toBe(0);
  });
});
