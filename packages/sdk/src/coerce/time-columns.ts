import { type Timeline, TimelineKind } from '@rushes/proto';
import { describe } from './describe.ts';
import { kindOf, toDurationNanos, toSequence, toTimestampNanos } from './time.ts';
import { checkTimelineName } from './timeline-name.ts';

/**
 * The times of many rows on one timeline; units as in {@link TimeValue}. A `BigInt64Array` holds sequence numbers or nanoseconds.
 *
 * @group Recording
 */
export type TimeColumnInput =
  | { readonly name: string; readonly sequence: TimeList; readonly duration?: never; readonly timestamp?: never }
  | { readonly name: string; readonly duration: TimeList; readonly sequence?: never; readonly timestamp?: never }
  | {
      readonly name: string;
      readonly timestamp: TimeList | readonly Date[];
      readonly sequence?: never;
      readonly duration?: never;
    };

/** Times of many rows, plain or typed. @group Recording */
export type TimeList = readonly (number | bigint)[] | BigInt64Array | Float64Array | Int32Array;

/** Checked time columns. */
export interface TimeColumns {
  readonly timelines: readonly Timeline[];
  readonly rowCount: number;
  timesOf(row: number): readonly bigint[];
}

const CONVERTERS = {
  [TimelineKind.Sequence]: toSequence,
  [TimelineKind.Duration]: toDurationNanos,
  [TimelineKind.Timestamp]: toTimestampNanos,
} as const satisfies Record<TimelineKind, (where: string, value: unknown) => bigint>;

/** Checks and converts the times of all rows. */
export function toTimeColumns(columns: readonly TimeColumnInput[]): TimeColumns {
  if (!Array.isArray(columns) || columns.length === 0) {
    throw new TypeError(
      `sendColumns needs an array of time columns such as {name: 'frame', sequence: [0, 1]}, but got ${describe(columns)}.`,
    );
  }
  const converted = columns.map((column: TimeColumnInput, i) => convert(`sendColumns times[${i}]`, column));
  const rowCount = converted[0]?.times.length ?? 0;
  const names = new Set<string>();
  for (const { timeline, times } of converted) {
    if (names.has(timeline.name)) throw new TypeError(`sendColumns: timeline '${timeline.name}' is given twice.`);
    names.add(timeline.name);
    if (times.length !== rowCount) {
      throw new RangeError(
        `sendColumns: timeline '${timeline.name}' must have ${rowCount} times as the first one, but has ${times.length}.`,
      );
    }
  }
  return {
    timelines: converted.map(({ timeline }) => timeline),
    rowCount,
    timesOf: (row) => converted.map(({ times }) => times[row] ?? 0n),
  };
}

function convert(where: string, column: TimeColumnInput): { timeline: Timeline; times: bigint[] } {
  const kind = kindOf(where, column);
  checkTimelineName(where, column.name);
  const list: unknown = column[kind];
  if (!Array.isArray(list) && !ArrayBuffer.isView(list)) {
    throw new TypeError(`${where}.${kind} must be an array with one time per row, but is ${describe(list)}.`);
  }
  const toBigint = CONVERTERS[kind];
  const times = Array.from(list as ArrayLike<unknown>, (time, row) => toBigint(`${where}.${kind}[${row}]`, time));
  return { timeline: { name: column.name, kind }, times };
}
