import { isNumberArray, isPlainList, numbersPerInstance, type PlainValue, VIDEO_SAMPLE } from '@rushes/proto';
import { readValues, rowInstanceCount } from '../../data/read-column.ts';
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
  // A fixed-size list of UInt8 comes as Uint8Array, too.
  const hasBlobs = ref.column.values.kind !== 'numbers';
  const text = instances.length === 1 ? plainText(instances[0], hasBlobs) : jsonText(instances, hasBlobs);
  const count = rowInstanceCount(ref);
  const isCut = text.length > MAX_VALUE_CHARS || instances.length < count;
  return isCut ? `${text.slice(0, MAX_VALUE_CHARS)}… (${count} instances)` : text;
}

function instancesOf(ref: RowRef): readonly PlainValue[] {
  const width = numbersPerInstance(ref.column.itemType);
  return readValues(ref, Math.max(1, Math.floor(MAX_NUMBERS / Math.max(1, width)))) ?? [];
}

function plainText(value: PlainValue | undefined, hasBlobs: boolean): string {
  if (hasBlobs && value instanceof Uint8Array) return sizeText(value);
  return typeof value === 'object' ? jsonText(value, hasBlobs) : String(value);
}

/** JSON, but for numbers that it has no words for: big ones keep their digits, `NaN` stays `NaN`. */
function jsonText(value: PlainValue | undefined, hasBlobs: boolean): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (hasBlobs && value instanceof Uint8Array) return `"${sizeText(value)}"`;
  if (isNumberArray(value)) {
    return listText(Array.from(value.subarray(0, MAX_NUMBERS) as ArrayLike<number | bigint>, String), value.length);
  }
  if (isPlainList(value)) {
    return listText(
      value.slice(0, MAX_NUMBERS).map((each) => jsonText(each, hasBlobs)),
      value.length,
    );
  }
  const fields = Object.entries(value).map(([name, part]) => `${JSON.stringify(name)}: ${jsonText(part, hasBlobs)}`);
  return `{${fields.join(', ')}}`;
}

function listText(items: readonly string[], length: number): string {
  return `[${items.join(', ')}${items.length < length ? `, … ${length} in all` : ''}]`;
}

function sizeText(bytes: Uint8Array): string {
  return `${bytes.length} bytes`;
}
