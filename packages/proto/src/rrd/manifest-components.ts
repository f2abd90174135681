import type { ComponentDescriptor } from '../components.ts';
import type { TimelineKind } from '../time.ts';
import type { TimeSpan } from '../wire/messages.ts';
import type { RrdChunkColumns, RrdPartialComponent } from './chunk-columns.ts';
import { flags, times, uints } from './manifest-values.ts';
import type { ReadColumn } from './read-table.ts';

/** Times of the whole chunk, or of the rows of one component, on one timeline. */
export interface SpanReader {
  readonly timeline: string;
  readonly kind: TimelineKind;
  readonly start: ReadColumn;
  readonly end: ReadColumn;
}

export interface ComponentReader {
  readonly descriptor: ComponentDescriptor;
  hasStaticData: ReadColumn | undefined;
  readonly spans: (SpanReader & { readonly rows: ReadColumn })[];
}

export interface ReadSpans extends SpanReader {
  readonly on: Uint8Array;
  readonly mins: BigInt64Array;
  readonly maxs: BigInt64Array;
}

export function readSpans(reader: SpanReader, count: number): ReadSpans {
  const { start, end } = reader;
  const on = new Uint8Array(count);
  for (let row = 0; row < count; row++) on[row] = start.isNull(row) || end.isNull(row) ? 0 : 1;
  return { ...reader, on, mins: times(start, count), maxs: times(end, count) };
}

interface ChunksOfTable {
  readonly count: number;
  readonly spans: readonly ReadSpans[];
  readonly rowCounts: Float64Array;
}

/** Which components each chunk has, component by component: sets of them grow like the branches of a tree. */
export function readComponents(
  readers: readonly ComponentReader[],
  chunks: ChunksOfTable,
): Pick<RrdChunkColumns, 'shapes' | 'shapeOf' | 'partial'> {
  const { count, spans } = chunks;
  const shapes: (readonly ComponentDescriptor[])[] = [[]];
  const shapeOf = new Uint32Array(count);
  const partial: RrdPartialComponent[] = [];
  const timelineCounts = new Uint32Array(count);
  for (const { on } of spans) for (let row = 0; row < count; row++) if (on[row] === 1) increment(timelineCounts, row);
  for (const reader of readers) {
    const own = readComponentRows(reader, chunks);
    const grown = new Map<number, number>();
    for (let row = 0; row < count; row++) {
      const rowCount = own.rowCounts[row] ?? 0;
      if (rowCount === 0) continue;
      const shape = shapeOf[row] ?? 0;
      let next = grown.get(shape);
      if (next === undefined) {
        next = shapes.push([...(shapes[shape] ?? []), reader.descriptor]) - 1;
        grown.set(shape, next);
      }
      shapeOf[row] = next;
      const isSame = own.sameSpans[row] === timelineCounts[row] && own.spanCounts[row] === timelineCounts[row];
      const hasChunkSpans = own.isStatic[row] === 1 || isSame;
      if (hasChunkSpans && rowCount === chunks.rowCounts[row]) continue;
      const { descriptor } = reader;
      partial.push({ chunk: row, descriptor, rowCount, spans: hasChunkSpans ? undefined : own.spansOf(row) });
    }
  }
  return { shapes, shapeOf, partial };
}

interface ComponentRows {
  /** Rows of the component, a chunk; 0 = it does not have it. */
  readonly rowCounts: Float64Array;
  readonly isStatic: Uint8Array;
  /** On how many timelines it has rows, and on how many of these with the times of its chunk. */
  readonly spanCounts: Uint32Array;
  readonly sameSpans: Uint32Array;
  spansOf(row: number): readonly TimeSpan[];
}

function readComponentRows(reader: ComponentReader, { count, spans, rowCounts: all }: ChunksOfTable): ComponentRows {
  const rowCounts = new Float64Array(count);
  const [spanCounts, sameSpans] = [new Uint32Array(count), new Uint32Array(count)];
  const isStatic = reader.hasStaticData === undefined ? new Uint8Array(count) : flags(reader.hasStaticData, count);
  for (let row = 0; row < count; row++) if (isStatic[row] === 1) rowCounts[row] = all[row] ?? 0;
  const read = reader.spans.map(({ rows, ...span }) => ({ rows, ...readSpans(span, count) }));
  const rowsOf = read.map(({ rows }) => uints(rows, count));
  for (const [i, { rows, timeline, kind, on, mins, maxs }] of read.entries()) {
    const whole = spans.find((candidate) => candidate.timeline === timeline && candidate.kind === kind);
    const same = whole === undefined ? undefined : equalTimes({ on, mins, maxs }, whole);
    for (let row = 0; row < count; row++) {
      const found = rowsOf[i]?.[row] ?? 0;
      if (found === 0 || rows.isNull(row) || isStatic[row] === 1) continue;
      if (found > (rowCounts[row] ?? 0)) rowCounts[row] = found;
      if (on[row] === 1) increment(spanCounts, row);
      if (same?.[row] === 1) increment(sameSpans, row);
    }
  }
  const spansOf = (row: number): readonly TimeSpan[] =>
    read.flatMap(({ timeline, kind, rows, on, mins, maxs }, i) =>
      (rowsOf[i]?.[row] ?? 0) === 0 || rows.isNull(row) || on[row] !== 1
        ? []
        : [{ timeline, kind, min: mins[row] ?? 0n, max: maxs[row] ?? 0n }],
    );
  return { rowCounts, isStatic, spanCounts, sameSpans, spansOf };
}

type Times = Pick<ReadSpans, 'on' | 'mins' | 'maxs'>;

/** 1 where both are there and the same. Compared by halves: as bigints, each would be made an object first. */
function equalTimes(a: Times, b: Times): Uint8Array {
  const equal = new Uint8Array(a.on.length);
  const [aMins, bMins, aMaxs, bMaxs] = [halves(a.mins), halves(b.mins), halves(a.maxs), halves(b.maxs)];
  for (let row = 0; row < equal.length; row++) {
    const at = 2 * row;
    const isEqual =
      a.on[row] === 1 &&
      b.on[row] === 1 &&
      aMins[at] === bMins[at] &&
      aMins[at + 1] === bMins[at + 1] &&
      aMaxs[at] === bMaxs[at] &&
      aMaxs[at + 1] === bMaxs[at + 1];
    equal[row] = isEqual ? 1 : 0;
  }
  return equal;
}

function halves({ buffer, byteOffset, byteLength }: BigInt64Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

function increment(counts: Uint32Array, at: number): void {
  counts[at] = (counts[at] ?? 0) + 1;
}
