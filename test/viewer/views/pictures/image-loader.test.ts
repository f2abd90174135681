import { describe, expect, it } from 'vitest';
import { ImageLoader } from '../../../../packages/viewer/src/app/views/pictures/image-loader.ts';

describe('loading pictures for a view', () => {
  function loader(maxPixels = 1000) {
    const open: { name: string; answer: (pixels: number) => void; fail: (reason: string) => void }[] = [];
    const closed: string[] = [];
    let loaded = 0;
    const images = new ImageLoader<string>({
      maxPixels,
      decode: (name: string) =>
        new Promise((resolve, reject) =>
          open.push({
            name,
            answer: (pixels) =>
              resolve({
                bitmap: { close: () => closed.push(name) } as unknown as ImageBitmap,
                width: pixels,
                height: 1,
              }),
            fail: (reason) => reject(new Error(reason)),
          }),
        ),
      onLoaded: () => {
        loaded++;
      },
    });
    const want = (name: string) => images.want(name, () => name);
    const settle = async (pixels: number) => {
      open.shift()?.answer(pixels);
      await Promise.resolve();
      await Promise.resolve();
    };
    return { images, open, closed, want, settle, loadedCount: () => loaded };
  }

  it('gives the picture once it is there, and tells', async () => {
    const { want, settle, loadedCount } = loader();
    expect(want('a')).toBeUndefined();
    await settle(1);
    expect(loadedCount()).toBe(1);
    expect(want('a')).toMatchObject({ kind: 'ready', key: 'a' });
  });

  it('decodes one at a time, and of those waiting only the newest', async () => {
    const { open, want, settle } = loader();
    for (const name of ['a', 'b', 'c', 'd']) want(name);
    expect(open.map(({ name }) => name)).toEqual(['a']);
    await settle(1);
    expect(open.map(({ name }) => name)).toEqual(['d']);
  });

  it('closes the pictures used longest ago, and never the one just loaded', async () => {
    const { images, closed, want, settle } = loader(100);
    for (const [name, pixels] of [
      ['a', 60],
      ['b', 30],
      ['c', 30],
      ['huge', 500],
    ] as const) {
      want('a');
      want(name);
      await settle(pixels);
    }
    expect(closed).toEqual(['b', 'c', 'a']);
    expect(images.peek('huge')).toBeDefined();
  });

  it('says why a picture is broken, once', async () => {
    const { open, want, settle } = loader();
    want('a');
    open.shift()?.fail('not an image');
    await settle(0);
    expect(want('a')).toEqual({ kind: 'broken', key: 'a', message: 'not an image' });
    expect(open).toEqual([]);
  });

  it('closes what it has, and what still comes, when disposed', async () => {
    const { images, closed, want, settle } = loader();
    want('a');
    await settle(1);
    want('b');
    images.dispose();
    await settle(1);
    expect(closed).toEqual(['a', 'b']);
  });
});
