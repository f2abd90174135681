import type { Chunk, EntityPath } from '@rushes/proto';
import { readNumbers, readStructs } from './read-column.ts';
import type { RecordingStore, RowRef } from './recording-store.ts';
import {
  type Affine,
  affineOf,
  IDENTITY,
  invert,
  multiply,
  quaternionOfAxisAngle,
  rotationByQuaternion,
  scaling,
  translation,
  type Vec3,
} from './transforms-affine.ts';

/** The components of one row, by field name. */
export type RowFields<F extends string> = Readonly<Partial<Record<F, RowRef>>>;

/** A pose that was logged, or why it is none. */
export type Pose =
  | { readonly kind: 'pose'; readonly affine: Affine }
  | { readonly kind: 'invalid'; readonly reason: string };

export type PoseField = 'translation' | 'rotation_axis_angle' | 'quaternion' | 'scale' | 'mat3x3';
/** In the order in which they are multiplied, from the left. */
export const POSE_FIELDS: readonly PoseField[] = [
  'translation',
  'rotation_axis_angle',
  'quaternion',
  'scale',
  'mat3x3',
];

const CHILD_FROM_PARENT = 2;
const BYTES_PER_ROW_ID = 16;

/**
 * The newest row that holds any of these fields, with the fields that this very row holds: a row replaces the whole, what it
 * leaves out is not taken from rows before it.
 */
export function newestRow<F extends string>(
  store: RecordingStore,
  entity: EntityPath,
  archetype: string,
  fields: readonly F[],
  timeline: string,
  time: bigint,
): RowFields<F> | undefined {
  let newest: RowRef | undefined;
  const found: [F, RowRef][] = [];
  for (const field of fields) {
    const ref = store.latestAt(entity, `${archetype}:${field}`, timeline, time);
    if (ref === undefined) continue;
    found.push([field, ref]);
    if (newest === undefined || isNewer(ref, newest)) newest = ref;
  }
  const chosen = newest;
  if (chosen === undefined) return undefined;
  return Object.fromEntries(found.filter(([, ref]) => isSameRow(ref, chosen))) as RowFields<F>;
}

/** Static rows stand above all others; among the rest the later time wins, then the later logged. */
export function isNewer(a: Pick<RowRef, 'chunk' | 'row' | 'time'>, b: Pick<RowRef, 'chunk' | 'row' | 'time'>): boolean {
  if (a.time === undefined || b.time === undefined) {
    if (a.time !== b.time) return a.time === undefined;
  } else if (a.time !== b.time) return a.time > b.time;
  return compareRowIds(a.chunk, a.row, b.chunk, b.row) > 0;
}

/** `parent_from_child` of a `Transform3D` row. */
export function readTransform(row: RowFields<PoseField | 'relation'>): Pose {
  const parts = POSE_FIELDS.map((field) => partOf(field, row[field], 0));
  const pose = product(parts);
  const isReversed = Number(readNumbers(row.relation)?.numbers[0]) === CHILD_FROM_PARENT;
  if (pose.kind === 'invalid' || !isReversed) return pose;
  const inverse = invert(pose.affine);
  if (inverse !== undefined) return { kind: 'pose', affine: inverse };
  return {
    kind: 'invalid',
    reason: 'its relation is ChildFromParent, and it cannot be turned round (a scale of zero?)',
  };
}

export type PosesField = 'translations' | 'rotation_axis_angles' | 'quaternions' | 'scales' | 'mat3x3';
export const POSES_FIELDS: readonly PosesField[] = [
  'translations',
  'rotation_axis_angles',
  'quaternions',
  'scales',
  'mat3x3',
];
const SINGULAR: Readonly<Record<PosesField, PoseField>> = {
  translations: 'translation',
  rotation_axis_angles: 'rotation_axis_angle',
  quaternions: 'quaternion',
  scales: 'scale',
  mat3x3: 'mat3x3',
};

/** The poses of an `InstancePoses3D` row; of fields with fewer values than there are poses, the last one repeats. */
export function readInstancePoses(row: RowFields<PosesField>): readonly Pose[] {
  let count = 0;
  const lengths = POSES_FIELDS.map((field) => {
    const ref = row[field];
    const length =
      ref === undefined ? 0 : (ref.column.rowStarts[ref.row + 1] ?? 0) - (ref.column.rowStarts[ref.row] ?? 0);
    count = Math.max(count, length);
    return length;
  });
  return Array.from({ length: count }, (_, index) =>
    product(
      POSES_FIELDS.map((field, i) => partOf(SINGULAR[field], row[field], Math.min(index, (lengths[i] ?? 1) - 1))),
    ),
  );
}

/** The column of one component in a row of a chunk; undefined if this row does not hold it. */
export function refInRow(chunk: Chunk, row: number, component: string, time: bigint | undefined): RowRef | undefined {
  const column = chunk.components.find((candidate) => candidate.descriptor.component === component);
  if (column === undefined || column.logged?.[row] === 0) return undefined;
  return { chunk, column, row, time };
}

function isSameRow(a: RowRef, b: RowRef): boolean {
  return (a.chunk === b.chunk && a.row === b.row) || compareRowIds(a.chunk, a.row, b.chunk, b.row) === 0;
}

function compareRowIds(a: Chunk, rowOfA: number, b: Chunk, rowOfB: number): number {
  for (let i = 0; i < BYTES_PER_ROW_ID; i++) {
    const difference = (a.rowIds[rowOfA * BYTES_PER_ROW_ID + i] ?? 0) - (b.rowIds[rowOfB * BYTES_PER_ROW_ID + i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function product(parts: readonly (Pose | undefined)[]): Pose {
  let affine = IDENTITY;
  for (const part of parts) {
    if (part === undefined) continue;
    if (part.kind === 'invalid') return part;
    affine = multiply(affine, part.affine);
  }
  return { kind: 'pose', affine };
}

/** Undefined where nothing was logged, or nothing of this instance. */
function partOf(field: PoseField, ref: RowRef | undefined, instance: number): Pose | undefined {
  if (ref === undefined || instance < 0) return undefined;
  if (field === 'rotation_axis_angle') return axisAngleAt(ref, instance);
  const values = valuesAt(ref, instance);
  if (values === undefined) return undefined;
  if (!values.every(Number.isFinite))
    return invalid(`its ${field} is not made of finite numbers: ${values.join(', ')}`);
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0] = values;
  switch (field) {
    case 'translation':
      return { kind: 'pose', affine: translation(a, b, c) };
    case 'scale':
      return { kind: 'pose', affine: scaling(a, b, c) };
    case 'mat3x3':
      return { kind: 'pose', affine: affineOf([a, b, c], [d, e, f], [g, h, i], [0, 0, 0]) };
    case 'quaternion': {
      const affine = rotationByQuaternion(a, b, c, d);
      return affine === undefined
        ? invalid('its quaternion is 0, 0, 0, 0, which is no rotation')
        : { kind: 'pose', affine };
    }
  }
}

function axisAngleAt(ref: RowRef, instance: number): Pose | undefined {
  const value = readStructs(ref)?.[instance];
  if (value === undefined) return undefined;
  const axis = numbersOf(value.axis);
  const angle = Number(value.angle);
  const quaternion = quaternionOfAxisAngle(axis, angle);
  const affine = quaternion && rotationByQuaternion(...quaternion);
  if (affine !== undefined) return { kind: 'pose', affine };
  return invalid(`its rotation by ${angle} about (${axis.join(', ')}) has no axis, or is not made of finite numbers`);
}

function valuesAt(ref: RowRef, instance: number): readonly number[] | undefined {
  const row = readNumbers(ref);
  if (row === undefined || (instance + 1) * row.width > row.numbers.length) return undefined;
  return Array.from(row.numbers.subarray(instance * row.width, (instance + 1) * row.width), Number);
}

function numbersOf(value: unknown): Vec3 {
  const list = Array.isArray(value) || ArrayBuffer.isView(value) ? Array.from(value as ArrayLike<unknown>, Number) : [];
  return [list[0] ?? Number.NaN, list[1] ?? Number.NaN, list[2] ?? Number.NaN];
}

function invalid(reason: string): Pose {
  return { kind: 'invalid', reason };
}
