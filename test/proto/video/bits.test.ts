import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BitReader } from '../../../packages/proto/src/video/bit-reader.ts';
import { BitWriter } from '../../../packages/proto/src/video/bit-writer.ts';
import { escapePayload } from '../../../packages/proto/src/video/emulation-prevention.ts';
import { se, ue } from './h264-bits.ts';

const zeroHeavyBytes = fc
  .uint8Array({ maxLength: 64 })
  .map((bytes) => bytes.map((byte) => (byte < 160 ? byte % 4 : byte)));

describe('BitReader', () => {
  it('reads bits, Exp-Golomb codes and their signed kind from the most significant bit on', () => {
    // 101 | 1 | 010 | 00110 | 00101 -> u(3) 5, ue 0, ue 1, ue 5, se -2
    const reader = new BitReader(Uint8Array.of(0b1011_0100, 0b0110_0010, 0b1000_0000));
    expect([reader.readBits(3), reader.readUe(), reader.readUe(), reader.readUe(), reader.readSe()]).toEqual([
      5, 0, 1, 5, -2,
    ]);
    expect(reader.bitPosition).toBe(17);
  });

  it('reads 32 bits as an unsigned number', () => {
    expect(new BitReader(Uint8Array.of(0xff, 0xff, 0xff, 0xfe)).readBits(32)).toBe(4294967294);
  });

  it('skips emulation prevention bytes, in 00 00 03 only', () => {
    const reader = new BitReader(Uint8Array.of(0, 0, 3, 1, 0, 3, 0, 0, 3, 0, 0, 3, 3));
    const read = Array.from({ length: 10 }, () => reader.readBits(8));
    expect(read).toEqual([0, 0, 1, 0, 3, 0, 0, 0, 0, 3]);
  });

  it.each([
    ['the end', [0x80], (reader: BitReader) => reader.readBits(9), 'truncated'],
    ['the end behind a guard byte', [0, 0, 3], (reader: BitReader) => reader.readBits(17), 'truncated'],
    ['a code of 32 zeros', [0, 0, 0, 0, 0x80, 0, 0, 0], (reader: BitReader) => reader.readUe(), 'bad-bitstream'],
    ['a value beyond its range', [0b0010_0000], (reader: BitReader) => reader.readUeUpTo(2, 'x'), 'bad-bitstream'],
  ])('answers %s with a coded error', (_, bytes, read, code) => {
    expect(() => read(new BitReader(Uint8Array.from(bytes)))).toThrowError(expect.objectContaining({ code }));
  });

  it.each([
    ['only the closing bit', [0b1010_1000], 4, false],
    ['data before the closing bit', [0b1010_1100], 4, true],
    ['only the closing byte', [0xff, 0x80], 8, false],
    ['a data byte of its own', [0xff, 0xc0], 8, true],
    ['zero words behind the closing byte', [0xff, 0x80, 0, 0, 3, 0, 0, 3], 8, false],
    ['data of zeros before the closing bit', [0xff, 0, 0x80], 8, true],
  ])('more_rbsp_data: %s', (_, bytes, read, more) => {
    const reader = new BitReader(Uint8Array.from(bytes));
    reader.readBits(read);
    expect(reader.moreRbspData()).toBe(more);
  });

  it('reads back what BitWriter writes, through emulation prevention', () => {
    const element = fc.oneof(
      fc.record({ kind: fc.constant('ue' as const), value: fc.integer({ min: 0, max: 2 ** 31 - 2 }) }),
      fc.record({ kind: fc.constant('u' as const), value: fc.integer({ min: 0, max: 2 ** 32 - 1 }) }),
    );
    fc.assert(
      fc.property(fc.array(element, { maxLength: 30 }), (elements) => {
        const writer = new BitWriter();
        for (const { kind, value } of elements) {
          if (kind === 'ue') writer.writeUe(value);
          else writer.writeBits(value, 32);
        }
        writer.writeTrailingBits();
        const reader = new BitReader(escapePayload(writer.toBytes()));
        for (const { kind, value } of elements) {
          expect(kind === 'ue' ? reader.readUe() : reader.readBits(32)).toBe(value);
        }
        expect(reader.moreRbspData()).toBe(false);
      }),
    );
  });

  it('agrees with codes written as text', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: -100_000, max: 100_000 }),
        (code, signed) => {
          const text = `${ue(code)}${se(signed)}`.padEnd(120, '0');
          const bytes = Uint8Array.from(text.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
          const reader = new BitReader(escapePayload(bytes));
          expect([reader.readUe(), reader.readSe() + 0]).toEqual([code, signed]);
        },
      ),
    );
  });
});

describe('emulation prevention', () => {
  it('guards every pair of zeros that a byte up to 3 follows', () => {
    expect([...escapePayload(Uint8Array.of(0, 0, 0, 0, 0, 1, 0, 0, 2, 0, 0, 3, 0, 0, 4, 0))]).toEqual([
      0, 0, 3, 0, 0, 3, 0, 1, 0, 0, 3, 2, 0, 0, 3, 3, 0, 0, 4, 0, 3,
    ]);
  });

  it('is undone by the reader and leaves no start code', () => {
    fc.assert(
      fc.property(zeroHeavyBytes, (payload) => {
        const escaped = escapePayload(payload);
        for (let at = 0; at + 2 < escaped.length; at++) {
          expect(escaped[at] === 0 && escaped[at + 1] === 0 && (escaped[at + 2] ?? 9) < 3).toBe(false);
        }
        const reader = new BitReader(escaped);
        expect(Array.from(payload, () => reader.readBits(8))).toEqual([...payload]);
      }),
    );
  });
});
