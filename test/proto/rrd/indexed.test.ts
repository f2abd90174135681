import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ByteSource,
  blobSource,
  httpSource,
  type IndexedRrd,
  memorySource,
  openRrd,
  type RrdManifestEntry,
} from '@rushes/proto';
import { fileSource } from '@rushes/proto/node';
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
  STORE,
  sampleChunks,
  skipped,
} from './files.ts';

/** A source that notes what was read of it. */
class CountingSource implements ByteSource {
  bytesRead = 0;
  readonly #inner: ByteSource;

  constructor(bytes: Uint8Array) {
    this.#inner = memorySource(bytes);
  }

  size(): Promise<number> {
    return this.#inner.size();
  }

  read(offset: number, length: number): Promise<Uint8Array> {
    this.bytesRead += length;
    return this.#inner.read(offset, length);
  }
}

function entriesOf(rrd: IndexedRrd): readonly RrdManifestEntry[] {
  return rrd.stores.flatMap(({ entries }) => entries).sort((a, b) => a.offset - b.offset);
}

function codesOf(rrd: IndexedRrd): readonly string[] {
  return rrd.problems.map(({ code }) => code);
}

async function expectSameAsStream(rrd: IndexedRrd, file: Uint8Array): Promise<void> {
  const chunks = ofKind(readStream(file), 'chunk');
  const entries = entriesOf(rrd);
  expect(entries.map(({ offset, byteLength, chunkId }) => ({ offset, byteLength, chunkId }))).toEqual(
    chunks.map(({ offset, byteLength, facts }) => ({ offset, byteLength, chunkId: facts.chunkId })),
  );
  for (const [i, entry] of entries.entries()) {
    const arrow = await rrd.readChunk(entry);
    expect(Buffer.compare(arrow, chunks[i]?.arrow ?? new Uint8Array(0))).toBe(0);
  }
}

describe('openRrd', () => {
  it.each(['none', 'lz4'] as const)(
    '[R16] finds in the footer what was written, compression %s',
    async (compression) => {
      const file = makeFile({ compression });
      const rrd = await openRrd(memorySource(file));
      expect([rrd.origin, codesOf(rrd), rrd.byteLength]).toEqual(['footer', [], file.length]);
      expect(rrd.stores.map(({ storeId }) => storeId)).toEqual([STORE, BLUEPRINT]);
      expect(rrd.stores[0]?.info?.storeId).toEqual(STORE);
      await expectSameAsStream(rrd, file);
      const facts = ofKind(readStream(file), 'chunk').map((chunk) => chunk.facts);
      expect(entriesOf(rrd)).toMatchObject(facts);
    },
  );

  it.each(['none', 'lz4'] as const)('[R17] finds the same by scanning, compression %s', async (compression) => {
    const closed = await openRrd(memorySource(makeFile({ compression })));
    for (const parts of [{ footer: false }, { end: false }] as const) {
      const file = makeFile({ compression, ...parts });
      const rrd = await openRrd(memorySource(file));
      expect([rrd.origin, codesOf(rrd)]).toEqual(['scan', []]);
      expect(entriesOf(rrd)).toEqual(entriesOf(closed));
      expect(rrd.stores.every(({ info }) => info !== undefined)).toBe(true);
      expect(rrd.blueprintActivations).toHaveLength(1);
      await expectSameAsStream(rrd, file);
    }
  });

  it('[R17] reads of large chunks only their beginnings, and tells how far it is', async () => {
    const file = makeFile({ chunks: sampleChunks(undefined, 300_000), footer: false });
    const source = new CountingSource(file);
    const progress: number[] = [];
    const found: string[] = [];
    const rrd = await openRrd(source, {
      windowBytes: 8192,
      onProgress: (scanned, total) => progress.push(scanned / total),
      onEntry: (_, entry) => found.push(entry.chunkId),
    });
    expect(entriesOf(rrd).map(({ chunkId }) => chunkId)).toEqual(found);
    expect(found).toHaveLength(5);
    expect(source.bytesRead).toBeLessThan(file.length / 10);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
  });

  it('[R16] reads of a file with a footer only that and the beginning', async () => {
    const file = makeFile({ chunks: sampleChunks(undefined, 300_000) });
    const source = new CountingSource(file);
    expect((await openRrd(source)).origin).toBe('footer');
    expect(source.bytesRead).toBeLessThan(20_000);
  });

  it('[R18] finds every stream of joined files, with footers and without', async () => {
    const [closed, open] = [makeFile(), makeFile({ end: false })];
    for (const [parts, origin] of [
      [[closed, closed, closed], 'footer'],
      [[open, closed], 'mixed'],
      [[closed, open], 'scan'],
      [[open, open], 'scan'],
    ] as const) {
      const file = concat(parts);
      const rrd = await openRrd(memorySource(file));
      expect([rrd.origin, codesOf(rrd)]).toEqual([origin, []]);
      await expectSameAsStream(rrd, file);
    }
  });

  it('[R15] scans where the checksum of the footer is wrong, and says so', async () => {
    const file = makeFile();
    file[file.length - 40] = (file[file.length - 40] ?? 0) ^ 1;
    const rrd = await openRrd(memorySource(file));
    expect([rrd.origin, codesOf(rrd)]).toEqual(['scan', ['bad-crc']]);
    expect(rrd.problems[0]?.offset).toBe(file.length - 32);
    await expectSameAsStream(rrd, file);
  });

  it('[R14] opens a file cut at any byte with everything complete', async () => {
    const file = makeFile({ chunks: sampleChunks(undefined, 50) });
    const ends = ofKind(readStream(file), 'chunk').map(({ offset, byteLength }) => offset + byteLength);
    for (let length = 12; length < file.length; length++) {
      const rrd = await openRrd(memorySource(file.subarray(0, length)));
      expect(entriesOf(rrd).length, `cut at ${length}`).toBe(ends.filter((end) => end <= length).length);
      expect(rrd.origin).toBe('scan');
    }
    for (let length = 0; length < 12; length++) {
      await expect(openRrd(memorySource(file.subarray(0, length)))).rejects.toMatchObject({ code: 'truncated' });
    }
  });

  it.each([
    ['not-rrd', 'PK\u0003\u0004 something else'],
    ['old-rrd', 'RRF0\0\u0001\0\0\0\u0001\0\0'],
    ['old-rrd', 'RRF1\0\u0001\0\0\0\u0002\0\0'],
    ['old-rrd', 'RRF2\0\u0016\0\0\0\u0002\0\0'],
    ['old-rrd', 'RRF2\0\u0021\0\0\0\u0001\0\0'],
    ['bad-stream-header', 'RRF2\0\u0021\0\0\0\u0003\0\0'],
    ['bad-stream-header', 'RRF2\0\u0021\0\0\0\u0002\0\u0001'],
  ])('[R4] refuses with %s: %j', async (code, text) => {
    const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
    await expect(openRrd(memorySource(bytes))).rejects.toMatchObject({ name: 'RrdError', code, offset: 0 });
    expect(ofKind(readStream(bytes), 'problem')).toMatchObject([{ error: { code }, isFatal: true }]);
  });

  it('[R20] does not take bytes that could not be read for damage of the recording', async () => {
    const file = makeFile({ footer: false });
    const whole = memorySource(file);
    const broken = new Error('the disk is gone');
    for (const failsAt of [0, 12, 2000, file.length - 40]) {
      const source: ByteSource = {
        size: () => whole.size(),
        read: (offset, length) => {
          const isGone = offset + length > failsAt && offset > 0;
          return isGone || failsAt === 0 ? Promise.reject(broken) : whole.read(offset, length);
        },
      };
      await expect(openRrd(source, { windowBytes: 16 })).rejects.toMatchObject({ code: 'read-failed', cause: broken });
    }
    const shrunk: ByteSource = { size: () => Promise.resolve(file.length + 9), read: (at, n) => whole.read(at, n) };
    await expect(openRrd(shrunk)).rejects.toMatchObject({ code: 'read-failed' });
  });

  it('stops when the one who is told of the progress says so', async () => {
    const stop = new Error('enough');
    const onEntry = () => {
      throw stop;
    };
    await expect(openRrd(memorySource(makeFile({ footer: false })), { onEntry })).rejects.toBe(stop);
  });

  it('does not take another chunk for the one it was asked for', async () => {
    const file = makeFile();
    const rrd = await openRrd(memorySource(file));
    const [first, second] = entriesOf(rrd);
    if (first === undefined || second === undefined) throw new Error('The file must have two chunks.');
    await expect(rrd.readChunk({ ...first, chunkId: second.chunkId })).rejects.toMatchObject({ code: 'bad-manifest' });
  });
});

describe('byte sources', () => {
  const file = makeFile();

  it('reads a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rrd-'));
    writeFileSync(join(folder, 'run.rrd'), file);
    const source = await fileSource(join(folder, 'run.rrd'));
    try {
      await expectSameAsStream(await openRrd(source), file);
      expect(await source.read(file.length - 3, 100)).toHaveLength(3);
      expect(await source.read(file.length + 5, 100)).toHaveLength(0);
    } finally {
      await source.close();
      rmSync(folder, { recursive: true });
    }
  });

  it('reads a Blob', async () => {
    await expectSameAsStream(await openRrd(blobSource(new Blob([Buffer.from(file)]))), file);
  });

  it('reads HTTP ranges', async () => {
    let etag = '"1"';
    const server = createServer((request, response) => {
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
      if (request.url === '/whole') {
        response.end(file);
        return;
      }
      const part = file.subarray(Number(from), Number(to) + 1);
      const range = `bytes ${from}-${Number(from) + part.length - 1}/${file.length}`;
      response.writeHead(206, { etag, 'content-range': range }).end(part);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    try {
      const source = httpSource(`${base}/run.rrd`, fetch);
      await expectSameAsStream(await openRrd(source), file);
      expect(await source.read(file.length + 5, 100)).toHaveLength(0);
      await expect(openRrd(httpSource(`${base}/whole`, fetch))).rejects.toMatchObject({ code: 'read-failed' });
      etag = '"2"';
      await expect(source.read(5000, 10)).rejects.toThrow('has changed');
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    await expect(openRrd(httpSource(base, fetch))).rejects.toMatchObject({ code: 'read-failed' });
  });
});

describe.skipIf(!rerunFilesAvailable)(`recordings that Rerun reads${skipped}`, () => {
  it.each(RERUN_FILES)('[R16] [R17] opens %s, and finds the same by footer and by scanning', async (name) => {
    const file = rerunFile(name);
    const rrd = await openRrd(memorySource(file));
    expect([rrd.origin, codesOf(rrd)]).toEqual([
      name.includes('footer') || name.includes('blue') ? 'footer' : 'scan',
      [],
    ]);
    await expectSameAsStream(rrd, file);
    if (rrd.origin === 'scan') return;
    // One byte less, and the footer is none.
    const scanned = await openRrd(memorySource(file.subarray(0, file.length - 1)));
    expect(scanned.origin).toBe('scan');
    expect(entriesOf(scanned)).toEqual(entriesOf(rrd));
  });
});
