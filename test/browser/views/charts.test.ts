import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ViewKind } from '../../../packages/viewer/src/app/views/view.ts';
import { openChartsPage } from '../../support/charts-page.ts';
import { launchChromium } from '../../support/chromium.ts';
import type { RecipeName } from './charts-page.ts';

let browser: Browser;
let page: Page;
const requests: string[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  browser = await launchChromium();
  page = await openChartsPage(browser, (url) => requests.push(url));
  page.on('pageerror', (error) => complaints.push(String(error)));
});
afterAll(async () => {
  await browser?.close();
});
beforeEach(() => {
  requests.length = 0;
  complaints.length = 0;
});

const show = (kind: ViewKind, recipe: RecipeName) =>
  page.evaluate(([k, r]) => window.charts.show(k, r), [kind, recipe] as const);
const painted = () => page.evaluate(() => window.charts.painted());
const state = () => page.evaluate(() => window.charts.state());
const settings = async (): Promise<unknown> => JSON.parse((await state()).settings);
const hovered = () => page.evaluate(() => window.charts.hovered());
const colors = () => page.evaluate(() => window.charts.colors());
const texts = (selector: string) => page.evaluate((wanted) => window.charts.texts(wanted), selector);
const wheel = async (left: number, top: number, delta: number) => {
  await page.mouse.move(left, top);
  await page.mouse.wheel(0, delta);
  await painted();
};

describe('a plot', () => {
  beforeEach(() => show('time-series', 'waves'));

  it('is drawn, and says which entity cannot be', async () => {
    expect(await colors()).toBeGreaterThan(20);
    expect(await texts('.view-problems')).toEqual(['/plots/words: scalars must be numbers or booleans, found texts']);
    expect(complaints).toEqual([]);
  });

  it('sets the time where it is clicked and dragged', async () => {
    await page.mouse.click(420, 450);
    const { time } = await state();
    expect(time).toBeGreaterThan(100);
    expect(time).toBeLessThan(120);
    await page.mouse.move(420, 450);
    await page.mouse.down();
    await page.mouse.move(600, 300);
    await page.mouse.up();
    expect((await state()).time).toBeGreaterThan(150);
  });

  it('zooms into time at the pointer, and shows everything again at a double click', async () => {
    await wheel(420, 300, -800);
    await page.mouse.click(760, 300);
    const near = (await state()).time;
    expect(near).toBeLessThan(140);
    await page.mouse.dblclick(420, 300);
    await painted();
    await page.mouse.click(760, 300);
    expect((await state()).time).toBeGreaterThan(180);
  });

  it('keeps its vertical range when that is zoomed or locked, until it is reset', async () => {
    await page.keyboard.down('Alt');
    await wheel(420, 300, -300);
    await page.keyboard.up('Alt');
    expect(await settings()).toMatchObject({ yLock: true });
    await page.getByRole('button', { name: 'Reset' }).click();
    expect(await settings()).toEqual({});
    await page.getByRole('button', { name: 'Lock y' }).click();
    const { yFrom, yTo } = (await settings()) as { yFrom: number; yTo: number };
    expect(yFrom).toBeLessThan(-1);
    expect(yTo).toBeGreaterThan(3);
  });

  it('has a legend with the values at the cursor, that selects and switches off', async () => {
    expect((await texts('.view-ts-name')).slice(0, 2)).toEqual(['plots/found0', 'plots/pair[0]2.2837']);
    await page.getByRole('button', { name: /^plots\/pair\[1\]/ }).click();
    expect(await state()).toMatchObject({ selected: '/plots/pair', instance: 1 });
    await page.getByRole('button', { name: 'Show plots/sine' }).click();
    expect(await settings()).toEqual({ hiddenSeries: ['/plots/sine#0'] });
    await page.getByRole('button', { name: 'Show plots/sine' }).click({ modifiers: ['Shift'] });
    await painted();
    expect(await settings()).toEqual({ hiddenSeries: ['/plots/found#0', '/plots/pair#0', '/plots/pair#1'] });
  });

  it('is moved by keys, too', async () => {
    await page.locator('canvas.view-canvas').focus();
    await page.keyboard.press('y');
    expect(await settings()).toMatchObject({ yLock: true });
    await page.keyboard.press('r');
    expect(await settings()).toEqual({});
  });
});

describe('states', () => {
  it('have lanes that tell what they are, select, and set the time', async () => {
    await show('state-timeline', 'states');
    await page.mouse.move(300, 70);
    expect(await hovered()).toBe('/robot/mode 0');
    expect(await texts('.view-tooltip')).toEqual(['drive\n40 to 90']);
    await page.mouse.click(300, 20);
    expect(await state()).toMatchObject({ selected: '/robot/arms', instance: 0 });
    const { time } = await state();
    expect(time).toBeGreaterThan(40);
    expect(time).toBeLessThan(80);
    await painted();
    expect(await page.locator('canvas.view-canvas').getAttribute('aria-label')).toContain('robot/mode: drive');
    expect(complaints).toEqual([]);
  });
});

describe('bars', () => {
  it('tell their value, and which of them are missing', async () => {
    await show('bar-chart', 'bars');
    await page.mouse.move(230, 200);
    expect(await texts('.view-tooltip')).toEqual(['/histogram [1]\nat 1: 8']);
    await page.mouse.click(230, 200);
    expect(await state()).toMatchObject({ selected: '/histogram', instance: 1 });
    expect(await texts('.view-problems')).toEqual(['/histogram: 1 of 6 values are NaN or infinite and have no bar']);
  });
});

describe('a tensor', () => {
  it('is cut by a slider, and tells the number under the pointer', async () => {
    await show('tensor', 'tensor');
    await page.mouse.move(400, 300);
    const [before = ''] = await texts('.view-tooltip');
    expect(before).toMatch(/^\[0, \d+, \d+\] = \d+$/);
    await page.getByRole('slider').fill('2');
    await painted();
    await page.mouse.move(401, 300);
    const [after = ''] = await texts('.view-tooltip');
    expect(after).toMatch(/^\[2, /);
    expect(Number(after.split(' = ')[1])).toBe(Number(before.split(' = ')[1]) + 1200);
  });

  it('without numbers is told of, and another one shown', async () => {
    await show('tensor', 'tensor');
    await page.getByRole('combobox', { name: 'Tensor' }).selectOption('/flat');
    await painted();
    expect(await texts('.view-problems')).toEqual(['/flat: a tensor of 0×7 has nothing to show']);
    await page.getByRole('combobox', { name: 'Tensor' }).selectOption('/cube');
    await painted();
    expect(await colors()).toBeGreaterThan(20);
  });
});

describe('a graph', () => {
  it('is laid out, tells its parts, and which nodes it has not', async () => {
    await show('graph', 'graph');
    expect(await colors()).toBeGreaterThan(20);
    expect(await texts('.view-problems')).toEqual(['/net: edges name 1 node that the entity has not: “ghost”']);
    await page.evaluate(() => window.charts.painted());
    // The layout is the same each time: found once by looking at the picture.
    const found = await page.evaluate(async () => {
      const canvas = document.querySelector('canvas.view-canvas');
      for (let top = 10; top < 500; top += 12) {
        for (let left = 10; left < 800; left += 12) {
          canvas?.dispatchEvent(new PointerEvent('pointermove', { clientX: left, clientY: top, bubbles: true }));
          if (window.charts.hovered() !== '') return [left, top] as const;
        }
      }
      return undefined;
    });
    expect(found).toBeDefined();
    expect((await texts('.view-tooltip'))[0]).toMatch(/\/net$|only edges name this node$/);
  });
});

describe('a map', () => {
  it('shows points and lines over a grid, asks nobody for tiles, and says what is not on the map', async () => {
    await show('map', 'places');
    expect(await colors()).toBeGreaterThan(20);
    expect(requests).toEqual([]);
    expect((await texts('.view-problems'))[0]).toContain('1 place is out of range');
  });

  it('asks for tiles where a person said, and says when there are none', async () => {
    await show('map', 'places');
    await page.getByText('Tiles').click();
    await page.getByLabel('Address of the tiles').fill('https://tiles.test/{z}/{x}.png');
    await page.getByRole('button', { name: 'Use' }).click();
    expect((await texts('.view-map-note'))[0]).toBe('the address must have {y} in it');
    await page.getByLabel('Address of the tiles').fill('https://tiles.test/{z}/{x}/{y}.png');
    await page.getByLabel('Attribution').fill('© somebody');
    await page.getByRole('button', { name: 'Use' }).click();
    await painted();
    expect(requests.length).toBeGreaterThan(0);
    expect(requests.every((url) => /^https:\/\/tiles\.test\/\d+\/\d+\/\d+\.png$/.test(url))).toBe(true);
    expect(await texts('.view-map-attribution')).toEqual(['© somebody']);
    expect((await texts('.view-problems'))[0]).toContain('cannot be loaded');
    await page.evaluate(() => localStorage.clear());
  });
});

describe('a log of a hundred thousand lines', () => {
  beforeEach(() => show('text-log', 'log'));

  it('has elements for those in sight only, wherever it is scrolled', async () => {
    await page.evaluate(() => {
      const scroller = document.querySelector('.view-log-scroller');
      if (scroller !== null) scroller.scrollTop = 1_000_000;
    });
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    const rows = await texts('.view-log-row');
    expect(rows.length).toBeLessThan(60);
    expect(rows.some((text) => text.includes('step 22728'))).toBe(true);
  });

  it('is filtered by levels, entities and words, with columns to choose', async () => {
    await page.getByRole('button', { name: 'INFO' }).click();
    await painted();
    expect(await texts('.view-log-count')).toEqual(['6000 of 100000']);
    await page.getByRole('button', { name: 'INFO' }).click();
    await page.getByText('Entities', { exact: true }).click();
    await page.getByLabel('arm/log (60000)').uncheck();
    await painted();
    expect(await texts('.view-log-count')).toEqual(['40000 of 100000']);
    await page.getByText('Columns', { exact: true }).click();
    await page.getByLabel('Level', { exact: true }).uncheck();
    await painted();
    expect(await settings()).toEqual({ hiddenEntities: ['/arm/log'], showLevel: false });
    await page.getByRole('searchbox').fill('39999');
    await painted();
    expect(await texts('.view-log-count')).toEqual(['1 of 100000']);
  });
});

describe('ten megabytes of Markdown with scripts in it', () => {
  it('are shown in part, and nothing of them runs or loads', async () => {
    await show('text-document', 'document');
    expect((await texts('.view-doc-note'))[0]).toMatch(/^The first 199,\d+ of 10,\d{3},\d{3} characters are shown\.$/);
    expect(await page.evaluate(() => 'attacked' in globalThis)).toBe(false);
    expect(await page.evaluate(() => document.querySelectorAll('.view-doc script, .view-doc img').length)).toBe(0);
    expect(requests).toEqual([]);
    // Drawn again, nothing is done again.
    await page.evaluate(() => window.charts.takeDrawMillis());
    await page.evaluate(() => window.charts.setTime(120));
    await painted();
    expect(Math.max(...(await page.evaluate(() => window.charts.takeDrawMillis())))).toBeLessThan(200);
  });
});
