import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  ARCHETYPE_TABLE,
  type ArchetypeName,
  type ArchetypeRow,
  archetypeField,
  archetypeFields,
  BLUEPRINT_TYPES,
  ChannelDatatype,
  COMPONENT_TYPES,
  ColorModel,
  type ComponentType,
  componentDescriptor,
  type ItemType,
  itemTypeText,
  knownField,
  PixelFormat,
  sameItemType,
  TextLogLevel,
  ViewDirections,
} from '@rushes/proto';
import { describe, expect, it } from 'vitest';

interface SchemaTable {
  readonly archetypes: Record<string, SchemaArchetype>;
  readonly components: Record<
    string,
    { readonly datatype: unknown; readonly known_values?: string[]; readonly in_0_33?: boolean }
  >;
  readonly datatypes: Record<string, { readonly arrow: unknown }>;
}

interface SchemaArchetype {
  readonly status: string;
  readonly in_0_33?: boolean;
  readonly viewer_gate?: {
    readonly columns?: string[];
    readonly also_accepts?: string[];
    readonly static_ignored?: boolean;
  };
  readonly fields: {
    readonly name: string;
    readonly component: string;
    readonly requirement: string;
    readonly multiplicity: string;
    readonly descriptor: string;
    readonly fallback?: unknown;
    readonly in_0_33?: boolean;
  }[];
}

const file = fileURLToPath(new URL('../../../shared/schema/rerun-schema.json', import.meta.url));
const exists = existsSync(file);
const schema: SchemaTable = exists
  ? JSON.parse(readFileSync(file, 'utf8'))
  : { archetypes: {}, components: {}, datatypes: {} };
const names = Object.keys(ARCHETYPE_TABLE) as ArchetypeName[];
const skipped = exists ? '' : ' (skipped: ../shared/schema not present)';

describe.skipIf(!exists)(`the tables against Rerun's declarations${skipped}`, () => {
  it('has all archetypes and all components', () => {
    expect(names.map((name) => `rerun.archetypes.${name}`).sort()).toEqual(Object.keys(schema.archetypes).sort());
    expect(
      Object.keys(COMPONENT_TYPES)
        .map((name) => `rerun.components.${name}`)
        .sort(),
    ).toEqual(Object.keys(schema.components).sort());
  });

  it.each(names)('%s has the same fields in the same order', (name) => {
    const theirs = schema.archetypes[`rerun.archetypes.${name}`];
    const gates = new Set(theirs?.viewer_gate?.columns);
    const ours = [...archetypeFields(name).values()].map((field) => ({
      name: field.field,
      component: field.descriptor.componentType,
      archetype: field.descriptor.archetype,
      multiplicity: field.multiplicity,
      required: field.required,
      descriptor: field.descriptor.component,
      gate: field.gate,
      since: field.since,
    }));
    expect(ours).toEqual(
      theirs?.fields.map((field) => ({
        name: field.name,
        component: field.component,
        archetype: `rerun.archetypes.${name}`,
        multiplicity: field.multiplicity,
        required: field.requirement === 'required',
        descriptor: field.descriptor,
        gate: gates.has(field.descriptor),
        since: [theirs, field, schema.components[field.component]].some((each) => each?.in_0_33 === false)
          ? '0.36'
          : undefined,
      })),
    );
  });

  it.each(names)('%s has the same marks', (name) => {
    const row: ArchetypeRow = ARCHETYPE_TABLE[name];
    const theirs = schema.archetypes[`rerun.archetypes.${name}`];
    expect({ status: row.status, isNew: row.since !== undefined, temporalOnly: row.temporalOnly === true }).toEqual({
      status: theirs?.status,
      isNew: theirs?.in_0_33 === false,
      temporalOnly: theirs?.viewer_gate?.static_ignored === true,
    });
    const alsoReads = [...archetypeFields(name).values()].flatMap((field) => field.alsoReads);
    // Of texts, only one kind is known here.
    const accepted = theirs?.viewer_gate?.also_accepts?.filter((type) => type !== 'LargeUtf8') ?? [];
    expect([...alsoReads].sort()).toEqual([...accepted].sort());
  });

  it.each(names)('%s falls back to the same plain values', (name) => {
    for (const { name: field, fallback, component } of schema.archetypes[`rerun.archetypes.${name}`]?.fields ?? []) {
      if (typeof fallback !== 'number' && typeof fallback !== 'boolean' && !Array.isArray(fallback)) continue;
      expect(knownField(`${name}:${field}`)?.fallback, `${field}: ${component}`).toEqual(fallback);
    }
  });

  it.each(Object.entries<ComponentType>(COMPONENT_TYPES))('%s has the same type', (name, row) => {
    const theirs = schema.components[`rerun.components.${name}`];
    expect(typeOf(row.itemType)).toEqual(pureType(theirs?.datatype));
    expect(row.since).toBe(theirs?.in_0_33 === false ? '0.36' : undefined);
    if (theirs !== undefined && isEnum(theirs.datatype)) expect(row.values).toEqual(theirs.datatype.enum);
  });

  it.each(Object.entries<ItemType>(BLUEPRINT_TYPES))('%s of blueprints has the same type', (name, itemType) => {
    expect(typeOf(itemType)).toEqual(pureType(schema.datatypes[`rerun.datatypes.${name}`]?.arrow));
  });

  it.each(Object.entries({ ChannelDatatype, ColorModel, PixelFormat, ViewDir: ViewDirections }))(
    '%s has the same values',
    (name, values) => {
      expect(schema.datatypes[`rerun.datatypes.${name}`]?.arrow).toMatchObject({ enum: values });
    },
  );

  it('TextLogLevel has the same values', () => {
    expect(Object.values(TextLogLevel)).toEqual(schema.components['rerun.components.TextLogLevel']?.known_values);
  });
});

describe('the table of archetypes', () => {
  it.each(names)('%s says of itself and of every field what it is', (name) => {
    expect(ARCHETYPE_TABLE[name].doc).toMatch(/^[A-Z].{10,160}\.$/);
    for (const { doc, field } of archetypeFields(name).values()) expect(doc, field).toMatch(/^\S.{5,160}\.$/);
  });
});

describe('archetypeField', () => {
  it('gives the same objects at every call', () => {
    expect(archetypeField('Points2D', 'positions')).toBe(archetypeField('Points2D', 'positions'));
    expect(componentDescriptor('Points2D', 'positions')).toEqual({
      component: 'Points2D:positions',
      archetype: 'rerun.archetypes.Points2D',
      componentType: 'rerun.components.Position2D',
    });
  });

  it('names what it does not know', () => {
    expect(() => archetypeField('Points2D', 'nose' as 'radii')).toThrow('Archetype "Points2D" has no field "nose".');
    expect(() => archetypeFields('Points9D' as 'Points2D')).toThrow('Unknown archetype "Points9D".');
  });
});

describe('item types', () => {
  const pair = { type: 'FixedSizeList', size: 2, item: 'Float32' } as const;
  it.each<[ItemType, string]>([
    ['Float32', 'Float32'],
    [{ type: 'Bytes' }, 'Bytes'],
    [pair, 'Float32[2]'],
    [{ type: 'Opaque', text: 'Struct<a: Int8>' }, 'Struct<a: Int8>'],
  ])('%j reads %s', (itemType, text) => {
    expect(itemTypeText(itemType)).toBe(text);
  });

  it('are compared by what they are', () => {
    expect(sameItemType(pair, { ...pair })).toBe(true);
    expect(sameItemType(pair, { ...pair, size: 3 })).toBe(false);
    expect(sameItemType('UInt8', { type: 'Bytes' })).toBe(false);
  });
});

function isEnum(datatype: unknown): datatype is { readonly enum: Readonly<Record<string, number>> } {
  return typeof datatype === 'object' && datatype !== null && 'enum' in datatype;
}

/** The schema's notation without enums, at all levels. */
function pureType(datatype: unknown): unknown {
  if (Array.isArray(datatype)) return datatype.map(pureType);
  if (typeof datatype !== 'object' || datatype === null) return datatype;
  if ('enum' in datatype || 'enum_ref' in datatype) return 'type' in datatype ? datatype.type : undefined;
  return Object.fromEntries(Object.entries(datatype).map(([key, value]) => [key, pureType(value)]));
}

/** Our item type in the schema's notation, nullability included. */
function typeOf(itemType: ItemType): unknown {
  if (typeof itemType === 'string') return itemType;
  switch (itemType.type) {
    case 'Bytes':
      return { type: 'List', item: 'UInt8', nullable: false };
    case 'List':
    case 'FixedSizeList':
      return { ...itemType, item: typeOf(itemType.item), nullable: false };
    case 'Struct':
      return { type: 'Struct', fields: itemType.fields.map((field) => ({ ...field, type: typeOf(field.type) })) };
    case 'Union':
      return {
        type: 'Union',
        mode: 'Dense',
        variants: itemType.variants.map((each) => ({
          ...each,
          type: typeOf(each.type),
          nullable: each.type === 'Null',
        })),
      };
    case 'Opaque':
      return itemType;
  }
}
