import { assertNever } from './assert-never.ts';

/** The Arrow type of one instance of a component, in the notation of Rerun's schema table. */
export type ItemType =
  | 'Boolean'
  | 'UInt8'
  | 'UInt16'
  | 'UInt32'
  | 'UInt64'
  | 'Int8'
  | 'Int16'
  | 'Int32'
  | 'Int64'
  | 'Float32'
  | 'Float64'
  | 'Utf8'
  /** A byte string per instance: `List<UInt8 not null>` (Blob, VideoSample, ImageBuffer). */
  | { readonly type: 'Bytes' }
  /** `size` numbers per instance: `FixedSizeList<item not null, size>`. */
  | {
      readonly type: 'FixedSizeList';
      readonly size: number;
      readonly item: 'UInt8' | 'UInt16' | 'UInt32' | 'Float32' | 'Float64';
    }
  /** Any Arrow type this version has no reader for; kept as text for display. */
  | { readonly type: 'Opaque'; readonly text: string };

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
 * One row of the component table.
 *
 * @group Components
 */
export interface ComponentType {
  readonly itemType: ItemType;
}

const f32x2 = { type: 'FixedSizeList', size: 2, item: 'Float32' } as const;
const blob = { type: 'Bytes' } as const;

/**
 * Every component type that this version can write: short name (`rerun.components.` left out) to the type of one instance,
 * as Rerun 0.36 declares it. A new component is a new row here, and nothing else.
 *
 * @group Components
 */
export const COMPONENT_TYPES = {
  AggregationPolicy: { itemType: 'UInt8' },
  Blob: { itemType: blob },
  ClassId: { itemType: 'UInt16' },
  ClearIsRecursive: { itemType: 'Boolean' },
  /** 0xRRGGBBAA, straight alpha. */
  Color: { itemType: 'UInt32' },
  DrawOrder: { itemType: 'Float32' },
  HalfSize2D: { itemType: f32x2 },
  InterpolationMode: { itemType: 'UInt8' },
  IsKeyframe: { itemType: 'Boolean' },
  KeypointId: { itemType: 'UInt16' },
  MagnificationFilter: { itemType: 'UInt8' },
  MediaType: { itemType: 'Utf8' },
  Name: { itemType: 'Utf8' },
  Opacity: { itemType: 'Float32' },
  Position2D: { itemType: f32x2 },
  /** Negative: points of the screen, else units of the scene. */
  Radius: { itemType: 'Float32' },
  Scalar: { itemType: 'Float64' },
  ShowLabels: { itemType: 'Boolean' },
  StrokeWidth: { itemType: 'Float32' },
  Text: { itemType: 'Utf8' },
  TextLogLevel: { itemType: 'Utf8' },
  VideoCodec: { itemType: 'UInt32' },
  VideoSample: { itemType: blob },
  Visible: { itemType: 'Boolean' },
} as const satisfies Record<string, ComponentType>;

/**
 * Short name of a component type, `Position2D`.
 *
 * @group Components
 */
export type ComponentTypeName = keyof typeof COMPONENT_TYPES;

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
 * Whether two item types are the same Arrow type.
 *
 * @group Components
 */
export function sameItemType(a: ItemType, b: ItemType): boolean {
  return a === b || itemTypeText(a) === itemTypeText(b);
}

/**
 * The item type as a short text, for messages and as a key: `Float32`, `Float32[2]`, `Bytes`.
 *
 * @group Components
 */
export function itemTypeText(itemType: ItemType): string {
  if (typeof itemType === 'string') return itemType;
  switch (itemType.type) {
    case 'Bytes':
      return 'Bytes';
    case 'FixedSizeList':
      return `${itemType.item}[${itemType.size}]`;
    case 'Opaque':
      return itemType.text;
    default:
      return assertNever(itemType);
  }
}
