import { Colormap } from '@rushes/proto';
import { isColormap } from '../../util/colormap.ts';
import { isFraction } from './image-pixels.ts';
import type { NumberField, NumberRange } from './number-field.ts';

/** The numbers of a depth image, and what they mean. */
export interface DepthField {
  readonly field: NumberField;
  /** So many of the numbers make one metre. */
  readonly perMetre: number;
  readonly colormap: Colormap;
  /** The numbers that have the first and the last colour; undefined: from 0 to the largest. */
  readonly range: NumberRange | undefined;
}

/** Millimetres, unless the numbers have fractions: those are metres. */
export function metreOf(field: NumberField, logged: number | undefined): number {
  if (logged !== undefined && logged > 0) return logged;
  return isFraction(field.datatype) ? 1 : 1000;
}

/** The palette that was logged, or the one that depths have by default. */
export function depthColormap(logged: number | undefined): Colormap {
  return isColormap(logged) ? logged : Colormap.Turbo;
}
