import { VIDEO_CODEC, VIDEO_SAMPLE, VideoCodec } from '@rushes/proto';
import { readBooleans, readBytes, readNumbers, readTexts, rowInstanceCount } from '../data/read-column.ts';
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
  return (
    textsText(ref, count) ??
    numbersText(ref, count) ??
    booleansText(ref, count) ??
    bytesText(ref, count) ??
    opaqueText(ref)
  );
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

function textsText(ref: RowRef, count: number): string | undefined {
  const texts = readTexts(ref);
  if (texts === undefined) return undefined;
  if (count === 1) return shorten(texts[0] ?? '');
  return listText(
    texts.slice(0, MAX_INSTANCES).map((text) => `“${shorten(text)}”`),
    count,
  );
}

function numbersText(ref: RowRef, count: number): string | undefined {
  const row = readNumbers(ref);
  if (row === undefined) return undefined;
  const instances: string[] = [];
  for (let i = 0; i < Math.min(count, MAX_INSTANCES); i++) {
    const instance = [...row.numbers.subarray(i * row.width, (i + 1) * row.width)].map(numberText);
    instances.push(row.width === 1 ? (instance[0] ?? '') : `(${instance.join(', ')})`);
  }
  return listText(instances, count);
}

function booleansText(ref: RowRef, count: number): string | undefined {
  const booleans = readBooleans(ref);
  if (booleans === undefined) return undefined;
  return listText(
    [...booleans.subarray(0, MAX_INSTANCES)].map((value) => (value === 1 ? 'yes' : 'no')),
    count,
  );
}

function bytesText(ref: RowRef, count: number): string | undefined {
  const bytes = readBytes(ref);
  if (bytes === undefined) return undefined;
  return listText([bytesCountText(bytes.byteLength)], count);
}

function opaqueText(ref: RowRef): string {
  const { values, rowStarts } = ref.column;
  const first = rowStarts[ref.row] ?? 0;
  const text = values.kind === 'opaque' ? values.texts[first] : undefined;
  return shorten(text ?? 'a value of a type that this page cannot read');
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
