import { type Chunk, type EntityPath, MIN_TIME } from '@rushes/proto';
import { readBooleans, readColors, readStates, readTexts } from '../../data/read-column.ts';
import type { RecordingStore, RowRef } from '../../data/recording-store.ts';
import { entityHue, hueColor, type PackedColor } from '../shared-colors.ts';
import type { ViewProblem } from '../shared-problems.ts';

export const STATE = 'StateChange:state';
/** More lanes than anybody can read; further instances of an entity are left out. */
const MAX_INSTANCES = 64;

/** One state of one thing, from `from` until before `to`; until further notice where that is undefined. */
export interface StateSpan {
  readonly from: bigint;
  readonly to: bigint | undefined;
  readonly state: string;
}

/** The states of one instance of an entity in order of time. */
export interface StateLane {
  readonly entity: EntityPath;
  readonly instance: number;
  readonly spans: readonly StateSpan[];
}

/** How a state looks. */
export interface StateLook {
  readonly label: string;
  readonly color: PackedColor;
  readonly visible: boolean;
}

/** Static states have no place on a time axis. */
export function hasStates(store: RecordingStore, entity: EntityPath): boolean {
  return store.components(entity).includes(STATE) && store.hasTimes(entity, STATE);
}

/** The lanes of an entity as far as they reach into `from` to `to`. Equal states after each other are one. */
export function readLanes(
  store: RecordingStore,
  entity: EntityPath,
  timeline: string,
  from: bigint,
  to: bigint,
): readonly StateLane[] {
  const before = from > MIN_TIME ? store.latestAt(entity, STATE, timeline, from - 1n) : undefined;
  const lanes: StateSpan[][] = [];
  const open: ({ readonly from: bigint; readonly state: string } | undefined)[] = [];
  const close = (instance: number, time: bigint) => {
    const span = open[instance];
    // What was replaced at the very same time never was.
    if (span !== undefined && span.from < time) lanes[instance]?.push({ ...span, to: time });
    open[instance] = undefined;
  };
  const take = (ref: RowRef) => {
    const { time } = ref;
    const states = readStates(ref);
    if (time === undefined || states === undefined) return;
    const count = Math.min(Math.max(states.length, open.length), MAX_INSTANCES);
    for (let instance = 0; instance < count; instance++) {
      lanes[instance] ??= [];
      // An empty state ends the one before.
      const state = states[instance] || undefined;
      if (open[instance]?.state === state) continue;
      close(instance, time);
      if (state !== undefined) open[instance] = { from: time, state };
    }
  };
  if (before?.time !== undefined) take(before);
  for (const ref of store.range(entity, STATE, timeline, from, to)) take(ref);
  return lanes.map((spans, instance): StateLane => {
    const last = open[instance];
    return { entity, instance, spans: last === undefined ? spans : [...spans, { ...last, to: undefined }] };
  });
}

/** What `StateConfiguration` says of an entity's states at a time. */
export class StateLooks {
  readonly #looks = new Map<string, StateLook>();

  constructor(store: RecordingStore, entity: EntityPath, timeline: string, time: bigint) {
    const read = (field: string) => store.latestAt(entity, `StateConfiguration:${field}`, timeline, time);
    const values = readStates(read('values')) ?? [];
    const labels = readTexts(read('labels'));
    const colors = readColors(read('colors'));
    const visible = readBooleans(read('visible'));
    for (const [index, value] of values.entries()) {
      this.#looks.set(value, {
        label: labels?.[index] || value,
        color: colors?.[index] ?? stateColor(value),
        visible: visible?.[index] !== 0,
      });
    }
  }

  of(state: string): StateLook {
    return this.#looks.get(state) ?? { label: state, color: stateColor(state), visible: true };
  }

  /** Equal keys look equal. */
  get key(): string {
    return JSON.stringify([...this.#looks]);
  }
}

/** Why an entity's states cannot be shown. */
export function stateProblem(entity: EntityPath, chunks: readonly Chunk[]): ViewProblem | undefined {
  for (const chunk of chunks) {
    const kind = chunk.components.find((column) => column.descriptor.component === STATE)?.values.kind;
    if (kind === undefined || kind === 'utf8' || kind === 'numbers' || kind === 'booleans') continue;
    return { entity, reason: `states must be texts, numbers or booleans, found a column of ${kind}` };
  }
  return undefined;
}

/** The same state has the same colour in every lane. */
function stateColor(state: string): PackedColor {
  return hueColor(entityHue(state));
}
