import { ARCHETYPES, type EntityPath, isDescendantOrSelf, parseEntityPath } from '@rushes/proto';
import type { EntityNode, RecordingStore } from '../../data/recording-store.ts';

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
  readonly origin: EntityPath;
  /** Entities that other views draw completely, too. */
  readonly all: boolean;
  /** All must occur in the path or in the component's name, in small letters. */
  readonly words: readonly string[];
  isVisible(entity: EntityPath): boolean;
}

const DRAWN_COMPONENTS: ReadonlySet<string> = new Set(
  Object.entries(ARCHETYPES).flatMap(([archetype, fields]) =>
    Object.keys(fields).map((field) => `${archetype}:${field}`),
  ),
);
/** What Rerun says of a recording as a whole: its name, when it began. */
const PROPERTIES = parseEntityPath('/__properties');

/** The entity has something that no other view shows. */
export function hasUndrawn(store: RecordingStore, entity: EntityPath): boolean {
  if (isDescendantOrSelf(entity, PROPERTIES)) return false;
  return store.components(entity).some((component) => !DRAWN_COMPONENTS.has(component));
}

/** The columns of a table, entities in the order of the tree. */
export function frameColumns(store: RecordingStore, choice: ColumnChoice): readonly FrameColumn[] {
  const columns: FrameColumn[] = [];
  const visit = (node: EntityNode): void => {
    if (isListed(store, node, choice)) {
      for (const component of node.components) {
        const searchable = `${node.path} ${component}`.toLowerCase();
        if (!choice.words.every((word) => searchable.includes(word))) continue;
        columns.push({ entity: node.path, component, index: columns.length });
      }
    }
    for (const child of node.children) visit(child);
  };
  visit(store.entityTree());
  return columns;
}

function isListed(store: RecordingStore, { path, components }: EntityNode, choice: ColumnChoice): boolean {
  if (components.length === 0 || !isDescendantOrSelf(path, choice.origin) || !choice.isVisible(path)) return false;
  return choice.all || hasUndrawn(store, path);
}

/** `positions` of `Points3D:positions`; what was logged without an archetype has one name only. */
export function shortComponent(component: string): string {
  return component.slice(component.lastIndexOf(':') + 1);
}
