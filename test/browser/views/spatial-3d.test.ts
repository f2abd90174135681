import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../support/chromium.ts';
import type { space as Space } from './spatial-3d-page.ts';

declare const space: typeof Space;

const EMPTY_PAGE = '<!doctype html><body style="margin:0">';
let browser: Browser;
let server: Server;
let page: Page;
const asked: string[] = [];

beforeAll(async () => {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL('./spatial-3d-page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2023',
    alias: { '@rushes/proto': fileURLToPath(new URL('../../../packages/proto/src/index.ts', import.meta.url)) },
    loader: { '.css': 'empty' },
    // What is in workers here is made in place.
    define: { 'import.meta.url': '"http://127.0.0.1/"' },
    logLevel: 'error',
  });
  server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(EMPTY_PAGE));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await launchChromium();
  page = await browser.newPage();
  page.on('request', (request) => asked.push(request.url()));
  await page.addInitScript('globalThis.__name = (f) => f');
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? '' });
});

afterEach(async () => {
  await page.evaluate(() => space.unmountAll());
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

/** Mounts a scene and draws until all of it is on the screen. */
const show = (scene: Parameters<typeof Space.mount>[0]) =>
  page.evaluate(async (name) => {
    const at = space.mount(name);
    await space.settle(at);
    return at;
  }, scene);

const pixel = (left: number, top: number, at = 0) =>
  page.evaluate(([x, y, view]) => space.pixel(x, y, view), [left, top, at] as const);

describe('a 3D view', () => {
  it('draws a solid box in its colour, lit, and nothing in the corner', async () => {
    await show('solid box');
    const [red = 0, green, blue, alpha] = await pixel(100, 100);
    expect([green, blue, alpha]).toEqual([0, 0, 255]);
    expect(red).toBeGreaterThan(100);
    expect((await pixel(2, 2))[3]).toBeLessThan(100);
  });

  it('draws a point as large as its radius in pixels says', async () => {
    await show('one point');
    const area = await page.evaluate(() => space.count((r, g, b) => g > 120 && r < 60 && b < 60));
    expect(area).toBeGreaterThan(Math.PI * 9 * 9);
    expect(area).toBeLessThan(Math.PI * 11 * 11);
  });

  it('draws ellipsoids, capsules, cylinders, arrows, strips and boxes', async () => {
    await show('shapes');
    const counts = await page.evaluate(() => [
      space.count((r, g, b) => r > 100 && g < 40 && b < 40),
      space.count((r, g, b) => b > 100 && r < 40 && g < 40),
      space.count((r, g, b) => g > 100 && r < 40 && b < 40),
      space.count((r, g, b) => r > 150 && b > 150 && g < 90),
    ]);
    for (const count of counts) expect(count).toBeGreaterThan(15);
  });

  it('lays a texture on a mesh', async () => {
    await show('mesh');
    const [red, green, blue = 0] = await pixel(100, 100);
    expect([red, green]).toEqual([0, 0]);
    expect(blue).toBeGreaterThan(80);
  });

  it('draws a model once it is read, and says so until then', async () => {
    const first = await page.evaluate(() => space.draw(space.mount('model')));
    expect(first).toBe(false);
    await page.evaluate(() => space.settle(0));
    expect((await pixel(100, 100))[3]).toBe(255);
  });

  it('puts a picture on the image plane of its camera', async () => {
    await show('camera');
    const area = await page.evaluate(() => space.count((r, g, b) => r > 250 && g < 5 && b < 5));
    expect(area).toBeGreaterThan(1500);
  });

  it('shows what is logged at the cursor', async () => {
    await page.evaluate(() => space.settle(space.mount('moving box'), { time: 2n }));
    expect((await pixel(100, 100))[1]).toBe(0);
    await page.evaluate(() => space.settle(0, { time: 3n }));
    expect((await pixel(100, 100))[0]).toBe(0);
    await page.evaluate(() => space.settle(0, { time: 0n }));
    expect((await pixel(100, 100))[3]).toBeLessThan(150);
  });
});

describe('the one graphics context', () => {
  it('serves any number of views', async () => {
    await show('solid box');
    const before = await page.evaluate(() => space.contextCount());
    await show('one point');
    await page.evaluate(() => space.draw(0));
    expect(await page.evaluate(() => space.contextCount())).toBe(before);
    expect((await pixel(100, 100, 0))[0]).toBeGreaterThan(100);
    expect((await pixel(100, 100, 1))[1]).toBeGreaterThan(100);
  });

  it('keeps the picture while it is lost, and draws again when it is back', async () => {
    await show('solid box');
    const lost = await page.evaluate(async () => {
      const before = space.told().invalidations;
      space.loseContext();
      await space.invalidated(before);
      return { isWhole: space.draw(0), text: space.text(0), pixel: space.pixel(100, 100) };
    });
    expect(lost.isWhole).toBe(false);
    expect(lost.text).toContain('graphics card is away');
    expect(lost.pixel[0]).toBeGreaterThan(100);
    const back = await page.evaluate(async () => {
      const before = space.told().invalidations;
      space.restoreContext();
      await space.invalidated(before);
      await space.settle(0, { time: 7n });
      return { text: space.text(0), pixel: space.pixel(100, 100) };
    });
    expect(back.text).not.toContain('graphics card');
    expect(back.pixel[0]).toBeGreaterThan(100);
  });
});

describe('the pointer', () => {
  it('hovers and selects what is under it, with its instance and its place', async () => {
    await show('solid box');
    await page.mouse.move(100, 100);
    await page.mouse.click(100, 100);
    await page.mouse.move(3, 3);
    const told = await page.evaluate(() => space.told());
    expect(told.hovered.at(0)).toEqual(['/box', 0]);
    expect(told.hovered.at(-1)).toEqual([undefined, undefined]);
    expect(told.selected).toEqual([['/box', 0]]);
    expect(told.points[0]).toMatchObject({ kind: '3d', space: '/' });
    expect(told.points.at(-1)).toBeUndefined();
  });

  it('turns by dragging, comes nearer by the wheel, and goes back by a double click on nothing', async () => {
    await show('solid box');
    const area = () =>
      page.evaluate(async () => {
        await space.settle(0);
        return space.count((r, g, b) => r > 60 && g < 20 && b < 20);
      });
    const first = await area();
    await page.mouse.move(100, 100);
    await page.mouse.wheel(0, -400);
    expect(await area()).toBeGreaterThan(first * 1.5);
    await page.mouse.wheel(0, 1200);
    await page.mouse.dblclick(4, 4);
    expect(Math.abs((await area()) - first)).toBeLessThan(first * 0.02);
    await page.mouse.down();
    await page.mouse.move(80, 60, { steps: 4 });
    await page.mouse.up();
    expect(await area()).not.toBe(first);
  });

  it('flies by the keys while the view has the focus, and asks for no draw when none is held', async () => {
    await show('solid box');
    await page.mouse.click(100, 100);
    await page.keyboard.down('KeyW');
    const before = await page.evaluate(() => space.told().invalidations);
    await page.evaluate(() => space.draw(0));
    expect(await page.evaluate(() => space.told().invalidations)).toBeGreaterThan(before);
    await page.keyboard.up('KeyW');
    await page.evaluate(() => space.draw(0));
    const after = await page.evaluate(() => space.told().invalidations);
    await page.evaluate(() => space.draw(0));
    expect(await page.evaluate(() => space.told().invalidations)).toBe(after);
  });
});

describe('what cannot be drawn', () => {
  it('is said with its entity and the reason; the rest is drawn, and nothing is fetched', async () => {
    asked.length = 0;
    await show('broken');
    const problems = await page.evaluate(() => space.problems().join('\n'));
    for (const said of [
      '/lost: not drawn: the frames “a” → “b” → “a” go round in a circle',
      '/mesh: 1 triangles not drawn: they name vertices beyond the 3 there are',
      '/mesh: vertex_normals not used: 3 expected, one per vertex, found 1',
      '/stray: 2 of 3 points not drawn',
      '/model: this model cannot be read',
      '/outside: this model cannot be read: it names the file https://example.org/secret.bin',
    ]) {
      expect(problems).toContain(said);
    }
    expect((await pixel(100, 100))[3]).toBe(255);
    expect(asked.filter((url) => !url.startsWith('data:') && !url.startsWith('blob:'))).toEqual([]);
  });
});
