import { noise, type Vec3 } from './geometry.ts';

// The yard that the rover patrols: what stands in it, and what a frame number has to do with it.

export type Rgb = readonly [red: number, green: number, blue: number];

/** Classes of things, as they are in the class picture and in the annotation context. */
export const CLASSES = {
  sky: { id: 0, label: 'sky', color: [0, 0, 0, 0] },
  ground: { id: 1, label: 'ground', color: [110, 116, 128, 90] },
  crate: { id: 2, label: 'crate', color: [240, 160, 60, 255] },
  pillar: { id: 3, label: 'pillar', color: [86, 150, 240, 255] },
  ball: { id: 4, label: 'ball', color: [226, 80, 96, 255] },
  kerb: { id: 5, label: 'kerb', color: [180, 186, 196, 255] },
  station: { id: 6, label: 'station', color: [80, 200, 140, 255] },
} as const;
export type ClassName = keyof typeof CLASSES;

interface Thing {
  readonly name: string;
  readonly kind: ClassName;
  readonly rgb: Rgb;
}

/** A box turned about z. */
export interface Box extends Thing {
  readonly centre: Vec3;
  readonly half: Vec3;
  readonly yaw: number;
}

/** A cylinder that stands upright. */
export interface Pillar extends Thing {
  readonly centre: Vec3;
  readonly radius: number;
  readonly height: number;
}

export interface Ball extends Thing {
  readonly centre: Vec3;
  readonly radius: number;
}

export const YARD_HALF: readonly [number, number] = [5.2, 4.2];

export const CRATES: readonly Box[] = [
  { name: 'A1', at: [0.5, 0.3], size: 0.42, yaw: 0.35, rgb: [236, 158, 62] as Rgb },
  { name: 'A2', at: [-0.45, 0.62], size: 0.34, yaw: -0.2, rgb: [222, 122, 54] as Rgb },
  { name: 'B1', at: [-0.85, -0.55], size: 0.5, yaw: 0.8, rgb: [202, 142, 84] as Rgb },
  { name: 'B2', at: [0.95, -0.75], size: 0.3, yaw: 0.1, rgb: [244, 190, 88] as Rgb },
].map(({ name, at: [x = 0, y = 0], size, yaw, rgb }) => ({
  name,
  kind: 'crate',
  rgb,
  centre: [x, y, size / 2],
  half: [size / 2, size / 2, size / 2],
  yaw,
}));

export const PILLARS: readonly Pillar[] = [
  [4.1, 3.1],
  [-4.1, 3.1],
  [-4.1, -3.1],
  [4.1, -3.1],
].map(([x = 0, y = 0], i) => ({
  name: `P${i + 1}`,
  kind: 'pillar',
  rgb: [86, 132 + 8 * i, 214],
  centre: [x, y, 0.9],
  radius: 0.22,
  height: 1.8,
}));

/** Stones around the yard, each the same mesh at another place. */
export const KERBS: readonly Box[] = Array.from({ length: 14 }, (_, i) => {
  const angle = (i / 14) * 2 * Math.PI + 0.2;
  return {
    name: `K${i}`,
    kind: 'kerb',
    rgb: [168, 174, 184],
    centre: [4.6 * Math.cos(angle), 3.7 * Math.sin(angle), 0.09],
    half: [0.3, 0.1, 0.09],
    yaw: Math.atan2(3.7 * Math.cos(angle), -4.6 * Math.sin(angle)),
  };
});

/** The charging station, made of two boxes. */
export const STATION: readonly Box[] = [
  {
    name: 'station',
    kind: 'station',
    rgb: [64, 176, 122],
    centre: [0, 3.35, 0.45],
    half: [0.5, 0.16, 0.45],
    yaw: 0,
  },
  {
    name: 'station roof',
    kind: 'station',
    rgb: [44, 62, 80],
    centre: [0, 3.05, 0.96],
    half: [0.7, 0.55, 0.05],
    yaw: 0,
  },
];

/** Two balls that jump where they are. */
export function ballsAt(seconds: number): readonly Ball[] {
  return [
    { name: 'red', at: [1.9, 0.95], radius: 0.24, period: 1.6, rgb: [226, 80, 96] as Rgb },
    { name: 'pink', at: [-1.75, -0.2], radius: 0.18, period: 1.1, rgb: [236, 122, 164] as Rgb },
  ].map(({ name, at: [x = 0, y = 0], radius, period, rgb }) => {
    const phase = (seconds / period) % 1;
    return { name, kind: 'ball', rgb, centre: [x, y, radius + 2.4 * radius * 4 * phase * (1 - phase)], radius };
  });
}

/** Rough concrete in slabs of a metre; the colour of the ground at a point. */
export function groundRgb(x: number, y: number): Rgb {
  const inYard = Math.abs(x) <= YARD_HALF[0] && Math.abs(y) <= YARD_HALF[1];
  if (!inYard) return [74, 92, 78];
  const seam = Math.min(x - Math.floor(x), y - Math.floor(y)) < 0.02;
  if (seam) return [92, 98, 108];
  const slab = 0.9 + 0.16 * noise(Math.floor(x) * 31 + Math.floor(y) * 17);
  const onRoute = Math.abs(Math.hypot(x / 3.1, y / 2.3) - 1) < 0.016;
  return onRoute ? [238, 204, 92] : [150 * slab, 156 * slab, 166 * slab];
}
