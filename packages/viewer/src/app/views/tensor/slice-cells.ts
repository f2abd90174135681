import { numberText } from '../shared-value-text.ts';
import type { ViewContext } from '../view.ts';
import type { MarkedCell } from './draw.ts';
import { placeInSlice, type Slice, type SliceChoice } from './slice.ts';
import type { LoggedTensor } from './tensor-query.ts';

/** A number of the slice. */
export interface SliceCell extends MarkedCell {
  /** Its place in the whole tensor. */
  readonly index: number;
}

/** The slice as a scene: a number is one unit wide and high. */
export function sceneOf({ width, height }: Slice) {
  return { x: 0, y: 0, width, height };
}

/** The numbers that are selected or hovered, as far as they are in the slice. */
export function markedCells(
  context: ViewContext,
  { entity, tensor }: LoggedTensor,
  choice: SliceChoice,
): readonly MarkedCell[] {
  const { selected, selectedInstance, hovered, hoveredInstance } = context;
  const instances = [
    selected === entity ? selectedInstance : undefined,
    hovered === entity ? hoveredInstance : undefined,
  ];
  return instances.flatMap((index) => (index === undefined ? [] : (placeInSlice(tensor, choice, index) ?? [])));
}

/** `[2, 3, 4] = 7.5`. */
export function cellText({ tensor }: LoggedTensor, choice: SliceChoice, { row, column, index }: SliceCell): string {
  const place = tensor.shape.map((_, dimension) => {
    if (dimension === choice.rows) return row;
    return dimension === choice.columns ? column : choice.indices[dimension];
  });
  return `[${place.join(', ')}] = ${numberText(tensor.numbers[index] ?? Number.NaN)}`;
}
