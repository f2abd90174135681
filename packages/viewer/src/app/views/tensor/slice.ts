import type { TensorValues } from '../shared-tensor.ts';
import type { PlainValue, ViewSettings } from '../view.ts';

/** Which two dimensions are seen, and where the others are cut. −1: the tensor has no such dimension. */
export interface SliceChoice {
  readonly rows: number;
  readonly columns: number;
  /** One for each dimension; those of rows and columns do not count. */
  readonly indices: readonly number[];
}

/** A plane of a tensor: the number at `row` and `column` has index `offset + row * rowStride + column * columnStride`. */
export interface Slice {
  readonly width: number;
  readonly height: number;
  readonly offset: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

const ROW_NAMES: ReadonlySet<string> = new Set(['height', 'h', 'y', 'row', 'rows']);
const COLUMN_NAMES: ReadonlySet<string> = new Set(['width', 'w', 'x', 'column', 'columns', 'col', 'cols']);
/** A last dimension of so few, without a name, is taken for colour channels. */
const MAX_CHANNELS = 4;

/** What is shown as long as nobody chose: dimensions named as rows and columns, else the last two that are no channels. */
export function defaultSlice({ shape, names }: TensorValues): SliceChoice {
  const indices = shape.map(() => 0);
  const named = (set: ReadonlySet<string>) => names.findIndex((name) => set.has(name.trim().toLowerCase()));
  const isLastChannel = shape.length > 2 && (shape.at(-1) ?? 0) <= MAX_CHANNELS;
  const plain = shape.map((_, index) => index).slice(0, isLastChannel ? -1 : undefined);
  let columns = named(COLUMN_NAMES);
  let rows = named(ROW_NAMES);
  if (columns < 0) columns = plain.findLast((dimension) => dimension !== rows) ?? -1;
  if (rows < 0) rows = plain.findLast((dimension) => dimension !== columns) ?? -1;
  return { rows, columns, indices };
}

/** What was chosen, as far as it fits the tensor; else the default. */
export function chosenSlice(tensor: TensorValues, settings: ViewSettings): SliceChoice {
  const standard = defaultSlice(tensor);
  const { shape } = tensor;
  const dimension = (value: PlainValue | undefined, fallback: number) =>
    typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < shape.length ? value : fallback;
  let rows = dimension(settings.rows, standard.rows);
  const columns = dimension(settings.columns, standard.columns);
  if (rows === columns) rows = rows === standard.rows ? standard.columns : standard.rows;
  const given = Array.isArray(settings.indices) ? settings.indices : [];
  const indices = shape.map((size, index) => {
    const value: unknown = given[index];
    return typeof value === 'number' && Number.isInteger(value)
      ? Math.min(Math.max(0, value), Math.max(0, size - 1))
      : 0;
  });
  return rows === columns ? { ...standard, indices } : { rows, columns, indices };
}

export function sliceOf({ shape }: TensorValues, { rows, columns, indices }: SliceChoice): Slice {
  const strides = stridesOf(shape);
  let offset = 0;
  for (const [dimension, stride] of strides.entries()) {
    if (dimension !== rows && dimension !== columns) offset += (indices[dimension] ?? 0) * stride;
  }
  return {
    width: columns < 0 ? 1 : (shape[columns] ?? 1),
    height: rows < 0 ? 1 : (shape[rows] ?? 1),
    offset,
    rowStride: strides[rows] ?? 0,
    columnStride: strides[columns] ?? 0,
  };
}

/** Where a number of the slice is in the whole tensor. */
export function flatIndex(slice: Slice, row: number, column: number): number {
  return slice.offset + row * slice.rowStride + column * slice.columnStride;
}

/** The place of a number of the tensor in the slice; undefined where it is in another one. */
export function placeInSlice(
  { shape }: TensorValues,
  choice: SliceChoice,
  index: number,
): { readonly row: number; readonly column: number } | undefined {
  let row = 0;
  let column = 0;
  let rest = index;
  for (const [dimension, stride] of stridesOf(shape).entries()) {
    const at = Math.floor(rest / Math.max(1, stride));
    rest -= at * stride;
    if (dimension === choice.rows) row = at;
    else if (dimension === choice.columns) column = at;
    else if (at !== choice.indices[dimension]) return undefined;
  }
  return { row, column };
}

function stridesOf(shape: readonly number[]): readonly number[] {
  const strides: number[] = [];
  let stride = 1;
  for (let dimension = shape.length - 1; dimension >= 0; dimension--) {
    strides[dimension] = stride;
    stride *= shape[dimension] ?? 1;
  }
  return strides;
}
