import type { Colormap } from '@rushes/proto';
import { colormapTable } from '../../util/colormap.ts';
import type { Slice } from './slice.ts';
import { type SlicePixels, slicePixels } from './slice-pixels.ts';
import type { LoggedTensor } from './tensor-query.ts';
import { type ValueRange, valueRange } from './value-range.ts';

/** A slice in colours, ready to be drawn. */
export interface ColoredSlice {
  readonly pixels: SlicePixels;
  readonly bitmap: HTMLCanvasElement;
  readonly range: ValueRange;
}

/** Colours slices; again only when the row, the cut or the palette changed. */
export class SliceColors {
  readonly #rowKeys = new WeakMap<object, number>();
  #nextRowKey = 0;
  #range: { readonly key: string; readonly range: ValueRange } | undefined;
  #last: { readonly key: string; readonly colored: ColoredSlice } | undefined;

  of(logged: LoggedTensor, slice: Slice, colormap: Colormap): ColoredSlice {
    const { tensor } = logged;
    const rowKey = this.#rowKey(logged);
    const count = tensor.shape.reduce((product, size) => product * size, 1);
    if (this.#range?.key !== rowKey) this.#range = { key: rowKey, range: valueRange(tensor.numbers, count) };
    const range = logged.range ?? this.#range.range;
    const key = JSON.stringify([rowKey, slice, colormap, range]);
    if (this.#last?.key === key) return this.#last.colored;
    const pixels = slicePixels(tensor.numbers, slice, range, colormapTable(colormap));
    const bitmap = document.createElement('canvas');
    bitmap.width = pixels.width;
    bitmap.height = pixels.height;
    bitmap.getContext('2d')?.putImageData(new ImageData(pixels.rgba, pixels.width, pixels.height), 0, 0);
    const colored = { pixels, bitmap, range };
    this.#last = { key, colored };
    return colored;
  }

  /** Names a row: columns are objects of their own for as long as they are held. */
  #rowKey({ row }: LoggedTensor): string {
    let key = this.#rowKeys.get(row.column);
    if (key === undefined) {
      key = this.#nextRowKey++;
      this.#rowKeys.set(row.column, key);
    }
    return `${key} ${row.row}`;
  }
}
