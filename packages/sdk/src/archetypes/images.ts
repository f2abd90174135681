import { type ChannelDatatype, ColorModel } from '@rushes/proto';
import type { Bytes } from '../coerce/bytes.ts';
import { FieldArchetype } from './field-archetype.ts';
import { batchesOf, type FieldsOf, fieldKeys } from './fields.ts';
import { type PixelFields, withFormat } from './pixels.ts';

/** What an {@link Image} has besides its pixels. @group Archetypes */
export type ImageOptions = Omit<FieldsOf<'Image'>, 'buffer' | 'format'>;

/** What {@link Image} is made of. @group Archetypes */
export type ImageFields = PixelFields & ImageOptions;

/** A picture as `canvas.getContext('2d').getImageData()` gives it. @group Archetypes */
export interface ImageDataLike {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** Four bytes red, green, blue and alpha per pixel. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/**
 * A picture as its pixels, in packed rows (`colorModel` and `channelDatatype`) or as cameras and decoders give them (`pixelFormat`). For
 * video use `VideoStream`, for files `EncodedImage`: both take a tenth of the bytes and less.
 *
 * Without `colorModel` the number of bytes tells grey, RGB and RGBA apart.
 *
 * @example
 * rec.log('camera', new Image({ buffer: nv12, width: 640, height: 480, pixelFormat: 'NV12' }));
 * rec.log('mask', Image.fromRGBA(64, 64, new Uint8Array(64 * 64 * 4)));
 *
 * @group Archetypes
 */
export class Image extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: ImageFields) {
    const rules = { archetype: 'Image', keys: fieldKeys('Image'), buffer: 'buffer', singleChannel: false };
    super('Image', batchesOf('Image', withFormat(fields, rules)));
  }

  /** From three bytes red, green and blue per pixel. @throws RangeError if the number of bytes is another. */
  static fromRGB(width: number, height: number, pixels: Bytes, options: ImageOptions = {}): Image {
    return packed(ColorModel.RGB, width, height, pixels, options);
  }

  /** From four bytes red, green, blue and (straight) alpha per pixel. @throws RangeError if the number of bytes is another. */
  static fromRGBA(width: number, height: number, pixels: Bytes, options: ImageOptions = {}): Image {
    return packed(ColorModel.RGBA, width, height, pixels, options);
  }

  /** From one byte per pixel. @throws RangeError if the number of bytes is another. */
  static fromGray(width: number, height: number, pixels: Bytes, options: ImageOptions = {}): Image {
    return packed(ColorModel.L, width, height, pixels, options);
  }

  /** From what a canvas gives. @throws RangeError if the number of bytes does not fit the size. */
  static fromImageData(image: ImageDataLike, options: ImageOptions = {}): Image {
    return packed(ColorModel.RGBA, image.width, image.height, image.data, options);
  }
}

function packed(colorModel: ColorModel, width: number, height: number, buffer: Bytes, options: ImageOptions): Image {
  return new Image({ ...options, buffer, width, height, colorModel, channelDatatype: 'U8' });
}

/** Pixels of one channel: no colour model. @group Archetypes */
export type SingleChannelFields = PixelFields & { readonly colorModel?: undefined; readonly pixelFormat?: undefined };

/** What {@link DepthImage} is made of. @group Archetypes */
export type DepthImageFields = SingleChannelFields & Omit<FieldsOf<'DepthImage'>, 'buffer' | 'format'>;

/**
 * Distances from the camera's plane as a picture, one number per pixel; below a {@link Pinhole} also a point cloud in 3D. `meter` says how
 * much one unit of the scene is: 1000 for millimetres. 0 means that nothing was measured.
 *
 * @example
 * rec.log('camera/depth', new DepthImage({ buffer: new Uint16Array(640 * 480), width: 640, height: 480, meter: 1000 }));
 *
 * @group Archetypes
 */
export class DepthImage extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: DepthImageFields) {
    const rules = { archetype: 'DepthImage', keys: fieldKeys('DepthImage'), buffer: 'buffer', singleChannel: true };
    super('DepthImage', batchesOf('DepthImage', withFormat(fields, rules)));
  }
}

/** What {@link SegmentationImage} is made of. @group Archetypes */
export type SegmentationImageFields = SingleChannelFields & Omit<FieldsOf<'SegmentationImage'>, 'buffer' | 'format'>;

/**
 * A picture of class ids, one whole number per pixel; {@link AnnotationContext} says what they stand for and how they are coloured.
 *
 * @example
 * rec.log('camera/classes', new SegmentationImage({ buffer: new Uint8Array(640 * 480), width: 640, height: 480 }));
 *
 * @group Archetypes
 */
export class SegmentationImage extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: SegmentationImageFields) {
    const rules = {
      archetype: 'SegmentationImage',
      keys: fieldKeys('SegmentationImage'),
      buffer: 'buffer',
      singleChannel: true,
    };
    super('SegmentationImage', batchesOf('SegmentationImage', withFormat(fields, rules)));
  }
}

/** What {@link GridMap} is made of. @group Archetypes */
export type GridMapFields = Omit<FieldsOf<'GridMap'>, 'format'> &
  (
    | { readonly format: FieldsOf<'GridMap'>['format']; readonly width?: undefined; readonly height?: undefined }
    | {
        /** Cells along x. */
        readonly width: number;
        /** Cells along y. */
        readonly height: number;
        /** Default: by the number of bytes, grey or RGB(A). */
        readonly colorModel?: keyof typeof ColorModel | undefined;
        /** Default: what the typed array is. */
        readonly channelDatatype?: keyof typeof ChannelDatatype | undefined;
        readonly format?: undefined;
      }
  );

/**
 * A picture that lies in space, such as an occupancy or cost map: one pixel per cell, rows from the top. The pose is that of its **lower
 * left corner**; with `colormap` (`'rvizMap'`, `'rvizCostmap'`) grey values are coloured.
 *
 * @example
 * rec.log('map', new GridMap({ data: cells, width: 200, height: 100, cellSize: 0.05, colormap: 'rvizMap' }));
 *
 * @group Archetypes
 */
export class GridMap extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: GridMapFields) {
    const rules = { archetype: 'GridMap', keys: fieldKeys('GridMap'), buffer: 'data', singleChannel: false };
    super('GridMap', batchesOf('GridMap', withFormat(fields, rules)));
  }
}
