import { encode as msgpack } from '@msgpack/msgpack';
import {
  decodeMessage,
  encodeMessage,
  MAX_EVICTED_IDS,
  MAX_FILE_URL_BYTES,
  MAX_HEADER_BYTES,
  MAX_MESSAGE_BYTES,
  MAX_RECORDINGS,
  type Message,
  ProtoError,
  type RecordingId,
} from '@rushes/proto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDecodedMessage, survives, withExtremeWords, withFlippedBits } from '../hostile.ts';
import { MESSAGES } from './arbitrary-message.ts';

/** A message with any header at all, as a foreign peer might send it. */
function framed(header: unknown, body: readonly number[] = []): Uint8Array {
  return rawFramed(msgpack(header, { useBigInt64: true }), body);
}

function rawFramed(header: Uint8Array | readonly number[], body: readonly number[] = []): Uint8Array {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, header.length, true);
  return Uint8Array.of(...length, ...header, ...body);
}

function refused(bytes: Uint8Array): ProtoError {
  try {
    decodeMessage(bytes);
  } catch (error) {
    if (error instanceof ProtoError) return error;
    throw error;
  }
  throw new Error('Expected a ProtoError, nothing was thrown.');
}

const chunkHeader = {
  kind: 'chunk',
  recording: 'r',
  seq: 0,
  chunkId: '0'.repeat(32),
  entity: '/a',
  isStatic: false,
  rows: 1,
  spans: [{ timeline: 't', kind: 'sequence', min: 1n, max: 2n }],
  components: ['A:a'],
};
const inFile = (file: unknown) => ({
  kind: 'recordings',
  recordings: [{ ...info, live: false, chunks: 1, bytes: 2, evictedBytes: 0, file }],
});
const info = { id: 'r', applicationId: 'app', startedAtNanos: 5n };

describe('framing', () => {
  it.each(Object.entries(MESSAGES))('[W2] [W3] a "%s" message comes back the same', (_, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (message) => {
        expect(decodeMessage(encodeMessage(message))).toEqual(message);
      }),
      { numRuns: 60 },
    );
  });

  it('[W2] is length, header, body, as these bytes show', () => {
    const bytes = encodeMessage({ kind: 'ack', header: { seq: 5 } });
    // Map of 2: "kind": "ack", "seq": 5
    const header = [0x82, 0xa4, ...text('kind'), 0xa3, ...text('ack'), 0xa3, ...text('seq'), 0x05];
    expect([...bytes]).toEqual([header.length, 0, 0, 0, ...header]);
  });

  it('[W2] refuses a body where there is none', () => {
    expect(refused(framed({ kind: 'bye' }, [1])).message).toBe('A "bye" message has no body, found 1 bytes.');
  });

  it('[W4] skips kinds and fields that it does not know', () => {
    expect(decodeMessage(framed({ kind: 'hologram', depth: [[1]] }, [1, 2]))).toEqual({
      kind: 'unknown',
      name: 'hologram',
    });
    expect(decodeMessage(framed({ kind: 'ack', seq: 3, mood: 'good' }))).toEqual({ kind: 'ack', header: { seq: 3 } });
    expect(decodeMessage(framed({ kind: 'toString' }))).toEqual({ kind: 'unknown', name: 'toString' });
  });

  it.each([
    ['positive fixint', [0x05]],
    ['uint 8', [0xcc, 5]],
    ['uint 16', [0xcd, 0, 5]],
    ['uint 32', [0xce, 0, 0, 0, 5]],
    ['uint 64', [0xcf, 0, 0, 0, 0, 0, 0, 0, 5]],
    ['int 8', [0xd0, 5]],
    ['int 16', [0xd1, 0, 5]],
    ['int 32', [0xd2, 0, 0, 0, 5]],
    ['int 64', [0xd3, 0, 0, 0, 0, 0, 0, 0, 5]],
    ['float 64', [0xcb, 0x40, 0x14, 0, 0, 0, 0, 0, 0]],
  ])('[W5] reads an integer that came as %s', (_, form) => {
    const ack = [0x82, 0xa4, ...text('kind'), 0xa3, ...text('ack'), 0xa3, ...text('seq'), ...form];
    expect(decodeMessage(rawFramed(ack))).toEqual({ kind: 'ack', header: { seq: 5 } });
    const small = framed({ ...chunkHeader, spans: [{ timeline: 't', kind: 'sequence', min: -3, max: 5 }] });
    expect(decodeMessage(small)).toMatchObject({ header: { spans: [{ min: -3n, max: 5n }] } });
  });

  it('[W5] refuses integers that a number cannot hold', () => {
    expect(refused(framed({ kind: 'ack', seq: 2n ** 53n })).code).toBe('bad-header');
    expect(refused(framed({ kind: 'ack', seq: 1.5 })).code).toBe('bad-header');
    expect(refused(framed({ kind: 'ack', seq: Number.NaN })).code).toBe('bad-header');
    const tooLarge = { ...chunkHeader, spans: [{ timeline: 't', kind: 'sequence', min: 0n, max: 2n ** 63n }] };
    expect(refused(framed(tooLarge)).code).toBe('bad-header');
  });
});

describe('[W6] limits', () => {
  it('refuses a message or header that is too large, without reading it', () => {
    expect(refused(new Uint8Array(MAX_MESSAGE_BYTES + 1)).code).toBe('limit-exceeded');
    const claim = new Uint8Array(MAX_HEADER_BYTES + 8);
    new DataView(claim.buffer).setUint32(0, MAX_HEADER_BYTES + 1, true);
    expect(refused(claim).code).toBe('limit-exceeded');
    expect(refused(Uint8Array.of(9, 0, 0, 0, 1)).message).toBe('The header needs 9 bytes at offset 4 but 1 remain.');
  });

  it('may be stricter', () => {
    const bytes = encodeMessage({ kind: 'error', header: { code: 'x', message: 'm'.repeat(100) } });
    expect(() => decodeMessage(bytes, { maxMessageBytes: 50 })).toThrow(/at most 50 bytes/);
    expect(() => decodeMessage(bytes, { maxHeaderBytes: 50 })).toThrow(/at most 50 bytes/);
    expect(decodeMessage(bytes).kind).toBe('error');
  });

  it('does not send what it would not accept', () => {
    const body = new Uint8Array(MAX_MESSAGE_BYTES);
    const header = { ...chunkHeader, kind: undefined } as unknown as Extract<Message, { kind: 'chunk' }>['header'];
    expect(() => encodeMessage({ kind: 'chunk', header, body })).toThrow(/at most/);
    const long = { kind: 'error', header: { code: 'x', message: 'm'.repeat(MAX_HEADER_BYTES) } } as const;
    expect(() => encodeMessage(long)).toThrow(new RegExp(`at most ${MAX_HEADER_BYTES} bytes`));
  });

  it('refuses claims of many entries before it makes room for them', () => {
    for (const head of [[0xdd], [0xdf], [0xdb], [0xc6]]) {
      const header = [0x81, 0xa4, ...text('kind'), ...head, 0xff, 0xff, 0xff, 0xff];
      expect(refused(rawFramed(header)).code).toBe('bad-header');
    }
    const nested = new Uint8Array(60_000).fill(0x91);
    expect(refused(rawFramed(nested)).code).toBe('limit-exceeded');
  });

  it.each<[string, Record<string, unknown>]>([
    ['recordings', { kind: 'recordings', recordings: new Array(MAX_RECORDINGS + 1).fill(null) }],
    ['ids', { kind: 'evicted', recording: 'r', chunkIds: new Array(MAX_EVICTED_IDS + 1).fill('') }],
    ['timelines', { ...chunkHeader, spans: new Array(65).fill(chunkHeader.spans[0]) }],
    ['components', { ...chunkHeader, components: Array.from({ length: 257 }, (_, i) => `c${i}`) }],
    ['bytes of a name', { ...chunkHeader, components: ['é'.repeat(129)] }],
    ['bytes of a text', { kind: 'error', code: 'x', message: 'x'.repeat(2049) }],
  ])('refuses too many %s', (_, header) => {
    expect(refused(framed(header)).code).toBe('limit-exceeded');
  });

  it('has room in a header for the longest lists', () => {
    const id = 'r'.repeat(128) as RecordingId;
    const summary = {
      id,
      applicationId: 'é'.repeat(128),
      startedAtNanos: 2n ** 62n,
      live: true,
      chunks: Number.MAX_SAFE_INTEGER,
      bytes: Number.MAX_SAFE_INTEGER,
      evictedBytes: Number.MAX_SAFE_INTEGER,
      file: { url: `/${'f'.repeat(MAX_FILE_URL_BYTES - 1)}`, byteLength: Number.MAX_SAFE_INTEGER },
    };
    const list = { kind: 'recordings', header: { recordings: new Array(MAX_RECORDINGS).fill(summary) } } as const;
    expect(decodeMessage(encodeMessage(list))).toEqual(list);
    const chunkIds = new Array(MAX_EVICTED_IDS).fill('0'.repeat(32));
    const evicted = { kind: 'evicted', header: { recording: id, chunkIds } } as const;
    expect(decodeMessage(encodeMessage(evicted))).toEqual(evicted);
  });
});

describe('[W10] fields', () => {
  it.each<[string, Record<string, unknown>, string, string]>([
    ['no kind', {}, 'bad-header', 'Field "kind" of the header must be a text, found nothing.'],
    [
      'missing',
      { kind: 'ack' },
      'bad-header',
      'Field "seq" of the header must be a whole number in 0 to 9007199254740991, found nothing.',
    ],
    [
      'another type',
      { kind: 'ack', seq: '1' },
      'bad-header',
      'Field "seq" of the header must be a whole number in 0 to 9007199254740991, found "1".',
    ],
    [
      'negative',
      { kind: 'received', bytes: -1 },
      'bad-header',
      'Field "bytes" of the header must be a whole number in 0 to 9007199254740991, found -1.',
    ],
    [
      '[W8] a recording id',
      { kind: 'subscribe', recording: 'a b' },
      'bad-id',
      'A recording id must be 1 to 128 letters, digits, "_" and "-", found "a b".',
    ],
    ['[W9] a chunk id', { ...chunkHeader, chunkId: 'xyz' }, 'bad-id', 'A chunk id must be 32 hex digits, found "xyz".'],
    [
      '[W7] a path not canonical',
      { ...chunkHeader, entity: 'a' },
      'bad-header',
      'Field "entity" of the header must be the canonical form of the path, /a, found "a".',
    ],
    ['[W7] a path that does not parse', { ...chunkHeader, entity: '/\\q' }, 'bad-entity-path', ''],
    [
      'a role',
      { kind: 'hello', protocol: 1, client: 'c', role: 'spy' },
      'bad-header',
      'Field "role" of the header must be one of sdk, page, found "spy".',
    ],
    [
      '[W8] a stream',
      { kind: 'hello', protocol: 1, client: 'c', role: 'sdk', recording: info, stream: 'a/b' },
      'bad-header',
      'Field "stream" of the header must be letters, digits, "_" and "-", found "a/b".',
    ],
    [
      'a map inside',
      { kind: 'hello', protocol: 1, client: 'c', role: 'sdk', recording: 5, stream: 's' },
      'bad-header',
      'Expected a map as field "recording" of the header, found 5.',
    ],
    ['no rows', { ...chunkHeader, rows: 0 }, 'bad-header', ''],
    [
      'a span upside down',
      { ...chunkHeader, spans: [{ timeline: 't', kind: 'sequence', min: 2n, max: 1n }] },
      'bad-header',
      'Field "max" of spans[0] of the header must be 2 (min) or more, found 1.',
    ],
    [
      'the reserved time',
      { ...chunkHeader, spans: [{ timeline: 't', kind: 'sequence', min: -(2n ** 63n), max: 1n }] },
      'bad-header',
      '',
    ],
    ['[W16] static with spans', { ...chunkHeader, isStatic: true }, 'bad-header', ''],
    ['[W16] temporal without spans', { ...chunkHeader, spans: [] }, 'bad-header', ''],
    ['[W16] no components', { ...chunkHeader, components: [] }, 'bad-header', ''],
    ['[W16] unsorted components', { ...chunkHeader, components: ['b', 'a'] }, 'bad-header', ''],
    ['[W16] components twice', { ...chunkHeader, components: ['a', 'a'] }, 'bad-header', ''],
    [
      '[W16] video without samples',
      { ...chunkHeader, video: { startsAtKeyframe: true, firstSample: 0 } },
      'bad-header',
      '',
    ],
    ['[W16] samples without video', { ...chunkHeader, components: ['VideoStream:sample'] }, 'bad-header', ''],
    [
      'an unknown reason',
      { kind: 'dropped', recording: 'r', entity: '/', rows: 1, bytes: 1, reason: 'mood' },
      'bad-header',
      '',
    ],
  ])('refuses %s', (_, header, code, message) => {
    const error = refused(framed(header));
    expect(error.code).toBe(code);
    if (message !== '') expect(error.message).toBe(message);
  });

  it.each([
    ['[W34] a path on the hub', '/files/0/run%20%C3%A9.rrd', undefined],
    ['[W34] the address of another host', 'https://example.org/run.rrd', 'bad-header'],
    ['[W34] an address without scheme', '//example.org/run.rrd', 'bad-header'],
    ['[W34] one that browsers read as such', '/\\\\example.org/run.rrd', 'bad-header'],
    ['[W34] a relative path', 'files/0/run.rrd', 'bad-header'],
    ['[W34] a space', '/files/0/my run.rrd', 'bad-header'],
    ['[W6] a path too long', `/${'f'.repeat(MAX_FILE_URL_BYTES)}`, 'limit-exceeded'],
  ])('%s as that of a recording file: %s', (_, url, code) => {
    const bytes = framed(inFile({ url, byteLength: 9 }));
    if (code === undefined) {
      expect(decodeMessage(bytes)).toMatchObject({ header: { recordings: [{ file: { url, byteLength: 9 } }] } });
    } else {
      expect(refused(bytes).code).toBe(code);
    }
  });

  it('[W34] refuses a recording file without a size', () => {
    expect(refused(framed(inFile({ url: '/files/0/a.rrd' }))).message).toBe(
      'Field "byteLength" of field "file" of recordings[0] of the header must be a whole number in 0 to 9007199254740991, found nothing.',
    );
    expect(refused(framed(inFile(5))).code).toBe('bad-header');
  });

  it.each([
    ['a number', 5],
    ['an array', [1]],
    ['nil', null],
    ['bytes', Uint8Array.of(1)],
  ])('[W3] refuses %s as header', (_, header) => {
    expect(refused(framed(header)).code).toBe('bad-header');
  });

  it('[W3] refuses bytes after the map, extension types, and a key that would change the prototype', () => {
    expect(refused(rawFramed([0x80, 0x80])).code).toBe('bad-header');
    expect(refused(rawFramed([0x81, 0xa1, 0x61, 0xd4, 1, 1])).code).toBe('bad-header');
    expect(refused(rawFramed([0x81, 0xa9, ...text('__proto__'), 0x80])).code).toBe('bad-header');
    expect(refused(rawFramed([])).code).toBe('bad-header');
  });

  it('[W11] refuses another version before it looks at anything else', () => {
    const error = refused(framed({ kind: 'hello', protocol: 2, whoami: ['new', 'fields'] }));
    expect(error.code).toBe('bad-version');
    expect(error.message).toMatch(/^Expected version 1 of the protocol, found 2/);
    expect(refused(framed({ kind: 'welcome', protocol: 9 })).code).toBe('bad-version');
  });
});

describe('[W6] messages that may be anything', () => {
  const samples = Object.entries(MESSAGES).flatMap(([kind, arbitrary]) =>
    fc
      .sample(arbitrary, { numRuns: kind === 'chunk' ? 1 : 2, seed: 11 })
      .map((message) => [kind, encodeMessage(message)] as const),
  );

  it.each(samples)('cut off, flipped and blown up: %s', (kind, bytes) => {
    const header = 4 + new DataView(bytes.buffer).getUint32(0, true);
    for (let length = 0; length < header; length++) {
      expect(survives(bytes.subarray(0, length), decodeMessage, checkDecodedMessage)).toBeUndefined();
    }
    // The body of a chunk is another test's: here it is not looked at.
    const small = kind === 'chunk' ? bytes.slice(0, header + 8) : bytes;
    for (const changed of withFlippedBits(small)) survives(changed, decodeMessage, checkDecodedMessage);
    for (const changed of withExtremeWords(small)) survives(changed, decodeMessage, checkDecodedMessage);
  });

  it('of no meaning at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        survives(bytes, decodeMessage, checkDecodedMessage);
        survives(rawFramed(bytes), decodeMessage, checkDecodedMessage);
      }),
      { numRuns: 2000 },
    );
  });
});

function text(value: string): readonly number[] {
  return [...new TextEncoder().encode(value)];
}
