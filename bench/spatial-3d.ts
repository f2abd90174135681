import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import {
  archetypeField,
  ChunkBuilder,
  type ComponentBatch,
  type EntityPath,
  parseEntityPath,
  parseRecordingId,
  TuidGenerator,
} from '@rushes/proto';
import { build } from 'esbuild';
import { createRecordingStore } from '../packages/viewer/src/app/data/chunk-recording-store.ts';
import type { RecordingStore } from '../packages/viewer/src/app/data/recording-store.ts';
import { Transforms } from '../packages/viewer/src/app/data/transforms.ts';
import type { space as Space } from '../test/browser/views/spatial-3d-page.ts';
import { launchChromium } from '../test/support/chromium.ts';
import type { BenchRow } from './bench-row.ts';
import { quantile } from './quantile.ts';

declare const space: typeof Space;

const LINKS = 1000;
const RUNS = 15;
const FRAME = { name: 'frame', kind: 'sequence' } as const;
const ORBIT_FRAMES = 40;

/** A thousand transforms, one below the other and side by side; and a million points that are turned. */
export async function run(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const deep = Array.from({ length: LINKS }, (_, i) => parseEntityPath('/e'.repeat(i + 1)));
  const wide = Array.from({ length: LINKS }, (_, i) => parseEntityPath(`/wide/e${i}`));
  for (const [name, entities] of [
    ['deep', deep],
    ['wide', wide],
  ] as const) {
    const store = storeOfTransforms(entities);
    const millis = medianMillis((run) => placeAll(store, entities, BigInt(run + 1)));
    rows.push({
      name: `3d: ${LINKS} transforms, ${name}`,
      value: millis,
      unit: 'ms',
      note: 'all of them, at a new time',
    });
  }
  rows.push(...(await orbitPoints()));
  return rows;
}

function placeAll(store: RecordingStore, entities: readonly EntityPath[], time: bigint): void {
  const transforms = new Transforms(store, 'frame', time);
  for (const entity of entities) transforms.placement(entity, parseEntityPath('/'));
}

function storeOfTransforms(entities: readonly EntityPath[]): RecordingStore {
  const ids = new TuidGenerator();
  const store = createRecordingStore(parseRecordingId('bench'));
  const batch = (field: 'translation' | 'quaternion', data: Float32Array): ComponentBatch => ({
    ...archetypeField('Transform3D', field),
    data,
  });
  store.add(
    entities.map((entity) => {
      const builder = new ChunkBuilder(entity, [FRAME]);
      for (let time = 0n; time < 32n; time++) {
        builder.appendRow(
          ids,
          [time],
          [batch('translation', Float32Array.of(1, 0, Number(time))), batch('quaternion', Float32Array.of(0, 0, 0, 1))],
        );
      }
      return { chunk: builder.finish(ids.nextChunkId()), video: undefined, byteLength: 4096 };
    }),
  );
  return store;
}

/** In a browser, with each frame waited for until its pixels are there. */
async function orbitPoints(): Promise<BenchRow[]> {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL('../test/browser/views/spatial-3d-page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2023',
    alias: { '@rushes/proto': fileURLToPath(new URL('../packages/proto/src/index.ts', import.meta.url)) },
    loader: { '.css': 'empty' },
    define: { 'import.meta.url': '"http://127.0.0.1/"' },
    logLevel: 'error',
  });
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.addInitScript('globalThis.__name = (f) => f');
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? '' });
    const firstMillis = await page.evaluate(async () => {
      const at = space.mount('a million points', 800, 600);
      const started = performance.now();
      await space.settle(at);
      space.pixel(0, 0);
      return performance.now() - started;
    });
    const frames = await page.evaluate((count) => space.orbit(count), ORBIT_FRAMES);
    const hoverMillis = await page.evaluate(() => space.hoverMillis());
    return [
      {
        name: '3d: a million points, first picture',
        value: firstMillis,
        unit: 'ms',
        note: 'three.js and shaders included',
      },
      {
        name: '3d: a million points turned, a frame',
        value: quantile(frames, 0.5),
        unit: 'ms',
        note: 'median, 800 × 600',
      },
      { name: '3d: a million points turned, slowest', value: Math.max(...frames), unit: 'ms' },
      { name: '3d: a million points, hover', value: hoverMillis, unit: 'ms', note: 'after the first' },
    ];
  } finally {
    await browser.close();
    server.close();
  }
}

function medianMillis(work: (run: number) => void): number {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    work(run);
    times.push(performance.now() - started);
  }
  return quantile(times, 0.5);
}
