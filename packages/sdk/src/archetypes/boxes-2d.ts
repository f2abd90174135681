import type { ComponentBatch } from '@rushes/proto';
import { toVec2s, type Vec2s } from '../coerce/vector.ts';
import { Archetype, batchOf, checkFields, checkInstances } from './archetype.ts';
import { appendInstanceFields, INSTANCE_FIELDS, type InstanceFields } from './instances.ts';

/**
 * Where boxes are, in pixels of the picture: either `mins` (top left corners) with `sizes` or `maxs`, or `halfSizes` or `sizes`
 * with `centers` (without centers: around the origin).
 *
 * @group Archetypes
 */
export type BoxGeometry =
  | {
      readonly mins: Vec2s;
      readonly sizes: Vec2s;
      readonly maxs?: undefined;
      readonly centers?: undefined;
      readonly halfSizes?: undefined;
    }
  | {
      readonly mins: Vec2s;
      readonly maxs: Vec2s;
      readonly sizes?: undefined;
      readonly centers?: undefined;
      readonly halfSizes?: undefined;
    }
  | {
      readonly halfSizes: Vec2s;
      readonly centers?: Vec2s | undefined;
      readonly mins?: undefined;
      readonly maxs?: undefined;
      readonly sizes?: undefined;
    }
  | {
      readonly sizes: Vec2s;
      readonly centers?: Vec2s | undefined;
      readonly mins?: undefined;
      readonly maxs?: undefined;
      readonly halfSizes?: undefined;
    };

/** What {@link Boxes2D} is made of. @group Archetypes */
export type Boxes2DFields = BoxGeometry & InstanceFields;

/**
 * Axis-aligned boxes in a picture, such as detections.
 *
 * @example
 * rec.log('camera/detections', new Boxes2D({ mins: [[10, 20]], sizes: [[64, 32]], labels: ['cat'] }));
 *
 * @group Archetypes
 */
export class Boxes2D extends Archetype {
  /** @internal */
  readonly batches: readonly ComponentBatch[];

  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: Boxes2DFields) {
    super('Boxes2D');
    checkFields('Boxes2D', fields, ['halfSizes', 'centers', 'mins', 'maxs', 'sizes', ...INSTANCE_FIELDS]);
    const { halfSizes, centers, named } = toHalfSizesAndCenters(fields);
    const batches: ComponentBatch[] = [batchOf('Boxes2D', 'half_sizes', halfSizes)];
    if (centers !== undefined) batches.push(batchOf('Boxes2D', 'centers', centers));
    appendInstanceFields(batches, 'Boxes2D', fields, halfSizes.length / 2, named);
    this.batches = batches;
  }
}

interface HalfSizesAndCenters {
  readonly halfSizes: Float32Array;
  readonly centers: Float32Array | undefined;
  /** The fields that decide how many boxes there are, for messages. */
  readonly named: string;
}

function toHalfSizesAndCenters(fields: Boxes2DFields): HalfSizesAndCenters {
  const given = (['mins', 'maxs', 'sizes', 'halfSizes', 'centers'] as const).filter((key) => fields[key] !== undefined);
  const named = given.join(', ');
  const read = (key: (typeof given)[number]) => toVec2s(`Boxes2D.${key}`, fields[key] as Vec2s);
  switch (given.join('+')) {
    case 'mins+sizes': {
      const [mins, sizes] = matched('mins', read('mins'), 'sizes', checkSizes('sizes', read('sizes')));
      return { halfSizes: sizes.map((size) => size / 2), centers: mins.map((min, i) => min + at(sizes, i) / 2), named };
    }
    case 'mins+maxs': {
      const [mins, maxs] = matched('mins', read('mins'), 'maxs', read('maxs'));
      const halfSizes = checkSizes(
        'maxs minus mins',
        maxs.map((max, i) => (max - at(mins, i)) / 2),
      );
      return { halfSizes, centers: maxs.map((max, i) => (max + at(mins, i)) / 2), named };
    }
    case 'sizes':
      return { halfSizes: checkSizes('sizes', read('sizes')).map((size) => size / 2), centers: undefined, named };
    case 'halfSizes':
      return { halfSizes: checkSizes('halfSizes', read('halfSizes')), centers: undefined, named };
    case 'sizes+centers': {
      const [sizes, centers] = matched('sizes', checkSizes('sizes', read('sizes')), 'centers', read('centers'));
      return { halfSizes: sizes.map((size) => size / 2), centers, named };
    }
    case 'halfSizes+centers': {
      const [halfSizes, centers] = matched(
        'halfSizes',
        checkSizes('halfSizes', read('halfSizes')),
        'centers',
        read('centers'),
      );
      return { halfSizes, centers, named };
    }
    default:
      throw new TypeError(
        `Boxes2D needs {mins, sizes}, {mins, maxs}, {sizes, centers?} or {halfSizes, centers?}, but got ${named === '' ? 'none of them' : `{${named}}`}.`,
      );
  }
}

/** Stretches a single pair to the other's length, so that both have as many instances as there are boxes. */
function matched(aName: string, a: Float32Array, bName: string, b: Float32Array): [Float32Array, Float32Array] {
  const count = Math.max(a.length, b.length);
  checkInstances(`Boxes2D.${aName}`, a.length / 2, count / 2, bName);
  checkInstances(`Boxes2D.${bName}`, b.length / 2, count / 2, aName);
  if (count > 0 && (a.length === 0 || b.length === 0)) {
    const [empty, other] = a.length === 0 ? [aName, bName] : [bName, aName];
    throw new RangeError(`Boxes2D.${empty} must have 1 or ${count / 2} values to go with ${other}, but is empty.`);
  }
  return [stretch(a, count), stretch(b, count)];
}

function stretch(pairs: Float32Array, length: number): Float32Array {
  return pairs.length === length ? pairs : Float32Array.from({ length }, (_, i) => at(pairs, i % 2));
}

function checkSizes(name: string, sizes: Float32Array): Float32Array {
  const wrong = sizes.findIndex((size) => size < 0);
  if (wrong < 0) return sizes;
  throw new RangeError(`Boxes2D: ${name} must not be negative, but instance ${wrong >> 1} has ${at(sizes, wrong)}.`);
}

function at(numbers: Float32Array, index: number): number {
  return numbers[index] as number;
}
