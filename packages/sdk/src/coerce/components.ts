import {
  AggregationPolicy,
  type ARCHETYPES,
  type ArchetypeName,
  Colormap,
  type ComponentData,
  FillMode,
  GraphType,
  InterpolationMode,
  MagnificationFilter,
  MarkerShape,
  MeshFaceRendering,
  PointShading,
  parseEntityPath,
  type TextLogLevel,
  TransformRelation,
  VideoCodec,
} from '@rushes/proto';
import { type ClassDescriptionInput, toClassDescriptions } from './annotations.ts';
import { type Bytes, toBytes } from './bytes.ts';
import { type Color, type Colors, toColor, toColors } from './color.ts';
import { type EnumInput, type EnumTable, toEnum, toEnums } from './enum.ts';
import { halfFloats } from './half-floats.ts';
import { type ImageFormatInput, toImageFormat } from './image-format.ts';
import { type Ids, toUint, toUint16s, toUint64 } from './integer.ts';
import { type Matrix3, type Matrix3s, toMatrix3, toMatrix3s } from './matrix.ts';
import { type Numbers, toFloat32s, toFloat64s, toOneFloat32, toOnePositiveFloat32 } from './number.ts';
import {
  type CountPairs,
  type Edges,
  type NodeId,
  type TextPairs,
  toCountPairs,
  toEdges,
  toNodeIds,
  toTextPairs,
} from './pairs.ts';
import {
  type AxisAngle,
  type AxisAngles,
  QUATERNION,
  type Quaternion,
  type Quaternions,
  toAxisAngle,
  toAxisAngles,
} from './rotation.ts';
import { type Strips2, type Strips3, toStrips } from './strips.ts';
import { type TensorInput, toTensor } from './tensor.ts';
import { type Booleans, type Texts, toBoolean, toBooleans, toText, toTexts } from './text.ts';
import { toDurationNanos, toTimestampNanos } from './time.ts';
import {
  toVector,
  toVectors,
  VEC2,
  VEC3,
  type Vec2,
  type Vec2s,
  type Vec3,
  type Vec3s,
  type VectorArray,
  type VectorType,
} from './vector.ts';
import { toAxes } from './view-axes.ts';

/** Lenient in, strict out, for one component type: `one` value of a row, or `many`, one per instance. */
interface Coercion<One, Many> {
  readonly one: (where: string, input: One) => ComponentData;
  readonly many: (where: string, input: Many) => ComponentData;
}

/** Components that fields have: not those that only blueprints use. */
type UsedComponent = {
  [A in ArchetypeName]: (typeof ARCHETYPES)[A][keyof (typeof ARCHETYPES)[A]] extends { readonly component: infer C }
    ? C
    : never;
}[ArchetypeName];

const LAT_LON: VectorType<Float64Array> = { names: ['latitude', 'longitude'], array: Float64Array };
const RANGE: VectorType<Float64Array> = { names: ['low', 'high'], array: Float64Array };
const INDICES: VectorType<Uint32Array> = {
  names: ['a', 'b', 'c'],
  array: Uint32Array,
  integers: { min: 0, max: 0xffffffff },
};
const CELL: VectorType<Int32Array> = {
  names: ['x', 'y', 'z'],
  array: Int32Array,
  integers: { min: -0x80000000, max: 0x7fffffff },
};

const vectors = <A extends VectorArray>(type: VectorType<A>): Coercion<Vec2, Vec2s> => ({
  one: (where, input) => toVector(where, input, type),
  many: (where, input) => toVectors(where, input, type),
});
const vec2 = vectors(VEC2);
const vec3: Coercion<Vec3, Vec3s> = vectors(VEC3);
/** A single number counts along all three axes. */
const sizes3: Coercion<number | Vec3, number | Vec3s> = {
  one: (where, input) => vec3.one(where, typeof input === 'number' ? [input, input, input] : input),
  many: (where, input) => vec3.many(where, typeof input === 'number' ? [input, input, input] : input),
};
const floats: Coercion<number, Numbers> = { one: toOneFloat32, many: toFloat32s };
const factor: Coercion<number, number> = onlyOne(toOnePositiveFloat32);
const ids: Coercion<number | bigint, Ids> = {
  one: (where, input) => Uint16Array.of(toUint(where, input, 0xffff)),
  many: toUint16s,
};
const colors: Coercion<Color, Colors> = {
  one: (where, input) => Uint32Array.of(toColor(where, input)),
  many: toColors,
};
const texts: Coercion<string, Texts> = { one: (where, input) => [toText(where, input)], many: toTexts };
const booleans: Coercion<boolean, Booleans> = { one: (where, input) => [toBoolean(where, input)], many: toBooleans };
const bytes = onlyOne((where: string, input: Bytes) => [toBytes(where, input)]);

/** How what users write becomes a column, for every component type that a field can have. */
export const COERCIONS = {
  AggregationPolicy: members(AggregationPolicy),
  AlbedoFactor: colors,
  AnnotationContext: onlyOne((where: string, input: readonly ClassDescriptionInput[]) => [
    toClassDescriptions(where, input),
  ]),
  AxisLength: floats,
  Blob: bytes,
  CellSize: factor,
  ChannelId: ids,
  ChannelMessageCounts: onlyOne((where: string, input: CountPairs) => [toCountPairs(where, input)]),
  ClassId: ids,
  ClearIsRecursive: booleans,
  Color: colors,
  Colormap: members(Colormap),
  Count: onlyOne((where: string, input: number | bigint) => BigUint64Array.of(toUint64(where, input))),
  DepthMeter: factor,
  DrawOrder: floats,
  EntityPath: onlyOne((where: string, input: string) => [toEntityPath(where, input)]),
  FillMode: members(FillMode),
  FillRatio: floats,
  GeoLineString: lines(LAT_LON),
  GraphEdge: { one: toEdges, many: toEdges } satisfies Coercion<Edges, Edges>,
  GraphNode: { one: toNodeIds, many: toNodeIds } satisfies Coercion<NodeId, NodeId | readonly NodeId[]>,
  GraphType: members(GraphType),
  HalfSize2D: vec2,
  HalfSize3D: sizes3,
  ImageBuffer: bytes,
  ImageFormat: onlyOne((where: string, input: ImageFormatInput) => [toImageFormat(where, input)]),
  ImagePlaneDistance: floats,
  InterpolationMode: members(InterpolationMode),
  IsKeyframe: booleans,
  KeyValuePairs: onlyOne((where: string, input: TextPairs) => [toTextPairs(where, input)]),
  KeypointId: ids,
  LatLon: vectors(LAT_LON),
  Length: floats,
  LineStrip2D: lines(VEC2),
  LineStrip3D: lines(VEC3) as Coercion<Strips3, Strips3>,
  MagnificationFilter: members(MagnificationFilter),
  MarkerShape: members(MarkerShape),
  MarkerSize: floats,
  MediaType: texts,
  MeshFaceRendering: members(MeshFaceRendering),
  Name: texts,
  Opacity: onlyOne((where: string, input: number) => toOneFloat32(where, input, { min: 0, max: 1 })),
  PinholeProjection: { one: toMatrix3, many: toMatrix3s } satisfies Coercion<Matrix3, Matrix3s>,
  PointShading: members(PointShading),
  Position2D: vec2,
  Position3D: vec3,
  Radius: floats,
  Resolution: vec2,
  RotationAxisAngle: {
    one: (where, input) => [toAxisAngle(where, input)],
    many: toAxisAngles,
  } satisfies Coercion<AxisAngle, AxisAngles>,
  RotationQuat: vectors(QUATERNION) as Coercion<Quaternion, Quaternions>,
  Scalar: { one: toFloat64s, many: toFloat64s } satisfies Coercion<number, Numbers>,
  Scale3D: sizes3,
  SchemaId: ids,
  ShowLabels: booleans,
  SphericalHarmonics3Rgb: { one: halfFloats(45), many: halfFloats(45) },
  SphericalHarmonicsDegree: onlyOne((where: string, input: number) => Uint32Array.of(toUint(where, input, 3))),
  StrokeWidth: floats,
  TensorData: onlyOne((where: string, input: TensorInput) => [toTensor(where, input)]),
  Texcoord2D: vec2,
  Text: texts,
  TextLogLevel: texts as Coercion<TextLogLevel | (string & {}), Texts>,
  Timestamp: onlyOne((where: string, input: Date | number | bigint) =>
    BigInt64Array.of(toTimestampNanos(where, input)),
  ),
  TransformFrameId: texts,
  TransformMat3x3: { one: toMatrix3, many: toMatrix3s } satisfies Coercion<Matrix3, Matrix3s>,
  TransformRelation: members(TransformRelation),
  Translation3D: vec3,
  TriangleIndices: vectors(INDICES) as Coercion<Vec3, Vec3s>,
  ValueRange: vectors(RANGE),
  Vector2D: vec2,
  Vector3D: vec3,
  VideoCodec: onlyOne((where: string, input: EnumInput<typeof VideoCodec>) =>
    Uint32Array.of(toEnum(where, input, VideoCodec)),
  ),
  VideoSample: bytes,
  VideoTimestamp: onlyOne((where: string, input: number | bigint) => BigInt64Array.of(toDurationNanos(where, input))),
  ViewCoordinates: onlyOne(toAxes),
  Visible: booleans,
  VoxelIndex: vectors(CELL) as Coercion<Vec3, Vec3s>,
  VoxelSize: sizes3,
  VoxelValue: floats,
} as const satisfies Record<UsedComponent, Coercion<never, never>>;

/** What users may write for a field of this component with one value per row. */
export type OneInput<C extends UsedComponent> = Parameters<(typeof COERCIONS)[C]['one']>[1];

/** What users may write for a field of this component with one value per instance. */
export type ManyInput<C extends UsedComponent> = Parameters<(typeof COERCIONS)[C]['many']>[1];

function onlyOne<One>(one: (where: string, input: One) => ComponentData): Coercion<One, One> {
  return { one: (where, input) => one(where, input), many: one };
}

function members<const T extends EnumTable>(
  table: T,
): Coercion<EnumInput<T>, EnumInput<T> | readonly EnumInput<T>[] | Uint8Array> {
  return {
    one: (where, input) => Uint8Array.of(toEnum(where, input, table)),
    many: (where, input) => toEnums(where, input, table),
  };
}

function lines<A extends VectorArray>(type: VectorType<A>): Coercion<Strips2, Strips2> {
  return { one: (where, input) => toStrips(where, input, type), many: (where, input) => toStrips(where, input, type) };
}

function toEntityPath(where: string, input: string): string {
  try {
    return parseEntityPath(toText(where, input));
  } catch (cause) {
    throw new TypeError(`${where}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
