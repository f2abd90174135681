import type { ComponentTypeName, Since } from '../components.ts';
import type { ItemType } from '../item-type.ts';

/**
 * What a field has besides its component.
 *
 * @group Archetypes
 */
export interface FieldMarks {
  /** Nothing is shown of an entity that lacks a required field. */
  readonly required?: true;
  /** Rerun's viewer looks at the entity only if this column has exactly its declared Arrow type. */
  readonly gate?: true;
  /** Other types of the column that are read as well; this package never writes them. */
  readonly alsoReads?: readonly ItemType[];
  /** What readers take where nothing was logged, as far as it is a plain value; else the doc line says it. */
  readonly fallback?: number | boolean | string | readonly number[];
  readonly since?: Since;
}

/**
 * One field of an archetype, as the table has it.
 *
 * @group Archetypes
 */
export interface ArchetypeField extends FieldMarks {
  readonly component: ComponentTypeName;
  /** `mono`: readers use the first instance only; `list`: one instance per thing (point, box, line). */
  readonly multiplicity: 'mono' | 'list';
  /** One line: what it is, shape and unit. */
  readonly doc: string;
}

/**
 * One archetype, as the table has it.
 *
 * @group Archetypes
 */
export interface ArchetypeRow {
  /** One line: what it is for. */
  readonly doc: string;
  /** Rerun may still change what is unstable. */
  readonly status: 'stable' | 'unstable';
  readonly since?: Since;
  /** Views ignore it where it is static. */
  readonly temporalOnly?: true;
  /** In the order of Rerun's declaration. */
  readonly fields: Readonly<Record<string, ArchetypeField>>;
}

/** A field of which readers use the first instance only. */
export function mono<const C extends ComponentTypeName, const M extends FieldMarks = object>(
  component: C,
  doc: string,
  marks?: M,
) {
  return { component, multiplicity: 'mono', doc, ...(marks as M) } as const;
}

/** A field with one instance per thing. */
export function list<const C extends ComponentTypeName, const M extends FieldMarks = object>(
  component: C,
  doc: string,
  marks?: M,
) {
  return { component, multiplicity: 'list', doc, ...(marks as M) } as const;
}

export const REQUIRED = { required: true } as const;
export const GATE = { required: true, gate: true } as const;

/** Declared stable by Rerun. */
export function stable<const F extends ArchetypeRow['fields']>(doc: string, fields: F) {
  return { doc, status: 'stable', fields } as const;
}

/** Declared unstable by Rerun. */
export function unstable<const F extends ArchetypeRow['fields']>(doc: string, fields: F) {
  return { doc, status: 'unstable', fields } as const;
}
