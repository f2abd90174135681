import { describe, expect, it } from 'vitest';
import {
  classColor,
  cssColor,
  distinctHue,
  entityColor,
  hueColor,
  textColorOn,
} from '../../../packages/viewer/src/app/views/shared-colors.ts';
import { valueForInstance } from '../../../packages/viewer/src/app/views/shared-instances.ts';

describe('colours given by the viewer', () => {
  it('are always the same for an entity, opaque, and differ between neighbours', () => {
    expect(entityColor('/camera/detections')).toBe(entityColor('/camera/detections'));
    const entities = Array.from({ length: 6 }, (_, i) => entityColor(`/arm/joint${i}`));
    expect(new Set(entities).size).toBe(6);
    for (const color of entities) expect(color & 0xff).toBe(255);
    expect(new Set([0, 1, 2, 3, 4].map(classColor)).size).toBe(5);
  });

  it('stay apart within one plot', () => {
    const taken: number[] = [];
    for (let i = 0; i < 8; i++) taken.push(distinctHue(100, taken));
    for (const [i, hue] of taken.entries()) {
      for (const other of taken.slice(i + 1)) {
        const difference = Math.abs(hue - other);
        expect(Math.min(difference, 360 - difference)).toBeGreaterThanOrEqual(28);
      }
    }
  });

  it('keep a hue that is free', () => {
    expect(distinctHue(10, [100, 200])).toBe(10);
    expect(distinctHue(355, [5])).not.toBe(355);
  });
});

describe('colours as CSS', () => {
  it('read 0xRRGGBBAA, with alpha as a share and an opacity on top', () => {
    expect(cssColor(0x0a141eff)).toBe('rgba(10,20,30,1)');
    expect(cssColor(0xff000080)).toBe('rgba(255,0,0,0.502)');
    expect(cssColor(0xff0000ff, 0.25)).toBe('rgba(255,0,0,0.25)');
  });

  it.each([
    [0xffffffff, '#000'],
    [0x000000ff, '#fff'],
    [0xffff00ff, '#000'],
    [0x0000ffff, '#fff'],
    [hueColor(30), '#000'],
  ])('text on %i is %s', (background, expected) => {
    expect(textColorOn(background)).toBe(expected);
  });
});

describe('values for more instances than were logged', () => {
  it('repeat the last one', () => {
    expect([0, 1, 2, 9].map((index) => valueForInstance(['a', 'b'], index))).toEqual(['a', 'b', 'b', 'b']);
    expect(valueForInstance([], 0)).toBeUndefined();
    expect(valueForInstance(undefined, 0)).toBeUndefined();
  });
});
