import {
  AggregationPolicy,
  ChannelDatatype,
  ColorModel,
  Colormap,
  FillMode,
  GraphType,
  InterpolationMode,
  MagnificationFilter,
  MarkerShape,
  MeshFaceRendering,
  PixelFormat,
  PointShading,
  TransformRelation,
  VideoCodec,
  ViewDirections,
} from './enums.ts';
import type { FixedSizeListType, ItemType, ListType, NumberType, StructField, StructType } from './item-type.ts';
import { NULL_ARM, type UnionType } from './item-type.ts';

/** What a component column says about itself in its Arrow metadata. */
export interface ComponentDescriptor {
  /** `Points2D:positions`: archetype and field; also the column's name. */
  readonly component: string;
  /** `rerun.archetypes.Points2D`. */
  readonly archetype?: string;
  /** `rerun.components.Position2D`. */
  readonly componentType?: string;
}

/**
 * The first release of Rerun that knows a thing; without one, 0.33 knows it already. The 0.33 viewer ignores the others.
 *
 * @group Components
 */
export type Since = '0.36';

/**
 * The values of an enumeration, by name.
 *
 * @group Components
 */
export type EnumValues = Readonly<Record<string, number>>;

/**
 * One row of the component table.
 *
 * @group Components
 */
export interface ComponentType {
  readonly itemType: ItemType;
  /** What the numbers stand for, where they are an enumeration; of a struct, by field. */
  readonly values?: EnumValues;
  readonly fieldValues?: Readonly<Record<string, EnumValues>>;
  readonly since?: Since;
}

const flat = <const N extends number, const T extends NumberType>(size: N, item: T) =>
  ({ type: 'FixedSizeList', size, item }) as const satisfies FixedSizeListType;
const listOf = <const T extends ItemType>(item: T) => ({ type: 'List', item }) as const satisfies ListType;
const struct = <const F extends readonly StructField[]>(...fields: F) =>
  ({ type: 'Struct', fields }) as const satisfies StructType;
const field = <const T extends ItemType>(name: string, type: T) => ({ name, type, nullable: false }) as const;
const nullable = <const T extends ItemType>(name: string, type: T) => ({ name, type, nullable: true }) as const;
/** Arms are numbered from 1 on. */
const union = (...arms: readonly (readonly [name: string, type: ItemType])[]): UnionType => ({
  type: 'Union',
  variants: [NULL_ARM, ...arms.map(([name, type], i) => ({ id: i + 1, name, type }))],
});

const f32x2 = flat(2, 'Float32');
const f32x3 = flat(3, 'Float32');
const f32x4 = flat(4, 'Float32');
const f32x9 = flat(9, 'Float32');
const f64x2 = flat(2, 'Float64');
const blob = { type: 'Bytes' } as const;
const textPair = struct(field('first', 'Utf8'), field('second', 'Utf8'));
const annotationInfo = struct(field('id', 'UInt16'), nullable('label', 'Utf8'), nullable('color', 'UInt32'));
const dimension = struct(field('dimension', 'UInt32'), field('invert', 'Boolean'));
const tensorBuffer = union(
  ['U8', blob],
  ['U16', listOf('UInt16')],
  ['U32', listOf('UInt32')],
  ['U64', listOf('UInt64')],
  ['I8', listOf('Int8')],
  ['I16', listOf('Int16')],
  ['I32', listOf('Int32')],
  ['I64', listOf('Int64')],
  ['F16', listOf('Float16')],
  ['F32', listOf('Float32')],
  ['F64', listOf('Float64')],
);
const timeBoundary = union(['CursorRelative', 'Int64'], ['Absolute', 'Int64'], ['Infinite', 'Null']);
const timeRange = struct(nullable('start', timeBoundary), nullable('end', timeBoundary));

/**
 * Every component type that this version can write: short name (`rerun.components.` left out) to the type of one instance,
 * as Rerun 0.36 declares it. A new component is a new row here, and nothing else.
 *
 * @group Components
 */
export const COMPONENT_TYPES = {
  AggregationPolicy: { itemType: 'UInt8', values: AggregationPolicy },
  /** Packed like `Color`; multiplied into a mesh. */
  AlbedoFactor: { itemType: 'UInt32' },
  /** Looks up a class id: its name, colour, and its skeleton. Lists are never null; empty where there is nothing. */
  AnnotationContext: {
    itemType: listOf(
      struct(
        field('class_id', 'UInt16'),
        field(
          'class_description',
          struct(
            field('info', annotationInfo),
            field('keypoint_annotations', listOf(annotationInfo)),
            field('keypoint_connections', listOf(struct(field('keypoint0', 'UInt16'), field('keypoint1', 'UInt16')))),
          ),
        ),
      ),
    ),
  },
  /** Units of the entity's own space. */
  AxisLength: { itemType: 'Float32' },
  Blob: { itemType: blob },
  /** Side of a cell, units of the scene. */
  CellSize: { itemType: 'Float32' },
  ChannelId: { itemType: 'UInt16' },
  ChannelMessageCounts: {
    itemType: listOf(struct(field('channel_id', 'UInt16'), field('message_count', 'UInt64'))),
  },
  ClassId: { itemType: 'UInt16' },
  ClearIsRecursive: { itemType: 'Boolean' },
  /** 0xRRGGBBAA, straight alpha. */
  Color: { itemType: 'UInt32' },
  Colormap: { itemType: 'UInt8', values: Colormap },
  Count: { itemType: 'UInt64' },
  /** Units of the stored depth in one unit of the scene: 1000 for millimetres in a scene in metres. */
  DepthMeter: { itemType: 'Float32' },
  /** The larger, the more to the front. */
  DrawOrder: { itemType: 'Float32' },
  EntityPath: { itemType: 'Utf8' },
  FillMode: { itemType: 'UInt8', values: FillMode },
  /** 1: the points of neighbouring pixels touch each other. */
  FillRatio: { itemType: 'Float32' },
  GammaCorrection: { itemType: 'Float32' },
  /** Latitude and longitude, degrees. */
  GeoLineString: { itemType: listOf(f64x2) },
  /** From `first` to `second`. */
  GraphEdge: { itemType: textPair },
  GraphNode: { itemType: 'Utf8' },
  GraphType: { itemType: 'UInt8', values: GraphType },
  HalfSize2D: { itemType: f32x2 },
  HalfSize3D: { itemType: f32x3 },
  /** Rows from the top, pixels from the left, without padding. */
  ImageBuffer: { itemType: blob },
  /** Either `pixel_format`, or `color_model` and `channel_datatype`; the first wins. */
  ImageFormat: {
    itemType: struct(
      field('width', 'UInt32'),
      field('height', 'UInt32'),
      nullable('pixel_format', 'UInt8'),
      nullable('color_model', 'UInt8'),
      nullable('channel_datatype', 'UInt8'),
    ),
    fieldValues: { pixel_format: PixelFormat, color_model: ColorModel, channel_datatype: ChannelDatatype },
  },
  /** Units of the scene. */
  ImagePlaneDistance: { itemType: 'Float32' },
  Interactive: { itemType: 'Boolean' },
  InterpolationMode: { itemType: 'UInt8', values: InterpolationMode },
  IsKeyframe: { itemType: 'Boolean' },
  KeyValuePairs: { itemType: listOf(textPair) },
  KeypointId: { itemType: 'UInt16' },
  /** Latitude, longitude; degrees (EPSG:4326). */
  LatLon: { itemType: f64x2 },
  Length: { itemType: 'Float32' },
  LineStrip2D: { itemType: listOf(f32x2) },
  LineStrip3D: { itemType: listOf(f32x3) },
  LinearSpeed: { itemType: 'Float64' },
  MagnificationFilter: { itemType: 'UInt8', values: MagnificationFilter },
  MarkerShape: { itemType: 'UInt8', values: MarkerShape },
  /** Radius, points of the screen. */
  MarkerSize: { itemType: 'Float32' },
  MediaType: { itemType: 'Utf8' },
  MeshFaceRendering: { itemType: 'UInt8', values: MeshFaceRendering },
  Name: { itemType: 'Utf8' },
  /** 0 to 1. */
  Opacity: { itemType: 'Float32' },
  /** 3 × 3, column by column: `fx 0 0 · 0 fy 0 · cx cy 1`; pixels. */
  PinholeProjection: { itemType: f32x9 },
  /** Normal, then distance from the origin along it. */
  Plane3D: { itemType: f32x4 },
  PointShading: { itemType: 'UInt8', values: PointShading, since: '0.36' },
  Position2D: { itemType: f32x2 },
  Position3D: { itemType: f32x3 },
  /** Negative (also -0): points of the screen, else units of the scene. */
  Radius: { itemType: 'Float32' },
  Range1D: { itemType: f64x2 },
  /** Width, height; pixels, but as floats. */
  Resolution: { itemType: f32x2 },
  /** Angle in radians. */
  RotationAxisAngle: { itemType: struct(field('axis', f32x3), field('angle', 'Float32')) },
  /** x, y, z, w. */
  RotationQuat: { itemType: f32x4 },
  Scalar: { itemType: 'Float64' },
  Scale3D: { itemType: f32x3 },
  SchemaId: { itemType: 'UInt16' },
  ShowLabels: { itemType: 'Boolean' },
  /** 15 coefficients of degree 1 to 3, red, green and blue of each. */
  SphericalHarmonics3Rgb: {
    itemType: { type: 'FixedSizeList', size: 15, item: flat(3, 'Float16') },
    since: '0.36',
  },
  /** 0 to 3. */
  SphericalHarmonicsDegree: { itemType: 'UInt32', since: '0.36' },
  /** Points of the screen. */
  StrokeWidth: { itemType: 'Float32' },
  /** Sizes, outermost dimension first; their names; the numbers, the last dimension next to each other. */
  TensorData: {
    itemType: struct(
      field('shape', listOf('UInt64')),
      nullable('names', listOf('Utf8')),
      // Arrow has no place for "null" on a union: it is the arm 0, and the field must allow for it.
      nullable('buffer', tensorBuffer),
    ),
  },
  TensorDimensionIndexSelection: { itemType: struct(field('dimension', 'UInt32'), field('index', 'UInt64')) },
  TensorHeightDimension: { itemType: dimension },
  TensorWidthDimension: { itemType: dimension },
  /** 0 to 1, from the top left of the picture. */
  Texcoord2D: { itemType: f32x2 },
  Text: { itemType: 'Utf8' },
  TextLogLevel: { itemType: 'Utf8' },
  /** Nanoseconds since 1970. */
  Timestamp: { itemType: 'Int64' },
  TransformFrameId: { itemType: 'Utf8' },
  /** Column by column. */
  TransformMat3x3: { itemType: f32x9 },
  TransformRelation: { itemType: 'UInt8', values: TransformRelation },
  Translation3D: { itemType: f32x3 },
  TriangleIndices: { itemType: flat(3, 'UInt32') },
  /** Lower and upper bound. */
  ValueRange: { itemType: f64x2 },
  Vector2D: { itemType: f32x2 },
  Vector3D: { itemType: f32x3 },
  VideoCodec: { itemType: 'UInt32', values: VideoCodec },
  VideoSample: { itemType: blob },
  /** Nanoseconds from the beginning of the video. */
  VideoTimestamp: { itemType: 'Int64' },
  /** Where x, y and z point. */
  ViewCoordinates: { itemType: flat(3, 'UInt8'), values: ViewDirections },
  Visible: { itemType: 'Boolean' },
  VoxelIndex: { itemType: flat(3, 'Int32'), since: '0.36' },
  /** Units of the scene. */
  VoxelSize: { itemType: f32x3, since: '0.36' },
  VoxelValue: { itemType: 'Float32', since: '0.36' },
} as const satisfies Record<string, ComponentType>;

/**
 * Short name of a component type, `Position2D`.
 *
 * @group Components
 */
export type ComponentTypeName = keyof typeof COMPONENT_TYPES;

/**
 * Nested types that only blueprints use, by the name of their encoding.
 *
 * @group Components
 */
export const BLUEPRINT_TYPES = {
  AbsoluteTimeRange: struct(field('min', 'Int64'), field('max', 'Int64')),
  Range2D: struct(field('x_range', f64x2), field('y_range', f64x2)),
  TimeRange: timeRange,
  VisibleTimeRange: struct(field('timeline', 'Utf8'), field('range', timeRange)),
} as const satisfies Record<string, ItemType>;
