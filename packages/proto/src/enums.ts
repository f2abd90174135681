// Enumerations of Rerun's data model. Values are what stands in the column; 0 is never one of them.

/**
 * Values of the component `VideoCodec`: the codec's four-character code, read as a big-endian number.
 *
 * @group Components
 */
export const VideoCodec = {
  H264: 0x61766331,
  H265: 0x68657631,
  AV1: 0x61763031,
  VP8: 0x76703038,
  VP9: 0x76703039,
} as const;
export type VideoCodec = (typeof VideoCodec)[keyof typeof VideoCodec];

/**
 * Values of the component `AggregationPolicy`: how a plotted line merges samples that share one pixel column.
 *
 * @group Components
 */
export const AggregationPolicy = { Off: 1, Average: 2, Max: 3, Min: 4, MinMax: 5, MinMaxAverage: 6 } as const;
export type AggregationPolicy = (typeof AggregationPolicy)[keyof typeof AggregationPolicy];

/**
 * Values of the component `InterpolationMode`: straight or stepped joins between the samples of a plot.
 *
 * @group Components
 */
export const InterpolationMode = { Linear: 1, StepAfter: 2, StepBefore: 3, StepMid: 4 } as const;
export type InterpolationMode = (typeof InterpolationMode)[keyof typeof InterpolationMode];

/**
 * Values of the component `MagnificationFilter`: how a picture looks when its pixels are larger than the screen's.
 *
 * @group Components
 */
export const MagnificationFilter = { Nearest: 1, Linear: 2, Bicubic: 3 } as const;
export type MagnificationFilter = (typeof MagnificationFilter)[keyof typeof MagnificationFilter];

/**
 * The known values of the component `TextLogLevel`, most severe first; other texts are allowed.
 *
 * @group Components
 */
export const TextLogLevel = {
  Critical: 'CRITICAL',
  Error: 'ERROR',
  Warn: 'WARN',
  Info: 'INFO',
  Debug: 'DEBUG',
  Trace: 'TRACE',
} as const;
export type TextLogLevel = (typeof TextLogLevel)[keyof typeof TextLogLevel];

/**
 * Values of the component `Colormap`: the palette that turns a number into a colour. `Costmap` is newer than Rerun 0.33.
 *
 * @group Components
 */
export const Colormap = {
  Grayscale: 1,
  Inferno: 2,
  Magma: 3,
  Plasma: 4,
  Turbo: 5,
  Viridis: 6,
  CyanToYellow: 7,
  Spectral: 8,
  Twilight: 9,
  RvizMap: 10,
  RvizCostmap: 11,
  Costmap: 12,
} as const;
export type Colormap = (typeof Colormap)[keyof typeof Colormap];

/**
 * Values of the component `FillMode`: how the surface of a 3D shape is drawn.
 *
 * @group Components
 */
export const FillMode = { MajorWireframe: 1, DenseWireframe: 2, Solid: 3, TransparentFillMajorWireframe: 4 } as const;
export type FillMode = (typeof FillMode)[keyof typeof FillMode];

/**
 * Values of the component `GraphType`: whether links have a direction.
 *
 * @group Components
 */
export const GraphType = { Undirected: 1, Directed: 2 } as const;
export type GraphType = (typeof GraphType)[keyof typeof GraphType];

/**
 * Values of the component `MarkerShape`: the glyph of a sample in a plot.
 *
 * @group Components
 */
export const MarkerShape = {
  Circle: 1,
  Diamond: 2,
  Square: 3,
  Cross: 4,
  Plus: 5,
  Up: 6,
  Down: 7,
  Left: 8,
  Right: 9,
  Asterisk: 10,
} as const;
export type MarkerShape = (typeof MarkerShape)[keyof typeof MarkerShape];

/**
 * Values of the component `MeshFaceRendering`: which sides of a triangle are seen; its front is where its corners go
 * counter-clockwise.
 *
 * @group Components
 */
export const MeshFaceRendering = { DoubleSided: 1, Front: 2, Back: 3 } as const;
export type MeshFaceRendering = (typeof MeshFaceRendering)[keyof typeof MeshFaceRendering];

/**
 * Values of the component `PointShading`: points as balls or as discs. Newer than Rerun 0.33.
 *
 * @group Components
 */
export const PointShading = { Gradient: 1, Flat: 2 } as const;
export type PointShading = (typeof PointShading)[keyof typeof PointShading];

/**
 * Values of the component `TransformRelation`: which way a transform is meant.
 *
 * @group Components
 */
export const TransformRelation = { ParentFromChild: 1, ChildFromParent: 2 } as const;
export type TransformRelation = (typeof TransformRelation)[keyof typeof TransformRelation];

/**
 * The three numbers of the component `ViewCoordinates`: where an axis points.
 *
 * @group Components
 */
export const ViewDirections = { Up: 1, Down: 2, Right: 3, Left: 4, Forward: 5, Back: 6 } as const;
export type ViewDirections = (typeof ViewDirections)[keyof typeof ViewDirections];

/**
 * Values of `pixel_format` in `ImageFormat`: layouts that are more than channels side by side. In the names, `12`, `16` and
 * `24` are bits per pixel, and limited range is 16 to 235 for brightness.
 *
 * @group Components
 */
export const PixelFormat = {
  Y_U_V12_LimitedRange: 20,
  NV12: 26,
  YUY2: 27,
  Y8_FullRange: 30,
  Y_U_V24_LimitedRange: 39,
  Y_U_V24_FullRange: 40,
  Y8_LimitedRange: 41,
  Y_U_V12_FullRange: 44,
  Y_U_V16_LimitedRange: 49,
  Y_U_V16_FullRange: 50,
} as const;
export type PixelFormat = (typeof PixelFormat)[keyof typeof PixelFormat];

/**
 * Values of `color_model` in `ImageFormat`: the channels of one pixel, in this order.
 *
 * @group Components
 */
export const ColorModel = { L: 1, RGB: 2, RGBA: 3, BGR: 4, BGRA: 5 } as const;
export type ColorModel = (typeof ColorModel)[keyof typeof ColorModel];

/**
 * Values of `channel_datatype` in `ImageFormat`: the number type of one channel of one pixel, little-endian.
 *
 * @group Components
 */
export const ChannelDatatype = {
  U8: 6,
  I8: 7,
  U16: 8,
  I16: 9,
  U32: 10,
  I32: 11,
  U64: 12,
  I64: 13,
  F16: 33,
  F32: 34,
  F64: 35,
} as const;
export type ChannelDatatype = (typeof ChannelDatatype)[keyof typeof ChannelDatatype];
