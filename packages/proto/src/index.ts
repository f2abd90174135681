// biome-ignore-all assist/source/organizeImports: grouped for the reader, in the order of the data's way

// Data model
export {
  ARCHETYPE_TABLE,
  ARCHETYPES,
  type ArchetypeName,
  archetypeField,
  archetypeFields,
  type ComponentField,
  componentDescriptor,
  type FieldName,
  knownField,
} from './archetypes.ts';
export type { ArchetypeField, ArchetypeRow, FieldMarks } from './archetypes/row.ts';
export {
  BLUEPRINT_TYPES,
  COMPONENT_TYPES,
  type ComponentDescriptor,
  type ComponentType,
  type ComponentTypeName,
  type EnumValues,
  type Since,
} from './components.ts';
export {
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
  TextLogLevel,
  TransformRelation,
  VideoCodec,
  ViewDirections,
} from './enums.ts';
export {
  type FixedSizeListType,
  type ItemType,
  isOfType,
  itemTypeText,
  type ListType,
  type NestedKind,
  NULL_ARM,
  type NumberType,
  type StructField,
  type StructType,
  sameItemType,
  type UnionType,
  type UnionVariant,
} from './item-type.ts';
export { halfToNumber, halvesToFloats, numberToHalf } from './half-float.ts';
export {
  isNumberArray,
  isPlainList,
  type PlainStruct,
  type PlainValue,
  plainNumbers,
  plainValue,
} from './plain-value.ts';
export {
  type Chunk,
  type ColumnValues,
  type ComponentColumn,
  flatNumberType,
  instanceCount,
  isStaticChunk,
  type NumberArray,
  numbersPerInstance,
  type StructFieldValues,
  type TimeColumn,
  timeRange,
} from './chunk.ts';
export { checkChunk } from './check-chunk.ts';
export { ChunkBuilder, type RowIdSource } from './chunk-builder.ts';
export type { ComponentBatch, ComponentData, NestedValue } from './column-builder.ts';
export { componentData } from './component-data.ts';

// Names, ids and times
export {
  type EntityPath,
  entityPathParts,
  isDescendantOrSelf,
  joinEntityPath,
  parentEntityPath,
  parseEntityPath,
  ROOT_ENTITY,
} from './entity-path.ts';
export {
  type ChunkId,
  chunkIdFromBytes,
  chunkIdToBytes,
  compareTuids,
  makeRecordingId,
  parseChunkId,
  parseRecordingId,
  type RecordingId,
  TUID_BYTES,
  TuidGenerator,
  type TuidGeneratorOptions,
} from './ids.ts';
export { checkTime, isTimelineKind, MAX_TIME, MIN_TIME, type Timeline, TimelineKind } from './time.ts';

// Arrow
export { decodeChunk } from './arrow/decode-chunk.ts';
export { encodeChunk } from './arrow/encode-chunk.ts';

// Socket protocol
export type {
  ChunkHeader,
  Dropped,
  HelloPage,
  HelloSdk,
  Message,
  MessageKind,
  MessageMap,
  RecordingFile,
  RecordingInfo,
  RecordingSummary,
  TimeSpan,
  VideoSpan,
} from './wire/messages.ts';
export { encodeMessage } from './wire/encode.ts';
export { decodeMessage, type UnknownMessage, type WireLimits } from './wire/decode.ts';
export { type ChunkContext, checkChunkBody, checkChunkHeader, describeChunk } from './wire/check-chunk.ts';

// Video bitstream
export {
  AccessUnitSplitter,
  MAX_ACCESS_UNIT_BYTES,
  splitAccessUnits,
} from './video/access-units.ts';
export { findStartCode, isAnnexB, joinNalUnits, NalCursor, NalType, splitNalUnits } from './video/annex-b.ts';
export {
  type AvcDecoderConfiguration,
  avccLengthSize,
  avccToAnnexB,
  parseAvcDecoderConfiguration,
  splitAvccSample,
} from './video/avcc.ts';
export { DecoderFeed, type DecoderFeedOptions, type PreparedSample } from './video/decoder-feed.ts';
export { type H264Pps, parsePps } from './video/h264-pps.ts';
export { type H264Sps, MAX_PICTURE_MACROBLOCKS, MAX_PICTURE_SIDE, parseSps } from './video/h264-sps.ts';
export { type ParameterSetSnapshot, ParameterSets, type StoredSet } from './video/parameter-sets.ts';
export {
  refusalOf,
  type SampleRefusal,
  type SampleWarning,
  VideoRefusal,
  type VideoRefusalClass,
  type VideoRefusalCode,
} from './video/refusal.ts';
export { ReferenceCheck } from './video/reference-check.ts';
export { rewriteSpsReorder } from './video/rewrite-sps.ts';
export { inspectSample, type SampleInfo } from './video/sample.ts';
export { H264StreamChecker, type SampleVerdict } from './video/video-sample-check.ts';

// Recordings
export { type BlobLike, type ByteSource, blobSource, memorySource } from './rrd/byte-source.ts';
export { type RrdChunkFacts, type RrdComponentFacts, readChunkFacts } from './rrd/chunk-facts.ts';
export { ChunkRows, joinRows, type RowSlice } from './rrd/chunk-rows.ts';
export { RrdError, RrdErrorCode } from './rrd/errors.ts';
export {
  MAX_RRD_CHUNK_BYTES,
  MAX_RRD_FOOTER_BYTES,
  MAX_RRD_MESSAGE_BYTES,
  type RrdVersion,
} from './rrd/format.ts';
export { type FileRecording, fileRecordings, recordingInfoOf } from './rrd/file-recordings.ts';
export { type FetchLike, httpSource } from './rrd/http-source.ts';
export { type RebuiltEnd, rebuildEnd } from './rrd/rebuild-end.ts';
export {
  IndexedRrd,
  type OpenRrdOptions,
  openRrd,
  type RrdIndexOrigin,
  type RrdStoreIndex,
  unpackRrdChunk,
} from './rrd/indexed-reader.ts';
export type { RrdManifest, RrdManifestEntry } from './rrd/manifest.ts';
export {
  type RrdChunkColumns,
  type RrdPartialComponent,
  type RrdSpanColumn,
  toChunkColumns,
} from './rrd/chunk-columns.ts';
export {
  type RrdBlueprintActivation,
  RrdSourceKind,
  type RrdStoreId,
  type RrdStoreInfo,
  type RrdStoreSource,
} from './rrd/messages.ts';
export { type RrdMessage, type RrdMessageMap, RrdStreamReader } from './rrd/stream-reader.ts';
export { type RrdStoreInfoInput, RrdWriter, type RrdWriterOptions, storeKey } from './rrd/writer.ts';

// Blueprints
export { ContainerKind, PanelState, PlayState } from './blueprint/blueprint-table.ts';
export {
  type BlueprintContainer,
  type BlueprintEdge,
  type BlueprintId,
  type BlueprintItem,
  type BlueprintLayout,
  type BlueprintOverride,
  type BlueprintPanels,
  type BlueprintTime,
  type BlueprintTimeRange,
  type BlueprintView,
  blueprintIdFromBytes,
  blueprintViews,
  isBlueprintId,
  makeBlueprintId,
} from './blueprint/blueprint-layout.ts';
export { DEFAULT_CONTENTS, type EntityQuery, parseEntityQuery, type QueryRule } from './blueprint/entity-query.ts';
export { encodeBlueprint } from './blueprint/encode-blueprint.ts';
export { type DecodedBlueprint, decodeBlueprint } from './blueprint/decode-blueprint.ts';
export {
  type BlueprintOrigin,
  type BlueprintStoreData,
  blueprintMessages,
  readBlueprintFile,
  readBlueprintLayout,
  toBlueprintStore,
  writeBlueprintFile,
} from './blueprint/blueprint-file.ts';

// Well-known names, versions and limits
export {
  LOG_TIME,
  MAX_BLUEPRINT_BYTES,
  MAX_COMPONENTS,
  MAX_ENTITY_PATH_BYTES,
  MAX_EVICTED_IDS,
  MAX_FILE_URL_BYTES,
  MAX_HEADER_BYTES,
  MAX_MESSAGE_BYTES,
  MAX_NAME_BYTES,
  MAX_RECORDINGS,
  MAX_ROWS,
  MAX_TEXT_BYTES,
  MAX_TIMELINES,
  PROTOCOL_VERSION,
  VIDEO_CODEC,
  VIDEO_SAMPLE,
} from './constants.ts';

// Support
export { decompressLz4At, Lz4Error } from './rrd/lz4.ts';
export { assertNever } from './assert-never.ts';
export { ProtoError, ProtoErrorCode } from './errors.ts';
