import { NalType } from './annex-b.ts';
import { type H264Pps, parsePps } from './h264-pps.ts';
import type { SliceParameterSets } from './h264-slice.ts';
import { type H264Sps, parseSps } from './h264-sps.ts';

/** A parameter set and the NAL unit that it was read from: own copy, without start code. */
export interface StoredSet<T> {
  readonly nal: Uint8Array;
  readonly value: T;
}

/** Raw parameter sets as they can be kept with a recording or posted to a worker. */
export interface ParameterSetSnapshot {
  /** NAL units without start code. */
  readonly spsNals: readonly Uint8Array[];
  readonly ppsNals: readonly Uint8Array[];
}

/** The SPS and PPS that a decoder remembers at some point of a stream; a later one replaces that of the same id. */
export class ParameterSets {
  readonly #sps = new Map<number, StoredSet<H264Sps>>();
  readonly #pps = new Map<number, StoredSet<H264Pps>>();

  /** Sets that cannot be parsed throw, as {@link add} does. */
  static fromSnapshot(snapshot: ParameterSetSnapshot): ParameterSets {
    const sets = new ParameterSets();
    for (const nal of snapshot.spsNals) sets.add(nal);
    for (const nal of snapshot.ppsNals) sets.add(nal);
    return sets;
  }

  /**
   * Remembers a copy of an SPS or PPS NAL unit, with header byte and without start code; other types are ignored.
   * Throws `ProtoError` as `parseSps` and `parsePps` do, and then keeps what it had.
   */
  add(nal: Uint8Array): void {
    const type = (nal[0] ?? 0) & 0x1f;
    if (type === NalType.Sps || type === NalType.Pps) this.remember(nal);
  }

  /** {@link add} for a NAL unit known to be an SPS or PPS; returns what is kept of it. */
  remember(nal: Uint8Array): StoredSet<H264Sps> | StoredSet<H264Pps> {
    return ((nal[0] ?? 0) & 0x1f) === NalType.Sps
      ? keep(this.#sps, nal, parseSps)
      : keep(this.#pps, nal, (bytes) => parsePps(bytes, (spsId) => this.#sps.get(spsId)?.value.chromaFormatIdc));
  }

  get isEmpty(): boolean {
    return this.#sps.size === 0;
  }

  sps(id: number): StoredSet<H264Sps> | undefined {
    return this.#sps.get(id);
  }

  pps(id: number): StoredSet<H264Pps> | undefined {
    return this.#pps.get(id);
  }

  /** The sets for a slice that names this PPS, if both are known. */
  forSlice(ppsId: number): SliceParameterSets | undefined {
    const pps = this.#pps.get(ppsId)?.value;
    const sps = pps === undefined ? undefined : this.#sps.get(pps.spsId)?.value;
    return pps === undefined || sps === undefined ? undefined : { sps, pps };
  }

  /** All picture parameter sets that name this SPS. */
  ppsOf(spsId: number): StoredSet<H264Pps>[] {
    const found: StoredSet<H264Pps>[] = [];
    for (const stored of this.#pps.values()) if (stored.value.spsId === spsId) found.push(stored);
    return found;
  }

  snapshot(): ParameterSetSnapshot {
    return {
      spsNals: [...this.#sps.values()].map((stored) => stored.nal),
      ppsNals: [...this.#pps.values()].map((stored) => stored.nal),
    };
  }
}

/** Encoders repeat the same sets at every keyframe: those are found again by their bytes, without parsing. */
function keep<T extends { readonly id: number }>(
  stored: Map<number, StoredSet<T>>,
  nal: Uint8Array,
  parse: (nal: Uint8Array) => T,
): StoredSet<T> {
  for (const known of stored.values()) if (equalBytes(known.nal, nal)) return known;
  const value = parse(nal);
  const kept = { nal: nal.slice(), value };
  stored.set(value.id, kept);
  return kept;
}

/** Whether two byte strings are the same. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false;
  return true;
}
