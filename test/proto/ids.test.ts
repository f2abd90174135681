import {
  chunkIdFromBytes,
  chunkIdToBytes,
  compareTuids,
  makeRecordingId,
  ProtoError,
  parseChunkId,
  parseRecordingId,
  TuidGenerator,
} from '@rushes/proto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

function written(generator: TuidGenerator): Uint8Array {
  const bytes = new Uint8Array(20);
  generator.writeNext(bytes, 2);
  return bytes.slice(2, 18);
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('TuidGenerator', () => {
  it('writes time and counter, big-endian', () => {
    const generator = new TuidGenerator({ nowNanos: () => 0x18e9e72a36fc4b40n, start: 0x394cfad7b95990f5n });
    expect(hex(written(generator))).toBe('18e9e72a36fc4b40394cfad7b95990f6');
    expect(generator.nextChunkId()).toBe('18E9E72A36FC4B40394cfad7b95990f7');
  });

  it('leaves the bytes around alone', () => {
    const bytes = new Uint8Array(18).fill(0xee);
    new TuidGenerator({ nowNanos: () => 1n, start: 1n }).writeNext(bytes, 1);
    expect([bytes[0], bytes[17]]).toEqual([0xee, 0xee]);
  });

  it('ascends strictly, whatever the clock does', () => {
    const arbitraryTimes = fc.array(fc.bigInt({ min: 0n, max: 2n ** 63n }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(arbitraryTimes, fc.bigInt({ min: 0n, max: 2n ** 62n }), (times, start) => {
        let call = 0;
        const generator = new TuidGenerator({ nowNanos: () => times[call++] ?? 0n, start });
        const ids = times.map(() => written(generator));
        ids.slice(1).forEach((id, i) => {
          const former = ids[i] ?? id;
          expect(compareTuids(former, 0, id, 0)).toBeLessThan(0);
          expect(hex(former) < hex(id)).toBe(true);
        });
      }),
    );
  });

  it('carries from the low to the high half of the counter', () => {
    const generator = new TuidGenerator({ nowNanos: () => 0n, start: 0x00000007fffffffen });
    expect([written(generator), written(generator)].map((id) => hex(id).slice(16))).toEqual([
      '00000007ffffffff',
      '0000000800000000',
    ]);
  });

  it('starts at random, with room above', () => {
    const starts = Array.from({ length: 50 }, () => written(new TuidGenerator({ nowNanos: () => 0n })));
    expect(new Set(starts.map(hex)).size).toBe(50);
    for (const id of starts) expect(id[8]).toBeLessThan(0x80);
  });

  it('refuses a start that is out of range', () => {
    expect(() => new TuidGenerator({ start: -1n })).toThrow(RangeError);
    expect(() => new TuidGenerator({ start: 2n ** 63n })).toThrow(RangeError);
  });
});

describe('chunk ids', () => {
  it('go from bytes to text and back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const id = chunkIdFromBytes(bytes);
        expect(chunkIdToBytes(id)).toEqual(bytes);
        expect(parseChunkId(id)).toBe(id);
        expect(parseChunkId(id.toLowerCase())).toBe(id);
        expect(id).toMatch(/^[0-9A-F]{16}[0-9a-f]{16}$/);
      }),
    );
  });

  it.each(['', '0', '0'.repeat(31), '0'.repeat(33), `${'0'.repeat(31)}g`, `chunk_${'0'.repeat(32)}`])(
    '[W9] %j is refused',
    (text) => {
      expect(() => parseChunkId(text)).toThrow(ProtoError);
    },
  );
});

describe('recording ids', () => {
  it.each(['a', 'run-7_B', 'x'.repeat(128)])('[W8] %s is accepted', (text) => {
    expect(parseRecordingId(text)).toBe(text);
  });

  it.each(['', 'a b', 'ü', 'a/b', '../x', 'x'.repeat(129), 'a\n'])('[W8] %j is refused', (text) => {
    expect(() => parseRecordingId(text)).toThrow(ProtoError);
  });

  it('are random UUIDs when made', () => {
    const made = Array.from({ length: 20 }, makeRecordingId);
    expect(new Set(made).size).toBe(20);
    for (const id of made) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(parseRecordingId(id)).toBe(id);
    }
  });
});
