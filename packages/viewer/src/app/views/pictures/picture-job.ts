import { assertNever } from '@rushes/proto';
import { classColor } from '../shared-colors.ts';
import { type Broken, broken, isBroken, type PictureFormat, pictureBytes } from './image-format.ts';
import { classPixels, imagePixels, palettePixels, type RgbaPixels } from './image-pixels.ts';
import { finiteRange, type NumberField, type NumberRange, numberField } from './number-field.ts';
import { isPng, pngField } from './png-depth.ts';
import { rvlField } from './rvl-depth.ts';

/** What is to become pixels. Plain data, so that it may be done in a worker. */
export type PictureJob =
  | { readonly kind: 'image'; readonly bytes: Uint8Array; readonly format: PictureFormat }
  | { readonly kind: 'depth'; readonly bytes: Uint8Array; readonly format: PictureFormat; readonly colors: DepthColors }
  | {
      readonly kind: 'packed-depth';
      readonly bytes: Uint8Array;
      /** May be empty: then the first bytes tell. */
      readonly mediaType: string;
      readonly colors: DepthColors;
    }
  | {
      readonly kind: 'classes';
      readonly bytes: Uint8Array;
      readonly format: PictureFormat;
      /** `0xRRGGBBAA` by class id, of the classes that have a colour of their own. */
      readonly colors: ReadonlyMap<number, number>;
    };

/** What a still picture is made of: bytes that the browser knows how to decode, or numbers. */
export type StillJob =
  | { readonly kind: 'encoded'; readonly bytes: Uint8Array; readonly mediaType: string }
  | PictureJob;

export interface DepthColors {
  /** 256 colours of four bytes. */
  readonly palette: Uint8Array;
  /** Undefined: from 0 to the largest number there is. */
  readonly range: NumberRange | undefined;
}

/** Pixels made by a {@link PictureJob}. */
export interface PaintedPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: RgbaPixels;
  /** Of packed depth. */
  readonly field?: NumberField;
  readonly isMetric?: boolean;
}

export const RVL = 'application/rvl';

/** Makes the pixels. */
export async function paintPicture(job: PictureJob): Promise<PaintedPicture | Broken> {
  switch (job.kind) {
    case 'image':
      return sized(job.format, imagePixels(job.bytes, job.format));
    case 'depth': {
      const field = numberField(job.bytes, job.format);
      return isBroken(field) ? field : sized(job.format, depthPixels(field, job.colors));
    }
    case 'packed-depth': {
      const field = await unpackDepth(job.bytes, job.mediaType);
      if (isBroken(field)) return field;
      const painted = sized(field, depthPixels(field, job.colors));
      return isBroken(painted) ? painted : { ...painted, field, isMetric: field.isMetric };
    }
    case 'classes': {
      const field = numberField(job.bytes, job.format);
      return isBroken(field)
        ? field
        : sized(
            job.format,
            classPixels(field, (id) => shownClassColor(job.colors, id)),
          );
    }
    default:
      return assertNever(job);
  }
}

/** Class 0 without a word about it is the background of a segmentation: clear. */
export function shownClassColor(colors: ReadonlyMap<number, number>, classId: number): number {
  return colors.get(classId) ?? (classId === 0 ? 0 : classColor(classId));
}

/** From 0, where depth begins, to the farthest there is. */
export function depthRange(field: NumberField): NumberRange {
  const found = finiteRange(field.values);
  return { min: Math.min(0, found?.min ?? 0), max: found === undefined || found.max <= 0 ? 1 : found.max };
}

/** About how many pixels a job makes; more than this tells is not known before it is done. */
export function jobPixels(job: PictureJob): number {
  return job.kind === 'packed-depth' ? job.bytes.byteLength : pictureBytes(job.format) / 3;
}

async function unpackDepth(
  bytes: Uint8Array,
  mediaType: string,
): Promise<(NumberField & { readonly isMetric: boolean }) | Broken> {
  if (mediaType === RVL) return rvlField(bytes);
  if (mediaType !== '' && mediaType !== 'image/png') {
    return broken(`its media type is ${mediaType}; image/png or ${RVL} was expected`);
  }
  if (mediaType === '' && !isPng(bytes)) return broken('it is no PNG, and no media type was logged');
  const field = await pngField(bytes);
  return isBroken(field) ? field : { ...field, isMetric: false };
}

function depthPixels(field: NumberField, { palette, range }: DepthColors): RgbaPixels {
  return palettePixels(field, range ?? depthRange(field), palette);
}

function sized(
  { width, height }: { readonly width: number; readonly height: number },
  pixels: RgbaPixels | Broken,
): PaintedPicture | Broken {
  return isBroken(pixels) ? pixels : { width, height, pixels };
}
