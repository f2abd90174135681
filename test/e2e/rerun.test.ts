import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memorySource } from '@rushes/proto';
import { Boxes2D, RecordingStream, Scalars, VideoStream } from '@rushes/sdk';
import { VideoEncoder } from '@rushes/sdk/node';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filterRecording } from '../../packages/viewer/src/tools/filter.ts';
import { mergeRecordings } from '../../packages/viewer/src/tools/merge.ts';
import { optimize } from '../../packages/viewer/src/tools/optimize.ts';
import { BAR_CLIP_HEIGHT, BAR_CLIP_WIDTH, drawBarPicture } from '../support/bar-clip.ts';
import { makeBarRecording } from '../support/bar-recording.ts';
import { launchChromium } from '../support/chromium.ts';
import { type RerunViewer, startRerunViewer } from '../support/rerun-viewer.ts';

// The outside witness of recording files: Rerun's own viewer. It says little of what is wrong, so pictures that carry their
// number tell whether it shows the right ones.

const FRAMES = 60;
const GOP = 10;
const FPS = 30;

let browser: Browser;
let rerun: RerunViewer;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-rerun-'));
  browser = await launchChromium();
  rerun = await startRerunViewer(browser);
});
afterAll(async () => {
  await rerun.stop();
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** What a program saves that logs numbered pictures; the first one has the number `first`. */
async function saved(recordingId: string, compression: 'none' | 'lz4', first: number): Promise<Uint8Array> {
  const path = join(folder, `${recordingId}.rrd`);
  const rec = new RecordingStream('bars', { recordingId });
  await rec.save(path, { compression });
  await using encoder = await VideoEncoder.create({
    width: BAR_CLIP_WIDTH,
    height: BAR_CLIP_HEIGHT,
    fps: FPS,
    input: 'rgb24',
    keyframeIntervalSecs: GOP / FPS,
  });
  for (let frame = 0; frame < FRAMES; frame += 1) {
    rec.setTime('frame', { sequence: frame });
    for (const sample of encoder.encode(drawBarPicture(first + frame)))
      rec.log('camera', VideoStream.fromSample(sample));
    rec.log('camera/box', new Boxes2D({ mins: [[frame, 40]], sizes: [[40, 40]] }));
    rec.log('signal', new Scalars(Math.sin(frame / 20)));
  }
  await rec.close();
  return readFileSync(path);
}

async function rewritten(
  rewrite: (write: (bytes: Uint8Array) => Promise<void>) => Promise<unknown>,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  await rewrite(async (bytes) => {
    pieces.push(bytes.slice());
  });
  return Buffer.concat(pieces);
}

/** Opens a recording in Rerun's viewer, seeks, and compares; its console stays silent. */
async function expectShown(name: string, file: Uint8Array, first: number, frames: readonly number[]): Promise<void> {
  const id = await rerun.open(name, file);
  const shown: (number | undefined)[] = [];
  for (const frame of frames) shown.push(await rerun.seek(id, 'frame', frame, first + frame));
  expect(shown).toEqual(frames.map((frame) => first + frame));
  await rerun.close(name);
  expect(rerun.complaints).toEqual([]);
}

describe("Rerun's viewer shows without a warning, at the borders of groups of pictures and between them,", () => {
  it('what the SDK saves', async () => {
    await expectShown('saved.rrd', await saved('saved', 'none', 1000), 1000, [0, 9, 10, 35, 59, 30, 29]);
  });

  it('what the SDK saves with LZ4', async () => {
    await expectShown('lz4.rrd', await saved('lz4', 'lz4', 2000), 2000, [0, 19, 20, 59]);
  });

  it('what a killed program leaves behind', async () => {
    const whole = await saved('killed', 'none', 3000);
    await expectShown('killed.rrd', whole.subarray(0, Math.floor(whole.length * 0.75)), 3000, [0, 9, 10, 25]);
  });

  it('what optimize makes of it', async () => {
    const source = memorySource(await makeBarRecording({ ...options('optimized', 4000), footer: false }));
    const file = await rewritten((write) => optimize(source, { write, compression: 'lz4' }));
    await expectShown('optimized.rrd', file, 4000, [0, 9, 10, 35, 49, 50, 59]);
  });

  it('what filter cuts out of it', async () => {
    const source = memorySource(await makeBarRecording(options('filtered', 5000)));
    const range = { timeline: 'frame', from: 25n, to: 44n };
    const file = await rewritten((write) => filterRecording(source, { write, range }));
    await expectShown('filtered.rrd', file, 5000, [25, 29, 30, 44, 20]);
  });

  it('what merge puts together', async () => {
    const [head, tail] = await Promise.all(
      [
        { from: 0n, to: 29n },
        { from: 30n, to: 59n },
      ].map(async (range) => {
        const source = memorySource(await whole);
        return rewritten((write) => filterRecording(source, { write, range: { timeline: 'frame', ...range } }));
      }),
    );
    const inputs = [tail, head].map((file, i) => ({ name: `${i}`, source: memorySource(file ?? new Uint8Array(0)) }));
    const file = await rewritten((write) => mergeRecordings(inputs, { write }));
    await expectShown('merged.rrd', file, 6000, [29, 30, 59, 0]);
  });
  const whole = makeBarRecording(options('merged', 6000));
});

function options(recordingId: string, firstNumber: number) {
  return { recordingId, firstNumber, frames: FRAMES, fps: FPS, keyframeEvery: GOP };
}
