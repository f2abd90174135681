import { assertNever } from '@rushes/proto';
import type { ShapeName } from './geometry.ts';

/**
 * A shape of size one. Each place has four numbers: x, y and z in units of the half sizes, and how much of a capsule's length is
 * added along z, so that its caps stay round.
 */
export interface UnitSolid {
  readonly places: Float32Array;
  /** Three numbers a place. */
  readonly normals: Float32Array;
  readonly indices: Uint16Array;
}

/** Lines of a shape: eight numbers each, two places. */
export type UnitLines = Float32Array;

type Place = readonly [x: number, y: number, z: number, cap: number];

const AROUND = 32;
const TAU = 2 * Math.PI;

/** The surface. */
export function unitSolid(shape: ShapeName): UnitSolid {
  switch (shape) {
    case 'box':
      return boxSolid();
    case 'ellipsoid':
      return lathe(arc(16, -1, 1).map(([r, z]) => ({ r, z, cap: 0, normal: [r, z] })));
    case 'capsule':
      return lathe([
        ...arc(8, -1, 0).map(([r, z]) => ({ r, z, cap: 0, normal: [r, z] as const })),
        ...arc(8, 0, 1).map(([r, z]) => ({ r, z, cap: 1, normal: [r, z] as const })),
      ]);
    case 'cylinder':
      return lathe([
        { r: 0, z: -1, cap: 0, normal: [0, -1] },
        { r: 1, z: -1, cap: 0, normal: [0, -1] },
        { r: 1, z: -1, cap: 0, normal: [1, 0] },
        { r: 1, z: 1, cap: 0, normal: [1, 0] },
        { r: 1, z: 1, cap: 0, normal: [0, 1] },
        { r: 0, z: 1, cap: 0, normal: [0, 1] },
      ]);
    default:
      return assertNever(shape);
  }
}

/** Its lines: those that tell the shape, or a close net. */
export function unitLines(shape: ShapeName, isDense: boolean): UnitLines {
  switch (shape) {
    case 'box':
      return boxLines();
    case 'ellipsoid':
      return joined(
        isDense
          ? net(
              arc(12, -1, 1).map(([r, z]) => [r, z, 0]),
              16,
            )
          : threeRings(),
      );
    case 'cylinder':
      return joined(
        net(
          [
            [1, -1, 0],
            [1, 1, 0],
          ],
          isDense ? 24 : 8,
        ),
      );
    case 'capsule': {
      const profile = (steps: number): [number, number, number][] => [
        ...arc(steps, -1, 0).map(([r, z]): [number, number, number] => [r, z, 0]),
        ...arc(steps, 0, 1).map(([r, z]): [number, number, number] => [r, z, 1]),
      ];
      return joined(isDense ? net(profile(6), 16) : [...meridians(profile(8), 4), ...ring(1, 0, 0), ...ring(1, 0, 1)]);
    }
    default:
      return assertNever(shape);
  }
}

/** Half of a circle's places from z = `from` to `to`, as radius and height. */
function arc(steps: number, from: number, to: number): (readonly [r: number, z: number])[] {
  const [start, end] = [Math.asin(from), Math.asin(to)];
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = start + ((end - start) * i) / steps;
    return [Math.abs(Math.cos(angle)) < 1e-9 ? 0 : Math.cos(angle), Math.sin(angle)] as const;
  });
}

interface ProfilePlace {
  readonly r: number;
  readonly z: number;
  readonly cap: number;
  /** Outwards and upwards. */
  readonly normal: readonly [r: number, z: number];
}

/** Turns a profile around z. */
function lathe(profile: readonly ProfilePlace[]): UnitSolid {
  const places: number[] = [];
  const normals: number[] = [];
  const indices: number[] = [];
  for (const { r, z, cap, normal } of profile) {
    for (let i = 0; i <= AROUND; i++) {
      const [c, s] = [Math.cos((i / AROUND) * TAU), Math.sin((i / AROUND) * TAU)];
      places.push(c * r, s * r, z, cap);
      normals.push(c * normal[0], s * normal[0], normal[1]);
    }
  }
  const stride = AROUND + 1;
  for (let row = 0; row + 1 < profile.length; row++) {
    for (let i = 0; i < AROUND; i++) {
      const [a, b] = [row * stride + i, (row + 1) * stride + i];
      indices.push(a, a + 1, b, b, a + 1, b + 1);
    }
  }
  return { places: Float32Array.from(places), normals: Float32Array.from(normals), indices: Uint16Array.from(indices) };
}

function boxSolid(): UnitSolid {
  const places: number[] = [];
  const normals: number[] = [];
  const indices: number[] = [];
  for (let axis = 0; axis < 3; axis++) {
    for (const side of [-1, 1]) {
      const first = places.length / 4;
      for (const [u, v] of [
        [-1, -1],
        [1, -1],
        [1, 1],
        [-1, 1],
      ] as const) {
        const place = [0, 0, 0];
        const normal = [0, 0, 0];
        place[axis] = side;
        place[(axis + 1) % 3] = u;
        place[(axis + 2) % 3] = v;
        normal[axis] = side;
        places.push(...place, 0);
        normals.push(...normal);
      }
      indices.push(...(side > 0 ? [0, 1, 2, 0, 2, 3] : [0, 2, 1, 0, 3, 2]).map((corner) => first + corner));
    }
  }
  return { places: Float32Array.from(places), normals: Float32Array.from(normals), indices: Uint16Array.from(indices) };
}

function boxLines(): UnitLines {
  const lines: [Place, Place][] = [];
  for (let axis = 0; axis < 3; axis++) {
    for (const u of [-1, 1]) {
      for (const v of [-1, 1]) {
        const end = (along: number): Place => {
          const place: [number, number, number] = [0, 0, 0];
          place[axis] = along;
          place[(axis + 1) % 3] = u;
          place[(axis + 2) % 3] = v;
          return [...place, 0];
        };
        lines.push([end(-1), end(1)]);
      }
    }
  }
  return joined(lines);
}

function threeRings(): [Place, Place][] {
  const around = ring(1, 0, 0);
  const turnedTo = (order: readonly [number, number, number]) =>
    around.map(([a, b]): [Place, Place] => [reordered(a, order), reordered(b, order)]);
  return [...around, ...turnedTo([2, 0, 1]), ...turnedTo([0, 2, 1])];
}

function reordered(place: Place, order: readonly [number, number, number]): Place {
  return [place[order[0]] ?? 0, place[order[1]] ?? 0, place[order[2]] ?? 0, place[3]];
}

function ring(radius: number, z: number, cap: number): [Place, Place][] {
  const at = (i: number): Place => [
    Math.cos((i / AROUND) * TAU) * radius,
    Math.sin((i / AROUND) * TAU) * radius,
    z,
    cap,
  ];
  return Array.from({ length: AROUND }, (_, i) => [at(i), at(i + 1)]);
}

/** Lines along the profile, turned to `count` sides. */
function meridians(profile: readonly (readonly [number, number, number])[], count: number): [Place, Place][] {
  const lines: [Place, Place][] = [];
  for (let i = 0; i < count; i++) {
    const [c, s] = [Math.cos((i / count) * TAU), Math.sin((i / count) * TAU)];
    const places = profile.map(([r, z, cap]): Place => [c * r, s * r, z, cap]);
    for (const [at, place] of places.entries()) {
      const next = places[at + 1];
      if (next !== undefined) lines.push([place, next]);
    }
  }
  return lines;
}

function net(profile: readonly (readonly [number, number, number])[], count: number): [Place, Place][] {
  return [...meridians(profile, count), ...profile.flatMap(([r, z, cap]) => (r === 0 ? [] : ring(r, z, cap)))];
}

function joined(lines: readonly (readonly [Place, Place])[]): UnitLines {
  return Float32Array.from(lines.flatMap(([a, b]) => [...a, ...b]));
}
