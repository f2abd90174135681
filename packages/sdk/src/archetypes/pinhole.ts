import { describe } from '../coerce/describe.ts';
import { toVector, VEC2, type Vec2 } from '../coerce/vector.ts';
import { FieldArchetype } from './field-archetype.ts';
import { batchesOf, checkFields, type FieldsOf, fieldKeys } from './fields.ts';

/** What {@link Pinhole} is made of: a camera matrix, or a focal length, or a field of view. @group Archetypes */
export type PinholeFields = Omit<FieldsOf<'Pinhole'>, 'imageFromCamera'> &
  Partial<Pick<FieldsOf<'Pinhole'>, 'imageFromCamera'>> & {
    /** In pixels: one number, or one each for x and y. Instead of `imageFromCamera`. */
    readonly focalLength?: number | Vec2 | undefined;
    /** Angle between the upper and the lower edge of the picture, in radians; needs `resolution`. Instead of `imageFromCamera`. */
    readonly fovY?: number | undefined;
    /** Where the camera looks, in pixels of the picture. Default: the middle of `resolution`. */
    readonly principalPoint?: Vec2 | undefined;
  };

const CONVENIENCES = ['focalLength', 'fovY', 'principalPoint'];

/**
 * A camera without distortion: how points in space become pixels. It ties a picture (or video) at its entity to the 3D space
 * around it; where the camera is, a {@link Transform3D} at the same entity says.
 *
 * Lengths in pixels, x to the right, y down; `resolution` is width and height.
 *
 * @example
 * rec.logStatic('world/camera', new Pinhole({ focalLength: 800, resolution: [1280, 720] }));
 *
 * @group Archetypes
 */
export class Pinhole extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: PinholeFields) {
    checkFields('Pinhole', fields, [...fieldKeys('Pinhole'), ...CONVENIENCES]);
    super('Pinhole', batchesOf('Pinhole', withMatrix(fields)));
  }
}

function withMatrix(fields: PinholeFields): object {
  const { focalLength, fovY, principalPoint, ...others } = fields;
  const given = Object.entries({ imageFromCamera: fields.imageFromCamera, focalLength, fovY }).filter(
    ([, value]) => value !== undefined,
  );
  if (given.length > 1) {
    throw new TypeError(`Pinhole takes one of ${given.map(([key]) => key).join(', ')}, but got ${given.length}.`);
  }
  if (focalLength === undefined && fovY === undefined) {
    if (principalPoint === undefined) return others;
    throw new TypeError('Pinhole.principalPoint goes with focalLength or fovY, but neither is given.');
  }
  const [fx, fy] = focalLengths(focalLength, fovY, fields.resolution);
  const [cx, cy] =
    principalPoint === undefined
      ? pair('resolution', fields.resolution, 'needed for the middle of the picture').map((side) => side / 2)
      : toVector('Pinhole.principalPoint', principalPoint, VEC2);
  return { ...others, imageFromCamera: [fx, 0, 0, 0, fy, 0, cx, cy, 1] };
}

function focalLengths(focalLength: unknown, fovY: number | undefined, resolution: Vec2 | undefined): Float32Array {
  if (fovY === undefined) {
    const found =
      typeof focalLength === 'number' ? Float32Array.of(focalLength, focalLength) : pair('focalLength', focalLength);
    if (found.every((length) => length > 0)) return found;
    throw new RangeError(`Pinhole.focalLength must be above 0 pixels, but is ${found.join(', ')}.`);
  }
  if (!(typeof fovY === 'number' && fovY > 0 && fovY < Math.PI)) {
    throw new RangeError(`Pinhole.fovY must be an angle between 0 and π in radians, but is ${describe(fovY)}.`);
  }
  const [, height = 0] = pair('resolution', resolution, 'needed to turn fovY into pixels');
  const length = height / 2 / Math.tan(fovY / 2);
  return Float32Array.of(length, length);
}

function pair(key: string, input: unknown, why?: string): Float32Array {
  if (input === undefined && why !== undefined) throw new TypeError(`Pinhole.${key} is ${why}, but is undefined.`);
  return toVector(`Pinhole.${key}`, input as Vec2, VEC2);
}
