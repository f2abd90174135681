import { assertNever } from '@rushes/proto';
import { readStructs } from '../../data/read-column.ts';
import type { RowRef } from '../../data/recording-store.ts';
import { quaternionOfAxisAngle } from '../../data/transforms-affine.ts';
import { boundsOfPositions } from './bounds-3d.ts';
import type { Bounds3D, FillMode3D, ShapeName, ShapesGeometry } from './geometry.ts';
import { placeAt, skippedProblems } from './query-points.ts';
import { type RowsOf, readFirst, readFloats } from './query-rows.ts';
import { colorReader, type EntityLook, radiusReader, readLabels } from './query-styles.ts';

type ShapeField =
  | 'half_sizes'
  | 'lengths'
  | 'radii'
  | 'centers'
  | 'translations'
  | 'rotation_axis_angles'
  | 'quaternions'
  | 'colors'
  | 'line_radii'
  | 'fill_mode'
  | 'labels'
  | 'show_labels'
  | 'class_ids';

/** How an archetype of solids is read. */
interface ShapeArchetype {
  readonly archetype: string;
  readonly shape: ShapeName;
  /** Where they stand. */
  readonly places: 'centers' | 'translations';
  readonly lineRadii: 'radii' | 'line_radii';
  readonly fields: readonly ShapeField[];
}

const COMMON_FIELDS = [
  'rotation_axis_angles',
  'quaternions',
  'colors',
  'fill_mode',
  'labels',
  'show_labels',
  'class_ids',
] as const;

export const SHAPE_ARCHETYPES: readonly ShapeArchetype[] = [
  shapeArchetype('Boxes3D', 'box', 'centers', 'radii', ['half_sizes', 'centers', 'radii']),
  shapeArchetype('Ellipsoids3D', 'ellipsoid', 'centers', 'line_radii', ['half_sizes', 'centers', 'line_radii']),
  shapeArchetype('Cylinders3D', 'cylinder', 'centers', 'line_radii', ['lengths', 'radii', 'centers', 'line_radii']),
  shapeArchetype('Capsules3D', 'capsule', 'translations', 'line_radii', [
    'lengths',
    'radii',
    'translations',
    'line_radii',
  ]),
];

/** CSS pixels, as a negative radius. */
const LINE_RADIUS = -0.5;

const FILL_MODES: Readonly<Record<number, FillMode3D | undefined>> = {
  1: 'major-wireframe',
  2: 'dense-wireframe',
  3: 'solid',
  4: 'transparent',
};

/**
 * `Boxes3D`, `Ellipsoids3D`, `Cylinders3D`, `Capsules3D`.
 *
 * @param poseCount How many instance poses there are: with more of them than sizes, the last size repeats.
 */
export function readShapes(
  look: EntityLook,
  { shape, places, lineRadii }: ShapeArchetype,
  rows: RowsOf<ShapeField>,
  poseCount: number,
): ShapesGeometry | undefined {
  const half = readFloats(rows.half_sizes);
  const lengths = readFloats(rows.lengths);
  const radii = readFloats(rows.radii);
  const sizeCount = half === undefined ? (lengths?.length ?? 0) : Math.floor(half.length / 3);
  if (sizeCount === 0) return undefined;
  const placed = readFloats(rows[places]);
  const rotationOf = rotationReader(rows.rotation_axis_angles, rows.quaternions);
  const colorOf = colorReader(look, rows.colors, rows.class_ids);
  const radiusOf = radiusReader(rows[lineRadii], LINE_RADIUS);
  const total = Math.max(sizeCount, poseCount);
  const out = {
    centers: new Float32Array(total * 3),
    rotations: new Float32Array(total * 4),
    sizes: new Float32Array(total * 4),
    colors: new Uint32Array(total),
    radii: new Float32Array(total),
    instances: new Uint32Array(total),
  };
  let count = 0;
  for (let instance = 0; instance < total; instance++) {
    const size = sizeAt(shape, Math.min(instance, sizeCount - 1), half, lengths, radii);
    const center = placed === undefined || placed.length < 3 ? [0, 0, 0] : clampedPlace(placed, instance);
    const rotation = rotationOf(instance);
    if (rotation === undefined || ![...size, ...center].every(Number.isFinite)) continue;
    out.centers.set(center, count * 3);
    out.rotations.set(rotation, count * 4);
    out.sizes.set(size, count * 4);
    out.colors[count] = colorOf(instance);
    out.radii[count] = radiusOf(instance);
    out.instances[count] = instance;
    count++;
  }
  const centers = out.centers.subarray(0, count * 3);
  const sizes = out.sizes.subarray(0, count * 4);
  return {
    kind: 'shapes',
    entity: look.entity,
    shape,
    fill: FILL_MODES[readFirst(rows.fill_mode) ?? 0] ?? 'transparent',
    count,
    instances: count === total ? undefined : out.instances.subarray(0, count),
    centers,
    rotations: out.rotations.subarray(0, count * 4),
    sizes,
    colors: out.colors.subarray(0, count),
    radii: out.radii.subarray(0, count),
    labels: readLabels(
      look,
      rows,
      count,
      total,
      (i) => out.instances[i] ?? i,
      (i) => placeAt(centers, i),
      colorOf,
    ),
    bounds: boundsOfShapes(centers, sizes),
    problems: skippedProblems(total - count, total, SHAPE_NAMES[shape]),
  };
}

const SHAPE_NAMES: Readonly<Record<ShapeName, string>> = {
  box: 'boxes',
  ellipsoid: 'ellipsoids',
  cylinder: 'cylinders',
  capsule: 'capsules',
};

function shapeArchetype(
  archetype: string,
  shape: ShapeName,
  places: ShapeArchetype['places'],
  lineRadii: ShapeArchetype['lineRadii'],
  own: readonly ShapeField[],
): ShapeArchetype {
  return { archetype, shape, places, lineRadii, fields: [...own, ...COMMON_FIELDS] };
}

function sizeAt(
  shape: ShapeName,
  index: number,
  half: Float32Array | undefined,
  lengths: Float32Array | undefined,
  radii: Float32Array | undefined,
): readonly number[] {
  switch (shape) {
    case 'box':
    case 'ellipsoid':
      return [half?.[index * 3] ?? 0, half?.[index * 3 + 1] ?? 0, half?.[index * 3 + 2] ?? 0, 0];
    case 'cylinder':
    case 'capsule': {
      const radius = radii?.[Math.min(index, radii.length - 1)] ?? 0;
      const along = lengths?.[index] ?? 0;
      return shape === 'cylinder' ? [radius, radius, along / 2, 0] : [radius, radius, radius, along];
    }
    default:
      return assertNever(shape);
  }
}

function clampedPlace(places: Float32Array, instance: number): readonly number[] {
  return placeAt(places, Math.min(instance, Math.floor(places.length / 3) - 1));
}

type Quaternion = readonly [number, number, number, number];
const NO_TURN: Quaternion = [0, 0, 0, 1];

/** Axis and angle first, then the quaternion, as in `Transform3D`; undefined for what is no rotation. */
function rotationReader(
  axisAngles: RowRef | undefined,
  quaternions: RowRef | undefined,
): (instance: number) => Quaternion | undefined {
  const turns = readStructs(axisAngles) ?? [];
  const logged = readFloats(quaternions);
  const last = Math.floor((logged?.length ?? 0) / 4) - 1;
  if (turns.length === 0 && last < 0) return () => NO_TURN;
  return (instance) => {
    const turn = turns[Math.min(instance, turns.length - 1)];
    const axis = Array.from((turn?.axis ?? [0, 0, 0]) as ArrayLike<number>, Number);
    const first =
      turn === undefined
        ? NO_TURN
        : quaternionOfAxisAngle([axis[0] ?? 0, axis[1] ?? 0, axis[2] ?? 0], Number(turn.angle));
    const at = Math.min(instance, last) * 4;
    const second: Quaternion =
      logged === undefined || last < 0
        ? NO_TURN
        : [logged[at] ?? 0, logged[at + 1] ?? 0, logged[at + 2] ?? 0, logged[at + 3] ?? 0];
    return first && ofLengthOne(first === NO_TURN ? second : after(first, second));
  };
}

/** The turn by `b`, then by `a`. */
function after(a: Quaternion, b: Quaternion): Quaternion {
  return [
    a[3] * b[0] + a[0] * b[3] + a[1] * b[2] - a[2] * b[1],
    a[3] * b[1] - a[0] * b[2] + a[1] * b[3] + a[2] * b[0],
    a[3] * b[2] + a[0] * b[1] - a[1] * b[0] + a[2] * b[3],
    a[3] * b[3] - a[0] * b[0] - a[1] * b[1] - a[2] * b[2],
  ];
}

function ofLengthOne([x, y, z, w]: Quaternion): Quaternion | undefined {
  const norm = Math.hypot(x, y, z, w);
  return Number.isFinite(norm) && norm > 0 ? [x / norm, y / norm, z / norm, w / norm] : undefined;
}

/** Around spheres about the centres: turned boxes fit in, and nobody sees the difference. */
function boundsOfShapes(centers: Float32Array, sizes: Float32Array): Bounds3D | undefined {
  const corners = new Float32Array(centers.length * 2);
  for (let i = 0; i * 3 < centers.length; i++) {
    const reach = Math.hypot(sizes[i * 4] ?? 0, sizes[i * 4 + 1] ?? 0, sizes[i * 4 + 2] ?? 0) + (sizes[i * 4 + 3] ?? 0);
    for (let axis = 0; axis < 3; axis++) {
      corners[i * 6 + axis] = (centers[i * 3 + axis] ?? 0) - reach;
      corners[i * 6 + 3 + axis] = (centers[i * 3 + axis] ?? 0) + reach;
    }
  }
  return boundsOfPositions(corners);
}
