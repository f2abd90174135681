import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';
import { VideoEncoder } from '@rushes/sdk/node';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeMp4 } from '../../../packages/viewer/src/tools/mp4/write-mp4.ts';
import { BAR_CLIP_HEIGHT, BAR_CLIP_WIDTH, drawBarPicture } from '../../support/bar-clip.ts';
import { launchChromium } from '../../support/chromium.ts';
import { MemorySink, timed } from '../../viewer/tools/conversion-fixture.ts';

let browser: Browser;
let server: Server;
let page: Page;

beforeAll(async () => {
  const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  const pictures = '../../../packages/viewer/src/app/views/pictures';
  const bundle = await build({
    entryPoints: {
      page: at('./spatial-2d-page.ts'),
      // The page asks for its workers by the names of their sources.
      'picture.worker': at(`${pictures}/picture.worker.ts`),
      'asset.worker': at(`${pictures}/asset.worker.ts`),
    },
    alias: { '@rushes/proto': at('../../../packages/proto/src/index.ts') },
    bundle: true,
    write: false,
    outdir: '/',
    format: 'esm',
    target: 'es2023',
  });
  const files = new Map(bundle.outputFiles.map(({ path, text }) => [path, text]));
  server = createServer((request, response) => {
    const name = (request.url ?? '/').replace(/\.ts$/, '.js');
    const text = files.get(name);
    if (text === undefined) {
      response
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><link rel="stylesheet" href="/page.css"><script type="module" src="/page.js"></script>');
      return;
    }
    response.setHeader('content-type', name.endsWith('.css') ? 'text/css' : 'text/javascript').end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await launchChromium();
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.waitForFunction(() => window.spatial !== undefined);
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

async function show(name: string, bytes?: Uint8Array): Promise<void> {
  await page.evaluate(
    async ([scene, numbers]) => {
      await window.spatial.show(scene, numbers === undefined ? {} : { bytes: Uint8Array.from(numbers) });
    },
    [name, bytes && [...bytes]] as const,
  );
}

const pixel = (x: number, y: number) =>
  page.evaluate(([left, top]) => window.spatial.pixel(left, top), [x, y] as const);
const point = (x: number, y: number) =>
  page.evaluate(([left, top]) => window.spatial.point(left, top), [x, y] as const);
const words = () => page.evaluate(() => window.spatial.words());

/** Equal up to what blending and rounding do. */
function expectColor(shown: readonly number[], [red, green, blue]: readonly number[], slack = 3): void {
  const distance = Math.max(
    Math.abs((shown[0] ?? -99) - (red ?? 0)),
    Math.abs((shown[1] ?? -99) - (green ?? 0)),
    Math.abs((shown[2] ?? -99) - (blue ?? 0)),
  );
  expect(distance, `${shown} is not ${[red, green, blue]}`).toBeLessThanOrEqual(slack);
}

/** A PNG of one channel, written by Node. */
function greyPng(width: number, height: number, bits: 8 | 16, valueAt: (x: number, y: number) => number): Uint8Array {
  const step = bits / 8;
  const rows = Buffer.alloc((width * step + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * (width * step + 1) + 1 + x * step;
      if (bits === 16) rows.writeUInt16BE(valueAt(x, y), at);
      else rows.writeUInt8(valueAt(x, y), at);
    }
  }
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, bits, 0, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const GROUND = [40, 40, 40];
const RED = [255, 0, 0];
const GREEN = [0, 255, 0];

describe('pictures of the 2D view', () => {
  it('Image of red, green and blue', async () => {
    await show('rgb');
    expectColor(await pixel(10, 20), [200, 30, 10]);
    expectColor(await pixel(50, 20), [10, 30, 200]);
    expect((await point(10.5, 20.5)).status).toContain('RGB 200, 30, 10');
  });

  it('Image in NV12, by BT.601', async () => {
    await show('nv12');
    expectColor(await pixel(32, 24), [255, 0, 0]);
    expect((await point(32, 24)).status).toContain('YUV 81, 90, 240');
  });

  it('Image of fractions from 0 to 1', async () => {
    await show('grey floats');
    expectColor(await pixel(0.5, 20), [0, 0, 0]);
    expectColor(await pixel(63.5, 20), [255, 255, 255]);
    expect((await point(63.5, 20)).status).toContain('L 1');
  });

  it('a large Image, which a worker makes', async () => {
    await show('large picture');
    expectColor(await pixel(32, 24), [77, 77, 77]);
  });

  it('a huge Image, drawn in parts once single pixels are seen', async () => {
    await show('huge picture');
    expectColor(await pixel(10, 24), [50, 50, 50]);
    expectColor(await pixel(50, 24), [200, 200, 200]);
    // In the middle, pixel 1300: three of the dark ones are right of it, where the smaller picture would blur them.
    await page.evaluate(() => window.spatial.zoom(32, 24, 80));
    expectColor(await pixel(32 + 5, 24), [50, 50, 50], 0);
    expectColor(await pixel(32 + 6.5, 24), [200, 200, 200], 0);
    expect((await point(32 + 5, 24)).status).toContain('L 50');
  });

  it('EncodedImage', async () => {
    await show(
      'encoded',
      greyPng(64, 48, 8, (x) => (x < 32 ? 60 : 180)),
    );
    expectColor(await pixel(10, 20), [60, 60, 60]);
    expectColor(await pixel(50, 20), [180, 180, 180]);
    const { status, magnified, hovered } = await point(50.5, 20.5);
    expect(status).toContain('RGB 180, 180, 180');
    expect(magnified).toBe(false);
    expect(hovered).toEqual(['/cam', undefined]);
  });

  it('DepthImage in the colours of its range, with depths in metres', async () => {
    await show('depth');
    expectColor(await pixel(0.5, 20), [0, 0, 0]);
    expectColor(await pixel(63.5, 20), [255, 255, 255]);
    const { status, point: told } = await point(10.5, 20.5);
    expect(status).toContain('1.000 m (1000)');
    expect(told).toEqual({ kind: '2d', space: '/cam', x: 10.5, y: 20.5, depth: 1 });
  });

  it('EncodedDepthImage with all of its 16 bits', async () => {
    await show(
      'encoded depth',
      greyPng(64, 48, 16, (x) => 30_000 + x),
    );
    expect((await point(7.5, 20.5)).status).toContain('30.007 m (30007)');
    expect((await point(8.5, 20.5)).status).toContain('30.008 m (30008)');
  });

  it('SegmentationImage in the colours of its classes, half over a picture, with its labels', async () => {
    await show('segmentation');
    expectColor(await pixel(10, 20), [20, 148, 20]);
    expectColor(await pixel(50, 20), GROUND);
    expect((await point(10, 20)).status).toContain('class 1 · car');
  });

  it.each([
    ['a broken JPEG', 'broken jpeg', '/cam: EncodedImage of 7 bytes'],
    [
      'a buffer that is too short',
      'short buffer',
      '/cam: Image of 100 bytes: its buffer has 100 bytes; 64 × 48 RGB U8 takes 9216',
    ],
  ])('%s: says which entity and why, and draws the rest', async (_what, scene, expected) => {
    await show(scene);
    expect(await words()).toContain(expected);
    expect((await point(32, 24)).hovered).toEqual(['/cam/det', 0]);
  });
});

/** Forty numbered pictures, ten a second, a keyframe every ten. */
async function makeVideoFile(): Promise<Uint8Array> {
  await using encoder = await VideoEncoder.create({
    width: BAR_CLIP_WIDTH,
    height: BAR_CLIP_HEIGHT,
    input: 'rgb24',
    preset: 'ultrafast',
    fps: 10,
    keyframeIntervalSecs: 1,
  });
  const samples = Array.from({ length: 40 }, (_, i) =>
    encoder.encode(drawBarPicture(i)).map(({ data }) => data),
  ).flat();
  const sink = new MemorySink();
  await writeMp4(
    timed(samples, (i) => BigInt(i) * 100_000_000n),
    sink,
    { maxSamples: samples.length },
  );
  return new Uint8Array(sink.bytes);
}

describe('pictures of a video file in the 2D view', () => {
  it('the very ones that are referred to, forwards, backwards, by jumps and behind the end', async () => {
    await show('video file', await makeVideoFile());
    const shown: number[] = [];
    for (const frame of [0, 1, 2, 9, 10, 25, 24, 3, 39, 55]) {
      await page.evaluate((time) => window.spatial.draw({ time: BigInt(time) }), frame);
      shown.push(await page.evaluate(() => window.spatial.bars()));
    }
    expect(shown).toEqual([0, 1, 2, 9, 10, 25, 24, 3, 39, 39]);
    const { status, magnified } = await point(5, 5);
    expect(status).toMatch(/RGB \d, \d, 2[23]\d/);
    expect(magnified).toBe(true);
  });

  it.each([
    [
      'no video',
      Uint8Array.of(1, 2, 3, 4),
      '/clip: AssetVideo of 4 bytes, at 0.000 s: it is no MP4, MOV, Matroska or WebM file',
    ],
    ['no bytes', new Uint8Array(), '/clip: AssetVideo of 0 bytes'],
  ])('says why there are none of %s', async (_what, bytes, expected) => {
    await show('video file', bytes);
    expect(await words()).toContain(expected);
  });
});

describe('what lies over pictures in the 2D view', () => {
  it('boxes, of which each is hovered and selected by itself', async () => {
    await show('boxes');
    expectColor(await pixel(10, 24), RED);
    expectColor(await pixel(53, 24), GREEN);
    expectColor(await pixel(32, 40), GROUND);
    expect((await point(50, 24)).hovered).toEqual(['/cam/det', 1]);
    expect((await point(32, 46)).hovered).toEqual(['/cam', undefined]);
  });

  it('one box that stands out, and not the others', async () => {
    await show('boxes');
    await page.evaluate(() => window.spatial.draw({ hovered: '/cam/det' as never, hoveredInstance: 1 }));
    expectColor(await pixel(53.2, 24), [255, 255, 255]);
    expectColor(await pixel(9.7, 24), GROUND);
  });

  it('points in the colours of their keypoints, joined to a skeleton', async () => {
    await show('points');
    expectColor(await pixel(10, 10), RED);
    expectColor(await pixel(50, 40), GREEN);
    expectColor(await pixel(30, 25), RED);
  });

  it('line strips, interrupted where a point is not finite', async () => {
    await show('lines');
    expectColor(await pixel(30, 10), RED);
    expectColor(await pixel(20, 30), GREEN);
    expectColor(await pixel(35, 30), GROUND);
    expectColor(await pixel(50, 30), GREEN);
    expect(await words()).toContain('/cam/path: 1 points of its lines not drawn');
  });

  it('arrows with a head', async () => {
    await show('arrows');
    expectColor(await pixel(20, 24), GREEN);
    expectColor(await pixel(48.5, 24.4), GREEN);
    expectColor(await pixel(20, 26), GROUND);
  });

  it('ellipses', async () => {
    await show('ellipses');
    expectColor(await pixel(12, 24), RED);
    expectColor(await pixel(32, 14), RED);
    expectColor(await pixel(14, 16), GROUND);
  });

  it('in the order that was logged, over that of the kinds', async () => {
    await show('draw order');
    expectColor(await pixel(32, 14), RED);
    expectColor(await pixel(10, 14), GREEN);
  });

  it('without what is not finite, which it says', async () => {
    await show('not finite');
    expectColor(await pixel(10, 24), RED);
    expect(await words()).toContain('/cam/det: 2 of its boxes not drawn: coordinates are not finite');
  });

  it('in the bounds of the camera, where there is no picture', async () => {
    await show('camera alone');
    expectColor(await pixel(5, 5), RED);
  });

  it('a place that the pointer is over in space, as a cross where the camera sees it', async () => {
    await show('camera alone');
    await page.evaluate(() =>
      window.spatial.draw({ hoverPoint: { kind: '3d', space: '/' as never, position: [0.2, 0.1, 1] } }),
    );
    expectColor(await pixel(52.7, 34), [255, 255, 255], 60);
  });
});

describe('moving about in the 2D view', () => {
  it('zooms and moves by keys, and goes back to all of it', async () => {
    await show('boxes');
    await page.keyboard.press('Tab');
    await page.keyboard.press('+');
    await page.evaluate(() => window.spatial.draw());
    // The left edge of the first box, 22 left of the middle, is a quarter farther away from it.
    expectColor(await pixel(4.5, 24), RED);
    await page.keyboard.press('ArrowLeft');
    await page.evaluate(() => window.spatial.draw());
    expectColor(await pixel(4.5 + 4.8, 24), RED);
    await page.keyboard.press('0');
    await page.evaluate(() => window.spatial.draw());
    expectColor(await pixel(10, 24), RED);
  });

  it('keeps what lies between two fingers between them', async () => {
    await show('boxes');
    await page.evaluate(() => {
      const canvas = document.querySelector('canvas');
      const rect = canvas?.getBoundingClientRect();
      // Chromium captures no pointer that it has not seen itself.
      if (canvas) canvas.setPointerCapture = () => undefined;
      const touch = (type: string, pointerId: number, x: number) =>
        canvas?.dispatchEvent(
          new PointerEvent(type, {
            pointerId,
            pointerType: 'touch',
            clientX: (rect?.left ?? 0) + x,
            clientY: (rect?.top ?? 0) + 240,
            bubbles: true,
          }),
        );
      touch('pointerdown', 1, 220);
      touch('pointerdown', 2, 420);
      touch('pointermove', 1, 170);
      touch('pointermove', 2, 470);
      touch('pointerup', 1, 170);
      touch('pointerup', 2, 470);
    });
    await page.evaluate(() => window.spatial.draw());
    // One and a half times as large around the middle: 22 left of it become 33, out of sight; its right edge, 2 left of it, 3.
    expectColor(await pixel(32 - 3, 24), RED);
    expectColor(await pixel(32 + 22.5, 24), GREEN);
  });
});
