import {
  checkChunk,
  decodeChunk,
  type IndexedRrd,
  memorySource,
  openRrd,
  ProtoError,
  RrdError,
  type RrdMessage,
} from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { footerCrc } from '../../../packages/proto/src/rrd/crc.ts';
import { encodeMessageHeader, encodeStreamFooter } from '../../../packages/proto/src/rrd/format.ts';
import { decodeManifest } from '../../../packages/proto/src/rrd/manifest.ts';
import { decodeFooter, encodeFooter } from '../../../packages/proto/src/rrd/messages.ts';
import { withExtremeWords } from '../hostile.ts';
import { concat, makeFile, ofKind, readStream, sampleChunks } from './files.ts';

/** As small as a file with every kind of message gets. */
const small = (parts: Parameters<typeof makeFile>[0] = {}) =>
  makeFile({ chunks: sampleChunks(undefined, 8), ...parts });

function expectSound(messages: readonly RrdMessage[]): void {
  let [fatal, last] = [0, -1];
  for (const message of messages) {
    if (message.kind === 'problem') {
      if (!(message.error instanceof RrdError)) throw message.error;
      if (message.isFatal) fatal++;
    }
    if (message.offset < last) throw new Error(`Offset ${message.offset} comes after ${last}.`);
    last = message.offset;
    if (message.kind === 'chunk') expectChunkOrError(message.arrow);
  }
  expect(fatal).toBeLessThanOrEqual(1);
}

function expectChunkOrError(arrow: Uint8Array): void {
  try {
    checkChunk(decodeChunk(arrow));
  } catch (error) {
    if (!(error instanceof ProtoError)) throw error;
  }
}

async function expectSoundIndex(file: Uint8Array): Promise<void> {
  let rrd: IndexedRrd;
  try {
    rrd = await openRrd(memorySource(file));
  } catch (error) {
    if (error instanceof RrdError) return;
    throw error;
  }
  for (const { entries } of rrd.stores) {
    for (const entry of entries) {
      expect(entry.offset + entry.byteLength).toBeLessThanOrEqual(file.length);
      try {
        expectChunkOrError(await rrd.readChunk(entry));
      } catch (error) {
        if (!(error instanceof RrdError)) throw error;
      }
    }
  }
}

/** One bit turned over in every byte, which one differs from byte to byte; in the bytes themselves. */
function* withOneFlipPerByte(bytes: Uint8Array, seed: number): Generator<Uint8Array> {
  const copy = bytes.slice();
  for (let i = 0; i < copy.length; i++) {
    const original = copy[i] ?? 0;
    copy[i] = original ^ (1 << (Math.imul(i + seed, 2_654_435_761) >>> 29));
    yield copy;
    copy[i] = original;
  }
}

function withUint64(bytes: Uint8Array, offset: number, value: bigint): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setBigUint64(offset, value, true);
  return copy;
}

describe('damaged recordings', () => {
  it.each(['none', 'lz4'] as const)(
    '[R19] [R20] with a flipped bit give coded errors or chunks, compression %s',
    (compression) => {
      for (const bytes of withOneFlipPerByte(small({ compression }), 1)) expectSound(readStream(bytes));
    },
    60_000,
  );

  it.each(['none', 'lz4'] as const)(
    '[R15] [R20] with a flipped bit open or do not, with a code, compression %s',
    async (compression) => {
      for (const bytes of withOneFlipPerByte(small({ compression }), 5)) await expectSoundIndex(bytes);
      for (const bytes of withOneFlipPerByte(small({ compression, footer: false }), 9)) await expectSoundIndex(bytes);
    },
    120_000,
  );

  it('[R5] with extreme numbers anywhere give coded errors or chunks', async () => {
    const file = small({ compression: 'lz4', chunks: sampleChunks(undefined, 8).slice(0, 1), blueprint: false });
    for (const bytes of withExtremeWords(file)) {
      expectSound(readStream(bytes));
      await expectSoundIndex(bytes);
    }
  }, 120_000);

  const file = small();
  const messages = readStream(file);
  const [first] = ofKind(messages, 'chunk');
  const lengthAt = (first?.offset ?? 0) - 8;

  it.each([
    ['beyond the file', 1n << 20n, 'truncated'],
    ['beyond the limit', 1n << 30n, 'limit-exceeded'],
    ['of 2^53', 1n << 53n, 'limit-exceeded'],
    ['of 2^63', 1n << 63n, 'limit-exceeded'],
    ['negative', (1n << 64n) - 5n, 'limit-exceeded'],
  ])('[R5] refuse a length %s', async (_, length, code) => {
    const bytes = withUint64(file, lengthAt, length);
    const problems = ofKind(readStream(bytes), 'problem');
    expect(problems[0]?.error.code).toBe(code);
    expect(problems.at(-1)?.isFatal).toBe(true);
    // The footer knows better.
    expect((await openRrd(memorySource(bytes))).origin).toBe('footer');
    const scanned = await openRrd(memorySource(bytes.subarray(0, file.length - 1)));
    expect(scanned.problems[0]?.code).toBe(code);
  });

  it('[R5] [R15] are not believed that they have more chunks than fit', async () => {
    const start = ofKind(messages, 'end')[0]?.offset ?? 0;
    const payload = file.subarray(start, file.length - 32);
    const [manifest] = decodeFooter(payload, start);
    if (manifest === undefined) throw new Error('The file must have a manifest.');
    const context = { offset: start, streamStart: 0 };
    expect(decodeManifest(manifest, { ...context, maxChunks: 4 }).columns.count).toBe(4);
    expect(() => decodeManifest(manifest, { ...context, maxChunks: 3 })).toThrow('room for 3');
    // The same manifest a hundred times: one of them is believed, then there is no room.
    const footer = encodeFooter(Array.from({ length: 100 }, () => manifest));
    const end = { offset: start, byteLength: footer.length, crc: footerCrc(footer) };
    const bytes = concat([
      file.subarray(0, start - 16),
      encodeMessageHeader(0, footer.length),
      footer,
      encodeStreamFooter(end),
    ]);
    const rrd = await openRrd(memorySource(bytes));
    expect([rrd.origin, rrd.problems.map(({ code }) => code)]).toEqual(['scan', ['bad-manifest']]);
  });

  it('[R5] step over messages of unknown kinds, and say so', async () => {
    const bytes = withUint64(file, lengthAt - 8, 17n);
    expect(ofKind(readStream(bytes), 'problem')).toMatchObject([
      { error: { code: 'unknown-kind', offset: first?.offset }, isFatal: false, lostBytes: first?.byteLength },
    ]);
    expect(ofKind(readStream(bytes), 'chunk')).toHaveLength(ofKind(messages, 'chunk').length - 1);
    const scanned = await openRrd(memorySource(bytes.subarray(0, file.length - 1)));
    expect(scanned.problems.map(({ code }) => code)).toEqual(['unknown-kind', 'truncated']);
  });

  it('[R8] name the chunk that has no id, and open the others', async () => {
    const text = Buffer.from(file).indexOf('rerun:id');
    const bytes = file.slice();
    bytes[text] = 0x52;
    const problems = ofKind(readStream(bytes), 'problem').map(({ error }) => error);
    expect(problems).toMatchObject([{ code: 'bad-chunk', offset: first?.offset, cause: { code: 'bad-chunk' } }]);
    expect(problems[0]?.message).toContain('rerun:id');
    expect(ofKind(readStream(bytes), 'chunk')).toHaveLength(ofKind(messages, 'chunk').length - 1);
    const scanned = await openRrd(memorySource(bytes.subarray(0, file.length - 1)));
    expect(scanned.problems.map(({ code }) => code)).toEqual(['bad-chunk', 'truncated']);
  });

  it('[R19] go on after a chunk that became an End', () => {
    const bytes = withUint64(file, lengthAt - 8, 0n);
    expect(ofKind(readStream(bytes), 'problem')).toMatchObject([{ error: { code: 'bad-footer' }, isFatal: false }]);
    expect(ofKind(readStream(bytes), 'chunk')).toHaveLength(ofKind(messages, 'chunk').length - 1);
  });

  it('[R3] go on with the stream that follows an End whose footer is lost', () => {
    const cut = file.subarray(0, file.length - 32);
    const joined = readStream(concat([cut, file]));
    expect(ofKind(joined, 'problem').map(({ error }) => error.code)).toEqual(['bad-footer']);
    expect(ofKind(joined, 'chunk')).toHaveLength(2 * ofKind(messages, 'chunk').length);
  });
});
