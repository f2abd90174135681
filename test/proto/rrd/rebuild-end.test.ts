import { memorySource, openRrd, rebuildEnd } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { concat, makeFile, ofKind, readStream } from './files.ts';

/** A file as a killed writer leaves it, with the end that is made for it. */
async function rebuilt(file: Uint8Array): Promise<Uint8Array | undefined> {
  const end = await rebuildEnd(await openRrd(memorySource(file)));
  return end && concat([file.subarray(0, end.keepBytes), end.bytes]);
}

describe('the end made for a recording without one', () => {
  it('lists what the scan found, with a footer that readers take', async () => {
    const file = makeFile({ end: false });
    const whole = await rebuilt(file);
    if (whole === undefined) throw new Error('expected an end');
    const opened = await openRrd(memorySource(whole));
    expect([opened.origin, opened.problems]).toEqual(['footer', []]);
    const scanned = await openRrd(memorySource(file));
    expect(opened.stores.map(({ storeId, entries }) => [storeId, entries])).toEqual(
      scanned.stores.map(({ storeId, entries }) => [storeId, entries]),
    );
    // Whoever reads it from front to back finds the same, the activation of the blueprint included.
    const [stream, streamed] = [readStream(whole), readStream(file)];
    for (const kind of ['chunk', 'blueprint-activation'] as const) {
      expect(ofKind(stream, kind)).toHaveLength(ofKind(streamed, kind).length);
    }
  });

  it('comes after the last complete chunk of a file that was cut anywhere', async () => {
    const file = makeFile({ end: false });
    for (let length = file.length - 600; length < file.length; length += 7) {
      const cut = file.subarray(0, length);
      const [scanned, whole] = [await openRrd(memorySource(cut)), await rebuilt(cut)];
      const found = whole && (await openRrd(memorySource(whole)));
      expect(found?.origin).toBe('footer');
      expect(found?.stores.flatMap(({ entries }) => entries)).toEqual(scanned.stores.flatMap(({ entries }) => entries));
    }
  });

  it('is not made where there is one, or nothing to list', async () => {
    expect(await rebuilt(makeFile())).toBeUndefined();
    expect(await rebuilt(makeFile({ chunks: [], end: false, blueprint: false }))).toBeUndefined();
  });
});
