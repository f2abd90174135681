import { toFloat32s } from '../coerce/number.ts';
import { toVectors, type Vec2s, type Vec3s, type VectorType } from '../coerce/vector.ts';
import { checkInstances, isPartial } from './fields.ts';

/**
 * Where boxes are: either `mins` (the corner with the smallest coordinates) with `sizes` or `maxs`, or `halfSizes` or `sizes` with
 * `centers` (without centers: around the origin). In pixels of the picture, or units of the scene.
 *
 * @group Archetypes
 */
export type BoxGeometry<V = Vec2s> =
  | {
      readonly mins: V;
      readonly sizes: V;
      readonly maxs?: undefined;
      readonly centers?: undefined;
      readonly halfSizes?: undefined;
    }
  | {
      readonly mins: V;
      readonly maxs: V;
      readonly sizes?: undefined;
      readonly centers?: undefined;
      readonly halfSizes?: undefined;
    }
  | {
      readonly halfSizes: V;
      readonly centers?: V | undefined;
      readonly mins?: undefined;
      readonly maxs?: undefined;
      readonly sizes?: undefined;
    }
  | {
      readonly sizes: V;
      readonly centers?: V | undefined;
      readonly mins?: undefined;
      readonly maxs?: undefined;
      readonly halfSizes?: undefined;
    };

const KEYS = ['mins', 'maxs', 'sizes', 'halfSizes', 'centers'] as const;
type Key = (typeof KEYS)[number];
type Given = { readonly [K in Key]?: Vec2s | Vec3s | undefined };

/** The geometry as half sizes and centers, which is how columns have it. The other fields are handed on as they are. */
export function withHalfSizes<F extends object>(archetype: string, fields: F, type: VectorType<Float32Array>): object {
  const { mins, maxs, sizes, halfSizes, centers, ...others } = fields as F & Given;
  const given: Given = { mins, maxs, sizes, halfSizes, centers };
  const keys = KEYS.filter((key) => given[key] !== undefined);
  if (keys.length === 0 && isPartial(fields)) return others;
  return { ...others, ...new BoxReader(archetype, given, keys, type).read() };
}

class BoxReader {
  readonly #archetype: string;
  readonly #given: Given;
  readonly #keys: readonly Key[];
  readonly #type: VectorType<Float32Array>;

  constructor(archetype: string, given: Given, keys: readonly Key[], type: VectorType<Float32Array>) {
    this.#archetype = archetype;
    this.#given = given;
    this.#keys = keys;
    this.#type = type;
  }

  read(): { readonly halfSizes?: Float32Array; readonly centers?: Float32Array } {
    switch (this.#keys.join('+')) {
      case 'mins+sizes': {
        const [mins, sizes] = this.#matched('mins', 'sizes');
        this.#checkSizes('sizes', sizes);
        return { halfSizes: sizes.map((size) => size / 2), centers: mins.map((min, i) => min + at(sizes, i) / 2) };
      }
      case 'mins+maxs': {
        const [mins, maxs] = this.#matched('mins', 'maxs');
        const halfSizes = maxs.map((max, i) => (max - at(mins, i)) / 2);
        this.#checkSizes('maxs minus mins', halfSizes);
        return { halfSizes, centers: maxs.map((max, i) => (max + at(mins, i)) / 2) };
      }
      case 'sizes':
        return { halfSizes: this.#sizes('sizes').map((size) => size / 2) };
      case 'halfSizes':
        return { halfSizes: this.#sizes('halfSizes') };
      case 'sizes+centers': {
        const [sizes, centers] = this.#matched('sizes', 'centers');
        this.#checkSizes('sizes', sizes);
        return { halfSizes: sizes.map((size) => size / 2), centers };
      }
      case 'halfSizes+centers': {
        const [halfSizes, centers] = this.#matched('halfSizes', 'centers');
        this.#checkSizes('halfSizes', halfSizes);
        return { halfSizes, centers };
      }
      default:
        throw new TypeError(
          `${this.#archetype} needs {mins, sizes}, {mins, maxs}, {sizes, centers?} or {halfSizes, centers?}, but got ${this.#keys.length === 0 ? 'none of them' : `{${this.#keys.join(', ')}}`}.`,
        );
    }
  }

  #vectors(key: Key): Float32Array {
    const input: unknown = this.#given[key];
    // One number is a cube; for positions it would be a mistake.
    if (typeof input === 'number' && (key === 'sizes' || key === 'halfSizes')) {
      return new Float32Array(this.#type.names.length).fill(at(toFloat32s(key, input), 0));
    }
    return toVectors(`${this.#archetype}.${key}`, input as Vec3s, this.#type);
  }

  #sizes(key: 'sizes' | 'halfSizes'): Float32Array {
    const sizes = this.#vectors(key);
    this.#checkSizes(key, sizes);
    return sizes;
  }

  /** Stretches a single vector to the other's length, so that both have as many instances as there are boxes. */
  #matched(aKey: Key, bKey: Key): [Float32Array, Float32Array] {
    const a = this.#vectors(aKey);
    const b = this.#vectors(bKey);
    const width = this.#type.names.length;
    const count = Math.max(a.length, b.length) / width;
    checkInstances(`${this.#archetype}.${aKey}`, a.length / width, count, bKey);
    checkInstances(`${this.#archetype}.${bKey}`, b.length / width, count, aKey);
    if (count > 0 && (a.length === 0 || b.length === 0)) {
      const [empty, other] = a.length === 0 ? [aKey, bKey] : [bKey, aKey];
      throw new RangeError(
        `${this.#archetype}.${empty} must have 1 or ${count} values to go with ${other}, but is empty.`,
      );
    }
    return [stretch(a, count * width, width), stretch(b, count * width, width)];
  }

  #checkSizes(name: string, sizes: Float32Array): void {
    const wrong = sizes.findIndex((size) => size < 0);
    if (wrong < 0) return;
    const instance = Math.floor(wrong / this.#type.names.length);
    throw new RangeError(
      `${this.#archetype}: ${name} must not be negative, but instance ${instance} has ${at(sizes, wrong)}.`,
    );
  }
}

function stretch(vectors: Float32Array, length: number, width: number): Float32Array {
  return vectors.length === length ? vectors : Float32Array.from({ length }, (_, i) => at(vectors, i % width));
}

function at(numbers: Float32Array, index: number): number {
  return numbers[index] as number;
}
