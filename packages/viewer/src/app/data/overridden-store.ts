import {
  type Chunk,
  ChunkBuilder,
  componentData,
  type EntityPath,
  knownField,
  type PlainValue,
  TuidGenerator,
} from '@rushes/proto';
import type { NumberRange, RecordingStore, RowRef } from './recording-store.ts';

/** Components that stand in place of what was logged, by entity and by the name of the column. */
export type ComponentOverrides = Readonly<Record<string, Readonly<Record<string, readonly PlainValue[]>>>>;

const NOTHING: NumberRange = { times: new Float64Array(), values: new Float64Array(), width: 0 };

/**
 * A store in which some components of some entities are what a person set, at all times: they answer like static data, which
 * shadows what was logged. Everything else is the store's below. One object for the life of a view: its version grows with both.
 */
export class OverriddenStore implements RecordingStore {
  readonly #base: RecordingStore;
  readonly #ids = new TuidGenerator();
  #chunks: ReadonlyMap<string, Chunk> = new Map();
  #changes = 0;
  #set: ComponentOverrides | undefined;
  #problems: readonly string[] = [];

  constructor(base: RecordingStore) {
    this.#base = base;
  }

  /** What of the overrides could not be used, one sentence each. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** The same object again changes nothing. */
  setOverrides(overrides: ComponentOverrides | undefined): void {
    if (overrides === this.#set) return;
    this.#set = overrides;
    this.#changes += 1;
    const chunks = new Map<string, Chunk>();
    const problems: string[] = [];
    for (const [entity, components] of Object.entries(overrides ?? {})) {
      for (const [component, values] of Object.entries(components)) {
        const chunk = this.#chunkOf(entity as EntityPath, component, values);
        if (typeof chunk === 'string') problems.push(chunk);
        else chunks.set(`${entity} ${component}`, chunk);
      }
    }
    this.#chunks = chunks;
    this.#problems = problems;
  }

  get recording(): RecordingStore['recording'] {
    return this.#base.recording;
  }

  /** Both grow only, so an equal sum is an equal state. */
  get version(): number {
    return this.#base.version + this.#changes;
  }

  get historyComplete(): boolean {
    return this.#base.historyComplete;
  }

  timelines: RecordingStore['timelines'] = () => this.#base.timelines();
  timelineKind: RecordingStore['timelineKind'] = (name) => this.#base.timelineKind(name);
  entityTree: RecordingStore['entityTree'] = () => this.#base.entityTree();
  entities: RecordingStore['entities'] = () => this.#base.entities();

  components(entity: EntityPath): readonly string[] {
    const logged = this.#base.components(entity);
    const added = Object.keys(this.#set?.[entity] ?? {}).filter(
      (component) => this.#overridden(entity, component) !== undefined && !logged.includes(component),
    );
    return added.length === 0 ? logged : [...logged, ...added].sort();
  }

  latestAt(entity: EntityPath, component: string, timeline: string, time: bigint): RowRef | undefined {
    return this.#overridden(entity, component) ?? this.#base.latestAt(entity, component, timeline, time);
  }

  peekLatestAt(entity: EntityPath, component: string, timeline: string, time: bigint): RowRef | 'away' | undefined {
    return this.#overridden(entity, component) ?? this.#base.peekLatestAt(entity, component, timeline, time);
  }

  unloadedSpans: RecordingStore['unloadedSpans'] = (entity, timeline) => this.#base.unloadedSpans(entity, timeline);

  range(entity: EntityPath, component: string, timeline: string, from: bigint, to: bigint): Iterable<RowRef> {
    if (this.#overridden(entity, component) !== undefined) return [];
    return this.#base.range(entity, component, timeline, from, to);
  }

  rangeNumbers(
    entity: EntityPath,
    component: string,
    timeline: string,
    from: bigint,
    to: bigint,
    origin?: bigint,
  ): NumberRange {
    if (this.#overridden(entity, component) !== undefined) return NOTHING;
    return this.#base.rangeNumbers(entity, component, timeline, from, to, origin);
  }

  chunksOf(entity: EntityPath, component: string): readonly Chunk[] {
    const ref = this.#overridden(entity, component);
    return ref === undefined ? this.#base.chunksOf(entity, component) : [ref.chunk];
  }

  hasTimes(entity: EntityPath, component: string): boolean {
    return this.#overridden(entity, component) === undefined && this.#base.hasTimes(entity, component);
  }

  firstTimeAfter(entity: EntityPath, component: string, timeline: string, time: bigint): bigint | undefined {
    if (this.#overridden(entity, component) !== undefined) return undefined;
    return this.#base.firstTimeAfter(entity, component, timeline, time);
  }

  takeMissing: RecordingStore['takeMissing'] = () => this.#base.takeMissing();
  nextEvent: RecordingStore['nextEvent'] = (...query) => this.#base.nextEvent(...query);
  density: RecordingStore['density'] = (...query) => this.#base.density(...query);
  videoTracks: RecordingStore['videoTracks'] = () => this.#base.videoTracks();
  videoTrack: RecordingStore['videoTrack'] = (entity) => this.#base.videoTrack(entity);
  dropped: RecordingStore['dropped'] = (entity) => this.#base.dropped(entity);
  subscribe: RecordingStore['subscribe'] = (listener) => this.#base.subscribe(listener);

  #overridden(entity: EntityPath, component: string): RowRef | undefined {
    const chunk = this.#chunks.size === 0 ? undefined : this.#chunks.get(`${entity} ${component}`);
    const column = chunk?.components[0];
    return chunk && column && { chunk, column, row: 0, time: undefined };
  }

  #chunkOf(entity: EntityPath, component: string, values: readonly PlainValue[]): Chunk | string {
    const field = knownField(component);
    if (field === undefined) return `${entity}: there is no component ${component} to override.`;
    try {
      const builder = new ChunkBuilder(entity, []);
      builder.appendRow(this.#ids, [], [{ ...field, data: componentData(field.itemType, values) }]);
      return builder.finish(this.#ids.nextChunkId());
    } catch (error) {
      // TypeErrors and RangeErrors of the builder: what a person or a file wrote does not fit the component.
      return `${entity}: ${component} cannot be overridden with this: ${error instanceof Error ? error.message : error}`;
    }
  }
}
