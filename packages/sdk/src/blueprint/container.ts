import { type BlueprintContainer, type BlueprintId, ContainerKind, makeBlueprintId } from '@rushes/proto';
import { describe } from '../coerce/describe.ts';
import { toBoolean, toText } from '../coerce/text.ts';
import { checkKnown } from './check-options.ts';
import { View } from './view.ts';

/** What every container can be told. @group Layout */
export interface ContainerOptions {
  readonly name?: string;
  /** `false`: what is in it is not seen. */
  readonly visible?: boolean;
}

/** What can be said of a {@link Horizontal}. @group Layout */
export interface HorizontalOptions extends ContainerOptions {
  /** The share of the width of each part: `[2, 1]` makes the first twice as wide as the second. Default: all alike. */
  readonly columnShares?: readonly number[];
}

/** What can be said of a {@link Vertical}. @group Layout */
export interface VerticalOptions extends ContainerOptions {
  /** The share of the height of each part. Default: all alike. */
  readonly rowShares?: readonly number[];
}

/** What can be said of a {@link Grid}. @group Layout */
export interface GridOptions extends ContainerOptions {
  /** Default: the viewer finds a number that fits. */
  readonly gridColumns?: number;
  /** The share of the width of each column. Default: all alike. */
  readonly columnShares?: readonly number[];
  /** The share of the height of each row. Default: all alike. */
  readonly rowShares?: readonly number[];
}

/** What can be said of {@link Tabs}. @group Layout */
export interface TabsOptions extends ContainerOptions {
  /** The tab in front: its number, its name, or the view itself. Default: the first. */
  readonly activeTab?: number | string | View | Container;
}

type Part = View | Container;
type Parts<O> = readonly [...parts: Part[], last: Part | O];

/** What the kinds of containers differ in. */
interface Shape {
  readonly containerKind: ContainerKind;
  readonly options: readonly string[];
  readonly sharesOf?: (options: GridOptions & TabsOptions, count: number) => readonly (readonly [string, number])[];
}

const COMMON = ['name', 'visible'] as const;

/**
 * Views, and containers of views, in one place. Made by one of its kinds: {@link Horizontal}, {@link Vertical}, {@link Grid} or
 * {@link Tabs}.
 *
 * @group Layout
 */
export abstract class Container {
  /** Names the container in the layout; random. */
  readonly id: BlueprintId = makeBlueprintId();
  readonly name: string | undefined;
  /** What is in it, in order. */
  readonly parts: readonly Part[];
  readonly #layout: Omit<BlueprintContainer, 'contents'>;

  /** @throws TypeError, RangeError naming the argument, what was expected and what was found. */
  protected constructor(where: string, shape: Shape, args: readonly unknown[]) {
    const { parts, options } = splitArguments(where, args, [...COMMON, ...shape.options]);
    const { name, visible, columnShares, rowShares, gridColumns, activeTab } = options;
    this.parts = parts;
    this.name = name === undefined ? undefined : toText(`${where} name`, name);
    for (const [option, count] of shape.sharesOf?.(options, parts.length) ?? []) {
      checkShares(`${where} ${option}`, options[option as 'columnShares' | 'rowShares'], count);
    }
    this.#layout = {
      kind: 'container',
      id: this.id,
      containerKind: shape.containerKind,
      ...(name === undefined ? {} : { name }),
      ...(visible === undefined ? {} : { visible: toBoolean(`${where} visible`, visible) }),
      ...(columnShares === undefined ? {} : { columnShares }),
      ...(rowShares === undefined ? {} : { rowShares }),
      ...(gridColumns === undefined ? {} : { gridColumns: toCount(`${where} gridColumns`, gridColumns) }),
      ...(activeTab === undefined ? {} : { activeTab: findTab(`${where} activeTab`, parts, activeTab) }),
    };
  }

  /** The container as it is written. @internal */
  toLayout(): BlueprintContainer {
    return { ...this.#layout, contents: this.parts.map((part) => part.toLayout()) };
  }
}

/** Parts beside each other. @group Layout */
export class Horizontal extends Container {
  /** The parts from left to right; an object with options may come last. */
  constructor(...args: Parts<HorizontalOptions>) {
    const sharesOf = (_: object, count: number) => [['columnShares', count]] as const;
    super('Horizontal', { containerKind: ContainerKind.Horizontal, options: ['columnShares'], sharesOf }, args);
  }
}

/** Parts below each other. @group Layout */
export class Vertical extends Container {
  /** The parts from top to bottom; an object with options may come last. */
  constructor(...args: Parts<VerticalOptions>) {
    const sharesOf = (_: object, count: number) => [['rowShares', count]] as const;
    super('Vertical', { containerKind: ContainerKind.Vertical, options: ['rowShares'], sharesOf }, args);
  }
}

/** Parts in rows and columns. @group Layout */
export class Grid extends Container {
  /** The parts row by row; an object with options may come last. */
  constructor(...args: Parts<GridOptions>) {
    const options = ['gridColumns', 'columnShares', 'rowShares'];
    const sharesOf = ({ gridColumns }: GridOptions, count: number) =>
      gridColumns === undefined
        ? []
        : ([
            ['columnShares', gridColumns],
            ['rowShares', Math.ceil(count / gridColumns)],
          ] as const);
    super('Grid', { containerKind: ContainerKind.Grid, options, sharesOf }, args);
  }
}

/** Parts behind each other. @group Layout */
export class Tabs extends Container {
  /** The parts in the order of their tabs; an object with options may come last. */
  constructor(...args: Parts<TabsOptions>) {
    super('Tabs', { containerKind: ContainerKind.Tabs, options: ['activeTab'] }, args);
  }
}

function splitArguments(
  where: string,
  args: readonly unknown[],
  known: readonly string[],
): { readonly parts: readonly Part[]; readonly options: GridOptions & TabsOptions } {
  const last = args.at(-1);
  const hasOptions = typeof last === 'object' && last !== null && !isPart(last);
  const parts = hasOptions ? args.slice(0, -1) : args;
  if (hasOptions) checkKnown(where, last, known);
  parts.forEach((part, i) => {
    if (isPart(part)) return;
    throw new TypeError(`${where}: argument ${i + 1} must be a view or a container, but is ${describe(part)}.`);
  });
  if (parts.length === 0) throw new TypeError(`${where} needs at least one view or container.`);
  return { parts: parts as readonly Part[], options: hasOptions ? (last as GridOptions & TabsOptions) : {} };
}

/** Whether it can stand in a layout. */
export function isPart(value: unknown): value is Part {
  return value instanceof View || value instanceof Container;
}

function checkShares(where: string, shares: readonly number[] | undefined, count: number): void {
  if (shares === undefined) return;
  if (!Array.isArray(shares) || !shares.every((share) => typeof share === 'number' && share > 0 && share < 1e9)) {
    throw new TypeError(`${where} must be an array of numbers above 0, but is ${describe(shares)}.`);
  }
  if (shares.length !== count) {
    throw new RangeError(`${where} must have ${count} numbers, one for each part, but has ${shares.length}.`);
  }
}

function toCount(where: string, count: number): number {
  if (Number.isInteger(count) && count > 0 && count <= 1000) return count;
  throw new RangeError(`${where} must be a whole number from 1 to 1000, but is ${describe(count)}.`);
}

function findTab(where: string, parts: readonly Part[], tab: number | string | View | Container): number {
  const found = parts.findIndex(
    (part, i) => part === tab || i === tab || (typeof tab === 'string' && part.name === tab),
  );
  if (found >= 0) return found;
  throw new RangeError(
    `${where} must be one of the ${parts.length} parts, by number, name or itself, but is ${describe(tab)}.`,
  );
}
