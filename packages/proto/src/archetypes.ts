import { IMAGES } from './archetypes/images.ts';
import { MAPS_AND_GRAPHS } from './archetypes/maps-and-graphs.ts';
import { MODELS } from './archetypes/models.ts';
import { PLOTS } from './archetypes/plots.ts';
import { RECORDS } from './archetypes/records.ts';
import type { ArchetypeField, ArchetypeRow } from './archetypes/row.ts';
import { SPATIAL_2D } from './archetypes/spatial-2d.ts';
import { SPATIAL_3D } from './archetypes/spatial-3d.ts';
import { TRANSFORMS } from './archetypes/transforms.ts';
import { VIDEO } from './archetypes/video.ts';
import { COMPONENT_TYPES, type ComponentDescriptor, type Since } from './components.ts';
import type { ItemType } from './item-type.ts';

/**
 * Every archetype that this version can write, with what there is to say of it: all of Rerun 0.36 but the deprecated ones. A
 * new archetype is a new row in a file of `archetypes/` (and in the component table, if it brings a new component).
 *
 * @group Archetypes
 */
export const ARCHETYPE_TABLE = {
  ...IMAGES,
  ...MAPS_AND_GRAPHS,
  ...MODELS,
  ...PLOTS,
  ...RECORDS,
  ...SPATIAL_2D,
  ...SPATIAL_3D,
  ...TRANSFORMS,
  ...VIDEO,
} as const satisfies Record<string, ArchetypeRow>;

/**
 * Short name of an archetype, `Points2D`.
 *
 * @group Archetypes
 */
export type ArchetypeName = keyof typeof ARCHETYPE_TABLE;

/**
 * The fields of every archetype, in the order of Rerun's declaration.
 *
 * @group Archetypes
 */
export const ARCHETYPES = Object.fromEntries(
  Object.entries(ARCHETYPE_TABLE).map(([name, { fields }]) => [name, fields]),
  // Names and fields belong together as in the table; `fromEntries` forgets which.
) as unknown as { readonly [A in ArchetypeName]: (typeof ARCHETYPE_TABLE)[A]['fields'] };

/**
 * Name of a field of the archetype `A`.
 *
 * @group Archetypes
 */
export type FieldName<A extends ArchetypeName> = keyof (typeof ARCHETYPES)[A] & string;

/**
 * All there is to know of one field: what its column is called, and what it holds.
 *
 * @group Archetypes
 */
export interface ComponentField {
  readonly archetype: string;
  readonly field: string;
  readonly descriptor: ComponentDescriptor;
  readonly itemType: ItemType;
  readonly multiplicity: 'mono' | 'list';
  readonly required: boolean;
  /** Rerun's viewer draws nothing unless the column has exactly this type. */
  readonly gate: boolean;
  /** Other types of the column that readers take. */
  readonly alsoReads: readonly ItemType[];
  /** What readers take where nothing was logged, as far as it is a plain value. */
  readonly fallback: ArchetypeField['fallback'];
  /** The first release of Rerun that knows archetype, field and component, if 0.33 does not. */
  readonly since: Since | undefined;
  /** One line: what it is, shape and unit. */
  readonly doc: string;
}

const fieldsByArchetype: ReadonlyMap<string, ReadonlyMap<string, ComponentField>> = new Map(
  Object.entries<ArchetypeRow>(ARCHETYPE_TABLE).map(([archetype, row]) => [
    archetype,
    new Map(Object.entries(row.fields).map(([name, field]) => [name, componentField(archetype, row, name, field)])),
  ]),
);

const fieldsByComponent: ReadonlyMap<string, ComponentField> = new Map(
  [...fieldsByArchetype.values()].flatMap((fields) =>
    [...fields.values()].map((field) => [field.descriptor.component, field] as const),
  ),
);

/**
 * The fields of an archetype by name, in the order of the table. The same objects at every call.
 *
 * @group Archetypes
 */
export function archetypeFields(archetype: ArchetypeName): ReadonlyMap<string, ComponentField> {
  const fields = fieldsByArchetype.get(archetype);
  if (fields === undefined) throw new RangeError(`Unknown archetype "${archetype}".`);
  return fields;
}

/**
 * One field of an archetype. The same object at every call.
 *
 * @group Archetypes
 */
export function archetypeField<A extends ArchetypeName>(archetype: A, field: FieldName<A>): ComponentField {
  const found = archetypeFields(archetype).get(field);
  if (found === undefined) throw new RangeError(`Archetype "${archetype}" has no field "${field}".`);
  return found;
}

/**
 * What the table says of a column by its name, `Points2D:positions`; undefined for columns of others.
 *
 * @group Archetypes
 */
export function knownField(component: string): ComponentField | undefined {
  return fieldsByComponent.get(component);
}

/**
 * The descriptor of one field. The same object at every call, so that builders may compare by identity.
 *
 * @group Archetypes
 */
export function componentDescriptor<A extends ArchetypeName>(archetype: A, field: FieldName<A>): ComponentDescriptor {
  return archetypeField(archetype, field).descriptor;
}

function componentField(archetype: string, row: ArchetypeRow, name: string, field: ArchetypeField): ComponentField {
  const component: { readonly itemType: ItemType; readonly since?: Since } = COMPONENT_TYPES[field.component];
  return {
    archetype,
    field: name,
    descriptor: Object.freeze({
      component: `${archetype}:${name}`,
      archetype: `rerun.archetypes.${archetype}`,
      componentType: `rerun.components.${field.component}`,
    }),
    itemType: component.itemType,
    multiplicity: field.multiplicity,
    required: field.required === true,
    gate: field.gate === true,
    alsoReads: field.alsoReads ?? [],
    fallback: field.fallback,
    since: row.since ?? field.since ?? component.since,
    doc: field.doc,
  };
}
