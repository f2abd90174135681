import {
  type BlueprintEdge,
  type BlueprintId,
  type BlueprintOverride,
  type BlueprintTimeRange,
  type BlueprintView,
  type EntityPath,
  knownField,
  makeBlueprintId,
  type PlainValue,
  parseEntityPath,
  parseEntityQuery,
} from '@rushes/proto';
import { describe } from '../coerce/describe.ts';
import { toBoolean, toText, toTexts } from '../coerce/text.ts';
import { checkKnown } from './check-options.ts';

/**
 * One end of the stretch of time that a view shows: so far from the cursor (negative: before it), a time, or the end of the
 * timeline. Sequence numbers, or nanoseconds.
 *
 * @group Layout
 */
export type TimeEdgeInput = { readonly cursor: number | bigint } | { readonly at: number | bigint } | 'infinite';

/**
 * The stretch of one timeline that a view shows.
 *
 * @group Layout
 */
export interface TimeRangeInput {
  /** Name of the timeline that the range is on. */
  readonly timeline: string;
  /** Default: the beginning of the timeline. */
  readonly from?: TimeEdgeInput;
  /** Default: the end of the timeline. */
  readonly to?: TimeEdgeInput;
}

/**
 * How one entity is shown in one view, otherwise than it was logged.
 *
 * @group Layout
 */
export interface OverrideInput {
  /** Whether it is shown. */
  readonly visible?: boolean;
  /** Columns by their names, `{'Points3D:colors': [0xff0000ff]}`: one value per instance, or one for all. */
  readonly components?: Readonly<Record<string, readonly PlainValue[]>>;
}

/** What every kind of view can be told. @group Layout */
export interface ViewOptions {
  /** The entity that the view is of; default: the root. What it shows is given by `contents`, by default the origin and all below. */
  readonly origin?: string;
  /** Above the view. Default: the viewer finds one. */
  readonly name?: string;
  /** Query rules: `+ $origin/**`, `- $origin/raw/**`, `/other`. The rule with the longest path decides. */
  readonly contents?: string | readonly string[];
  /** `false`: the view is there, but not seen. */
  readonly visible?: boolean;
  /** What is shown of time, instead of what this kind of view shows by itself. */
  readonly timeRanges?: readonly TimeRangeInput[];
  /** By entity path. */
  readonly overrides?: Readonly<Record<string, OverrideInput>>;
}

const KNOWN: readonly string[] = ['origin', 'name', 'contents', 'visible', 'timeRanges', 'overrides'];

/**
 * A view of a layout. Made by one of its kinds, such as {@link Spatial2DView}.
 *
 * @group Layout
 */
export abstract class View {
  /** Names the view in the layout; random. */
  readonly id: BlueprintId = makeBlueprintId();
  readonly name: string | undefined;
  /** Rerun's name of the kind. */
  abstract readonly className: string;
  readonly #layout: Omit<BlueprintView, 'className'>;

  /** @throws TypeError, RangeError naming the option, what was expected and what was found. */
  constructor(options: ViewOptions = {}) {
    const where = new.target.name;
    checkKnown(where, options, KNOWN);
    const { origin = '/', name, contents, visible, timeRanges, overrides } = options;
    const path = toPath(`${where} origin`, origin);
    this.name = name === undefined ? undefined : toText(`${where} name`, name);
    this.#layout = {
      kind: 'view',
      id: this.id,
      origin: path,
      ...(name === undefined ? {} : { name }),
      ...(contents === undefined ? {} : { contents: toQuery(`${where} contents`, contents, path) }),
      ...(visible === undefined ? {} : { visible: toBoolean(`${where} visible`, visible) }),
      ...(timeRanges === undefined ? {} : { timeRanges: toTimeRanges(`${where} timeRanges`, timeRanges) }),
      ...(overrides === undefined ? {} : { overrides: toOverrides(`${where} overrides`, overrides) }),
    };
  }

  /** The view as it is written. @internal */
  toLayout(): BlueprintView {
    return { ...this.#layout, className: this.className };
  }
}

/** Pictures, video, and what is drawn over them. @group Layout */
export class Spatial2DView extends View {
  readonly className = '2D';
}

/** A scene in space. @group Layout */
export class Spatial3DView extends View {
  readonly className = '3D';
}

/** Numbers over time. @group Layout */
export class TimeSeriesView extends View {
  readonly className = 'TimeSeries';
}

/** States over time. Rerun's viewer knows it from 0.33 on. @group Layout */
export class StateTimelineView extends View {
  readonly className = 'StateTimeline';
}

/** One row of numbers. @group Layout */
export class BarChartView extends View {
  readonly className = 'BarChart';
}

/** Slices of a tensor. @group Layout */
export class TensorView extends View {
  readonly className = 'Tensor';
}

/** Lines with levels. @group Layout */
export class TextLogView extends View {
  readonly className = 'TextLog';
}

/** A text, plain or Markdown. @group Layout */
export class TextDocumentView extends View {
  readonly className = 'TextDocument';
}

/** Any components as a table. @group Layout */
export class DataframeView extends View {
  readonly className = 'Dataframe';
}

/** Nodes and edges. @group Layout */
export class GraphView extends View {
  readonly className = 'Graph';
}

/** Places on earth. @group Layout */
export class MapView extends View {
  readonly className = 'Map';
}

function toPath(where: string, input: string): EntityPath {
  const text = toText(where, input);
  try {
    return parseEntityPath(text);
  } catch (cause) {
    throw new TypeError(
      `${where} must be an entity path like '/camera': ${cause instanceof Error ? cause.message : ''}`,
      {
        cause,
      },
    );
  }
}

function toQuery(where: string, input: string | readonly string[], origin: EntityPath): readonly string[] {
  const rules = toTexts(where, input);
  const { problems } = parseEntityQuery(rules, origin);
  if (problems.length > 0) throw new TypeError(`${where}: ${problems.join(' ')}`);
  return rules;
}

function toTimeRanges(where: string, input: readonly TimeRangeInput[]): readonly BlueprintTimeRange[] {
  if (!Array.isArray(input)) throw new TypeError(`${where} must be an array of ranges, but is ${describe(input)}.`);
  const timelines = new Set<string>();
  return input.map((range: TimeRangeInput, i) => {
    const { timeline, from = 'infinite', to = 'infinite' } = range;
    const name = toText(`${where}[${i}].timeline`, timeline);
    if (timelines.has(name)) throw new RangeError(`${where}[${i}]: the timeline '${name}' has a range already.`);
    timelines.add(name);
    return { timeline: name, from: toEdge(`${where}[${i}].from`, from), to: toEdge(`${where}[${i}].to`, to) };
  });
}

function toEdge(where: string, edge: TimeEdgeInput): BlueprintEdge {
  if (edge === 'infinite') return { kind: 'infinite' };
  if (typeof edge === 'object' && edge !== null) {
    if ('cursor' in edge) return { kind: 'cursor', offset: toTime(`${where}.cursor`, edge.cursor) };
    if ('at' in edge) return { kind: 'absolute', time: toTime(`${where}.at`, edge.at) };
  }
  throw new TypeError(`${where} must be {cursor: …}, {at: …} or 'infinite', but is ${describe(edge)}.`);
}

function toTime(where: string, input: number | bigint): bigint {
  if (typeof input === 'bigint' && BigInt.asIntN(64, input) === input) return input;
  if (typeof input === 'number' && Number.isSafeInteger(input)) return BigInt(input);
  throw new TypeError(`${where} must be a whole number of 64 bits, but is ${describe(input)}.`);
}

function toOverrides(
  where: string,
  input: Readonly<Record<string, OverrideInput>>,
): Readonly<Record<string, BlueprintOverride>> {
  if (typeof input !== 'object' || input === null) {
    throw new TypeError(`${where} must be an object with entity paths as its keys, but is ${describe(input)}.`);
  }
  return Object.fromEntries(
    Object.entries(input).map(([entity, override]) => {
      const path = toPath(`${where}['${entity}']`, entity);
      return [path, toOverride(`${where}['${entity}']`, override)];
    }),
  );
}

function toOverride(where: string, override: OverrideInput): BlueprintOverride {
  checkKnown(where, override, ['visible', 'components']);
  const { visible, components } = override;
  for (const [name, values] of Object.entries(components ?? {})) {
    if (knownField(name) === undefined) {
      throw new TypeError(`${where}: '${name}' is no column of any archetype; write it like 'Points3D:colors'.`);
    }
    if (!Array.isArray(values)) {
      throw new TypeError(`${where}: '${name}' must be an array of values, but is ${describe(values)}.`);
    }
  }
  return {
    ...(visible === undefined ? {} : { visible: toBoolean(`${where}.visible`, visible) }),
    ...(components === undefined ? {} : { components }),
  };
}
