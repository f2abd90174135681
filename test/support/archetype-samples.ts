import type { ArchetypeName } from '@rushes/proto';
import {
  AnnotationContext,
  type Archetype,
  Arrows2D,
  Arrows3D,
  Asset3D,
  AssetVideo,
  BarChart,
  Boxes2D,
  Boxes3D,
  Capsules3D,
  Clear,
  CoordinateFrame,
  Cylinders3D,
  DepthImage,
  Ellipses2D,
  Ellipsoids3D,
  EncodedDepthImage,
  EncodedImage,
  GaussianSplats3D,
  GeoLineStrings,
  GeoPoints,
  GraphEdges,
  GraphNodes,
  GridMap,
  Image,
  InstancePoses3D,
  LineStrips2D,
  LineStrips3D,
  McapChannel,
  McapMessage,
  McapSchema,
  McapStatistics,
  Mesh3D,
  Pinhole,
  Points2D,
  Points3D,
  RecordingInfo,
  Scalars,
  SegmentationImage,
  SeriesLines,
  SeriesPoints,
  StateChange,
  StateConfiguration,
  Tensor,
  TextDocument,
  TextLog,
  Transform3D,
  TransformAxes3D,
  VideoCodec,
  VideoFrameReference,
  VideoStream,
  ViewCoordinates,
  VoxelGridMap,
} from '@rushes/sdk';
import { VideoEncoder } from '@rushes/sdk/node';
import { boxesGlb, boxMesh, encodePng } from '../../examples/gallery/models.ts';
import { writeMp4 } from '../../packages/viewer/src/tools/mp4/write-mp4.ts';

/** What a sample is logged as. */
export interface ArchetypeSample {
  readonly value: Archetype;
  /** As static data, where that is something else: a video has its codec there, and never its pictures. */
  readonly asStatic?: Archetype;
  /** Archetypes of one room are drawn by the same view of Rerun's. */
  readonly room:
    | '2d'
    | 'pictures'
    | 'video'
    | '3d'
    | 'plots'
    | 'states'
    | 'bars'
    | 'tensor'
    | 'graph'
    | 'map'
    | 'texts'
    | 'other';
}

/** One row of each archetype with every one of its fields. */
export type ArchetypeSamples = { readonly [A in ArchetypeName]: ArchetypeSample };

const TWO_POINTS_2D = [10, 20, 30, 40];
const TWO_POINTS_3D = [
  [0, 0, 0],
  [1, 0.5, 0.25],
];
const LOOKS = { colors: ['#ff8000', 0x00ff00ff], labels: ['a', 'b'], showLabels: true, classIds: [1, 2] };
const SOLIDS = { ...LOOKS, lineRadii: -0.5, fillMode: 'solid' } as const;
const TURNS = {
  quaternions: [0, 0, 0, 1],
  rotationAxisAngles: { axis: [0, 0, 1], degrees: 30 },
} as const;
const POSE = {
  translation: [0, 0, 1],
  quaternion: [0, 0, 0, 1],
  rotationAxisAngle: { axis: [1, 0, 0], angle: 0.1 },
} as const;
const DEPTH = {
  meter: 1000,
  colormap: 'viridis',
  depthRange: [0, 2],
  pointFillRatio: 0.5,
  drawOrder: -20,
  magnificationFilter: 'linear',
} as const;

/**
 * Samples of all archetypes; makes a small video first. They are meant for the entities `/<room>/<root>/<archetype>`, and their frames
 * have names with the root: Rerun wants each frame to be placed by one entity alone.
 */
export async function makeArchetypeSamples(root: string): Promise<ArchetypeSamples> {
  const pictures = await encodePictures();
  return {
    ...flatShapes(),
    ...spaceShapes(root),
    ...models(),
    ...pixels(),
    ...videos(root, pictures, await asMp4(pictures)),
    ...signals(),
    ...records(),
  };
}

function flatShapes() {
  return {
    Points2D: two(
      new Points2D({ positions: TWO_POINTS_2D, radii: [2, -3], ...LOOKS, drawOrder: 20, keypointIds: [0, 1] }),
    ),
    Boxes2D: two(new Boxes2D({ mins: TWO_POINTS_2D, sizes: [8, 6], radii: -1, ...LOOKS, drawOrder: 10 })),
    Arrows2D: two(new Arrows2D({ vectors: TWO_POINTS_2D, origins: [5, 5], radii: 1, ...LOOKS, drawOrder: 20 })),
    Ellipses2D: two(new Ellipses2D({ centers: TWO_POINTS_2D, radii: 4, lineRadii: -1, ...LOOKS, drawOrder: 10 })),
    LineStrips2D: two(
      new LineStrips2D({
        strips: [
          TWO_POINTS_2D,
          [
            [1, 1],
            [2, 5],
            [9, 9],
          ],
        ],
        radii: 1,
        ...LOOKS,
        drawOrder: 20,
      }),
    ),
  };
}

function spaceShapes(root: string) {
  return {
    Points3D: three(
      new Points3D({ positions: TWO_POINTS_3D, radii: 0.1, ...LOOKS, pointShading: 'flat', keypointIds: [0, 1] }),
    ),
    Boxes3D: three(
      new Boxes3D({ centers: TWO_POINTS_3D, sizes: 0.5, ...TURNS, ...LOOKS, radii: 0.01, fillMode: 'solid' }),
    ),
    Arrows3D: three(new Arrows3D({ vectors: TWO_POINTS_3D, origins: [0, 0, 1], radii: 0.02, ...LOOKS })),
    Capsules3D: three(
      new Capsules3D({ lengths: [1, 0.5], radii: 0.1, translations: TWO_POINTS_3D, ...TURNS, ...SOLIDS }),
    ),
    Cylinders3D: three(new Cylinders3D({ lengths: 1, radii: [0.1, 0.2], centers: TWO_POINTS_3D, ...TURNS, ...SOLIDS })),
    Ellipsoids3D: three(new Ellipsoids3D({ halfSizes: TWO_POINTS_3D, centers: TWO_POINTS_3D, ...TURNS, ...SOLIDS })),
    LineStrips3D: three(
      new LineStrips3D({ strips: [TWO_POINTS_3D, Float32Array.of(0, 0, 1, 1, 1, 1, 2, 0, 1)], radii: 0.02, ...LOOKS }),
    ),
    Transform3D: three(
      new Transform3D({
        ...POSE,
        scale: 2,
        mat3x3: [
          [1, 0.1, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
        relation: 'parentFromChild',
        childFrame: `${root} child`,
        parentFrame: 'tf#/',
      }),
    ),
    InstancePoses3D: three(
      new InstancePoses3D({
        translations: TWO_POINTS_3D,
        ...TURNS,
        scales: 1.5,
        mat3x3: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      }),
    ),
    TransformAxes3D: three(new TransformAxes3D({ axisLength: 0.3, showFrame: true })),
    CoordinateFrame: three(new CoordinateFrame({ frame: `${root} child` })),
    ViewCoordinates: three(ViewCoordinates.RIGHT_HAND_Z_UP),
    Pinhole: three(
      new Pinhole({
        focalLength: [80, 82],
        resolution: [64, 48],
        cameraXyz: ViewCoordinates.RDF,
        childFrame: `${root} picture`,
        parentFrame: `${root} child`,
        imagePlaneDistance: 0.5,
        color: '#80c0ff',
        lineWidth: -1,
      }),
    ),
  };
}

function models() {
  const box = boxMesh([0, 0, 0], [0.2, 0.2, 0.2]);
  return {
    Mesh3D: three(
      new Mesh3D({
        vertexPositions: box.positions,
        triangleIndices: box.indices,
        vertexNormals: box.normals,
        vertexColors: 0xff8000ff,
        vertexTexcoords: new Float32Array(48),
        albedoFactor: [255, 255, 255],
        albedoTexture: { buffer: new Uint8Array(12).fill(200), width: 2, height: 2, colorModel: 'RGB' },
        faceRendering: 'doubleSided',
        classIds: 3,
      }),
    ),
    Asset3D: three(new Asset3D({ blob: boxesGlb([{ mesh: box, rgb: [200, 100, 50] }]), albedoFactor: '#ffffff' })),
    GaussianSplats3D: three(
      new GaussianSplats3D({
        centers: TWO_POINTS_3D,
        scales: 0.2,
        quaternions: [0, 0, 0, 1],
        colors: '#ff800080',
        shCoefficients: new Float32Array(90).fill(0.25),
        sphericalHarmonicsDegree: 1,
      }),
    ),
    VoxelGridMap: three(
      new VoxelGridMap({
        voxelIndices: [
          [0, 0, 0],
          [-1, 2, 3],
        ],
        voxelSize: 0.1,
        values: [0.2, 0.8],
        colors: '#ffffff',
        ...POSE,
        opacity: 0.9,
        valueRange: [0, 1],
        colormap: 'turbo',
      }),
    ),
    GridMap: three(
      new GridMap({
        data: Uint8Array.of(0, 100, 255, 50),
        width: 2,
        height: 2,
        cellSize: 0.5,
        ...POSE,
        opacity: 0.8,
        drawOrder: -10,
        colormap: 'rvizMap',
      }),
    ),
  };
}

function pixels() {
  const depth = Uint16Array.from({ length: 64 }, (_, i) => i * 30);
  return {
    Image: picture(
      Image.fromRGBA(2, 2, new Uint8Array(16).fill(128), {
        opacity: 0.5,
        drawOrder: -10,
        magnificationFilter: 'nearest',
      }),
    ),
    DepthImage: picture(new DepthImage({ buffer: depth, width: 8, height: 8, ...DEPTH })),
    EncodedDepthImage: picture(new EncodedDepthImage({ blob: encodePng(8, 8, depth), ...DEPTH })),
    EncodedImage: picture(
      EncodedImage.fromBytes(encodePng(2, 2, new Uint8Array(12).fill(90)), {
        opacity: 1,
        drawOrder: -9,
        magnificationFilter: 'linear',
      }),
    ),
    SegmentationImage: picture(
      new SegmentationImage({ buffer: Uint8Array.of(1, 2, 1, 2), width: 2, height: 2, opacity: 0.5, drawOrder: 0 }),
    ),
    AnnotationContext: two(
      new AnnotationContext({
        context: [
          [1, 'crate', '#f0a030'],
          {
            id: 2,
            label: 'person',
            keypointAnnotations: [
              [0, 'head'],
              [1, 'hand', '#ff0000'],
            ],
            keypointConnections: [[0, 1]],
          },
        ],
      }),
    ),
  };
}

function videos(root: string, pictures: readonly Uint8Array[], mp4: Uint8Array) {
  const looks = { isKeyframe: true, opacity: 1, drawOrder: -15 };
  return {
    VideoStream: {
      value: VideoStream.fromFields({ sample: pictures[0], ...looks }),
      asStatic: VideoStream.fromFields({ codec: VideoCodec.H264 }),
      room: 'video',
    },
    AssetVideo: { value: new AssetVideo({ blob: mp4 }), room: 'video' },
    VideoFrameReference: {
      value: new VideoFrameReference({
        timestamp: 0n,
        videoReference: `/video/${root}/AssetVideo`,
        opacity: 0.9,
        drawOrder: -15,
      }),
      room: 'video',
    },
  } as const;
}

function signals() {
  return {
    Scalars: { value: new Scalars([1, 2.5]), room: 'plots' },
    SeriesLines: {
      value: new SeriesLines({
        colors: ['#f00', '#0f0'],
        widths: [1, 2],
        names: ['a', 'b'],
        visibleSeries: [true, false],
        aggregationPolicy: 'average',
        interpolationMode: 'stepAfter',
      }),
      room: 'plots',
    },
    SeriesPoints: {
      value: new SeriesPoints({
        colors: '#00f',
        markers: ['cross', 'up'],
        names: 'c',
        visibleSeries: true,
        markerSizes: 4,
      }),
      room: 'plots',
    },
    StateChange: { value: new StateChange({ state: 'driving' }), room: 'states' },
    StateConfiguration: {
      value: new StateConfiguration({
        values: ['driving', 'idle'],
        labels: ['Driving', 'Idle'],
        colors: ['#0f0', '#888'],
        visible: [true, true],
      }),
      room: 'states',
    },
    BarChart: {
      value: new BarChart({ values: [3, 5, 2], abscissa: [0, 1, 2], widths: [0.8, 0.8, 0.4], color: '#4090ff' }),
      room: 'bars',
    },
    Tensor: {
      value: new Tensor({
        data: new Float32Array(24),
        shape: [2, 3, 4],
        dimNames: ['a', 'b', 'c'],
        valueRange: [0, 1],
      }),
      room: 'tensor',
    },
    GraphNodes: {
      value: new GraphNodes({
        nodeIds: ['a', 2],
        positions: [0, 0, 50, 20],
        colors: '#fff',
        labels: ['A', 'B'],
        showLabels: true,
        radii: 5,
      }),
      room: 'graph',
    },
    GraphEdges: { value: new GraphEdges({ edges: [['a', 2]], graphType: 'directed' }), room: 'graph' },
    GeoPoints: {
      value: new GeoPoints({ positions: [47.37, 8.54], radii: -5, colors: '#f00', classIds: 1 }),
      room: 'map',
    },
    GeoLineStrings: {
      value: new GeoLineStrings({ lineStrings: [[47.37, 8.54, 47.38, 8.55]], radii: -2, colors: '#00f' }),
      room: 'map',
    },
  } as const;
}

function records() {
  return {
    TextLog: { value: new TextLog('hello', { level: 'WARN', color: '#f80' }), room: 'texts' },
    TextDocument: { value: new TextDocument('# Hi', { mediaType: 'text/markdown' }), room: 'texts' },
    Clear: { value: Clear.flat(), room: 'other' },
    RecordingInfo: { value: new RecordingInfo({ name: 'samples', startTime: new Date(0) }), room: 'other' },
    McapChannel: {
      value: new McapChannel({ id: 1, topic: '/a', messageEncoding: 'cdr', metadata: { key: 'value' } }),
      room: 'other',
    },
    McapMessage: { value: new McapMessage({ data: Uint8Array.of(1, 2) }), room: 'other' },
    McapSchema: {
      value: new McapSchema({ id: 1, name: 'pkg/Type', encoding: 'ros2msg', data: Uint8Array.of(3) }),
      room: 'other',
    },
    McapStatistics: {
      value: new McapStatistics({
        messageCount: 10,
        schemaCount: 1,
        channelCount: 2,
        attachmentCount: 0,
        metadataCount: 0,
        chunkCount: 1,
        messageStartTime: 1n,
        messageEndTime: 2n,
        channelMessageCounts: new Map([[1, 10n]]),
      }),
      room: 'other',
    },
  } as const;
}

function two(value: Archetype): ArchetypeSample {
  return { value, room: '2d' };
}

function picture(value: Archetype): ArchetypeSample {
  return { value, room: 'pictures' };
}

function three(value: Archetype): ArchetypeSample {
  return { value, room: '3d' };
}

async function encodePictures(): Promise<readonly Uint8Array[]> {
  await using encoder = await VideoEncoder.create({ width: 64, height: 48, input: 'gray', fps: 10 });
  return [60, 120].flatMap((gray) => encoder.encode(new Uint8Array(64 * 48).fill(gray)).map(({ data }) => data));
}

async function asMp4(pictures: readonly Uint8Array[]): Promise<Uint8Array> {
  const file: number[] = [];
  const samples = pictures.map((sample, i) => ({
    sample,
    timeNanos: BigInt(i) * 100_000_000n,
    isKeyframe: i === 0,
  }));
  await writeMp4(samples, {
    write: (bytes, position) => {
      bytes.forEach((byte, i) => {
        file[position + i] = byte;
      });
    },
  });
  return Uint8Array.from(file);
}
