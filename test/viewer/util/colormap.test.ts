import { Colormap } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import {
  colormapColor,
  colormapName,
  colormapTable,
  isColormap,
} from '../../../packages/viewer/src/app/util/colormap.ts';

/** The largest difference of a channel. */
function distance(color: number, expected: string): number {
  const wanted = Number.parseInt(expected, 16);
  return Math.max(...[16, 8, 0].map((shift) => Math.abs(((color >>> (shift + 8)) & 255) - ((wanted >> shift) & 255))));
}

describe('palettes', () => {
  // Of matplotlib 3 (viridis, magma, inferno, plasma, twilight), of Google's table (turbo), by the formula (cyan to yellow).
  it.each<[keyof typeof Colormap, readonly [string, string, string, string, string]]>([
    ['Grayscale', ['000000', '404040', '808080', 'bfbfbf', 'ffffff']],
    ['Viridis', ['440154', '3b528b', '21918c', '5ec962', 'fde725']],
    ['Magma', ['000004', '51127c', 'b73779', 'fc8961', 'fcfdbf']],
    ['Inferno', ['000004', '57106e', 'bc3754', 'f98e09', 'fcffa4']],
    ['Plasma', ['0d0887', '7e03a8', 'cc4778', 'f89540', 'f0f921']],
    ['CyanToYellow', ['00ffff', '0070a0', '404040', 'a07000', 'ffff00']],
  ])('%s has the published colours', (name, expected) => {
    for (const [i, color] of expected.entries()) {
      expect(distance(colormapColor(Colormap[name], i / 4), color), `${name} at ${i / 4}`).toBeLessThanOrEqual(3);
    }
  });

  it('Turbo goes from dark blue by green to dark red', () => {
    expect(distance(colormapColor(Colormap.Turbo, 0.5), 'a4fc3c')).toBeLessThanOrEqual(20);
    const channels = (share: number) =>
      [24, 16, 8].map((shift) => (colormapColor(Colormap.Turbo, share) >>> shift) & 255);
    expect(channels(0.15)[2]).toBeGreaterThan(200);
    expect(channels(0.9)[0]).toBeGreaterThan(150);
  });

  it('Twilight ends where it begins', () => {
    const table = colormapTable(Colormap.Twilight);
    expect([...table.subarray(0, 4)]).toEqual([...table.subarray(255 * 4)]);
  });

  it.each(Object.entries(Colormap))('%s has 256 colours, opaque but for what is free, and a name', (name, colormap) => {
    const table = colormapTable(colormap);
    expect(table).toHaveLength(1024);
    const clear = table.filter((alpha, i) => i % 4 === 3 && alpha !== 255).length;
    expect(clear).toBe(name.endsWith('ostmap') ? 1 : 0);
    expect(colormapName(colormap)).toBe(name);
  });

  // As RViz paints occupancy grids.
  it.each<[keyof typeof Colormap, number, readonly number[]]>([
    ['RvizMap', 0, [255, 255, 255, 255]],
    ['RvizMap', 50, [128, 128, 128, 255]],
    ['RvizMap', 100, [0, 0, 0, 255]],
    ['RvizMap', 255, [0x70, 0x89, 0x86, 255]],
    ['RvizMap', 110, [0, 255, 0, 255]],
    ['RvizMap', 254, [255, 255, 0, 255]],
    ['RvizCostmap', 0, [0, 0, 0, 0]],
    ['RvizCostmap', 99, [0, 255, 255, 255]],
    ['RvizCostmap', 100, [255, 0, 255, 255]],
    ['RvizCostmap', 255, [0x70, 0x89, 0x86, 255]],
  ])('%s has the colour of %i', (name, value, expected) => {
    expect([...colormapTable(Colormap[name]).subarray(value * 4, value * 4 + 4)]).toEqual(expected);
  });

  it('takes what is outside for the nearer end, and knows numbers that name none', () => {
    expect(colormapColor(Colormap.Viridis, -3)).toBe(colormapColor(Colormap.Viridis, 0));
    expect(colormapColor(Colormap.Viridis, 7)).toBe(colormapColor(Colormap.Viridis, 1));
    expect([isColormap(5), isColormap(0), isColormap(99), isColormap(undefined)]).toEqual([true, false, false, false]);
  });
});
