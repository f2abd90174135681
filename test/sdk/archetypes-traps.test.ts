import { ARCHETYPE_TABLE, archetypeField, encodeChunk, knownField, type PlainStruct } from '@rushes/proto';
import {
  AnnotationContext,
  type Archetype,
  Boxes2D,
  Boxes3D,
  Capsules3D,
  DepthImage,
  Ellipses2D,
  EncodedImage,
  GeoPoints,
  Image,
  MemorySink,
  Mesh3D,
  Pinhole,
  Points2D,
  Points3D,
  RecordingStream,
  Scalars,
  type SdkError,
  SegmentationImage,
  SeriesLines,
  SeriesPoints,
  StateChange,
  Tensor,
  Transform3D,
  VideoCodec,
  VideoStream,
  ViewCoordinates,
} from '@rushes/sdk';
import { describe, expect, it } from 'vitest';
import { batchesOf } from '../support/archetype-batches.ts';
import { drainChunks, firstRow } from './read-rows.ts';

// The traps of Rerun's data model, by the numbers that the schema's README gives them. What it says of columns' exact Arrow types is
// held against the schema itself in test/proto.

const untyped = (value: unknown) => value as never;

/** Columns of an archetype by field, as the batches have them. */
function fields(archetype: Archetype): Record<string, unknown> {
  return Object.fromEntries(
    batchesOf(archetype).map(({ descriptor, data }) => [
      descriptor.component.split(':')[1],
      ArrayBuffer.isView(data) ? Array.from(data as unknown as ArrayLike<unknown>) : data,
    ]),
  );
}

function loggedStatic(archetype: Archetype): {
  readonly row: Record<string, unknown>;
  readonly told: readonly SdkError[];
} {
  const told: SdkError[] = [];
  const sink = new MemorySink();
  const rec = new RecordingStream('traps', { sinks: [sink], onError: (error) => told.push(error) });
  rec.logStatic('entity', archetype);
  const [chunk] = drainChunks(sink);
  return { row: chunk === undefined ? {} : firstRow(chunk), told };
}

describe('trap', () => {
  it('1: columns that viewers are strict about have the declared type, whatever was passed', () => {
    for (const positions of [[[1, 2, 3]], [1, 2, 3], Float64Array.of(1, 2, 3), Int16Array.of(1, 2, 3)]) {
      const [batch] = batchesOf(new Points3D({ positions }));
      expect(batch?.itemType).toEqual({ type: 'FixedSizeList', size: 3, item: 'Float32' });
      expect(batch?.data).toEqual(Float32Array.of(1, 2, 3));
    }
  });

  it.each([
    ['EncodedImage', new EncodedImage({ blob: Uint8Array.of(1), mediaType: 'image/avif' }), 'blob'],
    ['Image', Image.fromGray(1, 1, Uint8Array.of(1)), 'buffer'],
  ] as const)('2: the bytes of %s are a list of UInt8', (_, archetype, field) => {
    const batch = batchesOf(archetype).find(({ descriptor }) => descriptor.component.endsWith(`:${field}`));
    expect(batch?.itemType).toEqual({ type: 'Bytes' });
    expect(batch?.data).toEqual([Uint8Array.of(1)]);
  });

  it('3: a colour is one number with red in its highest byte, whose memory is alpha, blue, green, red', () => {
    const { colors } = fields(new Points2D({ positions: [1, 1], colors: [[0x11, 0x22, 0x33, 0x44]] }));
    expect(colors).toEqual([0x11223344]);
    const sink = new MemorySink();
    new RecordingStream('colour', { sinks: [sink] }).logStatic(
      'a',
      new Points2D({ positions: [1, 1], colors: 0x11223344 }),
    );
    const [chunk] = drainChunks(sink);
    if (chunk === undefined) throw new Error('Nothing was logged.');
    expect(Buffer.from(encodeChunk(chunk.chunk)).includes(Buffer.of(0x44, 0x33, 0x22, 0x11))).toBe(true);
  });

  it('3: alpha is straight: it leaves the other channels as they are', () => {
    expect(fields(new Points2D({ positions: [1, 1], colors: [[200, 100, 50, 0]] })).colors).toEqual([0xc8643200]);
  });

  it('4: a negative radius is in points of the screen, and -0 stays -0', () => {
    const { radii } = fields(new Points3D({ positions: [0, 0, 0, 1, 1, 1, 2, 2, 2], radii: [-1.5, -0, 0] }));
    expect(radii).toEqual([-1.5, -0, 0]);
  });

  it('5: matrices are stored column by column; nested arrays are rows, flat ones columns', () => {
    const columns = [1, 4, 7, 2, 5, 8, 3, 6, 9];
    const rows = [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ];
    expect(fields(new Transform3D({ mat3x3: rows })).mat3x3).toEqual(columns);
    expect(fields(new Transform3D({ mat3x3: columns })).mat3x3).toEqual(columns);
    expect(fields(new Pinhole({ imageFromCamera: rows })).image_from_camera).toEqual(columns);
    expect(fields(new Pinhole({ focalLength: [10, 20], principalPoint: [3, 4] })).image_from_camera).toEqual([
      10, 0, 0, 0, 20, 0, 3, 4, 1,
    ]);
  });

  it('5: a 4×4 matrix gives translation and 3×3 of the same point, from rows and from columns', () => {
    const rows = [
      [1, 2, 3, 10],
      [4, 5, 6, 11],
      [7, 8, 9, 12],
      [0, 0, 0, 1],
    ];
    const flat = [1, 4, 7, 0, 2, 5, 8, 0, 3, 6, 9, 0, 10, 11, 12, 1];
    const expected = { translation: [10, 11, 12], mat3x3: [1, 4, 7, 2, 5, 8, 3, 6, 9] };
    expect(fields(Transform3D.fromMatrix(rows))).toEqual(expected);
    expect(fields(Transform3D.fromMatrix(flat))).toEqual(expected);
    expect(() => Transform3D.fromMatrix(rows.flat())).toThrow(/last row must be 0, 0, 0, 1.*rows and columns swapped/);
  });

  it('5: quaternions are x, y, z, w; angles are radians, or degrees by name', () => {
    expect(fields(new Transform3D({ quaternion: [1, 2, 3, 4] })).quaternion).toEqual([1, 2, 3, 4]);
    const turned = new Transform3D({ rotationAxisAngle: { axis: [0, 0, 1], degrees: 180 } });
    expect(fields(turned).rotation_axis_angle).toEqual([{ axis: Float32Array.of(0, 0, 1), angle: Math.PI }]);
  });

  it('5: a place on the globe is latitude first, as Float64', () => {
    const [batch] = batchesOf(new GeoPoints({ positions: [[47.376_888_123, 8.541_694]] }));
    expect(batch?.data).toEqual(Float64Array.of(47.376_888_123, 8.541_694));
  });

  it('5: a resolution is two Float32', () => {
    const { data } = batchesOf(new Pinhole({ focalLength: 1, resolution: [640, 480] }))[1] ?? {};
    expect(data).toEqual(Float32Array.of(640, 480));
  });

  it.each([
    ['a colormap', () => new DepthImage({ buffer: Uint16Array.of(1), width: 1, height: 1, colormap: untyped(0) })],
    ['a fill mode', () => new Boxes3D({ sizes: 1, fillMode: untyped(0) })],
    ['a marker', () => new SeriesPoints({ markers: [untyped(0)] })],
    ['a policy', () => new SeriesLines({ aggregationPolicy: untyped(0) })],
    ['a relation', () => new Transform3D({ relation: untyped(0) })],
    ['a colour model', () => new Image({ buffer: Uint8Array.of(1), width: 1, height: 1, colorModel: untyped(0) })],
  ])('6: 0 as %s is refused, for it is no value of an enumeration', (_, make) => {
    expect(make).toThrow(/must be one of .*but is 0; 0 is never a value/);
  });

  it('6: the union in a tensor has an arm by name, never the null arm', () => {
    const [tensor] = fields(new Tensor({ data: [1, 2] })).data as readonly PlainStruct[];
    expect(tensor).toEqual({ shape: BigUint64Array.of(2n), names: null, buffer: { F64: Float64Array.of(1, 2) } });
  });

  it('7: a codec is its four characters read as a big-endian number', () => {
    expect(fields(VideoStream.fromFields({ codec: VideoCodec.H264 })).codec).toEqual([0x61766331]);
    expect(String.fromCharCode(0x61, 0x76, 0x63, 0x31)).toBe('avc1');
  });

  it('8: an image has a pixel format, or a colour model with a channel type, and never both', () => {
    const nv12 = { buffer: new Uint8Array(6), width: 2, height: 2, pixelFormat: 'NV12' } as const;
    expect(fields(new Image(nv12)).format).toEqual([
      { width: 2, height: 2, pixel_format: 26, color_model: null, channel_datatype: null },
    ]);
    expect(fields(Image.fromRGB(1, 1, new Uint8Array(3))).format).toEqual([
      { width: 1, height: 1, pixel_format: null, color_model: 2, channel_datatype: 6 },
    ]);
    expect(() => new Image({ ...nv12, colorModel: 'RGB' })).toThrow(/either pixelFormat or colorModel.*has both/);
  });

  it('8: an image whose bytes do not fit its format is refused with both numbers', () => {
    expect(() => Image.fromRGBA(2, 2, new Uint8Array(12))).toThrow(
      'Image.buffer must hold 16 bytes for 2×2 RGBA U8, but has 12.',
    );
    expect(() => new Image({ buffer: new Uint8Array(5), width: 2, height: 2, pixelFormat: 'NV12' })).toThrow(
      /must hold 6 bytes for 2×2 NV12, but has 5/,
    );
  });

  it('9: what is required need not be there in every row: marks have a default, a state may be nothing', () => {
    expect(fields(new SeriesPoints({ names: 'a' })).markers).toEqual([1]);
    expect(fields(new StateChange({ state: null })).state).toEqual(['']);
    expect(fields(Points3D.fromFields({ colors: '#fff' }))).toEqual({ colors: [0xffffffff] });
  });

  it.each([
    ['Scalars', new Scalars(1)],
    ['StateChange', new StateChange({ state: 'on' })],
  ] as const)('10: static %s are logged, with a warning that views ignore them', (name, value) => {
    const { row, told } = loggedStatic(value);
    expect(Object.keys(row)).toHaveLength(1);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ code: 'static-ignored', severity: 'warning' });
    expect(told[0]?.message).toMatch(new RegExp(`${name}.*static.*log\\(\\)`));
  });

  it('10: the warning comes once, and not for what views show', () => {
    const told: SdkError[] = [];
    const rec = new RecordingStream('once', { sinks: [new MemorySink()], onError: (error) => told.push(error) });
    for (let i = 0; i < 3; i++) rec.log('a', new Scalars(i), { static: true });
    rec.logStatic('b', new Points2D({ positions: [1, 1] }));
    expect(told.filter(({ code }) => code === 'static-ignored')).toHaveLength(1);
  });

  it('11: lines and points are styles of the scalars at their entity, and name no values of their own', () => {
    expect(Object.keys(ARCHETYPE_TABLE.SeriesLines.fields)).not.toContain('scalars');
    expect(Object.keys(ARCHETYPE_TABLE.SeriesPoints.fields)).not.toContain('scalars');
  });

  it('12: a row of a transform holds what it was given and no more; what it leaves out is reset by being left out', () => {
    expect(fields(new Transform3D({ translation: [1, 2, 3] }))).toEqual({ translation: [1, 2, 3] });
    expect(fields(Transform3D.identity())).toEqual({ translation: [0, 0, 0] });
    expect(() => new Transform3D({})).toThrow(/at least one field/);
  });

  it.each([
    ['Boxes3D', 'centers', 'Translation3D'],
    ['Ellipsoids3D', 'centers', 'Translation3D'],
    ['Cylinders3D', 'centers', 'Translation3D'],
    ['Capsules3D', 'translations', 'Translation3D'],
    ['Boxes2D', 'centers', 'Position2D'],
    ['Ellipses2D', 'centers', 'Position2D'],
  ] as const)('13: %s.%s is a %s', (_archetype, field, component) => {
    expect(knownField(`${_archetype}:${field}`)?.descriptor.componentType).toBe(`rerun.components.${component}`);
  });

  it('13: middles go to those columns', () => {
    const middle = [[1, 2, 3]];
    expect(fields(new Boxes3D({ centers: middle, sizes: 1 })).centers).toEqual([1, 2, 3]);
    expect(fields(new Capsules3D({ lengths: 1, radii: 1, translations: middle })).translations).toEqual([1, 2, 3]);
    expect(fields(new Boxes2D({ centers: [[1, 2]], sizes: [2, 2] })).centers).toEqual([1, 2]);
    expect(fields(new Ellipses2D({ centers: [[1, 2]], radii: 2 })).centers).toEqual([1, 2]);
  });

  it('14: points in a picture are drawn at 20 where nothing is said, as viewers have it', () => {
    expect(archetypeField('Points2D', 'draw_order').fallback).toBe(20);
    expect(fields(new Points2D({ positions: [1, 1] }))).not.toHaveProperty('draw_order');
  });

  it('15: what is newer than Rerun 0.33 is marked', () => {
    const newer = Object.entries(ARCHETYPE_TABLE)
      .filter(([, row]) => 'since' in row)
      .map(([name]) => name);
    expect(newer.sort()).toEqual(['GaussianSplats3D', 'VoxelGridMap']);
    expect(archetypeField('Points3D', 'point_shading').since).toBe('0.36');
  });

  it('16: the id of an annotation is a number from 0 to 65535, and lists without elements are there, empty', () => {
    const [classes] = fields(new AnnotationContext({ context: [[7, 'cat']] }))
      .context as readonly (readonly PlainStruct[])[];
    expect(classes).toEqual([
      {
        class_id: 7,
        class_description: {
          info: { id: 7, label: 'cat', color: null },
          keypoint_annotations: [],
          keypoint_connections: [],
        },
      },
    ]);
    expect(() => new AnnotationContext({ context: [[65_536]] })).toThrow(/context\[0\]\.id.*0 to 65535.*65536/);
  });
});

describe('what else viewers stumble over', () => {
  it('a triangle of corners that are not there is refused', () => {
    const corners = [0, 0, 0, 1, 0, 0, 0, 1, 0];
    expect(() => new Mesh3D({ vertexPositions: corners, triangleIndices: [0, 1, 3] })).toThrow(
      /triangleIndices must name corners from 0 to 2 of vertexPositions, but has 3/,
    );
  });

  it('a picture of classes has one channel of whole numbers', () => {
    const { format } = fields(new SegmentationImage({ buffer: new Uint16Array(4), width: 2, height: 2 }));
    expect(format).toEqual([{ width: 2, height: 2, pixel_format: null, color_model: null, channel_datatype: 8 }]);
  });

  it('every way to point three axes has a constant', () => {
    const names = Object.keys(ViewCoordinates).filter((name) => /^[UDRLFB]{3}$/.test(name));
    expect(names).toHaveLength(48);
    expect(fields(ViewCoordinates.RDF).xyz).toEqual([3, 2, 5]);
    expect(fields(ViewCoordinates.RIGHT_HAND_Z_UP).xyz).toEqual([3, 5, 1]);
    expect(() => new ViewCoordinates({ xyz: untyped('RLF') })).toThrow(/one of R L, one of U D, one of F B/);
  });
});
