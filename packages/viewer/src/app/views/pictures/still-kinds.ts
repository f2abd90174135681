import type { EntityPath } from '@rushes/proto';
import { readAnnotations } from '../../data/annotations.ts';
import { readBytes, readNumbers, readStructs, readTexts } from '../../data/read-column.ts';
import type { RowRef } from '../../data/recording-store.ts';
import { colormapTable } from '../../util/colormap.ts';
import { readFirstNumber } from '../shared-instances.ts';
import { type DepthField, depthColormap, metreOf } from './depth-field.ts';
import { type Broken, broken, isBroken, lengthProblem, type PictureFormat, pictureFormat } from './image-format.ts';
import type { DecodedPicture } from './image-loader.ts';
import { type NumberField, type NumberRange, numberField } from './number-field.ts';
import type { StillJob } from './picture-job.ts';
import { type PixelReading, readPixel } from './pixel-reading.ts';

/** The rows a still picture is made of: its pixels, and by field name what else it takes. */
export interface StillRows {
  readonly entity: EntityPath;
  readonly pixels: RowRef;
  readonly others: Readonly<Record<string, RowRef | undefined>>;
  /** Of the kinds that have classes. */
  readonly annotations: RowRef | undefined;
}

/** How one row becomes a picture. */
export interface StillWork {
  readonly job: StillJob;
  /** Of a depth image. */
  depth?(decoded: DecodedPicture): DepthField | undefined;
  /** What was logged for a pixel of the picture. */
  readAt?(decoded: DecodedPicture, x: number, y: number): PixelReading | undefined;
}

/** An archetype that shows one picture a row. */
export interface StillKind {
  readonly archetype: 'EncodedImage' | 'Image' | 'DepthImage' | 'EncodedDepthImage' | 'SegmentationImage';
  /** The field with the pixels. */
  readonly pixels: 'blob' | 'buffer';
  /** Fields that take part in making the picture. */
  readonly others: readonly string[];
  readonly hasClasses: boolean;
  readonly drawOrder: number;
  /** Opacity where none was logged; undefined: half over other pictures. */
  readonly opacity: number | undefined;
  prepare(rows: StillRows): StillWork | Broken;
}

const ENCODED_IMAGE: StillKind = {
  archetype: 'EncodedImage',
  pixels: 'blob',
  others: ['media_type'],
  hasClasses: false,
  drawOrder: -10,
  opacity: 1,
  prepare: ({ pixels, others }) => ({
    job: { kind: 'encoded', bytes: bytesOf(pixels), mediaType: readTexts(others.media_type)?.[0] ?? '' },
  }),
};

const IMAGE: StillKind = {
  archetype: 'Image',
  pixels: 'buffer',
  others: ['format'],
  hasClasses: false,
  drawOrder: -10,
  opacity: 1,
  prepare: ({ pixels, others }) => {
    const bytes = bytesOf(pixels);
    const format = checkedFormat(bytes, others.format);
    if (isBroken(format)) return format;
    return { job: { kind: 'image', bytes, format }, readAt: (_, x, y) => readPixel(bytes, format, x, y) };
  },
};

const DEPTH_IMAGE: StillKind = {
  archetype: 'DepthImage',
  pixels: 'buffer',
  others: ['format', 'meter', 'colormap', 'depth_range'],
  hasClasses: false,
  drawOrder: -20,
  opacity: 1,
  prepare: ({ pixels, others }) => {
    const bytes = bytesOf(pixels);
    const format = checkedFormat(bytes, others.format);
    if (isBroken(format)) return format;
    const field = numberField(bytes, format);
    if (isBroken(field)) return field;
    const depth = depthField(field, others);
    return {
      job: { kind: 'depth', bytes, format, colors: { palette: colormapTable(depth.colormap), range: depth.range } },
      depth: () => depth,
      readAt: (_, x, y) => depthAt(depth, x, y),
    };
  },
};

const ENCODED_DEPTH_IMAGE: StillKind = {
  archetype: 'EncodedDepthImage',
  pixels: 'blob',
  others: ['media_type', 'meter', 'colormap', 'depth_range'],
  hasClasses: false,
  drawOrder: -20,
  opacity: 1,
  prepare: ({ pixels, others }) => {
    const colormap = depthColormap(readFirstNumber(others.colormap));
    const depth = ({ field, isMetric }: DecodedPicture) =>
      field && {
        ...depthField(field, others),
        ...(isMetric === true && others.meter === undefined ? { perMetre: 1 } : {}),
      };
    return {
      job: {
        kind: 'packed-depth',
        bytes: bytesOf(pixels),
        mediaType: readTexts(others.media_type)?.[0] ?? '',
        colors: { palette: colormapTable(colormap), range: depthRangeOf(others.depth_range) },
      },
      depth,
      readAt: (decoded, x, y) => {
        const found = depth(decoded);
        return found && depthAt(found, x, y);
      },
    };
  },
};

const SEGMENTATION_IMAGE: StillKind = {
  archetype: 'SegmentationImage',
  pixels: 'buffer',
  others: ['format'],
  hasClasses: true,
  drawOrder: 0,
  opacity: undefined,
  prepare: ({ pixels, others, annotations }) => {
    const bytes = bytesOf(pixels);
    const format = checkedFormat(bytes, others.format);
    if (isBroken(format)) return format;
    const field = numberField(bytes, format);
    if (isBroken(field)) return field;
    const classes = annotations === undefined ? undefined : readAnnotations(annotations).classes;
    const colors = new Map<number, number>();
    for (const [id, { color }] of classes ?? []) if (color !== undefined) colors.set(id, color);
    return {
      job: { kind: 'classes', bytes, format, colors },
      readAt: (_, x, y) => {
        const id = Math.round(field.values[y * field.width + x] ?? Number.NaN);
        return { kind: 'class', id, label: classes?.get(id)?.label };
      },
    };
  },
};

/** Every archetype that shows one picture a row. */
export const STILL_KINDS: readonly StillKind[] = [
  ENCODED_IMAGE,
  IMAGE,
  DEPTH_IMAGE,
  ENCODED_DEPTH_IMAGE,
  SEGMENTATION_IMAGE,
];

function bytesOf(row: RowRef): Uint8Array {
  return readBytes(row, 0) ?? new Uint8Array();
}

function checkedFormat(bytes: Uint8Array, row: RowRef | undefined): PictureFormat | Broken {
  const logged = readStructs(row)?.[0];
  if (logged === undefined) return broken('no format was logged for it: width, height and layout of its pixels');
  const { width, height, pixel_format, color_model, channel_datatype } = logged;
  const format = pictureFormat({ width, height, pixel_format, color_model, channel_datatype });
  return isBroken(format) ? format : (lengthProblem(bytes.byteLength, format) ?? format);
}

function depthField(field: NumberField, others: StillRows['others']): DepthField {
  return {
    field,
    perMetre: metreOf(field, readFirstNumber(others.meter)),
    colormap: depthColormap(readFirstNumber(others.colormap)),
    range: depthRangeOf(others.depth_range),
  };
}

function depthRangeOf(row: RowRef | undefined): NumberRange | undefined {
  const [min, max] = Array.from(readNumbers(row)?.numbers ?? [], Number);
  return min !== undefined && max !== undefined && Number.isFinite(max - min) && max > min ? { min, max } : undefined;
}

/** Zero is what depth cameras say where they see nothing. */
function depthAt({ field, perMetre }: DepthField, x: number, y: number): PixelReading {
  const raw = field.values[y * field.width + x] ?? Number.NaN;
  return { kind: 'depth', raw, metres: raw === 0 ? Number.NaN : raw / perMetre };
}
