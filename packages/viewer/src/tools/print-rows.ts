import {
  type ByteSource,
  type Chunk,
  type ComponentColumn,
  chunkIdFromBytes,
  isNumberArray,
  isPlainList,
  type PlainValue,
  plainValue,
  type RrdStoreId,
  type TimelineKind,
  TUID_BYTES,
} from '@rushes/proto';
import type { EntityFilter } from './entity-filter.ts';
import { formatBytes } from './format-bytes.ts';
import { type OnProgress, readMessages } from './read-messages.ts';
import { problemOf, type RecordingProblem } from './rewrite-report.ts';
import { formatTime } from './time-format.ts';
import { decodeOrUndefined } from './video-survey.ts';

/** One row of a recording. */
export interface PrintedRow {
  readonly storeId: RrdStoreId;
  readonly entityPath: string;
  readonly chunkId: string;
  readonly rowId: string;
  /** Empty for static data. */
  readonly times: readonly { readonly timeline: string; readonly kind: TimelineKind; readonly time: bigint }[];
  /** Of each component that was logged in this row its instances; bytes as their number. */
  readonly components: readonly {
    readonly component: string;
    readonly instances: readonly PrintedValue[];
    readonly left: number;
  }[];
}

/** A value as JSON has it; bytes (pictures, video samples) only by their number. */
export type PrintedValue =
  | number
  | string
  | boolean
  | null
  | readonly PrintedValue[]
  | { readonly [field: string]: PrintedValue };

/** What is printed. */
export interface PrintOptions {
  readonly entities?: EntityFilter | undefined;
  /** Instances of one component in one row beyond which the rest is only counted. */
  readonly maxInstances: number;
  readonly onProgress?: OnProgress | undefined;
  readonly onProblem?: ((problem: RecordingProblem) => void) | undefined;
}

/** All rows of a recording, in the order of the file. */
export async function* readRows(source: ByteSource, options: PrintOptions): AsyncGenerator<PrintedRow> {
  for await (const message of readMessages(source, options.onProgress)) {
    if (message.kind === 'problem') options.onProblem?.(problemOf(message.error));
    if (message.kind !== 'chunk' || options.entities?.(message.facts.entityPath) === false) continue;
    const chunk = decodeOrUndefined(message.arrow);
    if (chunk === undefined) {
      const { offset, facts } = message;
      const text = `Chunk ${facts.chunkId} of ${facts.entityPath} does not decode; "viewer rrd verify" says why. Byte offset: ${offset}`;
      options.onProblem?.({ code: 'bad-chunk', offset, message: text });
      continue;
    }
    for (let row = 0; row < chunk.rowCount; row++) yield rowOf(message.storeId, chunk, row, options.maxInstances);
  }
}

function rowOf(storeId: RrdStoreId, chunk: Chunk, row: number, maxInstances: number): PrintedRow {
  return {
    storeId,
    entityPath: chunk.entityPath,
    chunkId: chunk.id,
    rowId: chunkIdFromBytes(chunk.rowIds, row * TUID_BYTES),
    times: chunk.timelines.map(({ name, kind, times }) => ({ timeline: name, kind, time: times[row] ?? 0n })),
    components: chunk.components.flatMap((column) => {
      if (column.logged?.[row] === 0) return [];
      const from = column.rowStarts[row] ?? 0;
      const to = column.rowStarts[row + 1] ?? from;
      const shown = Math.min(to - from, maxInstances);
      const instances = Array.from({ length: shown }, (_, i) => instanceOf(column, from + i));
      return [{ component: column.descriptor.component, instances, left: to - from - shown }];
    }),
  };
}

function instanceOf({ values, itemType }: ComponentColumn, i: number): PrintedValue {
  const value = plainValue(values, itemType, i);
  return values.kind === 'numbers' && value instanceof Uint8Array ? [...value] : printed(value);
}

/** Numbers of one list (a tensor, a line) beyond which only their count is printed. */
const MAX_NUMBERS = 1000;

function printed(value: PlainValue | undefined): PrintedValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value !== 'object') return exact(value);
  if (value instanceof Uint8Array) return { bytes: value.length };
  if (isNumberArray(value)) return value.length > MAX_NUMBERS ? { numbers: value.length } : Array.from(value, exact);
  if (isPlainList(value)) return value.map(printed);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, printed(part)]));
}

/** What JSON cannot say as a number, as a text: 64-bit integers, infinities, NaN. */
function exact(value: number | bigint): number | string {
  return typeof value === 'bigint' || !Number.isFinite(value) ? String(value) : value;
}

/** A row as one JSON object: times and 64-bit integers as strings, so that none is rounded. */
export function rowJson({ storeId, entityPath, chunkId, rowId, times, components }: PrintedRow): string {
  return JSON.stringify({
    store: storeId,
    entity: entityPath,
    chunk: chunkId,
    row: rowId,
    times: Object.fromEntries(times.map(({ timeline, time }) => [timeline, String(time)])),
    components: Object.fromEntries(components.map(({ component, instances }) => [component, instances])),
    ...(components.some(({ left }) => left > 0)
      ? { left: Object.fromEntries(components.flatMap(({ component, left }) => (left > 0 ? [[component, left]] : []))) }
      : {}),
  });
}

/** A row as one line of at most `width` characters. */
export function rowLine({ entityPath, times, components }: PrintedRow, width: number): string {
  const when = times.map(({ timeline, kind, time }) => `${timeline}=${formatTime(kind, time, 'utc')}`);
  const what = components.map(({ component, instances, left }) => {
    const texts = instances.map(valueText);
    if (left > 0) texts.push(`… ${left} more`);
    return `${component}=${texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`}`;
  });
  const line = [entityPath, when.length === 0 ? 'static' : when.join(' '), ...what].join('  ');
  const plain = line.replaceAll(CONTROL, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
  return plain.length <= width ? plain : `${plain.slice(0, Math.max(width - 1, 0))}…`;
}

/** What a terminal would obey, and line ends. */
const CONTROL = /\p{Cc}/gu;

function valueText(value: PrintedValue): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  if (value === null) return 'null';
  if (isPrintedList(value)) {
    return `(${value.map((part) => (typeof part === 'string' ? part : valueText(part))).join(' ')})`;
  }
  const [[name, part] = ['', 0], ...others] = Object.entries(value);
  if (typeof part === 'number' && others.length === 0) {
    if (name === 'bytes') return `<${formatBytes(part)}>`;
    if (name === 'numbers') return `<${part} numbers>`;
  }
  const fields = Object.entries(value).map(([field, each]) => `${field}=${valueText(each)}`);
  return `{${fields.join(' ')}}`;
}

function isPrintedList(value: PrintedValue & object): value is readonly PrintedValue[] {
  return Array.isArray(value);
}
