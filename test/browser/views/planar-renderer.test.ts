import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../support/chromium.ts';
import type { PlanarCase } from './planar-renderer-page.ts';

let browser: Browser;
let server: Server;
let page: Page;

beforeAll(async () => {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL('./planar-renderer-page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2023',
  });
  // VideoFrame exists only in secure contexts: http on 127.0.0.1 is one, a blank page is not.
  server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await launchChromium();
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? '' });
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

const BT709: VideoColorSpaceInit = { matrix: 'bt709', primaries: 'bt709', transfer: 'bt709', fullRange: false };
const BT601: VideoColorSpaceInit = {
  matrix: 'smpte170m',
  primaries: 'bt709',
  transfer: 'bt709',
  fullRange: false,
};
const WHOLE = { width: 96, height: 96, scale: 1, originX: 0, originY: 0 } as const;

describe('a picture drawn from its planes', () => {
  it.each<[string, PlanarCase]>([
    ['BT.709, limited range', { ...WHOLE, format: 'I420', colorSpace: BT709 }],
    ['BT.709, full range', { ...WHOLE, format: 'I420', colorSpace: { ...BT709, fullRange: true } }],
    ['BT.601, limited range', { ...WHOLE, format: 'I420', colorSpace: BT601 }],
    ['BT.601, full range', { ...WHOLE, format: 'I420', colorSpace: { ...BT601, fullRange: true } }],
    [
      'SMPTE 170M throughout',
      {
        ...WHOLE,
        format: 'I420',
        colorSpace: { ...BT601, primaries: 'smpte170m', transfer: 'smpte170m' },
      },
    ],
    ['4:2:2', { ...WHOLE, format: 'I422', colorSpace: BT709 }],
    ['4:4:4', { ...WHOLE, format: 'I444', colorSpace: BT709 }],
    ['odd sizes', { ...WHOLE, format: 'I420', width: 97, height: 99, colorSpace: BT709 }],
    ['made larger', { ...WHOLE, format: 'I420', width: 48, height: 48, scale: 2, colorSpace: BT709 }],
    ['made smaller by 2.5', { ...WHOLE, format: 'I420', width: 240, height: 240, scale: 0.4, colorSpace: BT709 }],
    ['made smaller by 8', { ...WHOLE, format: 'I420', width: 768, height: 768, scale: 0.125, colorSpace: BT709 }],
    [
      'partly out of sight',
      { ...WHOLE, format: 'I420', width: 200, height: 200, originX: -40, originY: -70, colorSpace: BT709 },
    ],
  ])('%s: has the colours that the browser gives the frame', async (_, test) => {
    const { isPlanar, mean, largest } = await page.evaluate((each) => window.planar.compare(each), test);
    expect(isPlanar).toBe(true);
    expect(mean).toBeLessThan(1);
    expect(largest).toBeLessThanOrEqual(4);
  });

  // Rec. ITU-R BT.709-6 and BT.601-7: 8-bit digital representation of the primary colours.
  it.each<[string, readonly [number, number, number], VideoColorSpaceInit, readonly number[]]>([
    ['black', [16, 128, 128], BT709, [0, 0, 0]],
    ['white', [235, 128, 128], BT709, [255, 255, 255]],
    ['red of BT.709', [63, 102, 240], BT709, [255, 0, 0]],
    ['green of BT.709', [173, 42, 26], BT709, [0, 255, 0]],
    ['blue of BT.709', [32, 240, 118], BT709, [0, 0, 255]],
    ['red of BT.601', [81, 90, 240], BT601, [255, 0, 0]],
    ['green of BT.601', [145, 54, 34], BT601, [0, 255, 0]],
    ['blue of BT.601', [41, 240, 110], BT601, [0, 0, 255]],
    ['full range white', [255, 128, 128], { ...BT709, fullRange: true }, [255, 255, 255]],
  ])('%s is what the standard says', async (_, yuv, colorSpace, rgb) => {
    const shown = await page.evaluate(([color, space]) => window.planar.colorOf(color, space), [
      yuv,
      colorSpace,
    ] as const);
    for (const [channel, value] of rgb.entries())
      expect(Math.abs((shown[channel] ?? -1) - value)).toBeLessThanOrEqual(2);
  });

  it('is left to the browser when its colours take more than a matrix', async () => {
    // As the specification has them; TypeScript's list of them is older.
    const wide = { matrix: 'bt2020-ncl', primaries: 'bt2020', transfer: 'pq', fullRange: false };
    const answer = await page.evaluate((each) => window.planar.compare(each), {
      ...WHOLE,
      format: 'I420',
      colorSpace: wide as VideoColorSpaceInit,
    } as PlanarCase);
    expect(answer.isPlanar).toBe(false);
  });
});
