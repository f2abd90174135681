import {
  AnnotationContext,
  type Archetype,
  Arrows3D,
  Asset3D,
  AssetVideo,
  BarChart,
  Boxes3D,
  Colormap,
  CoordinateFrame,
  Cylinders3D,
  DepthImage,
  Ellipsoids3D,
  EncodedDepthImage,
  GeoLineStrings,
  GraphEdges,
  GraphNodes,
  GridMap,
  Image,
  InstancePoses3D,
  LineStrips2D,
  LineStrips3D,
  McapChannel,
  McapStatistics,
  Mesh3D,
  Pinhole,
  Points2D,
  Points3D,
  RecordingInfo,
  SeriesPoints,
  StateChange,
  StateConfiguration,
  Tensor,
  TextLog,
  Transform3D,
  VideoFrameReference,
  ViewCoordinates,
  VoxelGridMap,
} from '@rushes/sdk';
import { describe, expect, it } from 'vitest';
import { batchesOf } from '../support/archetype-batches.ts';

const untyped = (value: unknown) => value as never;

/** One column as a plain array. */
function column(archetype: Archetype, field: string): unknown {
  const batch = batchesOf(archetype).find(
    ({ descriptor }) => descriptor.component === `${archetype.archetype}:${field}`,
  );
  const data: unknown = batch?.data;
  return ArrayBuffer.isView(data) ? Array.from(data as unknown as ArrayLike<unknown>) : data;
}

const THREE = [
  [0, 0, 0],
  [1, 1, 1],
  [2, 2, 2],
];

describe('taken is', () => {
  it.each<[string, Archetype, string, unknown]>([
    ['points as triples', new Points3D({ positions: [[1, 2, 3]] }), 'positions', [1, 2, 3]],
    ['points as typed triples', new Points3D({ positions: [Float64Array.of(1, 2, 3)] }), 'positions', [1, 2, 3]],
    ['points as a flat array', new Points3D({ positions: [1, 2, 3, 4, 5, 6] }), 'positions', [1, 2, 3, 4, 5, 6]],
    [
      'NaN in a point, which is data',
      new Points3D({ positions: [[Number.NaN, 0, 0]] }),
      'positions',
      [Number.NaN, 0, 0],
    ],
    ['no points at all', new Points3D({ positions: [], labels: [] }), 'positions', []],
    ['one radius for all', new Points3D({ positions: THREE, radii: 2 }), 'radii', [2]],
    ['ids as bigints', new Points3D({ positions: THREE, classIds: [1n, 2n, 65_535n] }), 'class_ids', [1, 2, 65_535]],
    [
      'ids as a BigInt64Array',
      new Points3D({ positions: THREE, classIds: BigInt64Array.of(1n, 2n, 3n) }),
      'class_ids',
      [1, 2, 3],
    ],
    ['one id for all', new Points3D({ positions: THREE, keypointIds: 7n }), 'keypoint_ids', [7]],
    ['an enumeration by name', new SeriesPoints({ markers: 'Asterisk' }), 'markers', [10]],
    ['an enumeration by lower-case name', new SeriesPoints({ markers: ['circle', 'up'] }), 'markers', [1, 6]],
    ['an enumeration by value', new SeriesPoints({ markers: [3, 4] }), 'markers', [3, 4]],
    [
      'one line as points',
      new LineStrips2D({
        strips: [
          [0, 0],
          [1, 2],
          [3, 4],
        ],
      }),
      'strips',
      [Float32Array.of(0, 0, 1, 2, 3, 4)],
    ],
    ['one line as a flat array', new LineStrips2D({ strips: [0, 0, 1, 2] }), 'strips', [Float32Array.of(0, 0, 1, 2)]],
    [
      'lines of both forms',
      new LineStrips3D({ strips: [THREE, Float32Array.of(1, 2, 3)] }),
      'strips',
      [Float32Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2), Float32Array.of(1, 2, 3)],
    ],
    ['no lines', new LineStrips3D({ strips: [] }), 'strips', []],
    [
      'lines on the map',
      new GeoLineStrings({
        lineStrings: [
          [
            [47, 8],
            [48, 9],
          ],
        ],
      }),
      'line_strings',
      [Float64Array.of(47, 8, 48, 9)],
    ],
    ['a cube by one number', new Boxes3D({ sizes: 2 }), 'half_sizes', [1, 1, 1]],
    ['one size for all places', new Boxes3D({ centers: THREE, sizes: 2 }), 'half_sizes', new Array(9).fill(1)],
    ['boxes between corners', new Boxes3D({ mins: [[0, 0, 0]], maxs: [[2, 4, 6]] }), 'centers', [1, 2, 3]],
    ['balls by radius', new Ellipsoids3D({ radii: [1, 2] }), 'half_sizes', [1, 1, 1, 2, 2, 2]],
    ['one ball for all places', new Ellipsoids3D({ radii: 1, centers: THREE }), 'half_sizes', new Array(9).fill(1)],
    ['one length for all places', new Cylinders3D({ lengths: 2, radii: 1, centers: THREE }), 'lengths', [2, 2, 2]],
    ['a factor for all axes', new Transform3D({ scale: 2 }), 'scale', [2, 2, 2]],
    [
      'one axis and angle for all',
      new InstancePoses3D({ translations: THREE, rotationAxisAngles: { axis: [0, 0, 1], angle: 1 } }),
      'rotation_axis_angles',
      [{ axis: Float32Array.of(0, 0, 1), angle: 1 }],
    ],
    [
      'several matrices',
      new InstancePoses3D({ mat3x3: [new Array(9).fill(1), THREE] }),
      'mat3x3',
      [...new Array(9).fill(1), 0, 1, 2, 0, 1, 2, 0, 1, 2],
    ],
    [
      'a field of view',
      new Pinhole({ fovY: Math.PI / 2, resolution: [200, 100] }),
      'image_from_camera',
      [50, 0, 0, 0, 50, 0, 100, 50, 1],
    ],
    [
      'axes by a constant',
      new Pinhole({ focalLength: 1, resolution: [2, 2], cameraXyz: ViewCoordinates.RUB }),
      'camera_xyz',
      [3, 1, 6],
    ],
    ['axes by name', new Pinhole({ focalLength: 1, resolution: [2, 2], cameraXyz: 'FLU' }), 'camera_xyz', [5, 4, 1]],
    ['axes by codes', new ViewCoordinates({ xyz: [3, 2, 5] }), 'xyz', [3, 2, 5]],
    ['nodes by number', new GraphNodes({ nodeIds: [1, 2n, 'c'] }), 'node_ids', ['1', '2', 'c']],
    ['one link', new GraphEdges({ edges: ['a', 'b'] }), 'edges', [{ first: 'a', second: 'b' }]],
    [
      'texts by name, as an object',
      new McapChannel({ id: 1, topic: '', messageEncoding: '', metadata: { a: 'b' } }),
      'metadata',
      [[{ first: 'a', second: 'b' }]],
    ],
    [
      'texts by name, as a Map',
      new McapChannel({ id: 1, topic: '', messageEncoding: '', metadata: new Map([['a', 'b']]) }),
      'metadata',
      [[{ first: 'a', second: 'b' }]],
    ],
    ['a start as a Date', new RecordingInfo({ startTime: new Date(1000) }), 'start_time', [1_000_000_000n]],
    ['a start in seconds', new RecordingInfo({ startTime: 1.5 }), 'start_time', [1_500_000_000n]],
    ['a place in a video in seconds', new VideoFrameReference({ timestamp: 0.5 }), 'timestamp', [500_000_000n]],
    ['a place in a video in nanoseconds', new VideoFrameReference({ timestamp: 7n }), 'timestamp', [7n]],
    [
      'a reference to an entity',
      new VideoFrameReference({ timestamp: 0, videoReference: 'a/b' }),
      'video_reference',
      ['/a/b'],
    ],
    [
      'whole numbers as cells',
      new VoxelGridMap({ voxelIndices: [[-1, 0, 5]], voxelSize: 0.5 }),
      'voxel_size',
      [0.5, 0.5, 0.5],
    ],
    [
      'pixels of a clamped array',
      Image.fromImageData({ width: 1, height: 1, data: Uint8ClampedArray.of(1, 2, 3, 4) }),
      'buffer',
      [Uint8Array.of(1, 2, 3, 4)],
    ],
    ['pixels of an ArrayBuffer', Image.fromGray(2, 1, Uint8Array.of(5, 6).buffer), 'buffer', [Uint8Array.of(5, 6)]],
    ['several states', new StateChange({ state: ['a', 'b'] }), 'state', ['a', 'b']],
    ['a level of one’s own', new TextLog('x', { level: 'FATAL' }), 'level', ['FATAL']],
  ])('%s', (_, archetype, field, expected) => {
    expect(column(archetype, field)).toEqual(expected);
  });

  it.each([
    ['U8', Uint8Array.of(1), 6],
    ['I16', Int16Array.of(1), 9],
    ['U16', Uint16Array.of(1), 8],
    ['F32', Float32Array.of(1), 34],
    ['F64', Float64Array.of(1), 35],
  ] as const)('the channel type %s from the typed array', (_, buffer, datatype) => {
    const image = new DepthImage({ buffer, width: 1, height: 1 });
    expect(column(image, 'format')).toEqual([
      { width: 1, height: 1, pixel_format: null, color_model: null, channel_datatype: datatype },
    ]);
  });

  it.each([
    [1, 1],
    [3, 2],
    [4, 3],
  ] as const)('%i bytes a pixel as the colour model that has as many channels', (channels, model) => {
    const image = new Image({ buffer: new Uint8Array(4 * channels), width: 2, height: 2 });
    expect(column(image, 'format')).toMatchObject([{ color_model: model, channel_datatype: 6 }]);
  });

  it.each([
    ['U8', Uint8Array.of(1, 2)],
    ['U16', Uint16Array.of(1, 2)],
    ['U64', BigUint64Array.of(1n, 2n)],
    ['I8', Int8Array.of(1, 2)],
    ['I32', Int32Array.of(1, 2)],
    ['F32', Float32Array.of(1, 2)],
    ['F64', [1, 2]],
  ] as const)('a tensor of %s, with its type', (arm, data) => {
    const tensor = new Tensor({ data, shape: [1, 2], dimNames: ['row', 'column'] });
    const numbers = Array.isArray(data) ? Float64Array.from(data) : data;
    expect(column(tensor, 'data')).toEqual([
      { shape: BigUint64Array.of(1n, 2n), names: ['row', 'column'], buffer: { [arm]: numbers } },
    ]);
  });

  it('a tensor in nested arrays', () => {
    expect(
      column(
        new Tensor({
          data: [
            [1, 2, 3],
            [4, 5, 6],
          ],
        }),
        'data',
      ),
    ).toMatchObject([{ shape: BigUint64Array.of(2n, 3n), buffer: { F64: Float64Array.of(1, 2, 3, 4, 5, 6) } }]);
  });

  it.each([
    ['GLB', new Asset3D({ blob: new TextEncoder().encode('glTF....') }), 'model/gltf-binary'],
    ['glTF', new Asset3D({ blob: new TextEncoder().encode(' {"asset":{}}') }), 'model/gltf+json'],
    ['OBJ', new Asset3D({ blob: new TextEncoder().encode('# a cube\nv 0 0 0\n') }), 'model/obj'],
    ['STL as text', new Asset3D({ blob: new TextEncoder().encode('solid cube\nfacet') }), 'model/stl'],
    ['STL as bytes', new Asset3D({ blob: new Uint8Array(84) }), 'model/stl'],
    ['MP4', new AssetVideo({ blob: new TextEncoder().encode('....ftypisom') }), 'video/mp4'],
    [
      'PNG',
      new EncodedDepthImage({ blob: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a) }),
      'image/png',
    ],
    [
      'RVL by its name',
      new EncodedDepthImage({ blob: Uint8Array.of(1), mediaType: 'application/rvl' }),
      'application/rvl',
    ],
  ])('a file as %s', (_, archetype, mediaType) => {
    expect(column(archetype, 'media_type')).toEqual([mediaType]);
  });

  it('what is passed is copied: it may be used again at once', () => {
    const positions = Float32Array.of(1, 2, 3);
    const points = new Points3D({ positions });
    positions.fill(9);
    expect(column(points, 'positions')).toEqual([1, 2, 3]);
  });
});

describe('refused, with what was expected and found, is', () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      'a pair as a point in space',
      () => new Points3D({ positions: [[1, 2]] }),
      /Points3D\.positions\[0\] must be a triple \[x, y, z\], but is an array of length 2/,
    ],
    [
      'a flat array of another length',
      () => new Points3D({ positions: [1, 2, 3, 4] }),
      /must hold three numbers \(x, y, z\) per instance, but has 4/,
    ],
    [
      'a text in a point',
      () => new Points3D({ positions: [[0, 0, untyped('z')]] }),
      /positions\[0\]\[2\] must be a number, but is the string 'z'/,
    ],
    [
      'two colours for three points',
      () => new Points3D({ positions: THREE, colors: ['#fff', '#000'] }),
      /Points3D\.colors must have 1 or 3 values .* per instance of positions\), but has 2/,
    ],
    [
      'vectors without origins to go with',
      () => new Arrows3D({ vectors: THREE, origins: [0, 0, 0, 1, 1, 1] }),
      /Arrows3D\.origins must have 1 or 3 values/,
    ],
    [
      'a quaternion of three numbers',
      () => new Transform3D({ quaternion: [0, 0, 0] }),
      /Transform3D\.quaternion must be an array \[x, y, z, w\], but is an array of length 3/,
    ],
    [
      'a rotation in radians and degrees',
      () => new Transform3D({ rotationAxisAngle: untyped({ axis: [0, 0, 1], angle: 1, degrees: 1 }) }),
      /\{axis: \[x, y, z\], angle\} in radians or \{axis, degrees\}/,
    ],
    [
      'a matrix of eight numbers',
      () => new Transform3D({ mat3x3: new Array(8).fill(0) }),
      /3 rows of 3 numbers, or 9 numbers column by column, but is an array of length 8/,
    ],
    [
      'a field with a wrong name',
      () => new Transform3D(untyped({ rotation: [0, 0, 0, 1] })),
      /Transform3D has no field 'rotation'; expected one of translation, rotationAxisAngle, quaternion/,
    ],
    [
      'an unknown palette',
      () => new DepthImage({ buffer: Uint8Array.of(1), width: 1, height: 1, colormap: untyped('jet') }),
      /colormap must be one of grayscale \(1\).*'jet'/,
    ],
    [
      'an id above 16 bits',
      () => new Points2D({ positions: [1, 1], classIds: 65_536n }),
      /classIds must be an integer from 0 to 65535, but is 65536n/,
    ],
    [
      'an opacity above 1',
      () => Image.fromGray(1, 1, Uint8Array.of(1), { opacity: 2 }),
      /Image\.opacity must be a number from 0 to 1, but is 2/,
    ],
    [
      'depths of no size',
      () => new DepthImage({ buffer: Uint8Array.of(1), width: 1, height: 1, meter: 0 }),
      /DepthImage\.meter must be a number above 0, but is 0/,
    ],
    [
      'two focal lengths',
      () => new Pinhole({ focalLength: 1, fovY: 1, resolution: [1, 1] }),
      /takes one of focalLength, fovY, but got 2/,
    ],
    [
      'a focal length without a middle',
      () => new Pinhole({ focalLength: 1 }),
      /Pinhole\.resolution is needed for the middle of the picture/,
    ],
    [
      'a negative focal length',
      () => new Pinhole({ focalLength: -1, resolution: [1, 1] }),
      /focalLength must be above 0/,
    ],
    [
      'degrees as a field of view',
      () => new Pinhole({ fovY: 60, resolution: [1, 1] }),
      /between 0 and π in radians, but is 60/,
    ],
    ['a camera of nothing', () => new Pinhole({ resolution: [1, 1] }), /Pinhole\.imageFromCamera must be 3 rows/],
    [
      'a tensor of another size',
      () => new Tensor({ data: [1, 2, 3], shape: [2, 2] }),
      /Tensor\.data must hold 4 numbers for its shape \[2, 2\], but has 3/,
    ],
    [
      'too few names of dimensions',
      () => new Tensor({ data: [1, 2], shape: [1, 2], dimNames: ['a'] }),
      /names must have 2 names, one per dimension, but has 1/,
    ],
    [
      'ragged rows',
      () => new Tensor({ data: [[1, 2], [3]] }),
      /Tensor\.data\[1\] must have 2 elements as its neighbours have/,
    ],
    [
      'bars of a text',
      () => new BarChart({ values: untyped('3') }),
      /BarChart\.values must be a typed array or \(nested\) arrays/,
    ],
    [
      'a link of three nodes',
      () => new GraphEdges({ edges: untyped([['a', 'b', 'c']]) }),
      /edges\[0\] must be a pair \[source, target\]/,
    ],
    [
      'states side by side of different numbers',
      () => new StateConfiguration({ values: ['a', 'b'], labels: ['A'] }),
      /labels has 1 and values has 2/,
    ],
    [
      'a broken number of messages',
      () => new McapStatistics(untyped({ messageCount: -1 })),
      /McapStatistics\.messageCount must be from 0 to 2\^64 - 1, but is -1/,
    ],
    [
      'a cell at a fraction',
      () => new VoxelGridMap({ voxelIndices: [[0.5, 0, 0]], voxelSize: 1 }),
      /voxelIndices\[0\]\[0\] must be an integer from -2147483648/,
    ],
    [
      'a texture of another size',
      () =>
        new Mesh3D({
          vertexPositions: THREE,
          albedoTexture: { buffer: new Uint8Array(5), width: 2, height: 2, colorModel: 'RGB' },
        }),
      /albedoTexture\.buffer must hold 12 bytes for 2×2 RGB U8, but has 5/,
    ],
    [
      'normals for some corners',
      () => new Mesh3D({ vertexPositions: THREE, vertexNormals: [0, 0, 1, 0, 0, 1] }),
      /Mesh3D\.vertexNormals must have 1 or 3 values/,
    ],
    [
      'a model of unknown form',
      () => new Asset3D({ blob: Uint8Array.of(1, 2, 3) }),
      /Asset3D recognises gltf-binary, gltf\+json, stl, obj.*start with 01 02 03/,
    ],
    [
      'a map without cells',
      () => new GridMap({ data: new Uint8Array(3), width: 2, height: 2, cellSize: 1 }),
      /GridMap\.data must hold 4 bytes/,
    ],
    [
      'a frame that is a number',
      () => new CoordinateFrame({ frame: untyped(1) }),
      /CoordinateFrame\.frame must be a string, but is 1/,
    ],
    [
      'a class that is a name alone',
      () => new AnnotationContext({ context: untyped(['cat']) }),
      /context\[0\] must be \[id, label, color\].*'cat'/,
    ],
    [
      'radii and half sizes',
      () => new Ellipsoids3D(untyped({ radii: 1, halfSizes: [1, 1, 1] })),
      /takes halfSizes or radii, but got both/,
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('columns', () => {
  it('have one entry per row and field, and undefined leaves a field out of a row', () => {
    const { rows } = Transform3D.columns({
      translation: [
        [0, 0, 1],
        [0, 0, 2],
      ],
      scale: [2, undefined],
    });
    expect(rows.map((row) => batchesOf(row).map(({ descriptor }) => descriptor.component))).toEqual([
      ['Transform3D:translation', 'Transform3D:scale'],
      ['Transform3D:translation'],
    ]);
  });

  it('take a typed array where a field is one number', () => {
    const { rows } = VideoFrameReference.columns({ timestamp: Float64Array.of(0, 0.5) });
    expect(rows.map((row) => column(row, 'timestamp'))).toEqual([[0n], [500_000_000n]]);
  });

  it('of different lengths are refused', () => {
    expect(() => Points3D.columns({ positions: [THREE, THREE], colors: ['#fff'] })).toThrow(
      /Points3D\.columns colors must have 2 rows as positions has, but has 1/,
    );
  });

  it('of texts and states work like all others', () => {
    expect(TextLog.columns({ text: ['a', 'b'], level: ['INFO', undefined] }).rows).toHaveLength(2);
    expect(StateChange.columns({ state: ['on', null] }).rows).toHaveLength(2);
  });
});

it('changes single fields of what was logged before', () => {
  const update = DepthImage.fromFields({ colormap: Colormap.Viridis });
  expect(batchesOf(update).map(({ descriptor }) => descriptor.component)).toEqual(['DepthImage:colormap']);
  expect(batchesOf(Boxes3D.fromFields({ colors: '#fff' }))).toHaveLength(1);
});
