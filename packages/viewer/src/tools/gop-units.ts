import type { SurveyedStream } from './video-survey.ts';

/** Rows `from` to before `to` of one of a stream's chunks, by its place in the order of the file. */
export interface ChunkPart {
  readonly chunk: number;
  readonly from: number;
  readonly to: number;
}

/** The rows of one chunk to be written, in the order of decoding. */
export interface GopUnit {
  readonly parts: readonly ChunkPart[];
  /** The last chunk, in the order of the file, that must have been read. */
  readonly lastChunk: number;
}

/** Bytes of samples beyond which a group of pictures goes on in another chunk. */
const MAX_UNIT_BYTES = 8 * 1024 * 1024;
/** Where every picture is a keyframe, so many bytes of them share a chunk: a chunk each would be mostly schema. */
const MAX_INTRA_UNIT_BYTES = 2 * 1024 * 1024;
const MAX_UNIT_ROWS = 4096;

/**
 * Cuts a stream into chunks that each hold one group of pictures, or a part of a long one, or several pictures that are all
 * keyframes. What is cut depends on the samples alone, not on how they lie in chunks: cutting again changes nothing.
 */
export function planUnits({ samples }: Pick<SurveyedStream, 'samples'>): readonly GopUnit[] {
  const units: GopUnit[] = [];
  let open = new OpenUnit();
  for (let place = 0; place < samples.length; place++) {
    const row = samples.at(place);
    const bytes = Math.max(row.sampleBytes, 0);
    if (open.rowCount > 0) {
      const isAlone = row.isKeyframe && (place + 1 === samples.length || samples.at(place + 1).isKeyframe);
      const goesOn = row.isKeyframe ? isAlone && open.isAllKeyframes : !open.isIntra;
      const maxBytes = row.isKeyframe ? MAX_INTRA_UNIT_BYTES : MAX_UNIT_BYTES;
      if (!goesOn || open.bytes + bytes > maxBytes || open.rowCount >= MAX_UNIT_ROWS) {
        units.push(open.close());
        open = new OpenUnit();
      }
    }
    open.add(row.chunk, row.row, bytes, row.isKeyframe);
  }
  if (open.rowCount > 0) units.push(open.close());
  return units;
}

class OpenUnit {
  rowCount = 0;
  bytes = 0;
  isAllKeyframes = true;
  readonly #parts: { chunk: number; from: number; to: number }[] = [];

  /** Several pictures, all of them keyframes: no other may follow. */
  get isIntra(): boolean {
    return this.isAllKeyframes && this.rowCount > 1;
  }

  add(chunk: number, row: number, bytes: number, isKeyframe: boolean): void {
    const last = this.#parts.at(-1);
    if (last?.chunk === chunk && last.to === row) last.to = row + 1;
    else this.#parts.push({ chunk, from: row, to: row + 1 });
    this.rowCount++;
    this.bytes += bytes;
    if (!isKeyframe) this.isAllKeyframes = false;
  }

  close(): GopUnit {
    return { parts: this.#parts, lastChunk: this.#parts.reduce((last, { chunk }) => Math.max(last, chunk), 0) };
  }
}
