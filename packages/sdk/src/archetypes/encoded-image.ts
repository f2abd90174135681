import type { ComponentBatch } from '@rushes/proto';
import { describe } from '../coerce/describe.ts';
import { toText } from '../coerce/text.ts';
import { toOneFloat32 } from '../coerce/vector.ts';
import { Archetype, batchOf, checkFields } from './archetype.ts';

/** Options of {@link EncodedImage.fromBytes}. @group Archetypes */
export interface EncodedImageOptions {
  /** Default: read from the bytes (JPEG, PNG, WebP). */
  readonly mediaType?: string | undefined;
  /** 0 to 1. Default: opaque. */
  readonly opacity?: number | undefined;
  /** Higher is drawn on top of lower. Default: the viewer's. */
  readonly drawOrder?: number | undefined;
}

/**
 * A picture in its compressed file form.
 *
 * @example
 * rec.log('map', EncodedImage.fromBytes(await readFile('map.png')));
 *
 * @group Archetypes
 */
export class EncodedImage extends Archetype {
  /** @internal */
  readonly batches: readonly ComponentBatch[];

  private constructor(batches: readonly ComponentBatch[]) {
    super('EncodedImage');
    this.batches = batches;
  }

  /**
   * Copies the bytes of a JPEG, PNG or WebP file; other formats need `mediaType`.
   *
   * @throws TypeError, RangeError if there are no bytes or their format is not recognised.
   */
  static fromBytes(bytes: Uint8Array, options: EncodedImageOptions = {}): EncodedImage {
    if (!(bytes instanceof Uint8Array)) {
      throw new TypeError(
        `EncodedImage.fromBytes takes a Uint8Array with the file's bytes, but got ${describe(bytes)}.`,
      );
    }
    checkFields('EncodedImage options', options, ['mediaType', 'opacity', 'drawOrder']);
    if (bytes.length === 0)
      throw new RangeError('EncodedImage.fromBytes needs the bytes of a picture, but got 0 bytes.');
    const { opacity, drawOrder } = options;
    const mediaType =
      options.mediaType === undefined ? sniffMediaType(bytes) : toText('EncodedImage.mediaType', options.mediaType);
    const batches: ComponentBatch[] = [
      // Not bytes.slice(): a Buffer's slice is a view on the same memory.
      batchOf('EncodedImage', 'blob', [new Uint8Array(bytes)]),
      batchOf('EncodedImage', 'media_type', [mediaType]),
    ];
    if (opacity !== undefined) {
      batches.push(batchOf('EncodedImage', 'opacity', toOneFloat32('EncodedImage.opacity', opacity)));
    }
    if (drawOrder !== undefined) {
      batches.push(batchOf('EncodedImage', 'draw_order', toOneFloat32('EncodedImage.drawOrder', drawOrder)));
    }
    return new EncodedImage(batches);
  }
}

function sniffMediaType(bytes: Uint8Array): string {
  if (startsWith(bytes, 0, [0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (startsWith(bytes, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png';
  if (startsWith(bytes, 0, [0x52, 0x49, 0x46, 0x46]) && startsWith(bytes, 8, [0x57, 0x45, 0x42, 0x50]))
    return 'image/webp';
  const head = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  throw new TypeError(
    `EncodedImage.fromBytes recognises JPEG, PNG and WebP, but the bytes start with ${head}; for other formats pass {mediaType: 'image/…'}.`,
  );
}

function startsWith(bytes: Uint8Array, offset: number, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[offset + i] === byte);
}
