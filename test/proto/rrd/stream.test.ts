import { decodeChunk, type RrdErrorCode, type RrdMessage, RrdStreamReader } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import {
  BLUEPRINT,
  concat,
  makeFile,
  ofKind,
  RERUN_FILES,
  readStream,
  rerunFile,
  rerunFilesAvailable,
  SOURCE,
  STORE,
  sampleChunks,
  skipped,
} from './files.ts';

const VARIANTS = [
  { compression: 'none', footer: true, end: true },
  { compression: 'lz4', footer: true, end: true },
  { compression: 'none', footer: false, end: true },
  { compression: 'lz4', footer: false, end: false },
] as const;

function problemsOf(messages: readonly RrdMessage[]): RrdErrorCode[] {
  return ofKind(messages, 'problem').map(({ error }) => error.code);
}

function fingerprint(message: RrdMessage): string {
  const bytes = message.kind === 'chunk' ? Buffer.from(message.arrow).toString('base64') : '';
  return `${message.kind} ${message.offset} ${bytes}`;
}

describe('RrdStreamReader', () => {
  it.each(VARIANTS)('[R1] [R2] reads what the writer wrote: $compression, footer $footer, end $end', (variant) => {
    const chunks = sampleChunks();
    for (const pieceBytes of [1, 7, 64, 4096, 1 << 20]) {
      const messages = readStream(makeFile(variant), pieceBytes);
      expect(problemsOf(messages)).toEqual([]);
      expect(messages.map(({ kind }) => kind)).toEqual([
        'stream',
        'store-info',
        ...chunks.map(() => 'chunk'),
        'store-info',
        'chunk',
        'blueprint-activation',
        ...(variant.end ? ['end'] : []),
      ]);
      expect(
        ofKind(messages, 'chunk')
          .slice(0, -1)
          .map(({ arrow }) => arrow),
      ).toEqual(chunks);
      expect(ofKind(messages, 'chunk').map(({ storeId }) => storeId)).toEqual([...chunks.map(() => STORE), BLUEPRINT]);
    }
  });

  it('[R6] tells who made a store, and with which version', () => {
    const info = ofKind(readStream(makeFile()), 'store-info')[0]?.info;
    expect(info).toMatchObject({ storeId: STORE, version: { major: 0, minor: 33, patch: 0, meta: 0 } });
    expect(info?.source.kind).toBe(SOURCE.kind);
    expect(new TextDecoder().decode(info?.source.extra)).toBe('rushes tests');
  });

  it('[R9] leaves video as it is and compresses the rest', () => {
    const chunks = ofKind(readStream(makeFile({ compression: 'lz4' })), 'chunk');
    const compressed = chunks.map(({ facts, isCompressed }) => [facts.entityPath, facts.isStatic, isCompressed]);
    expect(compressed).toEqual([
      ['/camera', true, true],
      ['/plot', false, true],
      ['/log', false, true],
      ['/camera', false, false],
      ['/viewport', false, true],
    ]);
  });

  it('[R3] reads files that were joined, whatever they end with', () => {
    for (const first of VARIANTS) {
      for (const second of VARIANTS) {
        const messages = readStream(concat([makeFile(first), makeFile(second)]));
        expect(problemsOf(messages)).toEqual([]);
        expect(ofKind(messages, 'stream')).toHaveLength(2);
        expect(ofKind(messages, 'chunk')).toHaveLength(10);
      }
    }
  });

  it('says where things are', () => {
    const file = makeFile();
    for (const { offset, byteLength, arrow } of ofKind(readStream(file), 'chunk')) {
      const view = new DataView(file.buffer);
      expect(view.getBigUint64(offset - 16, true)).toBe(2n);
      expect(view.getBigUint64(offset - 8, true)).toBe(BigInt(byteLength));
      expect(byteLength).toBeGreaterThan(arrow.length);
    }
  });

  it('[R14] delivers everything complete of a file cut at any byte, then says how many bytes were left', () => {
    const file = makeFile({ chunks: sampleChunks(undefined, 50) });
    const whole = readStream(file).map(fingerprint);
    // Before a message's header, and nothing after the last whole message: not an error, only no End.
    const borders = new Set(readStream(file).map(({ offset }) => offset - 16));
    for (let length = 0; length < file.length; length++) {
      const messages = readStream(file.subarray(0, length), 1000);
      const lost = ofKind(messages, 'problem');
      const good = messages.filter(({ kind }) => kind !== 'problem').map(fingerprint);
      if (good.join() !== whole.slice(0, good.length).join()) expect(good, `cut at ${length}`).toEqual(whole);
      expect(lost.length, `cut at ${length}`).toBe(borders.has(length) ? 0 : 1);
      for (const { error, isFatal, lostBytes } of lost) {
        expect([error.code, isFatal, error.offset + lostBytes]).toEqual(['truncated', true, length]);
      }
    }
  });

  it('refuses bytes after finish', () => {
    const reader = new RrdStreamReader();
    reader.finish();
    expect(() => reader.append(new Uint8Array(1))).toThrow(TypeError);
  });
});

describe.skipIf(!rerunFilesAvailable)(`recordings that Rerun reads${skipped}`, () => {
  it.each(RERUN_FILES)('reads %s whole', (name) => {
    const file = rerunFile(name);
    for (const pieceBytes of [4096, file.length]) {
      const messages = readStream(file, pieceBytes);
      expect(problemsOf(messages)).toEqual([]);
      const chunks = ofKind(messages, 'chunk');
      expect(chunks.length).toBeGreaterThan(10);
      for (const { arrow, facts } of chunks) expect(decodeChunk(arrow).id).toBe(facts.chunkId);
      expect(ofKind(messages, 'end')).toHaveLength(name.includes('plain') ? 0 : 1);
      expect(ofKind(messages, 'blueprint-activation')).toHaveLength(name.includes('blueprint') ? 1 : 0);
    }
  });
});
