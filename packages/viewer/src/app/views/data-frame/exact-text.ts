import { VIDEO_SAMPLE } from '@rushes/proto';
import { readBooleans, readBytes, readNumbers, readTexts, rowInstanceCount } from '../../data/read-column.ts';
import type { RecordingStore, RowRef } from '../../data/recording-store.ts';
import { componentText } from '../shared-value-text.ts';

/** Characters of one value; of more, the rest is left out and the text ends with `…`. */
export const MAX_VALUE_CHARS = 10_000;
/** Numbers looked at for one value. */
const MAX_NUMBERS = 4096;

/** A value for files: every digit, one instance as it is, several as JSON. Blobs are told of by their size. */
export function exactText(store: RecordingStore, timeline: string, ref: RowRef): string {
  if (ref.column.descriptor.component === VIDEO_SAMPLE) return componentText(store, timeline, ref);
  const instances = instancesOf(ref);
  const text = instances.length === 1 ? plainText(instances[0]) : jsonText(instances);
  const count = rowInstanceCount(ref);
  const isCut = text.length > MAX_VALUE_CHARS || instances.length < count;
  return isCut ? `${text.slice(0, MAX_VALUE_CHARS)}… (${count} instances)` : text;
}

type Instance = string | number | bigint | boolean | readonly (number | bigint)[];

function instancesOf(ref: RowRef): readonly Instance[] {
  const count = Math.min(rowInstanceCount(ref), MAX_NUMBERS);
  const range = Array.from({ length: count }, (_, i) => i);
  const texts = readTexts(ref);
  if (texts !== undefined) return texts.slice(0, count);
  const row = readNumbers(ref);
  if (row !== undefined) {
    const { numbers, width } = row;
    const instances = range.slice(0, Math.max(1, Math.floor(MAX_NUMBERS / Math.max(1, width))));
    if (width === 1) return instances.map((i) => numbers[i] as number | bigint);
    return instances.map((i) => Array.from(numbers.subarray(i * width, (i + 1) * width) as ArrayLike<number | bigint>));
  }
  const booleans = readBooleans(ref);
  if (booleans !== undefined) return range.map((i) => booleans[i] === 1);
  if (ref.column.values.kind === 'bytes') return range.map((i) => `${readBytes(ref, i)?.byteLength ?? 0} bytes`);
  const { values, rowStarts } = ref.column;
  return values.kind === 'opaque' ? range.map((i) => values.texts[(rowStarts[ref.row] ?? 0) + i] ?? '') : [];
}

function plainText(instance: Instance | undefined): string {
  return typeof instance === 'object' ? jsonText(instance) : String(instance ?? '');
}

/** JSON, but for numbers that it has no words for: big ones keep their digits, `NaN` stays `NaN`. */
function jsonText(items: readonly Instance[]): string {
  const texts = items.map((item) => {
    if (typeof item === 'object') return jsonText(item);
    return typeof item === 'string' ? JSON.stringify(item) : String(item);
  });
  return `[${texts.join(', ')}]`;
}
