import { Colormap } from '@rushes/proto';

/**
 * The palettes that turn a number into a colour, as tables of 256 colours. The smooth ones are kept as 33 colours at even
 * distances, 3 of 255 off the published tables at the most: viridis, magma, inferno and plasma (CC0, by S. van der Walt,
 * N. Smith and E. Firing), turbo (Apache 2.0, by A. Mikhailov), twilight (CC0, of matplotlib), spectral (after ColorBrewer).
 */
const SMOOTH: Readonly<Partial<Record<Colormap, string>>> = {
  [Colormap.Grayscale]: '000000 ffffff',
  [Colormap.Viridis]:
    '440154 470d60 48186a 482374 472d7b 453781 424086 3e4989 3b528b 375b8d 33638d 2f6b8e 2c728e 297a8e 26828e 23898e 21918d ' +
    '1f978b 1f9f88 21a685 27ad81 31b57b 3ebc74 4dc26c 5dc863 6ece58 82d34d 95d840 aadc32 c0df25 d5e21a eae51a fde725',
  [Colormap.Magma]:
    '000004 030312 0a0822 130d34 1d1147 29115a 36106b 440f76 51127c 5d177f 691c81 762181 822681 8f2a81 9c2e7f a9337d b6377a ' +
    'c33b75 cf4070 db476a e65164 ee5c5e f46a5c f9785d fb8861 fd9668 fea571 feb47b fec287 fed194 fde0a1 fceeb0 fcfdbf',
  [Colormap.Inferno]:
    '000004 040312 0b0724 150b37 210c4a 2f0a5b 3d0965 4a0c6b 57106e 63156e 70196e 7d1e6d 89226a 962766 a32c61 af315b bb3755 ' +
    'c63d4d d14545 da4f3c e35932 eb6529 f1721e f67f14 f98d0a fb9b06 fcaa0f fbba1f f9c932 f5d949 f2e865 f3f586 fcffa4',
  [Colormap.Plasma]:
    '0d0887 220690 310597 3f049c 4c02a1 5901a5 6600a7 7201a8 7e03a8 8909a5 9511a1 9f1a9c a92395 b32c8e bc3587 c43e7f cc4779 ' +
    'd25071 d9596a df6263 e56b5d eb7556 f07f4f f48a48 f89441 fb9f3a fdab33 feb72d fdc328 fcd025 f9dd25 f5eb27 f0f921',
  [Colormap.Turbo]:
    '23171b 3e2a72 493eaf 4a54d7 446aee 3c80f8 3295f7 2aaaef 26bde1 25cecf 29ddbb 32e9a6 40f392 51fa7f 66fd6d 7efd5d 96fa50 ' +
    'aff444 c6eb3b dcdf33 eed02d fbbe28 ffab24 ff9621 ff801d fc6a19 ee5415 dd3f11 c92d0c b41d07 a11202 940c00 900d00',
  [Colormap.Twilight]:
    'fed9f0 d2d5d8 b5cece a1c4ca 93b7ca 88a7c9 7e96c7 7484c3 6b72bb 615fb0 584ea3 4f3e94 482f84 432374 401965 401258 440e4d ' +
    '4b0d45 550f3f 62153d 711d3e 812841 923646 a3454e b35656 c06860 cc7b6b d48e76 dba084 e0b294 e5c1a9 eecfc6 fed9f0',
  [Colormap.Spectral]:
    '95023b af1449 c3254d d2364b dd4648 e65845 ed6a46 f27c4a f68f52 faa15c fdb369 ffc477 ffd384 ffe091 ffeb9c fff3a4 fcf8aa ' +
    'f6fbad edfbad e3f8ab d5f3a8 c5eca4 b3e3a1 9fd99f 89cd9f 74c1a1 5fb4a7 4da6ae 4098b6 3988bb 3c76bb 4d60ae 6e468f',
};

const tables = new Map<Colormap, Uint8Array>();

/** Whether a number that was logged names a palette. */
export function isColormap(value: number | undefined): value is Colormap {
  return Object.values<number | undefined>(Colormap).includes(value);
}

/** `Turbo`. */
export function colormapName(colormap: Colormap): string {
  return Object.entries(Colormap).find(([, value]) => value === colormap)?.[0] ?? String(colormap);
}

/** 256 colours as red, green, blue, alpha, from the lowest number to the highest. The same array at every call: do not change it. */
export function colormapTable(colormap: Colormap): Uint8Array {
  let table = tables.get(colormap);
  if (table === undefined) {
    table = makeTable(colormap);
    tables.set(colormap, table);
  }
  return table;
}

/** The colour at `share` (0 to 1; what is outside counts as the nearer end) as `0xRRGGBBAA`. */
export function colormapColor(colormap: Colormap, share: number): number {
  const table = colormapTable(colormap);
  const at = Math.round(Math.min(1, Math.max(0, share)) * 255) * 4;
  const [red = 0, green = 0, blue = 0, alpha = 0] = table.subarray(at, at + 4);
  return ((red << 24) | (green << 16) | (blue << 8) | alpha) >>> 0;
}

function makeTable(colormap: Colormap): Uint8Array {
  const table = new Uint8Array(256 * 4);
  for (let i = 0; i < 256; i++) table.set(colorAt(colormap, i), i * 4);
  return table;
}

function colorAt(colormap: Colormap, index: number): readonly number[] {
  switch (colormap) {
    case Colormap.CyanToYellow:
      return cyanToYellow(index / 255);
    case Colormap.RvizMap:
      return gridColor(index, (cost) => [gray(cost), gray(cost), gray(cost), 255]);
    case Colormap.RvizCostmap:
      return gridColor(index, (cost) => costColor(cost, [0, 0, 255], [255, 0, 0], [0, 255, 255], [255, 0, 255]));
    case Colormap.Costmap:
      return gridColor(index, (cost) => costColor(cost, [46, 160, 67], [255, 221, 51], [255, 128, 0], [214, 40, 57]));
    default:
      return smoothColor(SMOOTH[colormap] ?? '000000 ffffff', index / 255);
  }
}

function smoothColor(colors: string, share: number): readonly number[] {
  const stops = colors.split(' ').map((stop) => Number.parseInt(stop, 16));
  const place = share * (stops.length - 1);
  const before = Math.min(Math.floor(place), stops.length - 2);
  const from = stops[before] ?? 0;
  const to = stops[before + 1] ?? 0;
  const mixed = [16, 8, 0].map((shift) => mix((from >> shift) & 255, (to >> shift) & 255, place - before));
  return [...mixed, 255];
}

/** Bright at both ends and dark in the middle, for numbers with a sign; by R. Brönnegård (CC0). */
function cyanToYellow(share: number): readonly number[] {
  const sign = share * 2 - 1;
  const channel = (value: number) => Math.round(Math.min(1, Math.max(0, value / 4)) * 255);
  return [channel(1 + 3 * sign), channel(1 + 3 * sign * sign), channel(1 - 3 * sign), 255];
}

/**
 * The colours of grid maps as robotics has them: 0 to 100 are costs, 255 (-1) is unknown, the numbers between are
 * mistakes and stand out.
 */
function gridColor(value: number, known: (cost: number) => readonly number[]): readonly number[] {
  if (value <= 100) return known(value);
  if (value <= 127) return [0, 255, 0, 255];
  if (value < 255) return [255, Math.round((255 * (value - 128)) / 126), 0, 255];
  return [0x70, 0x89, 0x86, 255];
}

function gray(cost: number): number {
  return 255 - Math.floor((255 * cost) / 100);
}

type Rgb = readonly [red: number, green: number, blue: number];

/** Free is clear; 99 is too near to an obstacle, 100 is the obstacle. */
function costColor(cost: number, low: Rgb, high: Rgb, inscribed: Rgb, lethal: Rgb): readonly number[] {
  if (cost === 0) return [0, 0, 0, 0];
  if (cost === 99) return [...inscribed, 255];
  if (cost === 100) return [...lethal, 255];
  return [...low.map((channel, i) => mix(channel, high[i] ?? 0, cost / 100)), 255];
}

function mix(from: number, to: number, share: number): number {
  return Math.round(from + (to - from) * share);
}
