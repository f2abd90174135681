import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  AggregationPolicy,
  ARCHETYPES,
  type ArchetypeName,
  archetypeField,
  archetypeFields,
  COMPONENT_TYPES,
  componentDescriptor,
  InterpolationMode,
  type ItemType,
  itemTypeText,
  MagnificationFilter,
  sameItemType,
  TextLogLevel,
  VideoCodec,
} from '@rushes/proto';
import { describe, expect, it } from 'vitest';

interface SchemaTable {
  readonly archetypes: Record<
    string,
    { fields: { name: string; component: string; requirement: string; multiplicity: string; descriptor: string }[] }
  >;
  readonly components: Record<string, { datatype: unknown; known_values?: string[] }>;
}

const file = fileURLToPath(new URL('../../../shared/schema/rerun-schema.json', import.meta.url));
const exists = existsSync(file);
const table: SchemaTable = exists ? JSON.parse(readFileSync(file, 'utf8')) : { archetypes: {}, components: {} };
const names = Object.keys(ARCHETYPES) as ArchetypeName[];
const skipped = exists ? '' : ' (skipped: ../shared/schema not present)';

describe.skipIf(!exists)(`the tables against Rerun's declarations${skipped}`, () => {
  it.each(names)('%s has the same fields in the same order', (name) => {
    const theirs = table.archetypes[`rerun.archetypes.${name}`]?.fields ?? [];
    const ours = [...archetypeFields(name).values()].map((field) => ({
      name: field.field,
      component: field.descriptor.componentType,
      multiplicity: field.multiplicity,
      required: field.required,
      descriptor: field.descriptor.component,
    }));
    expect(ours).toEqual(
      theirs.map((field) => ({
        name: field.name,
        component: field.component,
        multiplicity: field.multiplicity,
        required: field.requirement === 'required',
        descriptor: field.descriptor,
      })),
    );
  });

  it.each(Object.entries(COMPONENT_TYPES))('%s has the same type', (name, { itemType }) => {
    expect(pureType(table.components[`rerun.components.${name}`]?.datatype)).toEqual(typeOf(itemType));
  });

  it.each([
    ['VideoCodec', VideoCodec],
    ['AggregationPolicy', AggregationPolicy],
    ['InterpolationMode', InterpolationMode],
    ['MagnificationFilter', MagnificationFilter],
  ])('%s has the same values', (name, values) => {
    expect(table.components[`rerun.components.${name}`]?.datatype).toMatchObject({ enum: values });
  });

  it('TextLogLevel has the same values', () => {
    expect(Object.values(TextLogLevel)).toEqual(table.components['rerun.components.TextLogLevel']?.known_values);
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

/** The table's notation without enums. */
function pureType(datatype: unknown): unknown {
  return typeof datatype === 'object' && datatype !== null && 'enum' in datatype
    ? (datatype as unknown as { type: string }).type
    : datatype;
}

function typeOf(itemType: ItemType): unknown {
  if (typeof itemType === 'string') return itemType;
  if (itemType.type === 'Bytes') return { type: 'List', item: 'UInt8', nullable: false };
  return { ...itemType, nullable: false };
}
