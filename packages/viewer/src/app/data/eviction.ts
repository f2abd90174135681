import type { ChunkId, EntityPath } from '@rushes/proto';

/** What the budget must know of a chunk. Row ids are 128-bit numbers: their order is the order of logging. */
export interface BudgetChunk {
  readonly id: ChunkId;
  readonly entity: EntityPath;
  readonly byteLength: number;
  readonly firstRowId: bigint;
  readonly lastRowId: bigint;
  readonly kind: 'static' | 'rows' | 'video';
  /** Of a video chunk: the first row is a keyframe, so a group of pictures begins here. */
  readonly startsAtKeyframe: boolean;
  /**
   * Of a static chunk that holds every one of its components in every row: their names. A later chunk of the same entity
   * and components says all of it anew.
   */
  readonly wholeComponents: string | undefined;
}

/** Chunks that age together: samples of an entity apart from its other rows, in order of logging. */
interface Lane {
  readonly chunks: BudgetChunk[];
  /** Row id of the youngest chunk evicted: older ones that arrive later would be pieces of something gone. */
  horizon: bigint;
}

/**
 * Keeps the page's chunks within a number of bytes. When they grow beyond it the oldest go first: whole groups of pictures
 * of a video, single chunks of other rows. The newest group of each stream goes only when nothing else is left, and
 * static chunks never go, unless a later one says the same components anew.
 */
export class MemoryBudget {
  readonly #limitBytes: number;
  readonly #lanes = new Map<string, Lane>();
  readonly #statics = new Map<string, BudgetChunk>();
  #byteLength = 0;

  /** `limitBytes`: of messages as they came, which is about what their columns take. */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  /** Takes a chunk in and returns the chunks to let go of for it: it may itself be among them. */
  admit(chunk: BudgetChunk): ChunkId[] {
    this.#byteLength += chunk.byteLength;
    const evicted: BudgetChunk[] = [];
    if (chunk.kind === 'static') this.#supersede(chunk, evicted);
    else this.#age(chunk, evicted);
    while (this.#byteLength > this.#limitBytes) {
      const group = this.#oldestGroup(false) ?? this.#oldestGroup(true);
      if (group === undefined) break;
      this.#drop(group.lane, group.end, evicted);
    }
    return evicted.map(({ id }) => id);
  }

  #supersede(chunk: BudgetChunk, evicted: BudgetChunk[]): void {
    if (chunk.wholeComponents === undefined) return;
    const key = `${chunk.entity} ${chunk.wholeComponents}`;
    const former = this.#statics.get(key);
    const isNewer = former === undefined || chunk.lastRowId > former.lastRowId;
    const loser = isNewer ? former : chunk;
    if (isNewer) this.#statics.set(key, chunk);
    if (loser === undefined) return;
    this.#byteLength -= loser.byteLength;
    evicted.push(loser);
  }

  #age(chunk: BudgetChunk, evicted: BudgetChunk[]): void {
    const key = `${chunk.kind} ${chunk.entity}`;
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      lane = { chunks: [], horizon: -1n };
      this.#lanes.set(key, lane);
    }
    if (chunk.firstRowId <= lane.horizon) {
      this.#byteLength -= chunk.byteLength;
      evicted.push(chunk);
      return;
    }
    lane.chunks.splice(firstAfter(lane.chunks, chunk.firstRowId), 0, chunk);
  }

  /** The lane whose oldest group is the oldest of all. Groups that are all a lane has count only if `evenLast`. */
  #oldestGroup(evenLast: boolean): { readonly lane: Lane; readonly end: number } | undefined {
    let oldest: { readonly lane: Lane; readonly end: number } | undefined;
    for (const lane of this.#lanes.values()) {
      const first = lane.chunks[0];
      if (first === undefined) continue;
      if (oldest !== undefined && (oldest.lane.chunks[0] as BudgetChunk).firstRowId < first.firstRowId) continue;
      const end = groupEnd(lane.chunks);
      if (evenLast || end < lane.chunks.length) oldest = { lane, end };
    }
    return oldest;
  }

  #drop(lane: Lane, end: number, evicted: BudgetChunk[]): void {
    for (const chunk of lane.chunks.splice(0, end)) {
      this.#byteLength -= chunk.byteLength;
      if (chunk.firstRowId > lane.horizon) lane.horizon = chunk.firstRowId;
      evicted.push(chunk);
    }
  }
}

/** Where the oldest group of a lane ends: at the next keyframe; rows that are not video are groups of one chunk. */
function groupEnd(chunks: readonly BudgetChunk[]): number {
  for (let i = 1; i < chunks.length; i += 1) {
    const chunk = chunks[i] as BudgetChunk;
    if (chunk.kind !== 'video' || chunk.startsAtKeyframe) return i;
  }
  return chunks.length;
}

/** Where a chunk belongs; looked for from both ends, where nearly all of them go. */
function firstAfter(chunks: readonly BudgetChunk[], rowId: bigint): number {
  const last = chunks.at(-1);
  if (last === undefined || last.firstRowId <= rowId) return chunks.length;
  let low = 0;
  let high = chunks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((chunks[middle] as BudgetChunk).firstRowId <= rowId) low = middle + 1;
    else high = middle;
  }
  return low;
}
