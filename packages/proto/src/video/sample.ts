import { ProtoError } from '../errors.ts';
import { NalCursor, NalType } from './annex-b.ts';
import { type H264SliceHeader, type H264SliceStart, parseSlice, SliceType } from './h264-slice.ts';
import type { H264Sps } from './h264-sps.ts';
import { ParameterSets } from './parameter-sets.ts';
import { PictureBoundary } from './picture-boundary.ts';

/**
 * What a look at one sample's bytes says, without memory of earlier samples. Returned by {@link inspectSample}.
 */
export interface SampleInfo {
  /** An IDR picture. Recovery points and non-IDR I pictures are not keyframes: no browser decoder starts at them. */
  readonly isKeyframe: boolean;
  readonly sliceTypes: { readonly i: boolean; readonly p: boolean; readonly b: boolean };
  /** SPS found in this sample, by id; parse errors are reported as `problem`. */
  readonly sps: ReadonlyMap<number, H264Sps>;
  /** Raw NAL bytes (without start code) of the parameter sets found, by id. */
  readonly spsNals: ReadonlyMap<number, Uint8Array>;
  readonly ppsNals: ReadonlyMap<number, Uint8Array>;
  readonly nalTypes: readonly number[];
  /** Number of primary coded pictures; 1 in a good sample. Two fields count as two. */
  readonly pictures: number;
  /** Why a parameter set of this sample cannot be parsed. */
  readonly problem: ProtoError | undefined;
}

/** A slice of a sample: `bytes[start..end)` with its header byte. @internal */
export interface ScannedSlice {
  readonly start: number;
  readonly end: number;
  /** Undefined when damaged. */
  readonly sliceStart: H264SliceStart | undefined;
  /** Undefined when damaged, or when its parameter sets are not known. */
  readonly header: H264SliceHeader | undefined;
  /** Why it could not be read. */
  readonly problem: ProtoError | undefined;
}

/** @internal */
export interface ScannedSample {
  readonly info: SampleInfo;
  readonly slices: readonly ScannedSlice[];
}

const NO_SPS: ReadonlyMap<number, H264Sps> = new Map();
const NO_NALS: ReadonlyMap<number, Uint8Array> = new Map();

/**
 * Looks at every NAL unit header and slice header of one Annex B sample; never throws for what the bytes say.
 *
 * `parameterSets` are those of earlier samples; the sample's own are added to them. Without any, keyframe and slice
 * types are told all the same, and the number of pictures is an estimate.
 */
export function inspectSample(annexB: Uint8Array, parameterSets: ParameterSets = new ParameterSets()): SampleInfo {
  return scanSample(annexB, parameterSets).info;
}

/** {@link inspectSample} with the slices. @internal */
export function scanSample(bytes: Uint8Array, sets: ParameterSets): ScannedSample {
  const slices: ScannedSlice[] = [];
  const nalTypes: number[] = [];
  const boundary = new PictureBoundary();
  let found: FoundSets | undefined;
  let problem: ProtoError | undefined;
  let isKeyframe = false;
  let pictures = 0;
  const types = { i: false, p: false, b: false };
  const nals = new NalCursor(bytes);
  while (nals.next()) {
    if (nals.isForbidden) continue;
    const { type, start, end } = nals;
    nalTypes.push(type);
    if (type === NalType.Slice || type === NalType.IdrSlice) {
      const slice = scanSlice(bytes, start, end, sets);
      slices.push(slice);
      if (type === NalType.IdrSlice) isKeyframe = true;
      if (slice.sliceStart !== undefined) noteType(types, slice.sliceStart.sliceType);
      if (startsPicture(boundary, slice, bytes[start] ?? 0, sets)) pictures++;
    } else if (type === NalType.Sps || type === NalType.Pps) {
      found ??= new FoundSets();
      problem = found.take(nals.borrowed, sets) ?? problem;
    }
  }
  const info: SampleInfo = {
    isKeyframe,
    sliceTypes: types,
    sps: found?.sps ?? NO_SPS,
    spsNals: found?.spsNals ?? NO_NALS,
    ppsNals: found?.ppsNals ?? NO_NALS,
    nalTypes,
    pictures: slices.length > 0 ? Math.max(pictures, 1) : 0,
    problem,
  };
  return { info, slices };
}

/** The parameter sets of one sample. */
class FoundSets {
  readonly sps = new Map<number, H264Sps>();
  readonly spsNals = new Map<number, Uint8Array>();
  readonly ppsNals = new Map<number, Uint8Array>();

  take(nal: Uint8Array, sets: ParameterSets): ProtoError | undefined {
    try {
      const stored = sets.remember(nal);
      if ('levelIdc' in stored.value) {
        this.sps.set(stored.value.id, stored.value);
        this.spsNals.set(stored.value.id, stored.nal);
      } else {
        this.ppsNals.set(stored.value.id, stored.nal);
      }
      return undefined;
    } catch (error) {
      if (error instanceof ProtoError) return error;
      throw error;
    }
  }
}

function scanSlice(bytes: Uint8Array, start: number, end: number, sets: ParameterSets): ScannedSlice {
  try {
    const slice = parseSlice(bytes, start, end, (ppsId) => sets.forSlice(ppsId));
    return { start, end, sliceStart: slice.start, header: slice.header, problem: undefined };
  } catch (error) {
    if (error instanceof ProtoError) return { start, end, sliceStart: undefined, header: undefined, problem: error };
    throw error;
  }
}

function startsPicture(
  boundary: PictureBoundary,
  slice: ScannedSlice,
  nalHeader: number,
  sets: ParameterSets,
): boolean {
  if (slice.header !== undefined) {
    return boundary.take(slice.header, sets.sps(slice.header.spsId)?.value.separateColourPlane);
  }
  return slice.sliceStart !== undefined && boundary.takeUnparsed(slice.sliceStart, nalHeader);
}

function noteType(types: { i: boolean; p: boolean; b: boolean }, type: SliceType): void {
  if (type === SliceType.B) types.b = true;
  else if (type === SliceType.P || type === SliceType.SP) types.p = true;
  else types.i = true;
}
