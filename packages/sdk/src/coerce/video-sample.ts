import {
  type AvcDecoderConfiguration,
  avccLengthSize,
  H264StreamChecker,
  isAnnexB,
  joinNalUnits,
  NalType,
  ProtoError,
  parseAvcDecoderConfiguration,
  refusalOf,
  splitAvccSample,
  splitNalUnits,
} from '@rushes/proto';
import { VideoSampleError } from '../video-sample-error.ts';
import { describe } from './describe.ts';

/** A packet of `node-av`, as far as it is read. @group Archetypes */
export interface PacketLike {
  /** One access unit; `null` counts as empty. */
  readonly data: Uint8Array | null;
  /** Not trusted: the bitstream is read. */
  readonly isKeyframe: boolean;
}

/** WebCodecs' `EncodedVideoChunk`, as far as it is read. @group Archetypes */
export interface EncodedVideoChunkLike {
  /** Bytes of the sample. */
  readonly byteLength: number;
  /** Not trusted: the bitstream is read. */
  readonly type: 'key' | 'delta';
  /** Writes the sample to the start of `destination`. */
  copyTo(destination: Uint8Array): void;
}

/** What {@link VideoStream.fromSample} takes. @group Archetypes */
export type VideoSampleInput = Uint8Array | PacketLike | EncodedVideoChunkLike;

/** What has to be known besides the bytes of a sample. @group Archetypes */
export interface SampleOptions {
  /** The `avcC` record of length-prefixed (AVCC) samples: `description` of WebCodecs' decoder config. Default: Annex B. */
  readonly description?: Uint8Array | ArrayBuffer | undefined;
  /**
   * The codec's extradata as FFmpeg has it (`stream.codecpar.extradata`): an `avcC` record, or parameter sets in Annex B form
   * that are put in front of keyframes that lack them.
   */
  readonly extradata?: Uint8Array | null | undefined;
}

/** The sample's bytes in Annex B form, in memory of their own. */
export function sampleBytes(where: string, input: VideoSampleInput, options: SampleOptions): Uint8Array {
  const copy = copyBytes(where, input);
  const extra = extraBytes(where, options);
  if (extra === undefined) return checkAnnexB(copy);
  if (isAnnexB(extra)) return withParameterSets(checkAnnexB(copy), splitNalUnits(extra));
  if (!isAnnexB(copy) || avccLengthSize(copy) !== undefined) return fromAvcc(where, copy, extra);
  const { spsNals, ppsNals } = parseDescription(where, extra);
  return withParameterSets(copy, [...spsNals, ...ppsNals]);
}

function copyBytes(where: string, input: VideoSampleInput): Uint8Array {
  // Not slice(): that of a Buffer is a view on the same memory.
  if (input instanceof Uint8Array) return new Uint8Array(input);
  if (typeof input === 'object' && input !== null) {
    if ('copyTo' in input && typeof input.copyTo === 'function') {
      const bytes = new Uint8Array(input.byteLength);
      input.copyTo(bytes);
      return bytes;
    }
    if ('data' in input && input.data instanceof Uint8Array) return new Uint8Array(input.data);
    if ('data' in input && input.data === null) return new Uint8Array(0);
  }
  throw new TypeError(
    `${where} takes a Uint8Array (Annex B), a node-av Packet or an EncodedVideoChunk, but got ${describe(input)}.`,
  );
}

function extraBytes(where: string, { description, extradata }: SampleOptions): Uint8Array | undefined {
  const extra = description ?? extradata ?? undefined;
  if (extra === undefined || extra instanceof Uint8Array) return extra;
  if (extra instanceof ArrayBuffer) return new Uint8Array(extra);
  throw new TypeError(`${where}: description must be a Uint8Array or an ArrayBuffer, but is ${describe(extra)}.`);
}

/** What is not Annex B is named at once: a container, another codec, AVCC without a description, nothing at all. */
function checkAnnexB(bytes: Uint8Array): Uint8Array {
  if (isAnnexB(bytes)) return bytes;
  const result = new H264StreamChecker().check(bytes);
  if (!result.ok) throw new VideoSampleError(result.refusal);
  return result.annexB;
}

function fromAvcc(where: string, sample: Uint8Array, description: Uint8Array): Uint8Array {
  const { lengthSize, spsNals, ppsNals } = parseDescription(where, description);
  if (sample.length === 0) throw new VideoSampleError(refusalOf('empty'));
  try {
    return joinNalUnits(completeNals(splitAvccSample(sample, lengthSize), [...spsNals, ...ppsNals]));
  } catch (error) {
    if (error instanceof ProtoError) throw new VideoSampleError(refusalOf('truncated', error.message));
    throw error;
  }
}

function parseDescription(where: string, description: Uint8Array): AvcDecoderConfiguration {
  try {
    return parseAvcDecoderConfiguration(description);
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`${where}: the description (extradata) must be an avcC record: ${text}`, { cause });
  }
}

function withParameterSets(annexB: Uint8Array, parameterSets: readonly Uint8Array[]): Uint8Array {
  const nals = splitNalUnits(annexB);
  const complete = completeNals(nals, parameterSets);
  return complete === nals ? annexB : joinNalUnits(complete);
}

/** Puts the parameter sets in front of a keyframe that comes without; behind the delimiter, which must stay first. */
function completeNals(nals: Uint8Array[], parameterSets: readonly Uint8Array[]): Uint8Array[] {
  const typeOf = (nal: Uint8Array) => (nal[0] ?? 0) & 0x1f;
  if (!nals.some((nal) => typeOf(nal) === NalType.IdrSlice) || nals.some((nal) => typeOf(nal) === NalType.Sps))
    return nals;
  const sets = parameterSets.filter((nal) => typeOf(nal) === NalType.Sps || typeOf(nal) === NalType.Pps);
  const delimiters = nals.filter((nal) => typeOf(nal) === NalType.AccessUnitDelimiter);
  const others = nals.filter((nal) => typeOf(nal) !== NalType.AccessUnitDelimiter);
  return [...delimiters, ...sets, ...others];
}
