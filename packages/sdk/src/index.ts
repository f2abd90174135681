// Recording

// From the data model
export {
  AccessUnitSplitter,
  AggregationPolicy,
  type ArchetypeName,
  ChannelDatatype,
  ColorModel,
  Colormap,
  type EntityPath,
  FillMode,
  GraphType,
  InterpolationMode,
  MagnificationFilter,
  MarkerShape,
  MeshFaceRendering,
  PixelFormat,
  PointShading,
  type RecordingId,
  splitAccessUnits,
  TextLogLevel,
  TimelineKind,
  TransformRelation,
  VideoCodec,
  VideoRefusal,
  type VideoRefusalClass,
  type VideoRefusalCode,
} from '@rushes/proto';
// Archetypes
export { AnnotationContext, type AnnotationContextFields } from './archetypes/annotation-context.ts';
export { Archetype } from './archetypes/archetype.ts';
export type { BoxGeometry } from './archetypes/box-geometry.ts';
export { Boxes2D, type Boxes2DFields, Boxes3D, type Boxes3DFields } from './archetypes/boxes.ts';
export { Clear, type ClearFields } from './archetypes/clear.ts';
export { type ArchetypeColumns, type ColumnsOf, columnsOf } from './archetypes/columns.ts';
export { FieldArchetype } from './archetypes/field-archetype.ts';
export type { FieldsOf } from './archetypes/fields.ts';
export {
  Asset3D,
  type Asset3DFields,
  AssetVideo,
  type AssetVideoFields,
  EncodedDepthImage,
  type EncodedDepthImageFields,
  EncodedImage,
  type EncodedImageFields,
  type EncodedImageOptions,
  VideoFrameReference,
  type VideoFrameReferenceFields,
} from './archetypes/files.ts';
export { GraphEdges, type GraphEdgesFields, GraphNodes, type GraphNodesFields } from './archetypes/graphs.ts';
export {
  DepthImage,
  type DepthImageFields,
  GridMap,
  type GridMapFields,
  Image,
  type ImageDataLike,
  type ImageFields,
  type ImageOptions,
  SegmentationImage,
  type SegmentationImageFields,
  type SingleChannelFields,
} from './archetypes/images.ts';
export {
  Arrows2D,
  type Arrows2DFields,
  Arrows3D,
  type Arrows3DFields,
  LineStrips2D,
  type LineStrips2DFields,
  LineStrips3D,
  type LineStrips3DFields,
} from './archetypes/lines.ts';
export { GeoLineStrings, type GeoLineStringsFields, GeoPoints, type GeoPointsFields } from './archetypes/maps.ts';
export { Mesh3D, type Mesh3DFields } from './archetypes/mesh-3d.ts';
export { Pinhole, type PinholeFields } from './archetypes/pinhole.ts';
export type { PixelFields } from './archetypes/pixels.ts';
export { Points2D, type Points2DFields, Points3D, type Points3DFields } from './archetypes/points.ts';
export {
  McapChannel,
  type McapChannelFields,
  McapMessage,
  type McapMessageFields,
  McapSchema,
  type McapSchemaFields,
  McapStatistics,
  type McapStatisticsFields,
  RecordingInfo,
  type RecordingInfoFields,
} from './archetypes/records.ts';
export {
  Capsules3D,
  type Capsules3DFields,
  Cylinders3D,
  type Cylinders3DFields,
  Ellipses2D,
  type Ellipses2DFields,
  Ellipsoids3D,
  type Ellipsoids3DFields,
} from './archetypes/round-shapes.ts';
export { Scalars } from './archetypes/scalars.ts';
export { SeriesLines, type SeriesLinesFields, SeriesPoints, type SeriesPointsFields } from './archetypes/series.ts';
export {
  GaussianSplats3D,
  type GaussianSplats3DFields,
  VoxelGridMap,
  type VoxelGridMapFields,
} from './archetypes/splats-and-voxels.ts';
export {
  StateChange,
  type StateChangeFields,
  StateConfiguration,
  type StateConfigurationFields,
} from './archetypes/states.ts';
export { BarChart, type BarChartFields, Tensor, type TensorFields } from './archetypes/tensors.ts';
export { TextDocument, type TextDocumentOptions } from './archetypes/text-document.ts';
export { TextLog, type TextLogOptions } from './archetypes/text-log.ts';
export {
  CoordinateFrame,
  type CoordinateFrameFields,
  InstancePoses3D,
  type InstancePoses3DFields,
  Transform3D,
  type Transform3DFields,
  TransformAxes3D,
  type TransformAxes3DFields,
} from './archetypes/transforms.ts';
export { VideoStream, type VideoStreamFields } from './archetypes/video-stream.ts';
export { ViewCoordinates, type ViewCoordinatesFields } from './archetypes/view-coordinates.ts';
// Layout
export {
  Blueprint,
  type BlueprintOptions,
  type BlueprintTimeInput,
  type EncodedBlueprint,
  type PanelsInput,
} from './blueprint/blueprint.ts';
export {
  Container,
  type ContainerOptions,
  Grid,
  type GridOptions,
  Horizontal,
  type HorizontalOptions,
  Tabs,
  type TabsOptions,
  Vertical,
  type VerticalOptions,
} from './blueprint/container.ts';
export {
  BarChartView,
  DataframeView,
  GraphView,
  MapView,
  type OverrideInput,
  Spatial2DView,
  Spatial3DView,
  StateTimelineView,
  TensorView,
  TextDocumentView,
  TextLogView,
  type TimeEdgeInput,
  type TimeRangeInput,
  TimeSeriesView,
  View,
  type ViewOptions,
} from './blueprint/view.ts';
export { type Clock, systemClock } from './clock.ts';
// What fields take
export type { AnnotationInput, ClassDescriptionInput } from './coerce/annotations.ts';
export type { Bytes } from './coerce/bytes.ts';
export type { Color, Colors } from './coerce/color.ts';
export type { EnumInput, EnumTable } from './coerce/enum.ts';
export type { HalfFloats } from './coerce/half-floats.ts';
export type { ImageFormatInput } from './coerce/image-format.ts';
export type { Ids } from './coerce/integer.ts';
export type { Matrix3, Matrix3s, Matrix4 } from './coerce/matrix.ts';
export type { NumberList, Numbers } from './coerce/number.ts';
export type { CountPairs, Edge, Edges, NodeId, TextPairs } from './coerce/pairs.ts';
export type { AxisAngle, AxisAngles, Quaternion, Quaternions } from './coerce/rotation.ts';
export type { Strips2, Strips3 } from './coerce/strips.ts';
export type { NestedNumbers, TensorBuffer, TensorInput } from './coerce/tensor.ts';
export type { Booleans, Texts } from './coerce/text.ts';
export type { TimeValue } from './coerce/time.ts';
export type { TimeColumnInput, TimeList } from './coerce/time-columns.ts';
export type { Vec2, Vec2s, Vec3, Vec3s } from './coerce/vector.ts';
export type { EncodedVideoChunkLike, PacketLike, SampleOptions, VideoSampleInput } from './coerce/video-sample.ts';
export type { Axes, AxesName } from './coerce/view-axes.ts';
// Errors
export type { ErrorHandler } from './error-reporter.ts';
export { SdkError, SdkErrorCode } from './errors.ts';
export { type RecordingStatus, RecordingStream, type RecordingStreamOptions } from './recording-stream.ts';
// Sinks
export type { FileSinkOptions } from './sinks/file-sink-options.ts';
export { MemorySink } from './sinks/memory-sink.ts';
export type { DropCount, Sink, SinkChunk, SinkContext, SinkStatus } from './sinks/sink.ts';
export type { OpenSocket, Socket, SocketEvents } from './sinks/socket.ts';
export { DEFAULT_URL, SocketSink, type SocketSinkOptions } from './sinks/socket-sink.ts';
export { VideoSampleError } from './video-sample-error.ts';
