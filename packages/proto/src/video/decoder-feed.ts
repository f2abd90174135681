import { joinNalUnits, NalCursor, NalType } from './annex-b.ts';
import type { H264Sps } from './h264-sps.ts';
import { type ParameterSetSnapshot, ParameterSets } from './parameter-sets.ts';
import { rewriteSpsReorder } from './rewrite-sps.ts';
import { type ScannedSample, scanSample } from './sample.ts';

/** One access unit as a decoder wants it. */
export interface PreparedSample {
  /** Annex B, own copy; empty when the sample holds no picture and must not be given to a decoder. */
  readonly data: Uint8Array;
  /** An IDR picture with its parameter sets known: a decoder can start here. */
  readonly isKey: boolean;
  /** The SPS in force; undefined when it is not known. */
  readonly sps: H264Sps | undefined;
}

/** How a {@link DecoderFeed} starts and what it changes. */
export interface DecoderFeedOptions {
  /** Sets remembered from before the first sample, as {@link DecoderFeed.snapshot} gave them. */
  readonly parameterSets?: ParameterSetSnapshot;
  /**
   * Leave `max_num_reorder_frames` of the SPS as it is. Default false: it becomes 0, so that the decoder holds no picture
   * back. True is for streams whose output order was not checked.
   */
  readonly keepReorder?: boolean;
}

/**
 * Prepares the access units of one H.264 stream for a decoder, in decode order: delimiter first, then for an IDR picture
 * its SPS and all PPS of that, then the slices of the primary picture. SEI and everything else is left out, since
 * decoders stumble over some of it and need none.
 *
 * Parameter sets are remembered from sample to sample. To start anew at an earlier IDR picture, make a new feed from a
 * snapshot that was taken before that picture: later sets of the same ids may differ.
 */
export class DecoderFeed {
  readonly #sets: ParameterSets;
  readonly #keepReorder: boolean;
  /** By the stored NAL unit, which stays the same object while its content is repeated. */
  readonly #rewritten = new WeakMap<Uint8Array, Uint8Array>();

  constructor(options: DecoderFeedOptions = {}) {
    this.#sets =
      options.parameterSets === undefined ? new ParameterSets() : ParameterSets.fromSnapshot(options.parameterSets);
    this.#keepReorder = options.keepReorder ?? false;
  }

  /** The parameter sets known now; costs next to nothing. */
  snapshot(): ParameterSetSnapshot {
    return this.#sets.snapshot();
  }

  /** Prepares the next access unit. Never throws for what the bytes say: damaged parameter sets are left out. */
  prepare(annexB: Uint8Array): PreparedSample {
    const scanned = scanSample(annexB, this.#sets);
    const sps = this.#activeSps(scanned);
    if (scanned.slices.length === 0) return { data: new Uint8Array(0), isKey: false, sps: sps?.value };
    const nals: Uint8Array[] = [];
    const delimiter = scanned.info.nalTypes.includes(NalType.AccessUnitDelimiter) ? findDelimiter(annexB) : undefined;
    if (delimiter !== undefined) nals.push(delimiter);
    if (scanned.info.isKeyframe && sps !== undefined) {
      nals.push(this.#forDecoder(sps.nal));
      for (const pps of this.#sets.ppsOf(sps.value.id)) nals.push(pps.nal);
    } else {
      for (const nal of scanned.info.spsNals.values()) nals.push(this.#forDecoder(nal));
      nals.push(...scanned.info.ppsNals.values());
    }
    for (const { start, end, header } of scanned.slices) {
      if (header === undefined || header.redundantPicCnt === 0) nals.push(annexB.subarray(start, end));
    }
    return { data: joinNalUnits(nals), isKey: scanned.info.isKeyframe && sps !== undefined, sps: sps?.value };
  }

  #activeSps({ slices }: ScannedSample) {
    for (const { header } of slices) if (header !== undefined) return this.#sets.sps(header.spsId);
    return undefined;
  }

  #forDecoder(spsNal: Uint8Array): Uint8Array {
    if (this.#keepReorder) return spsNal;
    let rewritten = this.#rewritten.get(spsNal);
    if (rewritten === undefined) {
      rewritten = rewriteSpsReorder(spsNal);
      this.#rewritten.set(spsNal, rewritten);
    }
    return rewritten;
  }
}

function findDelimiter(annexB: Uint8Array): Uint8Array | undefined {
  const nals = new NalCursor(annexB);
  while (nals.next()) if (nals.type === NalType.AccessUnitDelimiter) return nals.borrowed;
  return undefined;
}
