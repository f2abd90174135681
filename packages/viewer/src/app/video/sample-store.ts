import type { ChunkId } from '@rushes/proto';
import { compareTuids, TUID_BYTES } from '@rushes/proto';
import { leadingParameterSets } from './parameter-sets.ts';

/** The samples of one chunk as they come from the ingest worker; the store keeps them as they are. */
export interface SampleChunk {
  readonly chunkId: ChunkId;
  readonly firstKey: number;
  /** 16 bytes per row. */
  readonly rowIds: Uint8Array;
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly keyframes: Uint8Array;
  readonly firstSample?: number | undefined;
}

/** One encoded sample. The object is its identity: compare with `===`. */
export interface StoredSample {
  readonly key: number;
  readonly isKeyframe: boolean;
  readonly chunk: SampleChunk;
  readonly row: number;
  /** Number of the parameter sets it brings, see {@link SampleStore.parameterSetsBefore}; 0 = none. */
  readonly parameterSets: number;
}

/** What stands between a sample and the keyframe it is decoded from. */
export type DecodeChain =
  /** Every sample from `start` up to the asked one is here. */
  | { readonly kind: 'whole'; readonly start: StoredSample }
  /** No keyframe at or before it, and nothing evicted there either. */
  | { readonly kind: 'no-keyframe' }
  /** Samples in between are not here; `evicted`: and they will not come any more. */
  | { readonly kind: 'gap'; readonly evicted: boolean };

/** What `add` changed. */
export interface Addition {
  readonly first: StoredSample | undefined;
  /** True when everything came after what was there: live data, and no decoded chain is concerned. */
  readonly appended: boolean;
}

/**
 * The encoded samples of one stream in decode order, which is the order of their row ids: chunks may arrive in any order
 * (the newest first, then history backwards, live ones in between). Knows the keyframe that a sample hangs on, what is
 * missing in between, and the parameter sets in force. Holds the only copy of the encoded bytes in the page.
 */
export class SampleStore {
  #samples: StoredSample[] = [];
  /** Arrived, but not yet in order; sorted in on the next look, so that history of many small chunks costs one merge. */
  #arrivals: StoredSample[] = [];
  readonly #byKey = new Map<number, StoredSample>();
  readonly #chunks = new Map<ChunkId, readonly StoredSample[]>();
  /** Samples right before which others were evicted. */
  readonly #afterEvicted = new WeakSet<StoredSample>();
  #evictedAtEnd = false;
  #reloads = false;
  #newest: StoredSample | undefined;
  readonly #parameterSets: Uint8Array[] = [];
  readonly #parameterSetNumbers = new Map<string, number>();
  #byteLength = 0;
  #version = 0;
  /** The same one is asked for again and again while it is decoded, and groups may be long. */
  #lastChain: { readonly target: StoredSample; readonly version: number; readonly chain: DecodeChain } | undefined;

  /** True for a file: what is missing between two samples is not loaded, and comes when it is asked for. */
  get reloads(): boolean {
    return this.#reloads;
  }

  /** Grows with every change. */
  get version(): number {
    return this.#version;
  }

  get size(): number {
    return this.#byKey.size;
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  /** Takes in a chunk; one that is already here is ignored. */
  add(chunk: SampleChunk): Addition {
    const rows = chunk.keyframes.length;
    if (rows === 0 || this.#chunks.has(chunk.chunkId)) return { first: undefined, appended: true };
    const added = Array.from({ length: rows }, (_, row) => this.#makeSample(chunk, row));
    const before = this.#newest;
    for (const sample of added) this.#byKey.set(sample.key, sample);
    this.#chunks.set(chunk.chunkId, added);
    this.#byteLength += chunk.bytes.length;
    this.#version++;
    const first = added.reduce((least, sample) => (compareSamples(sample, least) < 0 ? sample : least));
    const last = added.reduce((most, sample) => (compareSamples(sample, most) > 0 ? sample : most));
    const appended = before === undefined || compareSamples(first, before) > 0;
    if (before === undefined || compareSamples(last, before) > 0) this.#newest = last;
    if (appended && this.#arrivals.length === 0) {
      this.#samples.push(...added.sort(compareSamples));
      if (this.#evictedAtEnd) this.#afterEvicted.add(first);
      this.#evictedAtEnd = false;
    } else {
      this.#arrivals.push(...added);
    }
    return { first, appended };
  }

  /** Forgets these chunks, as far as they are of this stream; returns their samples. */
  evict(chunkIds: readonly ChunkId[]): readonly StoredSample[] {
    const gone = new Set<StoredSample>();
    for (const chunkId of chunkIds) {
      const samples = this.#chunks.get(chunkId);
      if (samples === undefined) continue;
      this.#chunks.delete(chunkId);
      for (const sample of samples) {
        gone.add(sample);
        this.#byKey.delete(sample.key);
      }
      this.#byteLength -= samples[0]?.chunk.bytes.length ?? 0;
    }
    if (gone.size === 0) return [];
    const kept: StoredSample[] = [];
    let isAfterGone = false;
    for (const sample of this.#sorted()) {
      if (gone.has(sample)) {
        isAfterGone = true;
        continue;
      }
      if (isAfterGone && !this.#reloads) this.#afterEvicted.add(sample);
      isAfterGone = false;
      kept.push(sample);
    }
    this.#evictedAtEnd ||= isAfterGone && !this.#reloads;
    this.#samples = kept;
    this.#newest = kept.at(-1);
    this.#version++;
    return [...gone];
  }

  /** Another recording; `reloads` as {@link SampleStore.reloads}. */
  clear(reloads = false): void {
    this.#reloads = reloads;
    this.#lastChain = undefined;
    this.#samples = [];
    this.#arrivals = [];
    this.#byKey.clear();
    this.#chunks.clear();
    this.#parameterSets.length = 0;
    this.#parameterSetNumbers.clear();
    this.#evictedAtEnd = false;
    this.#newest = undefined;
    this.#byteLength = 0;
    this.#version++;
  }

  find(key: number): StoredSample | undefined {
    return this.#byKey.get(key);
  }

  has(sample: StoredSample): boolean {
    return this.#byKey.get(sample.key) === sample;
  }

  newest(): StoredSample | undefined {
    return this.#newest;
  }

  newestKeyframe(): StoredSample | undefined {
    return this.#sorted().findLast((sample) => sample.isKeyframe);
  }

  /** The sample decoded right after this one, also when this one is gone; undefined at the end. */
  next(sample: StoredSample): StoredSample | undefined {
    const position = this.position(sample);
    return this.#sorted()[this.has(sample) ? position + 1 : position];
  }

  /** Keys of the samples that are decoded after this one, up to the next keyframe. */
  restOfGroup(sample: StoredSample): number[] {
    const keys: number[] = [];
    let next = this.next(sample);
    for (; next !== undefined && !next.isKeyframe; next = this.next(next)) keys.push(next.key);
    return keys;
  }

  isAfter(sample: StoredSample, other: StoredSample): boolean {
    return compareSamples(sample, other) > 0;
  }

  /** Number of samples decoded before this one (which itself may be gone). Changes when history arrives. */
  position(sample: StoredSample): number {
    const samples = this.#sorted();
    let low = 0;
    let high = samples.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const candidate = samples[middle];
      if (candidate !== undefined && compareSamples(candidate, sample) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** What must be decoded for this sample. */
  chainTo(target: StoredSample): DecodeChain {
    const known = this.#lastChain;
    if (known?.target === target && known.version === this.#version) return known.chain;
    const chain = this.#findChain(target);
    this.#lastChain = { target, version: this.#version, chain };
    return chain;
  }

  #findChain(target: StoredSample): DecodeChain {
    const samples = this.#sorted();
    for (let position = this.position(target); position >= 0; position--) {
      const sample = samples[position];
      if (sample === undefined) break;
      if (sample.isKeyframe) return { kind: 'whole', start: sample };
      const previous = samples[position - 1];
      if (this.#afterEvicted.has(sample)) return { kind: 'gap', evicted: true };
      if (previous === undefined)
        return ordinalOf(sample) > 0 ? { kind: 'gap', evicted: false } : { kind: 'no-keyframe' };
      if (isOrdinalGap(previous, sample)) return { kind: 'gap', evicted: false };
    }
    return { kind: 'no-keyframe' };
  }

  /** True when `next` can be decoded right after `previous`: nothing known is missing between them. */
  isContiguous(previous: StoredSample, next: StoredSample): boolean {
    return next.isKeyframe || !(this.#afterEvicted.has(next) || isOrdinalGap(previous, next));
  }

  /** {@link isContiguous} for all samples from one to a later one. */
  isWhole(from: StoredSample, to: StoredSample): boolean {
    for (let sample = from; sample !== to; ) {
      const next = this.next(sample);
      if (next === undefined || !this.isContiguous(sample, next)) return false;
      sample = next;
    }
    return true;
  }

  /**
   * The parameter sets that came before this sample, in an order that ends with the ones in force: each is the SPS and PPS
   * of one sample, and later ones override earlier ones of the same id. An IDR may lean on parameter sets sent long before.
   * Borrowed: not to be changed.
   */
  parameterSetsBefore(sample: StoredSample): readonly Uint8Array[] {
    // Sets sent over and over are one number. In the order of their last appearance they leave every id with the content it
    // had last, whatever came between.
    const numbers: number[] = [];
    const samples = this.#sorted();
    for (let position = this.position(sample) - 1; position >= 0; position--) {
      const number = samples[position]?.parameterSets ?? 0;
      if (number === 0 || numbers.includes(number)) continue;
      numbers.push(number);
      if (numbers.length === this.#parameterSets.length) break;
    }
    return numbers.reverse().flatMap((number) => this.#parameterSets[number - 1] ?? []);
  }

  #sorted(): readonly StoredSample[] {
    if (this.#arrivals.length === 0) return this.#samples;
    const arrivals = this.#arrivals.sort(compareSamples);
    this.#arrivals = [];
    const former = this.#samples;
    const last = former.at(-1);
    const merged: StoredSample[] = [];
    let taken = 0;
    for (const arrival of arrivals) {
      for (let sample = former[taken]; sample !== undefined && compareSamples(sample, arrival) < 0; ) {
        merged.push(sample);
        sample = former[++taken];
      }
      if (this.#evictedAtEnd && (last === undefined || merged.at(-1) === last)) {
        this.#afterEvicted.add(arrival);
        this.#evictedAtEnd = false;
      }
      merged.push(arrival);
    }
    for (let rest = former[taken]; rest !== undefined; rest = former[++taken]) merged.push(rest);
    this.#samples = merged;
    return merged;
  }

  #makeSample(chunk: SampleChunk, row: number): StoredSample {
    const parameterSets = leadingParameterSets(bytesOf(chunk, row));
    return {
      key: chunk.firstKey + row,
      isKeyframe: chunk.keyframes[row] === 1,
      chunk,
      row,
      parameterSets: parameterSets === undefined ? 0 : this.#numberOf(parameterSets),
    };
  }

  #numberOf(parameterSets: Uint8Array): number {
    const text = String.fromCharCode(...parameterSets.subarray(0, MAX_PARAMETER_SET_BYTES));
    const known = this.#parameterSetNumbers.get(text);
    if (known !== undefined) return known;
    const number = this.#parameterSets.push(parameterSets);
    this.#parameterSetNumbers.set(text, number);
    return number;
  }
}

/** Real ones have some 30 to 300 bytes (256 PPS of 20 bytes are allowed); more is garbage, told apart by its beginning. */
const MAX_PARAMETER_SET_BYTES = 8192;

/** The sample's bytes, borrowed from its chunk: not to be changed. */
export function sampleBytes(sample: StoredSample): Uint8Array {
  return bytesOf(sample.chunk, sample.row);
}

function bytesOf(chunk: SampleChunk, row: number): Uint8Array {
  return chunk.bytes.subarray(chunk.starts[row] ?? 0, chunk.starts[row + 1] ?? 0);
}

function compareSamples(a: StoredSample, b: StoredSample): number {
  return compareTuids(a.chunk.rowIds, a.row * TUID_BYTES, b.chunk.rowIds, b.row * TUID_BYTES);
}

function ordinalOf(sample: StoredSample): number {
  return (sample.chunk.firstSample ?? 0) + sample.row;
}

/** Ordinals that jump ahead tell of samples in between; ones that jump back tell of a second logger, not of a gap. */
function isOrdinalGap(previous: StoredSample, next: StoredSample): boolean {
  if (previous.chunk.firstSample === undefined || next.chunk.firstSample === undefined) return false;
  return ordinalOf(next) > ordinalOf(previous) + 1;
}
