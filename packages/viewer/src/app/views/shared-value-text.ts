import {
  COMPONENT_TYPES,
  type ComponentType,
  type EnumValues,
  isNumberArray,
  isOfType,
  isPlainList,
  type NumberArray,
  type PlainValue,
  VIDEO_CODEC,
  VIDEO_SAMPLE,
  VideoCodec,
} from '@rushes/proto';
import { readNumbers, readValues, rowInstanceCount } from '../data/read-column.ts';
import type { RecordingStore, RowRef } from '../data/recording-store.ts';

const MAX_INSTANCES = 4;
const MAX_TEXT = 240;

/** A short text for what one row of a component holds: the first instances, and how many there are. */
export function valueText(ref: RowRef): string {
  const count = rowInstanceCount(ref);
  if (count === 0) return 'cleared';
  if (ref.column.descriptor.component.endsWith(':colors') || ref.column.descriptor.component.endsWith(':color')) {
    const colors = readNumbers(ref)?.numbers;
    if (colors !== undefined) return listText([...colors.subarray(0, MAX_INSTANCES)].map(colorText), count);
  }
  const { values, itemType, descriptor } = ref.column;
  const names = namesOf(descriptor.componentType);
  const instances = readValues(ref, MAX_INSTANCES) ?? [];
  const texts = instances.map((value) => {
    if (values.kind === 'utf8' && count === 1) return shorten(String(value));
    // A fixed-size list of UInt8 comes as Uint8Array, too, but is no blob.
    return isOfType(itemType, 'FixedSizeList') && isNumberArray(value)
      ? vectorText(value, names.values)
      : plainText(value, { ...names, isQuoted: values.kind !== 'opaque' });
  });
  return listText(texts.map(shorten), count);
}

/** Names of the values of an enumeration, by number. */
type ValueNames = ReadonlyMap<number, string>;

interface Names {
  readonly values: ValueNames | undefined;
  /** Of the fields of a struct. */
  readonly fields: Readonly<Record<string, ValueNames>>;
}

const COMPONENTS: Readonly<Record<string, ComponentType | undefined>> = COMPONENT_TYPES;
const PREFIX = 'rerun.components.';

/** What the numbers of a component are called, where they are an enumeration. */
function namesOf(componentType: string | undefined): Names {
  const name = componentType?.startsWith(PREFIX) === true ? componentType.slice(PREFIX.length) : '';
  const row = Object.hasOwn(COMPONENTS, name) ? COMPONENTS[name] : undefined;
  const fields = Object.entries(row?.fieldValues ?? {}).map(([field, values]) => [field, byNumber(values)] as const);
  return { values: row?.values && byNumber(row.values), fields: Object.fromEntries(fields) };
}

function byNumber(values: EnumValues): ValueNames {
  return new Map(Object.entries(values).map(([name, value]) => [value, name]));
}

/** Levels of a nested value that are shown. */
const MAX_DEPTH = 5;
/** Numbers of a list, entries of a list, that are shown. */
const MAX_ENTRIES = 8;

function plainText(value: PlainValue | undefined, names: Names & { readonly isQuoted: boolean }, depth = 0): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return names.isQuoted ? `“${shorten(value)}”` : value;
  if (typeof value !== 'object') return names.values?.get(Number(value)) ?? numberText(value);
  if (value instanceof Uint8Array) return bytesCountText(value.byteLength);
  if (depth > MAX_DEPTH) return '…';
  if (isNumberArray(value)) {
    const shown = Array.from(value.subarray(0, MAX_ENTRIES) as ArrayLike<number | bigint>, numberText);
    return value.length > MAX_ENTRIES ? `[${shown.join(', ')}, … ${value.length} numbers]` : `[${shown.join(', ')}]`;
  }
  const below = { values: undefined, fields: names.fields, isQuoted: true };
  if (isPlainList(value)) {
    const shown = value.slice(0, MAX_ENTRIES).map((each) => plainText(each, below, depth + 1));
    return value.length > MAX_ENTRIES ? `[${shown.join(', ')}, … ${value.length} in all]` : `[${shown.join(', ')}]`;
  }
  // What is not there says nothing; an `ImageFormat` has one half of its fields or the other.
  const parts = Object.entries(value).flatMap(([field, part]) =>
    part === null ? [] : [`${field} ${plainText(part, { ...below, values: names.fields[field] }, depth + 1)}`],
  );
  return parts.join(', ');
}

function vectorText(numbers: NumberArray, names: ValueNames | undefined): string {
  const texts = Array.from(
    numbers as ArrayLike<number | bigint>,
    (number) => names?.get(Number(number)) ?? numberText(number),
  );
  return `(${texts.join(', ')})`;
}

/** A short text for any component, with what the store knows of video beyond the row itself: `H.264 sample, 12 kB`. */
export function componentText(store: RecordingStore, timeline: string, ref: RowRef): string {
  const { component } = ref.column.descriptor;
  if (component === VIDEO_CODEC) return videoCodecText(ref);
  if (component !== VIDEO_SAMPLE || ref.time === undefined) return valueText(ref);
  // The bytes of samples live in another thread; their sizes are known here.
  const track = store.videoTrack(ref.chunk.entityPath);
  const sample = track?.sampleAt(timeline, ref.time);
  const name = track?.codec === undefined ? 'sample' : `${codecName(track.codec)} sample`;
  return sample === undefined ? name : `${name}, ${bytesCountText(sample.byteLength)}`;
}

/** `H.264`, or the four letters of a codec that has no other name here. */
export function codecName(fourcc: number): string {
  if (fourcc === VideoCodec.H264) return 'H.264';
  return [24, 16, 8, 0].map((shift) => String.fromCharCode((fourcc >>> shift) & 0xff)).join('');
}

/** A logged `VideoStream:codec`. */
function videoCodecText(ref: RowRef): string {
  const fourcc = readNumbers(ref)?.numbers[0];
  return fourcc === undefined ? valueText(ref) : codecName(Number(fourcc));
}

/** `1234`, `3.14`, `1.5e-7`: as many digits as tell values apart, no more. */
export function numberText(value: number | bigint): string {
  if (typeof value === 'bigint' || Number.isInteger(value)) return value.toString();
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1e7 || size < 1e-4) return value.toExponential(4);
  return String(Number(value.toPrecision(7)));
}

/** `1.2 kB`, `3.4 MB`. */
export function bytesCountText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let size = bytes / 1000;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

/** `820 kbit/s`, `4.2 Mbit/s`. */
export function bitrateText(bitsPerSec: number): string {
  if (bitsPerSec < 1e6) return `${Math.round(bitsPerSec / 1e3)} kbit/s`;
  return `${(bitsPerSec / 1e6).toFixed(bitsPerSec < 1e7 ? 1 : 0)} Mbit/s`;
}

function listText(instances: readonly string[], count: number): string {
  if (count === 1) return instances[0] ?? '';
  const more = count > instances.length ? ', …' : '';
  return `${count} × ${instances.join(', ')}${more}`;
}

function colorText(color: number | bigint): string {
  return `#${Number(color).toString(16).padStart(8, '0')}`;
}

function shorten(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
