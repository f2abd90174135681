import type { PlainStruct } from '@rushes/proto';
import { describe } from './describe.ts';
import { isNumberList, type NumberList } from './number.ts';
import { toVector, VEC3, type Vec3, type VectorType } from './vector.ts';

/**
 * A rotation as a quaternion `[x, y, z, w]`. Viewers normalise it; all zeros is no rotation, and hides what it turns.
 *
 * @group Archetypes
 */
export type Quaternion = NumberList;

/**
 * Rotations of several instances: an array of `[x, y, z, w]`, one of them, or a flat array with four numbers each.
 *
 * @group Archetypes
 */
export type Quaternions = NumberList | readonly NumberList[];

/**
 * A turn about an axis, counter-clockwise as seen against it, by an `angle` in radians or by `degrees`. The axis need not have length 1.
 *
 * @group Archetypes
 */
export type AxisAngle =
  | { readonly axis: Vec3; readonly angle: number; readonly degrees?: undefined }
  | { readonly axis: Vec3; readonly degrees: number; readonly angle?: undefined };

/**
 * Rotations of several instances; one stands for all.
 *
 * @group Archetypes
 */
export type AxisAngles = AxisAngle | readonly AxisAngle[];

export const QUATERNION: VectorType<Float32Array> = { names: ['x', 'y', 'z', 'w'], array: Float32Array };

/** An axis and an angle in radians, as the column has it. */
export interface AxisAngleStruct extends PlainStruct {
  readonly axis: Float32Array;
  readonly angle: number;
}

/** One rotation per instance. */
export function toAxisAngles(where: string, input: AxisAngles): readonly AxisAngleStruct[] {
  if (!Array.isArray(input)) return [toAxisAngle(where, input as AxisAngle)];
  return input.map((rotation: AxisAngle, i) => toAxisAngle(`${where}[${i}]`, rotation));
}

/** One rotation. */
export function toAxisAngle(where: string, input: AxisAngle): AxisAngleStruct {
  if (typeof input !== 'object' || input === null || isNumberList(input)) throw notAxisAngle(where, input);
  const { axis, angle, degrees } = input;
  if ((angle === undefined) === (degrees === undefined)) throw notAxisAngle(where, input);
  const name = angle === undefined ? 'degrees' : 'angle';
  const value: unknown = angle ?? degrees;
  if (typeof value !== 'number') throw new TypeError(`${where}.${name} must be a number, but is ${describe(value)}.`);
  return {
    axis: toVector(`${where}.axis`, axis, VEC3),
    angle: name === 'degrees' ? (value * Math.PI) / 180 : value,
  };
}

function notAxisAngle(where: string, found: unknown): TypeError {
  return new TypeError(
    `${where} must be {axis: [x, y, z], angle} in radians or {axis, degrees}, but is ${describe(found)}.`,
  );
}
