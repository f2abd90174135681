import { ProtoError, ProtoErrorCode } from '../errors.ts';
import { isAnnexB, joinNalUnits, NalType, splitNalUnits } from './annex-b.ts';
import { avccLengthSize } from './avcc.ts';
import { decoderSupportWarnings, isKnownProfile } from './decoder-support.ts';
import { identifyForeignBytes, identifyStartCodeCodec } from './foreign-format.ts';
import { type H264SliceHeader, resetsPictureOrder, SliceType } from './h264-slice.ts';
import type { H264Sps } from './h264-sps.ts';
import { equalBytes, type ParameterSetSnapshot, ParameterSets } from './parameter-sets.ts';
import { OutputOrder, PictureOrder } from './picture-order.ts';
import { refusalOf, type SampleRefusal, type SampleWarning } from './refusal.ts';
import { type SampleInfo, type ScannedSample, scanSample } from './sample.ts';

/** What the checker says of one sample. */
export type SampleVerdict =
  | {
      readonly ok: true;
      readonly info: SampleInfo;
      readonly isKeyframe: boolean;
      /** The SPS in force. */
      readonly sps: H264Sps;
      /** The same at every sample of a stream, so whoever shows them shows each once. */
      readonly warnings: readonly SampleWarning[];
      /** What to log: the sample itself, or a copy of an IDR with the remembered parameter sets put in front of it. */
      readonly annexB: Uint8Array;
    }
  | { readonly ok: false; readonly refusal: SampleRefusal };

const DAMAGED: SampleWarning = {
  code: 'damaged',
  class: 'corrupt-header',
  message:
    'A header in the sample is damaged, so the picture will be wrong or missing. Check that packets arrive whole.',
};
const NO_WARNINGS: readonly SampleWarning[] = [];

/**
 * Checks the samples of one H.264 stream in the order in which they are logged. It remembers parameter sets, picture
 * order and whether a keyframe has come; it never throws for what the bytes say.
 *
 * ```
 *            IDR with parameter sets            encoder setting refused (B-frames, fields, …)
 * waiting ───────────────────────────► running ────────────────────────────► blocked
 *    ▲ refused: no-keyframe,              ▲ │                                   │ refused alike, since these pictures
 *    └─ no-parameter-sets (retryable)     └─┘ ok                IDR ◄───────────┘ refer to the refused one
 * ```
 */
export class H264StreamChecker {
  readonly #sets: ParameterSets;
  readonly #order = new PictureOrder();
  #sawKeyframe = false;
  #blocked: SampleRefusal | undefined;
  #warningsOf: H264Sps | undefined;
  #warnings = NO_WARNINGS;

  /** `parameterSets`: known from elsewhere, such as a demuxer's extradata. Throws `ProtoError` if they are damaged. */
  constructor(options: { readonly parameterSets?: ParameterSetSnapshot } = {}) {
    this.#sets =
      options.parameterSets === undefined ? new ParameterSets() : ParameterSets.fromSnapshot(options.parameterSets);
  }

  /** Takes parameter sets from outside the samples, as when extradata changes. Throws `ProtoError` if they are damaged. */
  remember(snapshot: ParameterSetSnapshot): void {
    for (const nal of snapshot.spsNals) this.#sets.add(nal);
    for (const nal of snapshot.ppsNals) this.#sets.add(nal);
  }

  /** Checks the next sample, in Annex B. `sample` is borrowed: the verdict's `annexB` may be the same array. */
  check(sample: Uint8Array): SampleVerdict {
    const foreign = this.#foreign(sample);
    if (foreign !== undefined) return { ok: false, refusal: foreign };
    const scanned = scanSample(sample, this.#sets);
    const { info } = scanned;
    // Where the only SPS was refused, that stays the reason, and not that there is none.
    if (info.isKeyframe && !this.#sets.isEmpty) this.#blocked = undefined;
    const refusal =
      this.#refuseUnits(info) ?? this.#blocked ?? this.#refuseSlices(scanned) ?? this.#refuseStart(scanned);
    if (refusal !== undefined) return this.#refuse(refusal);
    const picture = scanned.slices.find((slice) => slice.header !== undefined && slice.header.redundantPicCnt === 0);
    const header = picture?.header;
    const sps = header === undefined ? undefined : this.#sets.sps(header.spsId)?.value;
    const pps = header === undefined ? undefined : this.#sets.pps(header.ppsId)?.value;
    if (picture === undefined || header === undefined || sps === undefined || pps === undefined) {
      return this.#refuse(refusalOf('truncated', firstProblem(scanned)));
    }
    const unusable = this.#refusePicture(scanned, sps);
    if (unusable !== undefined) return this.#refuse(unusable);
    if (info.isKeyframe) this.#sawKeyframe = true;
    const resets = mayReset(header, sps) && readsReset(sample, picture.start, picture.end, sps, pps);
    if (sps.pocType !== 2 && this.#order.take(header, sps, resets) === OutputOrder.Reordered) {
      return this.#refuse(refusalOf('reordering'));
    }
    const isDamaged = info.problem !== undefined || scanned.slices.some((slice) => slice.header === undefined);
    const warnings = this.#warningsFor(sps);
    return {
      ok: true,
      info,
      isKeyframe: info.isKeyframe,
      sps,
      warnings: isDamaged ? [...warnings, DAMAGED] : warnings,
      annexB: info.isKeyframe ? this.#withParameterSets(sample, info, header.spsId) : sample,
    };
  }

  #refuse(refusal: SampleRefusal): SampleVerdict {
    if (!refusal.retryable && this.#blocked === undefined) {
      this.#blocked = refusal;
      this.#order.reset();
    }
    return { ok: false, refusal };
  }

  /** Bytes that are no H.264 in Annex B. They say nothing of the samples after them. */
  #foreign(sample: Uint8Array): SampleRefusal | undefined {
    if (sample.length === 0) return refusalOf('empty');
    if (!isAnnexB(sample)) {
      const code = identifyForeignBytes(sample);
      if (code !== undefined) return refusalOf(code);
      return refusalOf('not-video', `the bytes ${hexStart(sample)}.`);
    }
    // A length of 256 to 511 looks like a start code of three bytes.
    if (sample[2] === 1 && avccLengthSize(sample) !== undefined) return refusalOf('avcc');
    if (!this.#sets.isEmpty) return undefined;
    const code = identifyStartCodeCodec(sample);
    return code === undefined ? undefined : refusalOf(code);
  }

  /** What the NAL units say without a look into the slices. */
  #refuseUnits({ nalTypes, problem, isKeyframe }: SampleInfo): SampleRefusal | undefined {
    // Between keyframes a damaged set is a bit error: the one in force is known, and goes on to be.
    if (problem !== undefined && (isKeyframe || !this.#sawKeyframe)) {
      const code = problem.code === ProtoErrorCode.LimitExceeded ? 'dimensions' : 'corrupt-header';
      return refusalOf(code, problem.message);
    }
    if (nalTypes.length === 0) return refusalOf('truncated', 'a start code with nothing behind it.');
    return nalTypes.some((type) => type >= NalType.Slice && type <= NalType.IdrSlice)
      ? undefined
      : refusalOf('no-picture');
  }

  /** What the slices say without the parameter sets that they refer to. */
  #refuseSlices({ info, slices }: ScannedSample): SampleRefusal | undefined {
    if (this.#sets.isEmpty) return refusalOf('no-parameter-sets');
    const isPartition = (type: number) => type >= NalType.PartitionA && type <= NalType.PartitionC;
    if (info.nalTypes.some(isPartition)) return refusalOf('data-partitioning');
    for (const { sliceStart } of slices) {
      // A slice whose header cannot be read may have got its type from a bit error.
      if (sliceStart === undefined) continue;
      if (sliceStart.sliceType === SliceType.B) return refusalOf('b-frames');
      if (sliceStart.sliceType === SliceType.SP || sliceStart.sliceType === SliceType.SI) {
        return refusalOf('unsupported-profile', 'switching slices (SP, SI) of the Extended profile.');
      }
    }
    return undefined;
  }

  /** Whether a decoder could start, or go on, here. */
  #refuseStart({ info, slices }: ScannedSample): SampleRefusal | undefined {
    if (!info.isKeyframe && !this.#sawKeyframe) return refusalOf('no-keyframe');
    const lacksSets = slices.every((slice) => slice.header === undefined && slice.problem === undefined);
    if (lacksSets)
      return refusalOf('no-parameter-sets', `a picture that refers to PPS ${slices[0]?.sliceStart?.ppsId}.`);
    return undefined;
  }

  /** Properties of the picture that decoders cannot cope with. */
  #refusePicture({ info, slices }: ScannedSample, sps: H264Sps): SampleRefusal | undefined {
    if (!isKnownProfile(sps.profileIdc)) return refusalOf('unsupported-profile', `profile_idc ${sps.profileIdc}.`);
    let previousMb = -1;
    let outOfOrder = false;
    for (const { header } of slices) {
      if (header === undefined || header.redundantPicCnt > 0) continue;
      if (header.fieldPic) return refusalOf('interlaced');
      const groups = this.#sets.pps(header.ppsId)?.value.sliceGroups ?? 1;
      if (groups > 1) return refusalOf('slice-groups', `${groups} slice groups.`);
      if (header.firstMb < previousMb && !sps.separateColourPlane) outOfOrder = true;
      previousMb = header.firstMb;
    }
    if (info.pictures > 1) return refusalOf('several-access-units', `${info.pictures} pictures.`);
    return outOfOrder ? refusalOf('slice-groups', 'slices that go back within the picture.') : undefined;
  }

  #warningsFor(sps: H264Sps): readonly SampleWarning[] {
    if (this.#warningsOf !== sps) {
      this.#warningsOf = sps;
      this.#warnings = decoderSupportWarnings(sps);
    }
    return this.#warnings;
  }

  /** A copy with the remembered parameter sets where some are missing, so that a decoder can start at this IDR picture. */
  #withParameterSets(sample: Uint8Array, info: SampleInfo, spsId: number): Uint8Array {
    const sps = this.#sets.sps(spsId);
    if (sps === undefined) return sample;
    const ppsList = this.#sets.ppsOf(spsId);
    if (info.spsNals.has(spsId) && ppsList.every((pps) => info.ppsNals.has(pps.value.id))) return sample;
    const sets = [sps.nal, ...ppsList.map((pps) => pps.nal)];
    const nals = splitNalUnits(sample).filter((nal) => !sets.some((set) => equalBytes(set, nal)));
    const isDelimited = ((nals[0]?.[0] ?? 0) & 0x1f) === NalType.AccessUnitDelimiter;
    nals.splice(isDelimited ? 1 : 0, 0, ...sets);
    return joinNalUnits(nals);
  }
}

/** Only a reference picture of a stream with picture order counts can carry memory management operation 5 that matters. */
function mayReset(header: H264SliceHeader, sps: H264Sps): boolean {
  return sps.pocType !== 2 && !header.isIdr && header.nalRefIdc !== 0;
}

function readsReset(...slice: Parameters<typeof resetsPictureOrder>): boolean {
  try {
    return resetsPictureOrder(...slice);
  } catch (error) {
    // Damage behind the part of the header that matters: the decoder will say so.
    if (error instanceof ProtoError) return false;
    throw error;
  }
}

function firstProblem({ slices }: ScannedSample): string | undefined {
  return slices.find((slice) => slice.problem !== undefined)?.problem?.message;
}

function hexStart(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
