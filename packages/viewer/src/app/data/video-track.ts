import { compareTuids, type EntityPath, LOG_TIME, VIDEO_CODEC } from '@rushes/proto';
import type { IngestedVideo, VideoFormat } from '../source/ingest-messages.ts';
import { type EntityRows, findColumn } from './entity-rows.ts';
import { isCleared, type QueryScope } from './latest-at.ts';
import type { SampleRef, VideoTrack } from './recording-store.ts';
import type { RowIndex, RowMask } from './row-index.ts';
import type { SortedRows } from './sorted-rows.ts';

/** Frame rate and bitrate are of the last four seconds or so: what a person sees now, not what it was an hour ago. */
const RATE_SAMPLES = 120;
const NANOS_PER_SECOND = 1e9;

/** The sides of a recording that a track has to ask. */
export interface TrackScope extends QueryScope {
  isSequence(timeline: string): boolean;
}

/** The samples of one entity. A sample is a row that has bytes; rows beside it in the chunk that have none are passed over. */
export class ChunkVideoTrack implements VideoTrack {
  readonly entity: EntityPath;
  readonly #scope: TrackScope;
  readonly #rows: EntityRows;
  readonly #index: RowIndex;
  /** First keys of the chunks held, ascending, and their slots beside them. */
  readonly #firstKeys: number[] = [];
  readonly #slots: number[] = [];
  #codec: { readonly fourcc: number; readonly isStatic: boolean; readonly rowId: Uint8Array } | undefined = undefined;
  #format: { readonly format: VideoFormat; readonly rowId: Uint8Array } | undefined = undefined;
  #sampleCount = 0;
  #keyframeCount = 0;
  #byteLength = 0;
  #dropped = 0;

  constructor(scope: TrackScope, rows: EntityRows) {
    this.entity = rows.path;
    this.#scope = scope;
    this.#rows = rows;
    this.#index = rows.makeIndex((slot) => sampleMask(scope.table.heldAt(slot).video));
  }

  get codec(): number | undefined {
    return this.#codec?.fourcc;
  }

  get format(): VideoFormat | undefined {
    return this.#format?.format;
  }

  get sampleCount(): number {
    return this.#sampleCount;
  }

  get keyframeCount(): number {
    return this.#keyframeCount;
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  get dropped(): number {
    return this.#dropped;
  }

  noteDropped(samples: number): void {
    this.#dropped += samples;
  }

  add(slot: number): void {
    this.#noteCodec(slot);
    const { chunk, video } = this.#scope.table.heldAt(slot);
    if (video === undefined) return;
    const at = lowerBound(this.#firstKeys, video.firstKey);
    this.#firstKeys.splice(at, 0, video.firstKey);
    this.#slots.splice(at, 0, slot);
    this.#index.add(slot);
    this.#count(video, 1);
    const rowId = chunk.rowIds.subarray(0, 16);
    if (video.format !== undefined && (this.#format === undefined || isNewer(rowId, this.#format.rowId))) {
      this.#format = { format: video.format, rowId };
    }
  }

  /** Codec and format stay known: the next sample most likely has them too. Call while the slot is still held. */
  remove(slot: number): void {
    const { video } = this.#scope.table.heldAt(slot);
    if (video === undefined) return;
    const at = lowerBound(this.#firstKeys, video.firstKey);
    this.#firstKeys.splice(at, 1);
    this.#slots.splice(at, 1);
    this.#index.remove(slot);
    this.#count(video, -1);
  }

  sampleAt(timeline: string, time: bigint): SampleRef | undefined {
    const rows = this.#index.on(timeline);
    const position = rows.lastAtOrBefore(time);
    if (position < 0) return undefined;
    const place = { slot: rows.slotAt(position), row: rows.rowAt(position) };
    if (isCleared(this.#scope, this.#rows, timeline, time, place, rows.timeAt(position))) return undefined;
    return this.#sampleAtPosition(rows, position);
  }

  sampleBeside(timeline: string, key: number, step: number): SampleRef | undefined {
    const rows = this.#index.on(timeline);
    const slot = this.#slotOfKey(key);
    if (slot === undefined) return undefined;
    const row = key - this.#videoAt(slot).firstKey;
    const time = this.#timeOf(slot, row, timeline);
    if (time === undefined) return undefined;
    const position = rows.positionOf(time, slot, row);
    if (position < 0) return undefined;
    const beside = rows.positionAtRank(rows.rankOf(position) + step);
    return beside < 0 ? undefined : this.#sampleAtPosition(rows, beside);
  }

  sampleByKey(timeline: string, key: number): SampleRef | undefined {
    const slot = this.#slotOfKey(key);
    if (slot === undefined) return undefined;
    const row = key - this.#videoAt(slot).firstKey;
    const time = this.#timeOf(slot, row, timeline);
    return time === undefined ? undefined : this.#sample(slot, row, time);
  }

  isLoading(): boolean {
    return false;
  }

  frameRate(timeline: string): number | undefined {
    const deltas: number[] = [];
    const { rows, first } = this.#newest(timeline);
    for (let position = first; position >= 0; ) {
      const next = rows.next(position);
      if (next >= 0) deltas.push(Number(rows.timeAt(next) - rows.timeAt(position)));
      position = next;
    }
    deltas.sort((a, b) => a - b);
    const median = deltas[deltas.length >> 1];
    return median === undefined || median <= 0 ? undefined : NANOS_PER_SECOND / median;
  }

  bitrate(timeline: string): number | undefined {
    const { rows, first } = this.#newest(timeline);
    if (first < 0) return undefined;
    let bytes = 0;
    for (let position = first; position >= 0; ) {
      const next = rows.next(position);
      // The last sample lasts until one that is not there yet: it belongs to no stretch of time so far.
      if (next >= 0) bytes += this.#videoAt(rows.slotAt(position)).byteLengths[rows.rowAt(position)] ?? 0;
      position = next;
    }
    const nanos = Number((rows.lastTime ?? 0n) - rows.timeAt(first));
    return nanos <= 0 ? undefined : (bytes * 8 * NANOS_PER_SECOND) / nanos;
  }

  /** The newest samples on a timeline that measures real time. */
  #newest(timeline: string): { readonly rows: SortedRows; readonly first: number } {
    const rows = this.#index.on(this.#scope.isSequence(timeline) ? LOG_TIME : timeline);
    return { rows, first: rows.positionAtRank(Math.max(0, rows.size - RATE_SAMPLES - 1)) };
  }

  #noteCodec(slot: number): void {
    const chunk = this.#scope.table.chunkAt(slot);
    const column = findColumn(chunk, VIDEO_CODEC);
    if (column === undefined || column.values.kind !== 'numbers') return;
    const isStatic = chunk.timelines.length === 0;
    for (let row = 0; row < chunk.rowCount; row += 1) {
      const start = column.rowStarts[row] as number;
      if (column.logged?.[row] === 0 || start === column.rowStarts[row + 1]) continue;
      const rowId = chunk.rowIds.subarray(row * 16, row * 16 + 16);
      const known = this.#codec;
      const isBetter = known === undefined || (known.isStatic === isStatic ? isNewer(rowId, known.rowId) : isStatic);
      if (isBetter) this.#codec = { fourcc: Number(column.values.numbers[start]), isStatic, rowId };
    }
  }

  #count(video: IngestedVideo, sign: 1 | -1): void {
    for (let row = 0; row < video.byteLengths.length; row += 1) {
      const byteLength = video.byteLengths[row] as number;
      if (byteLength === 0) continue;
      this.#sampleCount += sign;
      this.#byteLength += sign * byteLength;
      if (video.keyframes[row] === 1) this.#keyframeCount += sign;
    }
  }

  #slotOfKey(key: number): number | undefined {
    const at = lowerBound(this.#firstKeys, key + 1) - 1;
    const slot = this.#slots[at];
    if (slot === undefined) return undefined;
    const video = this.#videoAt(slot);
    return (video.byteLengths[key - video.firstKey] ?? 0) > 0 ? slot : undefined;
  }

  #timeOf(slot: number, row: number, timeline: string): bigint | undefined {
    const column = this.#scope.table.chunkAt(slot).timelines.find((candidate) => candidate.name === timeline);
    return column?.times[row];
  }

  #sampleAtPosition(rows: SortedRows, position: number): SampleRef {
    return this.#sample(rows.slotAt(position), rows.rowAt(position), rows.timeAt(position));
  }

  #sample(slot: number, row: number, time: bigint): SampleRef {
    const video = this.#videoAt(slot);
    return {
      key: video.firstKey + row,
      ordinal: video.firstSample + row,
      isKeyframe: video.keyframes[row] === 1,
      byteLength: video.byteLengths[row] ?? 0,
      time,
    };
  }

  #videoAt(slot: number): IngestedVideo {
    const { video, chunk } = this.#scope.table.heldAt(slot);
    if (video === undefined) throw new RangeError(`Expected video samples in chunk ${chunk.id}, found none.`);
    return video;
  }
}

function sampleMask(video: IngestedVideo | undefined): RowMask {
  if (video === undefined) return undefined;
  const mask = new Uint8Array(video.byteLengths.length);
  let samples = 0;
  for (let row = 0; row < mask.length; row += 1) {
    if (video.byteLengths[row] === 0) continue;
    mask[row] = 1;
    samples += 1;
  }
  return samples === mask.length ? 'all' : mask;
}

function isNewer(rowId: Uint8Array, than: Uint8Array): boolean {
  return compareTuids(rowId, 0, than, 0) > 0;
}

/** Index of the first number not below `value`. */
function lowerBound(numbers: readonly number[], value: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
