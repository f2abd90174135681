import { type Bytes, toBytes } from '../coerce/bytes.ts';
import { describe } from '../coerce/describe.ts';
import { FieldArchetype } from './field-archetype.ts';
import { batchesOf, checkFields, type FieldsOf, fieldKeys, isPartial } from './fields.ts';
import { DEPTH_FILES, IMAGE_FILES, MODEL_FILES, recogniseMediaType, VIDEO_FILES } from './media-type.ts';

/** Options of {@link EncodedImage.fromBytes}. @group Archetypes */
export type EncodedImageOptions = Omit<FieldsOf<'EncodedImage'>, 'blob'>;

/** What {@link EncodedImage} is made of. @group Archetypes */
export interface EncodedImageFields extends FieldsOf<'EncodedImage'> {}

/**
 * A picture in its compressed file form: JPEG, PNG or WebP (others need `mediaType`).
 *
 * @example
 * rec.log('map', EncodedImage.fromBytes(await readFile('map.png')));
 *
 * @group Archetypes
 */
export class EncodedImage extends FieldArchetype {
  /** @throws TypeError, RangeError if there are no bytes or their format is not recognised. */
  constructor(fields: EncodedImageFields) {
    super('EncodedImage', batchesOf('EncodedImage', withMediaType('EncodedImage', fields, IMAGE_FILES, 'image/…')));
  }

  /** Copies the bytes of a file. @throws TypeError, RangeError if there are no bytes or their format is not recognised. */
  static fromBytes(bytes: Uint8Array, options: EncodedImageOptions = {}): EncodedImage {
    return new EncodedImage(fromBytes('EncodedImage', bytes, options));
  }
}

/** What {@link EncodedDepthImage} is made of. @group Archetypes */
export interface EncodedDepthImageFields extends FieldsOf<'EncodedDepthImage'> {}

/**
 * Distances from the camera as the bytes of a file: a PNG of 16 bits (or 8) in one channel, or RVL with `mediaType: 'application/rvl'`.
 *
 * @example
 * rec.log('camera/depth', new EncodedDepthImage({ blob: png, meter: 1000 }));
 *
 * @group Archetypes
 */
export class EncodedDepthImage extends FieldArchetype {
  /** @throws TypeError, RangeError if there are no bytes or their format is not recognised. */
  constructor(fields: EncodedDepthImageFields) {
    super(
      'EncodedDepthImage',
      batchesOf('EncodedDepthImage', withMediaType('EncodedDepthImage', fields, DEPTH_FILES, 'application/rvl')),
    );
  }
}

/** What {@link Asset3D} is made of. @group Archetypes */
export interface Asset3DFields extends FieldsOf<'Asset3D'> {}

/**
 * A whole 3D model as a file: GLB, glTF, OBJ or STL. What it refers to must be inside the file.
 *
 * @example
 * rec.logStatic('robot', new Asset3D({ blob: await readFile('robot.glb') }));
 *
 * @group Archetypes
 */
export class Asset3D extends FieldArchetype {
  /** @throws TypeError, RangeError if there are no bytes or their format is not recognised. */
  constructor(fields: Asset3DFields) {
    super('Asset3D', batchesOf('Asset3D', withMediaType('Asset3D', fields, MODEL_FILES, 'model/…')));
  }
}

/** What {@link AssetVideo} is made of. @group Archetypes */
export interface AssetVideoFields extends FieldsOf<'AssetVideo'> {}

/**
 * A whole video as an MP4 file. Log it static; {@link VideoFrameReference} says which of its frames is shown when.
 *
 * @example
 * rec.logStatic('clip', new AssetVideo({ blob: await readFile('clip.mp4') }));
 *
 * @group Archetypes
 */
export class AssetVideo extends FieldArchetype {
  /** @throws TypeError, RangeError if there are no bytes or their format is not recognised. */
  constructor(fields: AssetVideoFields) {
    super('AssetVideo', batchesOf('AssetVideo', withMediaType('AssetVideo', fields, VIDEO_FILES, 'video/…')));
  }
}

/** What {@link VideoFrameReference} is made of. @group Archetypes */
export interface VideoFrameReferenceFields extends FieldsOf<'VideoFrameReference'> {}

/**
 * Shows one frame of an {@link AssetVideo}: the one at `timestamp`, in **seconds** as a number or **nanoseconds** as a bigint from the
 * beginning of the video.
 *
 * @example
 * rec.log('clip', new VideoFrameReference({ timestamp: 1.5 }));
 *
 * @group Archetypes
 */
export class VideoFrameReference extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: VideoFrameReferenceFields) {
    super('VideoFrameReference', batchesOf('VideoFrameReference', fields));
  }
}

interface FileFields {
  readonly blob: Bytes;
  readonly mediaType?: string | undefined;
}
type FileArchetype = 'EncodedImage' | 'EncodedDepthImage' | 'Asset3D' | 'AssetVideo';

function fromBytes<F extends object>(archetype: FileArchetype, bytes: Uint8Array, options: F): F & FileFields {
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(`${archetype}.fromBytes takes a Uint8Array with the file's bytes, but got ${describe(bytes)}.`);
  }
  checkFields(`${archetype} options`, options, fieldKeys(archetype));
  return { ...options, blob: bytes };
}

/** Viewers that do not know the kind of a file show nothing: it is found here, or asked for. */
function withMediaType(
  archetype: FileArchetype,
  fields: FileFields,
  kinds: typeof IMAGE_FILES,
  example: string,
): FileFields {
  checkFields(archetype, fields, fieldKeys(archetype));
  if (fields.blob === undefined && isPartial(fields)) return fields;
  const bytes = toBytes(`${archetype}.blob`, fields.blob);
  if (bytes.length === 0) throw new RangeError(`${archetype}.blob must hold the bytes of a file, but has 0 bytes.`);
  const mediaType = fields.mediaType ?? recogniseMediaType(bytes, kinds);
  if (mediaType !== undefined) return { ...fields, mediaType };
  const head = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const known = kinds.map((kind) => kind.mediaType.replace(/^.*\//, '')).join(', ');
  throw new TypeError(
    `${archetype} recognises ${known}, but the bytes start with ${head}; for other formats pass {mediaType: '${example}'}.`,
  );
}
