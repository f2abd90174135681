import type { Bytes } from '../coerce/bytes.ts';
import type { ImageFormatInput } from '../coerce/image-format.ts';
import { FieldArchetype } from './field-archetype.ts';
import { batchesOf, checkFields, type FieldsOf, fieldKeys } from './fields.ts';
import { withFormat } from './pixels.ts';

/** What {@link Mesh3D} is made of. @group Archetypes */
export type Mesh3DFields = FieldsOf<'Mesh3D'> & {
  /** The picture on the surface, grey, RGB or RGBA; instead of `albedoTextureBuffer` and `albedoTextureFormat`. */
  readonly albedoTexture?: (ImageFormatInput & { readonly buffer: Bytes }) | undefined;
};

/**
 * Triangles in space, with one colour, a colour at each corner, or a picture on them. Corners are V × 3 in units of the scene; triangles
 * name three of them each, counter-clockwise as seen from outside.
 *
 * @example
 * rec.log('triangle', new Mesh3D({ vertexPositions: [[0, 0, 0], [1, 0, 0], [0, 1, 0]], triangleIndices: [[0, 1, 2]] }));
 *
 * @group Archetypes
 */
export class Mesh3D extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: Mesh3DFields) {
    checkFields('Mesh3D', fields, [...fieldKeys('Mesh3D'), 'albedoTexture']);
    super('Mesh3D', batchesOf('Mesh3D', withTexture(fields), { ownLength: ['triangleIndices'] }));
    checkCorners(fields);
  }
}

const TEXTURE = {
  archetype: 'Mesh3D.albedoTexture',
  keys: ['buffer', 'format'],
  buffer: 'buffer',
  singleChannel: false,
};

function withTexture({ albedoTexture, ...fields }: Mesh3DFields): object {
  const { albedoTextureBuffer: buffer, albedoTextureFormat: format } = fields;
  if (albedoTexture !== undefined && (buffer !== undefined || format !== undefined)) {
    throw new TypeError('Mesh3D takes albedoTexture or albedoTextureBuffer and albedoTextureFormat, but got both.');
  }
  if (albedoTexture === undefined && (buffer === undefined || format === undefined)) return fields;
  const texture = withFormat(albedoTexture ?? { buffer, format }, TEXTURE) as {
    readonly buffer: Bytes;
    readonly format: ImageFormatInput;
  };
  return { ...fields, albedoTextureBuffer: texture.buffer, albedoTextureFormat: texture.format };
}

/** A triangle of corners that are not there is refused where all is at hand: a viewer can only leave out the whole mesh. */
function checkCorners({ vertexPositions, triangleIndices }: Mesh3DFields): void {
  if (triangleIndices === undefined || vertexPositions === undefined) return;
  const corners = countOf(vertexPositions);
  const indices =
    triangleIndices.length > 0 && typeof triangleIndices[0] === 'number' ? [triangleIndices] : triangleIndices;
  for (const triangle of indices as readonly ArrayLike<number>[]) {
    for (let i = 0; i < triangle.length; i++) {
      const index = triangle[i] ?? 0;
      if (index >= corners) {
        throw new RangeError(
          `Mesh3D.triangleIndices must name corners from 0 to ${corners - 1} of vertexPositions, but has ${index}.`,
        );
      }
    }
  }
}

function countOf(positions: Mesh3DFields['vertexPositions']): number {
  return positions.length === 0 || typeof positions[0] === 'number' ? positions.length / 3 : positions.length;
}
