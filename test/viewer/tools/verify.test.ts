import {
  archetypeField,
  ChunkBuilder,
  decodeChunk,
  encodeChunk,
  memorySource,
  openRrd,
  parseEntityPath,
  type RrdMessage,
} from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { verifyRecording } from '../../../packages/viewer/src/tools/verify.ts';
import {
  concat,
  makeFile,
  RERUN_FILES,
  readStream,
  rerunFile,
  rerunFilesAvailable,
  skipped,
} from '../../proto/rrd/files.ts';
import { idrNal, pNal, ppsNal, spsNal } from '../video/tiny-h264.ts';
import { fileOf } from './recordings.ts';
import { CLOCK, codecChunk, FRAME, newIds, scalarChunks, videoChunks } from './video-rows.ts';

const codesOf = async (file: Uint8Array) =>
  (await verifyRecording(memorySource(file))).problems.map(({ code }) => code);

/** Where the payload of the n-th chunk begins. */
const chunkAt = (file: Uint8Array, n: number) =>
  readStream(file).filter((message): message is Extract<RrdMessage, { kind: 'chunk' }> => message.kind === 'chunk')[n]
    ?.offset ?? 0;

function goodChunks(): Uint8Array[] {
  const ids = newIds();
  return [codecChunk('/camera', ids), ...videoChunks('/camera', ids, [3, 3], [2]), ...scalarChunks('/plot', ids, 4, 2)];
}

/** A video of these samples, a chunk each. */
function videoOf(samples: readonly Uint8Array[]): Uint8Array {
  const ids = newIds();
  const chunks = samples.map((sample, i) => {
    const builder = new ChunkBuilder(parseEntityPath('/camera'), [FRAME, CLOCK]);
    const batch = { ...archetypeField('VideoStream', 'sample'), data: [sample] };
    builder.appendRow(ids, [BigInt(i), BigInt(i)], [batch]);
    return encodeChunk(builder.finish(ids.nextChunkId()));
  });
  return fileOf([codecChunk('/camera', ids), ...chunks]);
}

const key = (number: number) => concat([spsNal(), ppsNal(), idrNal(number)]);

describe('verify finds nothing wrong', () => {
  it('in what the writer writes, with and without a footer, compressed, or not closed', async () => {
    for (const file of [
      fileOf(goodChunks()),
      fileOf(goodChunks(), { footer: false }),
      fileOf(goodChunks(), { compression: 'lz4' }),
      fileOf(goodChunks(), { end: false }),
      concat([fileOf(goodChunks()), fileOf(scalarChunks('/other', newIds(), 0, 1))]),
    ]) {
      expect(await codesOf(file)).toEqual([]);
    }
  });

  it.runIf(rerunFilesAvailable).each(RERUN_FILES)(`in %s${skipped}`, async (name) => {
    expect(await codesOf(rerunFile(name))).toEqual([]);
  });

  it('in video whose samples lie in disorder: the order of decoding is that of the row ids', async () => {
    expect(await codesOf(fileOf(goodChunks().reverse()))).toEqual([]);
  });
});

describe('verify names, with the byte offset of what is wrong,', () => {
  it('a file that was cut short', async () => {
    const file = fileOf(goodChunks(), { end: false });
    const { problems } = await verifyRecording(memorySource(file.subarray(0, file.length - 3)));
    expect(problems).toEqual([
      { code: 'truncated', offset: chunkAt(file, 5) - 16, message: expect.stringContaining('Byte offset') },
    ]);
  });

  it('a footer whose checksum is wrong', async () => {
    const file = fileOf(goodChunks()).slice();
    const at = file.length - 40;
    file[at] = (file[at] ?? 0) ^ 1;
    expect(await codesOf(file)).toEqual(['bad-crc']);
  });

  it('a chunk whose values are broken', async () => {
    const file = fileOf(goodChunks(), { end: false }).slice();
    const { offset, arrow } = readStream(file).find(
      (message) => message.kind === 'chunk' && !message.facts.isStatic,
    ) as Extract<RrdMessage, { kind: 'chunk' }>;
    // A sequence of row ids that does not ascend.
    const view = new DataView(arrow.buffer, arrow.byteOffset, arrow.byteLength);
    const ids = decodeChunk(arrow).rowIds;
    for (let i = 0; i + 16 <= arrow.length; i++) {
      if (ids.subarray(16, 32).every((byte, k) => arrow[i + k] === byte)) view.setUint8(i, 0);
    }
    const { problems } = await verifyRecording(memorySource(file));
    expect(problems[0]).toMatchObject({
      code: 'bad-chunk',
      offset,
      message: expect.stringContaining('Row ids must ascend'),
    });
  });

  it('a chunk of which the manifest says something else', async () => {
    const file = fileOf(goodChunks()).slice();
    const { stores } = await openRrd(memorySource(file));
    const entry = stores[0]?.entries.find(({ entityPath }) => entityPath === '/plot');
    if (entry === undefined) throw new Error('no entry');
    const payload = file.subarray(entry.offset, entry.offset + entry.byteLength);
    // The time 1 of the second row becomes 7; the manifest goes on to say 0 to 1.
    const at = payload.findIndex((byte, i) => i > 0 && byte === 1 && i % 1 === 0 && isTimeColumn(payload, i));
    payload[at] = 7;
    const { problems } = await verifyRecording(memorySource(file));
    expect(problems).toMatchObject([{ code: 'manifest-differs', offset: entry.offset }]);
    expect(problems[0]?.message).toContain('frame (sequence) 0 to 1, found frame (sequence) 0 to 7');
  });

  it('chunk ids that are there again', async () => {
    const [codec, ...rest] = goodChunks();
    const [first] = rest.slice(-1);
    if (codec === undefined || first === undefined) throw new Error('chunks');
    const file = fileOf([codec, ...rest, first], { end: false });
    expect(await codesOf(file)).toEqual(['duplicate-chunk-id']);
  });

  it('a store that is not introduced', async () => {
    const file = fileOf(goodChunks(), { end: false });
    const [stream, info] = readStream(file);
    const start = (info?.offset ?? 0) - 16;
    const next = chunkAt(file, 0) - 16;
    expect(stream?.kind).toBe('stream');
    expect(await codesOf(concat([file.subarray(0, start), file.subarray(next)]))).toEqual(['no-store-info']);
  });

  it.each([
    [
      'video that does not begin with a keyframe',
      [concat([spsNal(), ppsNal(), pNal(0, 1)]), key(1)],
      ['video-no-keyframe'],
    ],
    ['a keyframe without parameter sets', [key(0), idrNal(1)], ['video-no-parameter-sets']],
    ['two pictures in one sample', [concat([key(0), key(1)])], ['video-several-access-units']],
    ['what is no video', [Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)], ['video-not-video']],
  ])('%s', async (_, samples, expected) => {
    expect(await codesOf(videoOf(samples))).toEqual(expected);
  });

  it('video without a codec', async () => {
    expect(await codesOf(fileOf(videoChunks('/camera', newIds(), [3], [3])))).toEqual(['video-no-codec']);
  });

  it('at most 50 problems of a kind, and how many more there are', async () => {
    const noise = Array.from({ length: 70 }, (_, i) => Uint8Array.of(9, 9, 9, i));
    const report = await verifyRecording(memorySource(videoOf(noise)));
    expect([report.problems.length, report.unlisted]).toEqual([50, 20]);
  });

  it('something or nothing, but comes to an end, whatever bit of a small recording is flipped', async () => {
    const file = makeFile();
    for (let at = 0; at < file.length; at += 29) {
      const flipped = file.slice();
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      try {
        const { problems } = await verifyRecording(memorySource(flipped));
        for (const { offset } of problems) expect(offset).toBeLessThanOrEqual(file.length);
      } catch (error) {
        // The stream header itself.
        expect(error).toMatchObject({ name: 'RrdError', offset: 0 });
      }
    }
  });
});

/** Whether the byte is the lowest of the second of two times, 0 and 1. */
function isTimeColumn(payload: Uint8Array, at: number): boolean {
  if (at < 8 || at + 8 > payload.length) return false;
  return (
    payload.subarray(at - 8, at).every((byte) => byte === 0) &&
    payload.subarray(at + 1, at + 8).every((byte) => byte === 0)
  );
}
