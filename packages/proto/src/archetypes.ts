import { COMPONENT_TYPES, type ComponentDescriptor, type ComponentTypeName, type ItemType } from './components.ts';

/**
 * One field of an archetype, as the table has it.
 *
 * @group Archetypes
 */
export interface ArchetypeField {
  readonly component: ComponentTypeName;
  /** `mono`: readers use the first instance only; `list`: one instance per thing (point, box, line). */
  readonly multiplicity: 'mono' | 'list';
  /** Nothing is shown of an entity that lacks a required field. */
  readonly required?: true;
}

const mono = <C extends ComponentTypeName>(component: C) => ({ component, multiplicity: 'mono' }) as const;
const list = <C extends ComponentTypeName>(component: C) => ({ component, multiplicity: 'list' }) as const;
const required = <F extends ArchetypeField>(field: F) => ({ ...field, required: true }) as const;

/**
 * Every archetype that this version can write: fields in the order of Rerun's declaration. A new archetype is a new row
 * here (and in the component table, if it brings a new component).
 *
 * @group Archetypes
 */
export const ARCHETYPES = {
  Boxes2D: {
    half_sizes: required(list('HalfSize2D')),
    centers: list('Position2D'),
    colors: list('Color'),
    radii: list('Radius'),
    labels: list('Text'),
    show_labels: mono('ShowLabels'),
    draw_order: mono('DrawOrder'),
    class_ids: list('ClassId'),
  },
  Clear: {
    is_recursive: required(mono('ClearIsRecursive')),
  },
  EncodedImage: {
    blob: required(mono('Blob')),
    media_type: mono('MediaType'),
    opacity: mono('Opacity'),
    draw_order: mono('DrawOrder'),
    magnification_filter: mono('MagnificationFilter'),
  },
  Points2D: {
    positions: required(list('Position2D')),
    radii: list('Radius'),
    colors: list('Color'),
    labels: list('Text'),
    show_labels: mono('ShowLabels'),
    draw_order: mono('DrawOrder'),
    class_ids: list('ClassId'),
    keypoint_ids: list('KeypointId'),
  },
  Scalars: {
    scalars: required(list('Scalar')),
  },
  SeriesLines: {
    colors: list('Color'),
    widths: list('StrokeWidth'),
    names: list('Name'),
    visible_series: list('Visible'),
    aggregation_policy: mono('AggregationPolicy'),
    interpolation_mode: mono('InterpolationMode'),
  },
  TextDocument: {
    text: required(mono('Text')),
    media_type: mono('MediaType'),
  },
  TextLog: {
    text: required(mono('Text')),
    level: mono('TextLogLevel'),
    color: mono('Color'),
  },
  VideoStream: {
    codec: required(mono('VideoCodec')),
    // Not required in one row: the codec is logged once and static, the samples come by themselves.
    sample: mono('VideoSample'),
    is_keyframe: mono('IsKeyframe'),
    opacity: mono('Opacity'),
    draw_order: mono('DrawOrder'),
  },
} as const satisfies Record<string, Record<string, ArchetypeField>>;

/**
 * Short name of an archetype, `Points2D`.
 *
 * @group Archetypes
 */
export type ArchetypeName = keyof typeof ARCHETYPES;

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
}

const fieldsByArchetype: ReadonlyMap<string, ReadonlyMap<string, ComponentField>> = new Map(
  Object.entries<Record<string, ArchetypeField>>(ARCHETYPES).map(([archetype, fields]) => [
    archetype,
    new Map(Object.entries(fields).map(([field, row]) => [field, componentField(archetype, field, row)])),
  ]),
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
 * The descriptor of one field. The same object at every call, so that builders may compare by identity.
 *
 * @group Archetypes
 */
export function componentDescriptor<A extends ArchetypeName>(archetype: A, field: FieldName<A>): ComponentDescriptor {
  return archetypeField(archetype, field).descriptor;
}

function componentField(archetype: string, field: string, row: ArchetypeField): ComponentField {
  return {
    archetype,
    field,
    descriptor: Object.freeze({
      component: `${archetype}:${field}`,
      archetype: `rerun.archetypes.${archetype}`,
      componentType: `rerun.components.${row.component}`,
    }),
    itemType: COMPONENT_TYPES[row.component].itemType,
    multiplicity: row.multiplicity,
    required: row.required === true,
  };
}
