import {
  ARCHETYPE_TABLE,
  type ArchetypeName,
  archetypeField,
  archetypeFields,
  ChunkBuilder,
  COMPONENT_TYPES,
  Colormap,
  type ComponentData,
  type ComponentField,
  decodeChunk,
  encodeChunk,
  isOfType,
  itemTypeText,
  knownField,
  type PlainValue,
  parseEntityPath,
  plainValue,
  TuidGenerator,
  VideoCodec,
} from '@rushes/proto';
import { type Field, tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';

// The traps of Rerun's data model that lie in its types, by the numbers they have in our notes on its schema.

const ids = new TuidGenerator({ nowNanos: () => 5n, start: 9n });

function encoded({ descriptor, itemType }: ComponentField, data: ComponentData): Uint8Array {
  const builder = new ChunkBuilder(parseEntityPath('/a'), [{ name: 't', kind: 'sequence' }]);
  builder.appendRow(ids, [1n], [{ descriptor, itemType, data }]);
  return encodeChunk(builder.finish(ids.nextChunkId()));
}

/** The first instance, read by our decoder. */
function decoded(field: ComponentField, data: ComponentData): PlainValue {
  const column = decodeChunk(encoded(field, data)).components[0];
  if (column === undefined) throw new Error('no column');
  return plainValue(column.values, column.itemType, 0);
}

/** The field of one instance as apache-arrow sees it. */
function itemOf(field: ComponentField, data: ComponentData): Field | undefined {
  const column = tableFromIPC(encoded(field, data)).schema.fields.find(
    ({ name }) => name === field.descriptor.component,
  );
  return column?.type.children?.[0];
}

function shape(field: Field | undefined): unknown {
  const children: Field[] = field?.type.children ?? [];
  return [field?.name, field?.nullable, ...(children.length === 0 ? [] : [children.map(shape)])];
}

describe('the types, where Rerun is particular about them', () => {
  it('[trap 1] a column that gates has children called item that are never null', () => {
    expect(shape(itemOf(archetypeField('Points3D', 'positions'), Float32Array.of(1, 2, 3)))).toEqual([
      'item',
      true,
      [['item', false]],
    ]);
    expect(shape(itemOf(archetypeField('LineStrips2D', 'strips'), [Float32Array.of(1, 2)]))).toEqual([
      'item',
      true,
      [['item', false, [['item', false]]]],
    ]);
  });

  it('[trap 1] [trap 8] an image format has its fields in order, the three of the layout nullable', () => {
    const format = { width: 2, height: 1, color_model: 2, channel_datatype: 6 };
    expect(shape(itemOf(archetypeField('Image', 'format'), [format]))).toEqual([
      'item',
      true,
      [
        ['width', false],
        ['height', false],
        ['pixel_format', true],
        ['color_model', true],
        ['channel_datatype', true],
      ],
    ]);
    expect(decoded(archetypeField('Image', 'format'), [format])).toEqual({ ...format, pixel_format: null });
    expect(() => decoded(archetypeField('Image', 'format'), [{ width: 2 }])).toThrow(
      'Component "Image:format" (Struct) needs a value of its field "height", found none.',
    );
  });

  it.each(['Blob', 'ImageBuffer', 'VideoSample'] as const)('[trap 2] %s is a list of bytes, not Binary', (name) => {
    const { itemType } = COMPONENT_TYPES[name];
    const field = { ...archetypeField('EncodedImage', 'blob'), itemType };
    const item = itemOf(field, [Uint8Array.of(1, 2)]);
    expect([String(item?.type), shape(item)]).toEqual(['List<Uint8>', ['item', true, [['item', false]]]]);
  });

  it('[trap 3] a colour lies in memory as alpha, blue, green, red', () => {
    const bytes = encoded(archetypeField('Points2D', 'colors'), Uint32Array.of(0x11223344));
    expect(Buffer.from(bytes).includes(Buffer.from([0x44, 0x33, 0x22, 0x11]))).toBe(true);
  });

  it('[trap 4] a radius of -0 points keeps its sign', () => {
    expect(decoded(archetypeField('Points2D', 'radii'), Float32Array.of(-0))).toBe(-0);
  });

  it.each([
    ['Pinhole:image_from_camera', 'Float32[9]'],
    ['Transform3D:mat3x3', 'Float32[9]'],
    ['Transform3D:quaternion', 'Float32[4]'],
    ['GeoPoints:positions', 'Float64[2]'],
    ['Pinhole:resolution', 'Float32[2]'],
  ])('[trap 5] %s is %s', (component, text) => {
    const field = knownField(component);
    expect(field && itemTypeText(field.itemType)).toBe(text);
  });

  it('[trap 6] no enumeration has a member of value 0', () => {
    for (const row of Object.values(COMPONENT_TYPES)) {
      const enums = [
        ...('values' in row ? [row.values] : []),
        ...('fieldValues' in row ? Object.values(row.fieldValues) : []),
      ];
      for (const values of enums) expect(Object.values(values)).not.toContain(0);
    }
  });

  it('[trap 6] arm 0 of a union is null, and its field may be null', () => {
    const data = archetypeField('Tensor', 'data');
    const buffer = isOfType(data.itemType, 'Struct') ? data.itemType.fields[2] : undefined;
    const [nullArm] = buffer !== undefined && isOfType(buffer.type, 'Union') ? buffer.type.variants : [];
    expect([buffer?.name, buffer?.nullable]).toEqual(['buffer', true]);
    expect(nullArm).toEqual({ id: 0, name: '_null_markers', type: 'Null' });
    expect(decoded(data, [{ shape: [0n], names: null, buffer: null }])).toEqual({
      shape: BigUint64Array.of(0n),
      names: null,
      buffer: null,
    });
    const [, , buffers] = itemOf(data, [{ shape: [1n], buffer: { U8: Uint8Array.of(7) } }])?.type.children ?? [];
    expect([buffers?.name, buffers?.nullable]).toEqual(['buffer', true]);
    expect(buffers?.type.children.map((arm: Field) => [arm.name, arm.nullable]).slice(0, 2)).toEqual([
      ['_null_markers', true],
      ['U8', false],
    ]);
  });

  it('[trap 7] a codec is its four letters as a big-endian number', () => {
    expect(VideoCodec.H264).toBe(0x61766331);
    expect(COMPONENT_TYPES.VideoCodec.itemType).toBe('UInt32');
    expect(archetypeField('VideoStream', 'codec').gate).toBe(true);
    expect(archetypeField('VideoStream', 'sample').gate).toBe(false);
  });

  it.each([
    ['SeriesPoints', 'markers'],
    ['StateChange', 'state'],
  ] as const)('[trap 9] %s:%s is required, and its instances may be null all the same', (archetype, field) => {
    const found = archetypeField(archetype, field as never);
    const data = field === 'markers' ? Uint8Array.of(1) : ['on'];
    expect(found.required).toBe(true);
    expect(itemOf(found, data)?.nullable).toBe(true);
  });

  it.each([
    ['Float32', Float32Array.of(2)],
    ['Int64', BigInt64Array.of(2n)],
    ['UInt8', Uint8Array.of(2)],
  ] as const)('[trap 10] scalars of others may be %s, and are read', (itemType, data) => {
    const field = archetypeField('Scalars', 'scalars');
    expect(field.alsoReads).toContain(itemType);
    expect(Number(decoded({ ...field, itemType }, data))).toBe(2);
  });

  it('[trap 10] only scalars and states must not be static', () => {
    const names = (Object.keys(ARCHETYPE_TABLE) as ArchetypeName[]).filter(
      (name) => 'temporalOnly' in ARCHETYPE_TABLE[name],
    );
    expect(names.sort()).toEqual(['Scalars', 'StateChange']);
  });

  it('[trap 11] the styles of plots have no gate of their own', () => {
    for (const name of ['SeriesLines', 'SeriesPoints', 'AssetVideo'] as const) {
      for (const field of archetypeFields(name).values()) expect(field.gate, field.field).toBe(false);
    }
  });

  it.each([
    ['Boxes3D', 'centers', 'Translation3D'],
    ['Ellipsoids3D', 'centers', 'Translation3D'],
    ['Cylinders3D', 'centers', 'Translation3D'],
    ['Capsules3D', 'translations', 'Translation3D'],
    ['Boxes2D', 'centers', 'Position2D'],
    ['Ellipses2D', 'centers', 'Position2D'],
  ] as const)('[trap 13] %s:%s is %s', (archetype, field, component) => {
    expect(archetypeField(archetype, field as never).descriptor.componentType).toBe(`rerun.components.${component}`);
  });

  it('[trap 14] points are drawn at 20, whatever the documentation says', () => {
    expect(archetypeField('Points2D', 'draw_order').fallback).toBe(20);
  });

  it('[trap 15] what Rerun 0.33 does not know says so', () => {
    const since = (names: readonly ArchetypeName[]) =>
      names.flatMap((name) => [...archetypeFields(name).values()].filter((field) => field.since !== undefined));
    const names = Object.keys(ARCHETYPE_TABLE) as ArchetypeName[];
    const whole = names.filter((name) => 'since' in ARCHETYPE_TABLE[name]);
    expect(whole.sort()).toEqual(['GaussianSplats3D', 'VoxelGridMap']);
    expect(since(names.filter((name) => !whole.includes(name))).map(({ descriptor }) => descriptor.component)).toEqual([
      'Points3D:point_shading',
    ]);
    expect(Colormap.Costmap).toBe(12);
  });

  it('[trap 16] the id of an annotation is a plain number, and lists of keypoints are empty, never null', () => {
    const context = archetypeField('AnnotationContext', 'context');
    const entry = (keypoints: PlainValue) => ({
      class_id: 1,
      class_description: { info: { id: 1 }, keypoint_annotations: keypoints, keypoint_connections: [] },
    });
    expect(decoded(context, [[entry([])]])).toEqual([
      {
        class_id: 1,
        class_description: {
          info: { id: 1, label: null, color: null },
          keypoint_annotations: [],
          keypoint_connections: [],
        },
      },
    ]);
    expect(() => decoded(context, [[entry(null)]])).toThrow(/needs a value of its field "keypoint_annotations"/);
  });
});
