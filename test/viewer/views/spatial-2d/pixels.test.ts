import { describe, expect, it } from 'vitest';
import type { PlanarPicture } from '../../../../packages/viewer/src/app/video/planar-picture.ts';
import type { ScenePicture } from '../../../../packages/viewer/src/app/views/pictures/scene-picture.ts';
import {
  middleColor,
  PixelReader,
  planarBlock,
  yuvAt,
} from '../../../../packages/viewer/src/app/views/spatial-2d/pixel-block.ts';
import { depthOf, readingLines, readingsAt } from '../../../../packages/viewer/src/app/views/spatial-2d/pixel-text.ts';
import { path } from '../view-fixture.ts';

/** 4 by 4 pixels in 4:2:0, rows of 6 bytes: black but for one white pixel, and red where the chroma of (2..3, 2..3) counts. */
function planes(): PlanarPicture {
  const data = new Uint8Array(6 * 4 + 2 * 4).fill(128);
  data.fill(16, 0, 24);
  data[6 + 2] = 235;
  data.set([81, 81], 2 * 6 + 2);
  data[24 + 3] = 90;
  data[28 + 3] = 240;
  return {
    data,
    planes: [
      { offset: 0, stride: 6, width: 4, height: 4 },
      { offset: 24, stride: 2, width: 2, height: 2 },
      { offset: 28, stride: 2, width: 2, height: 2 },
    ],
    width: 4,
    height: 4,
    matrix: 'bt601',
    isFullRange: false,
  };
}

function picture(change: Partial<ScenePicture> = {}): ScenePicture {
  return {
    entity: path('cam'),
    source: undefined as unknown as VideoFrame,
    planes: planes(),
    width: 4,
    height: 4,
    opacity: 1,
    drawOrder: 0,
    magnification: undefined,
    depth: undefined,
    readAt: undefined,
    ...change,
  };
}

const WHITE = 0xffffffff;

describe('pixels of a video, from its planes', () => {
  it('are those of the standard, with the colour differences of their block', () => {
    const reader = new PixelReader();
    const at = (x: number, y: number) => middleColor(reader.readBlock([picture()], x, y, 1));
    expect(at(2.5, 1.5)).toBe(WHITE);
    expect(at(0, 0)).toBe(0x000000ff);
    const red = at(2, 2) ?? 0;
    expect([red >>> 24 >= 253, ((red >>> 16) & 255) <= 2, ((red >>> 8) & 255) <= 2]).toEqual([true, true, true]);
    expect(yuvAt(planes(), 3, 2)).toEqual([81, 90, 240]);
  });

  it('are clear outside of the picture', () => {
    const block = planarBlock(planes(), -1, -1, 3);
    const alphas = [...block].filter((_, i) => i % 4 === 3);
    expect(alphas).toEqual([0, 0, 0, 0, 255, 255, 0, 255, 255]);
    expect(middleColor(new PixelReader().readBlock([picture()], -1, 2, 3))).toBeUndefined();
  });

  it('are laid over each other as they are drawn', () => {
    const below = picture({ drawOrder: 1 });
    const above = picture({
      drawOrder: 2,
      opacity: 0.5,
      planes: { ...planes(), data: planes().data.fill(235, 0, 24) },
    });
    const mixed = middleColor(new PixelReader().readBlock([above, below], 0, 0, 1)) ?? 0;
    expect(Math.abs((mixed >>> 24) - 128)).toBeLessThanOrEqual(1);
  });
});

describe('what is said of a pixel', () => {
  const depth = picture({ drawOrder: -20, readAt: () => ({ kind: 'depth', raw: 1500, metres: 1.5 }) });
  const classes = picture({ drawOrder: 0, readAt: (x) => ({ kind: 'class', id: x, label: undefined }) });
  const small = picture({ width: 1, height: 1, drawOrder: 9, readAt: () => ({ kind: 'class', id: 99, label: 'x' }) });

  it('names every picture that has it, the topmost first', () => {
    const readings = readingsAt([depth, classes, small], 2.7, 0.1);
    expect(readingLines(readings)).toEqual(['class 2', '1.500 m (1500)']);
    expect(depthOf(readings)).toBe(1.5);
    expect(readingsAt([depth], 9, 9)).toEqual([]);
  });

  it('gives the colour of a picture that knows no more', () => {
    const readings = readingsAt([classes, picture({ drawOrder: -1 })], 0, 0, () => 0x0a141eff);
    expect(readingLines(readings)).toEqual(['class 0', 'RGB 10, 20, 30']);
  });
});
