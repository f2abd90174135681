import { memorySource, RrdError } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { filterRecording } from '../../../packages/viewer/src/tools/filter.ts';
import { mergeRecordings } from '../../../packages/viewer/src/tools/merge.ts';
import { optimize } from '../../../packages/viewer/src/tools/optimize.ts';
import { readRows } from '../../../packages/viewer/src/tools/print-rows.ts';
import { describeRecording } from '../../../packages/viewer/src/tools/recording-info.ts';
import { makeFile, sampleChunks } from '../../proto/rrd/files.ts';
import { fileOf, rewritten } from './recordings.ts';

const range = { timeline: 'frame', from: 1n, to: 4n };
const good = fileOf(sampleChunks());

const TOOLS: Readonly<Record<string, (file: Uint8Array) => Promise<unknown>>> = {
  info: (file) => describeRecording(memorySource(file)),
  print: async (file) => {
    for await (const row of readRows(memorySource(file), { maxInstances: 3 })) expect(row.entityPath).toMatch(/^\//);
  },
  optimize: (file) => rewritten((options) => optimize(memorySource(file), options)),
  filter: (file) => rewritten((options) => filterRecording(memorySource(file), { ...options, range })),
  merge: (file) => {
    const inputs = [good, file].map((bytes, i) => ({ name: `${i}`, source: memorySource(bytes) }));
    return rewritten((options) => mergeRecordings(inputs, options));
  },
};

/** Runs a tool on bytes that may be anything: it comes to an end, or says that they are no recording. */
async function survives(tool: (file: Uint8Array) => Promise<unknown>, file: Uint8Array): Promise<void> {
  try {
    await tool(file);
  } catch (error) {
    expect(error).toBeInstanceOf(RrdError);
  }
}

describe.each(Object.keys(TOOLS))('%s comes to an end', (name) => {
  const tool = TOOLS[name] ?? (() => Promise.reject(new Error('no tool')));

  it('whatever bit of a recording is flipped', { timeout: 60_000 }, async () => {
    const file = makeFile();
    for (let at = 5; at < file.length; at += 37) {
      const flipped = file.slice();
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      await survives(tool, flipped);
    }
  });

  it('wherever a recording is cut short', { timeout: 60_000 }, async () => {
    const file = makeFile({ compression: 'lz4' });
    for (let length = 0; length < file.length; length += 61) await survives(tool, file.subarray(0, length));
  });
});
