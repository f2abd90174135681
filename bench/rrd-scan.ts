import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRrd } from '@rushes/proto';
import { fileSource } from '@rushes/proto/node';
import type { BenchRow } from './bench-row.ts';
import { encodeCameraClip } from './camera-clip.ts';
import { writeLongRecording } from './long-recording.ts';
import { quantile } from './quantile.ts';

const FPS = 30;
const SECS = 1800;
const CAMERAS = 4;
const RUNS = 5;

/** A recording without a footer, opened by looking for the headers of its chunks; the file is in the cache of the operating system. */
export async function run(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'rushes-bench-'));
  const path = join(folder, 'scan.rrd');
  try {
    const group = (await encodeCameraClip(640, 360, FPS)).slice(FPS);
    const recording = { group, secs: SECS, cameras: CAMERAS, chunkPer: 'group', footer: false } as const;
    const bytes = await writeLongRecording(path, recording);
    const rates: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const source = await fileSource(path);
      const startMillis = performance.now();
      await openRrd(source);
      rates.push(bytes / 1e6 / (performance.now() - startMillis));
      await source.close();
    }
    return [
      {
        name: `${(bytes / 1e9).toFixed(1)} GB without a footer, headers scanned in Node`,
        value: quantile(rates, 0.5),
        unit: 'GB/s',
        note: 'aim: ≥ 1 GB/s',
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
