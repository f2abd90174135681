import type { EntityPath } from '@rushes/proto';
import { readColors, readNumbers } from '../../data/read-column.ts';
import type { RecordingStore } from '../../data/recording-store.ts';
import { entityColor, type PackedColor } from '../shared-colors.ts';
import type { ViewProblem } from '../shared-problems.ts';
import { readTensor, shapeText } from '../shared-tensor.ts';

const VALUES = 'BarChart:values';
const TENSOR = 'Tensor:data';

/** The bars of one entity. Bar `i` stands at `centers[i]`, is `widths[i]` wide and `heights[i]` high; NaN is no bar. */
export interface BarSet {
  readonly entity: EntityPath;
  readonly color: PackedColor;
  readonly centers: Float64Array;
  readonly widths: Float64Array;
  readonly heights: Float64Array;
}

/** What a bar chart shows at a moment. */
export interface Bars {
  readonly sets: readonly BarSet[];
  readonly problems: readonly ViewProblem[];
}

/** Which component of an entity bars are made of, if any: a tensor of one dimension will do. */
export function barComponent(store: RecordingStore, entity: EntityPath): string | undefined {
  const components = store.components(entity);
  if (components.includes(VALUES)) return VALUES;
  return components.includes(TENSOR) ? TENSOR : undefined;
}

/** The bars of several entities at a time. */
export function readBars(store: RecordingStore, entities: readonly EntityPath[], timeline: string, time: bigint): Bars {
  const sets: BarSet[] = [];
  const problems: ViewProblem[] = [];
  for (const entity of entities) {
    const component = barComponent(store, entity);
    if (component === undefined) continue;
    const note = (reason: string) => problems.push({ entity, reason });
    const set = readBarSet(store, entity, component, timeline, time, note);
    if (set !== undefined) sets.push(set);
  }
  return { sets, problems };
}

function readBarSet(
  store: RecordingStore,
  entity: EntityPath,
  component: string,
  timeline: string,
  time: bigint,
  note: (reason: string) => void,
): BarSet | undefined {
  const read = (field: string) => store.latestAt(entity, `BarChart:${field}`, timeline, time);
  const heights = lineOf(store.latestAt(entity, component, timeline, time), 'values', note);
  if (heights === undefined) return undefined;
  const count = heights.length;
  let bad = 0;
  for (let i = 0; i < count; i++) {
    if (Number.isFinite(heights[i])) continue;
    heights[i] = Number.NaN;
    bad++;
  }
  if (bad > 0) note(`${bad} of ${count} values are NaN or infinite and have no bar`);
  const color = readColors(read('color'))?.[0] ?? entityColor(entity);
  return { entity, color, heights, centers: readCenters(read('abscissa'), count, note), widths: readWidths() };

  function readWidths(): Float64Array {
    const logged = readNumbers(read('widths'))?.numbers;
    const widths = new Float64Array(count).fill(1);
    if (logged === undefined || logged.length === 0) return widths;
    if (logged.length > count) note(`widths has ${logged.length} numbers for ${count} values`);
    for (let i = 0; i < count; i++) {
      // The last one repeats, as for all that is logged for several instances.
      const width = Number(logged[Math.min(i, logged.length - 1)]);
      if (Number.isFinite(width) && width >= 0) widths[i] = width;
    }
    return widths;
  }
}

function readCenters(
  row: Parameters<typeof readTensor>[0],
  count: number,
  note: (reason: string) => void,
): Float64Array {
  const plain = Float64Array.from({ length: count }, (_, index) => index);
  const centers = row && lineOf(row, 'abscissa', note);
  if (centers === undefined) return plain;
  if (centers.length !== count) {
    note(`abscissa has ${centers.length} numbers for ${count} values; bars stand at 0, 1, 2, …`);
    return plain;
  }
  return centers;
}

/** A tensor of one dimension as floats that are ours; dimensions of size 1 do not count. */
function lineOf(
  row: Parameters<typeof readTensor>[0],
  name: string,
  note: (reason: string) => void,
): Float64Array | undefined {
  const tensor = readTensor(row);
  if (tensor === undefined) return undefined;
  if ('reason' in tensor) {
    note(`${name}: ${tensor.reason}`);
    return undefined;
  }
  const { shape, numbers } = tensor;
  if (shape.filter((size) => size !== 1).length > 1) {
    note(`${name} must have one dimension, found ${shapeText(shape)}`);
    return undefined;
  }
  const length = shape.reduce((product, size) => product * size, 1);
  if (length === 0) note(`${name} is empty`);
  return Float64Array.from({ length }, (_, index) => Number(numbers[index]));
}
