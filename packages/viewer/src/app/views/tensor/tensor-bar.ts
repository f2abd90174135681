import { Colormap, type EntityPath } from '@rushes/proto';
import { colormapName } from '../../util/colormap.ts';
import type { TensorValues } from '../shared-tensor.ts';
import type { SliceChoice } from './slice.ts';

/** What the bar above a tensor asks for. */
export interface TensorBarActions {
  chooseEntity(entity: EntityPath): void;
  chooseRows(dimension: number): void;
  chooseColumns(dimension: number): void;
  cutAt(dimension: number, index: number): void;
  chooseColormap(colormap: number): void;
}

/** What the bar shows. */
export interface TensorBarContent {
  readonly entities: readonly EntityPath[];
  readonly entity: EntityPath | undefined;
  /** Undefined where the entity has nothing to show; another one can be chosen still. */
  readonly slice: ShownSlice | undefined;
}

interface ShownSlice {
  readonly tensor: TensorValues;
  readonly choice: SliceChoice;
  readonly colormap: Colormap;
}

/** The choice of dimensions, a slider for each of the others, and the palette. */
export class TensorBar {
  readonly root = document.createElement('div');
  readonly #actions: TensorBarActions;
  readonly #sliders = new Map<number, { readonly input: HTMLInputElement; readonly output: HTMLOutputElement }>();
  #builtFor = '';

  constructor(actions: TensorBarActions) {
    this.#actions = actions;
    this.root.className = 'view-bar view-tensor-bar';
    // The page's shortcuts (arrows, digits) must not act on what is chosen here.
    this.root.addEventListener('keydown', (event) => event.stopPropagation());
  }

  /** True when it was built anew, and with it perhaps its height. */
  show(content: TensorBarContent): boolean {
    const { entities, entity, slice } = content;
    const { tensor, choice, colormap } = slice ?? {};
    const plane = [choice?.rows, choice?.columns, colormap];
    const key = JSON.stringify([tensor?.shape, tensor?.names, plane, entities, entity]);
    const rebuild = key !== this.#builtFor;
    if (rebuild) {
      this.#builtFor = key;
      this.#build(content);
    }
    for (const [dimension, { input, output }] of this.#sliders) {
      const index = choice?.indices[dimension] ?? 0;
      if (input.valueAsNumber !== index) input.valueAsNumber = index;
      output.value = `${index} / ${(tensor?.shape[dimension] ?? 1) - 1}`;
    }
    return rebuild;
  }

  #build({ entities, entity, slice }: TensorBarContent): void {
    this.#sliders.clear();
    const parts: HTMLElement[] = [];
    if (entities.length > 1) {
      const options = entities.map((each) => [each, each.slice(1) || each] as const);
      parts.push(select('Tensor', options, entity ?? '', (value) => this.#actions.chooseEntity(value as EntityPath)));
    }
    if (slice !== undefined) parts.push(...this.#sliceParts(slice));
    this.root.hidden = parts.length === 0;
    this.root.replaceChildren(...parts);
  }

  #sliceParts({ tensor, choice, colormap }: ShownSlice): readonly HTMLElement[] {
    const parts: HTMLElement[] = [];
    const dimensions = tensor.shape.map((_, index) => [String(index), dimensionName(tensor, index)] as const);
    if (tensor.shape.length > 1) {
      parts.push(
        select('Rows', dimensions, String(choice.rows), (value) => this.#actions.chooseRows(Number(value))),
        select('Columns', dimensions, String(choice.columns), (value) => this.#actions.chooseColumns(Number(value))),
      );
    }
    for (const [dimension, size] of tensor.shape.entries()) {
      if (dimension === choice.rows || dimension === choice.columns || size < 2) continue;
      parts.push(this.#slider(dimension, dimensionName(tensor, dimension), size));
    }
    const colormaps = Object.values(Colormap).map((value) => [String(value), colormapName(value)] as const);
    const chooseColormap = (value: string) => this.#actions.chooseColormap(Number(value));
    return [...parts, select('Colours', colormaps, String(colormap), chooseColormap)];
  }

  #slider(dimension: number, name: string, size: number): HTMLElement {
    const label = document.createElement('label');
    const input = document.createElement('input');
    const output = document.createElement('output');
    input.type = 'range';
    input.min = '0';
    input.max = String(size - 1);
    input.step = '1';
    input.addEventListener('input', () => this.#actions.cutAt(dimension, input.valueAsNumber));
    label.append(name, input, output);
    this.#sliders.set(dimension, { input, output });
    return label;
  }
}

/** `height (480)`; dimensions without a name by their number. */
export function dimensionName({ shape, names }: TensorValues, dimension: number): string {
  const name = names[dimension];
  return `${name === undefined || name === '' ? `dimension ${dimension}` : name} (${shape[dimension] ?? 1})`;
}

function select(
  text: string,
  options: readonly (readonly [value: string, text: string])[],
  chosen: string,
  onChange: (value: string) => void,
): HTMLElement {
  const label = document.createElement('label');
  const element = document.createElement('select');
  element.setAttribute('aria-label', text);
  for (const [value, name] of options) element.add(new Option(name, value, value === chosen, value === chosen));
  element.addEventListener('change', () => onChange(element.value));
  label.append(text, element);
  return label;
}
