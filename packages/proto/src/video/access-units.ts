import { ProtoError, ProtoErrorCode } from '../errors.ts';
import { findStartCode, NalCursor, NalType } from './annex-b.ts';
import { parseSlice } from './h264-slice.ts';
import { ParameterSets } from './parameter-sets.ts';
import { PictureBoundary } from './picture-boundary.ts';

/** Bytes that {@link AccessUnitSplitter} holds while it waits for the end of an access unit, unless told otherwise. */
export const MAX_ACCESS_UNIT_BYTES = 64 * 1024 * 1024;
/** A slice header up to the elements that tell pictures apart fits into this, emulation prevention included. */
const SLICE_HEADER_BYTES = 64;

/**
 * Splits a whole H.264 elementary stream in Annex B into access units, borrowed from `bytes`. Together they are the whole
 * stream: bytes in front of the first start code belong to the first one. A pair of fields is two access units.
 */
export function splitAccessUnits(bytes: Uint8Array): Uint8Array[] {
  const units: Uint8Array[] = [];
  const detector = new AccessUnitDetector();
  const nals = new NalCursor(bytes);
  let unitStart = 0;
  while (nals.next()) {
    const start = detector.take(bytes, nals.start, nals.end, nals.prefixStart);
    if (start !== undefined && start > unitStart) {
      units.push(bytes.subarray(unitStart, start));
      unitStart = start;
    }
  }
  if (unitStart < bytes.length) units.push(bytes.subarray(unitStart));
  return units;
}

/**
 * {@link splitAccessUnits} for a stream that comes in pieces of any size: `push` each, `flush` at the end. An access unit
 * comes out as soon as the first bytes of the next one show that it is complete.
 */
export class AccessUnitSplitter {
  readonly #maxBytes: number;
  readonly #detector = new AccessUnitDetector();
  #buffer = new Uint8Array(64 * 1024);
  #length = 0;
  /** Offset of the NAL unit that waits for its end or its header, behind its start code; -1 before the first. */
  #nalStart = -1;
  #nalPrefix = 0;
  /** That NAL unit has been shown to the detector already. */
  #nalTaken = false;
  #scanFrom = 0;

  /** `maxAccessUnitBytes` bounds what is held; default {@link MAX_ACCESS_UNIT_BYTES}. */
  constructor(options: { readonly maxAccessUnitBytes?: number } = {}) {
    this.#maxBytes = options.maxAccessUnitBytes ?? MAX_ACCESS_UNIT_BYTES;
  }

  /**
   * Takes the next bytes of the stream and returns the access units that they complete, copied. Throws
   * {@link ProtoError} `limit-exceeded` when an access unit outgrows the limit; the splitter is of no use afterwards.
   */
  push(bytes: Uint8Array): Uint8Array[] {
    this.#append(bytes);
    const units: Uint8Array[] = [];
    this.#scan(units, false);
    if (this.#length > this.#maxBytes) {
      throw new ProtoError(
        ProtoErrorCode.LimitExceeded,
        `An access unit must end within ${this.#maxBytes} bytes but ${this.#length} came without an end; is this H.264 in Annex B?`,
      );
    }
    return units;
  }

  /** The end of the stream: returns what is left, at most two access units, and starts anew. */
  flush(): Uint8Array[] {
    const units: Uint8Array[] = [];
    this.#scan(units, true);
    if (this.#length > 0) units.push(this.#buffer.slice(0, this.#length));
    this.#length = 0;
    this.#scanFrom = 0;
    this.#nalStart = -1;
    this.#nalTaken = false;
    this.#detector.reset();
    return units;
  }

  #append(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
      grown.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = grown;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = needed;
  }

  #scan(units: Uint8Array[], atEnd: boolean): void {
    let unitStart = 0;
    const emitUpTo = (start: number | undefined): void => {
      if (start === undefined || start <= unitStart) return;
      units.push(this.#buffer.slice(unitStart, start));
      unitStart = start;
    };
    for (;;) {
      const bytes = this.#buffer.subarray(0, this.#length);
      const code = findStartCode(bytes, this.#scanFrom);
      const end = code < 0 ? this.#length : code;
      emitUpTo(this.#takeNal(bytes, end, code >= 0 || atEnd));
      if (code < 0) {
        // The last two bytes may be the beginning of a start code.
        this.#scanFrom = Math.max(this.#scanFrom, this.#length - 2);
        break;
      }
      this.#nalPrefix = code > 0 && bytes[code - 1] === 0 ? code - 1 : code;
      this.#nalStart = code + 3;
      this.#nalTaken = false;
      this.#scanFrom = code + 3;
    }
    this.#drop(unitStart);
  }

  /** Shows the waiting NAL unit to the detector, as soon as enough of it is there. */
  #takeNal(bytes: Uint8Array, end: number, isComplete: boolean): number | undefined {
    if (this.#nalStart < 0 || this.#nalTaken) return undefined;
    const start = this.#nalStart;
    if (!isComplete && !canJudge(bytes, start, end)) return undefined;
    let trimmed = end;
    while (trimmed > start && bytes[trimmed - 1] === 0) trimmed--;
    if (trimmed === start) return undefined;
    this.#nalTaken = true;
    return this.#detector.take(bytes, start, trimmed, this.#nalPrefix);
  }

  #drop(count: number): void {
    if (count === 0) return;
    this.#buffer.copyWithin(0, count, this.#length);
    this.#length -= count;
    this.#scanFrom -= count;
    this.#nalStart -= count;
    this.#nalPrefix -= count;
    this.#detector.shift(count);
  }
}

/** Whether a NAL unit whose end is not here yet can be judged: slices by their header, parameter sets only as a whole. */
function canJudge(bytes: Uint8Array, start: number, end: number): boolean {
  const header = bytes[start];
  // A zero may also be padding.
  if (end <= start || header === undefined || header === 0) return false;
  const type = header & 0x1f;
  if (type === NalType.Sps || type === NalType.Pps) return false;
  return !isPrimarySlice(type) || end - start >= SLICE_HEADER_BYTES;
}

/** Decides for one NAL unit after the other whether it starts a new access unit (ITU-T H.264 7.4.1.2.3). */
class AccessUnitDetector {
  #sets = new ParameterSets();
  readonly #boundary = new PictureBoundary();
  /** A slice of the primary picture has been seen in this access unit. */
  #hasSlice = false;
  /** Where a new access unit starts if the next slice turns out to belong to a new picture. */
  #candidate: number | undefined;

  reset(): void {
    this.#sets = new ParameterSets();
    this.#boundary.reset();
    this.#hasSlice = false;
    this.#candidate = undefined;
  }

  /** The bytes before `count` have gone. */
  shift(count: number): void {
    if (this.#candidate !== undefined) this.#candidate -= count;
  }

  /** Takes a NAL unit; returns the offset at which a new access unit starts, if one is known to now. */
  take(bytes: Uint8Array, start: number, end: number, prefixStart: number): number | undefined {
    const header = bytes[start] ?? 0;
    // forbidden_zero_bit: not H.264, so it says nothing about pictures.
    if (header >= 0x80) return undefined;
    const type = header & 0x1f;
    if (type === NalType.Sps || type === NalType.Pps) this.#remember(bytes.subarray(start, end));
    if (isPrimarySlice(type)) {
      if (!this.#startsPicture(bytes, start, end)) {
        this.#candidate = undefined;
        this.#hasSlice = true;
        return undefined;
      }
      const unitStart = this.#hasSlice ? (this.#candidate ?? prefixStart) : undefined;
      this.#candidate = undefined;
      this.#hasSlice = true;
      return unitStart;
    }
    if (!this.#hasSlice) return undefined;
    if (type === NalType.Prefix) {
      // A prefix unit also stands between two slices of one picture (annex G): the slice behind it decides.
      this.#candidate ??= prefixStart;
      return undefined;
    }
    if (startsAccessUnit(type)) {
      const unitStart = this.#candidate ?? prefixStart;
      this.#candidate = undefined;
      this.#hasSlice = false;
      this.#boundary.reset();
      return unitStart;
    }
    if (type === NalType.EndOfSequence || type === NalType.EndOfStream) this.#boundary.reset();
    return undefined;
  }

  #startsPicture(bytes: Uint8Array, start: number, end: number): boolean {
    try {
      const slice = parseSlice(bytes, start, end, (ppsId) => this.#sets.forSlice(ppsId));
      return slice.header === undefined
        ? this.#boundary.takeUnparsed(slice.start, bytes[start] ?? 0)
        : this.#boundary.take(slice.header, this.#sets.sps(slice.header.spsId)?.value.separateColourPlane);
    } catch (error) {
      // A slice too damaged to say where it belongs stays with the picture before it.
      if (error instanceof ProtoError) return false;
      throw error;
    }
  }

  #remember(nal: Uint8Array): void {
    try {
      this.#sets.add(nal);
    } catch (error) {
      // Whoever takes the sample says that the set is damaged; for its borders we go on with what we know.
      if (!(error instanceof ProtoError)) throw error;
    }
  }
}

function isPrimarySlice(type: number): boolean {
  return type === NalType.Slice || type === NalType.PartitionA || type === NalType.IdrSlice;
}

function startsAccessUnit(type: number): boolean {
  return (type >= NalType.Sei && type <= NalType.AccessUnitDelimiter) || (type > NalType.Prefix && type <= 18);
}
