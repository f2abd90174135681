import { ARCHETYPES, type EntityPath, isDescendantOrSelf, parseEntityPath } from '@rushes/proto';
import type { RecordingStore } from '../../data/recording-store.ts';

/** One component of one entity. */
export interface FrameColumn {
  readonly entity: EntityPath;
  /** Full name, `Points3D:positions`. */
  readonly component: string;
  /** Place among the columns. */
  readonly index: number;
}

/** Which columns are wanted. */
export interface ColumnChoice {
  /** Of these entities only, in this order. */
  readonly entities: readonly EntityPath[];
  /** Entities that other views draw completely, too. */
  readonly all: boolean;
  /** All must occur in the path or in the component's name, in small letters. */
  readonly words: readonly string[];
}

/** Archetypes that no view draws: messages of other programs as they are. */
const UNDRAWN: ReadonlySet<string> = new Set(['McapChannel', 'McapMessage', 'McapSchema', 'McapStatistics']);
const DRAWN_COMPONENTS: ReadonlySet<string> = new Set(
  Object.entries(ARCHETYPES).flatMap(([archetype, fields]) =>
    UNDRAWN.has(archetype) ? [] : Object.keys(fields).map((field) => `${archetype}:${field}`),
  ),
);
/** What Rerun says of a recording as a whole: its name, when it began. */
const PROPERTIES = parseEntityPath('/__properties');

/** The entity has something that no other view shows. */
export function hasUndrawn(store: RecordingStore, entity: EntityPath): boolean {
  if (isDescendantOrSelf(entity, PROPERTIES)) return false;
  return store.components(entity).some((component) => !DRAWN_COMPONENTS.has(component));
}

/** The columns of a table, entities in the order they are given. */
export function frameColumns(store: RecordingStore, choice: ColumnChoice): readonly FrameColumn[] {
  const columns: FrameColumn[] = [];
  for (const entity of choice.entities) {
    if (!choice.all && !hasUndrawn(store, entity)) continue;
    for (const component of store.components(entity)) {
      const searchable = `${entity} ${component}`.toLowerCase();
      if (!choice.words.every((word) => searchable.includes(word))) continue;
      columns.push({ entity, component, index: columns.length });
    }
  }
  return columns;
}

/** `positions` of `Points3D:positions`; what was logged without an archetype has one name only. */
export function shortComponent(component: string): string {
  return component.slice(component.lastIndexOf(':') + 1);
}
