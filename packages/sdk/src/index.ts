// Recording

// From the data model
export {
  AccessUnitSplitter,
  type EntityPath,
  type RecordingId,
  splitAccessUnits,
  TextLogLevel,
  TimelineKind,
  VideoCodec,
  VideoRefusal,
  type VideoRefusalClass,
  type VideoRefusalCode,
} from '@rushes/proto';
// Archetypes
export { Archetype } from './archetypes/archetype.ts';
export { Boxes2D, type Boxes2DFields, type BoxGeometry } from './archetypes/boxes-2d.ts';
export { Clear } from './archetypes/clear.ts';
export { type ArchetypeColumns, columnsOf } from './archetypes/columns.ts';
export { EncodedImage, type EncodedImageOptions } from './archetypes/encoded-image.ts';
export type { InstanceFields } from './archetypes/instances.ts';
export { Points2D, type Points2DFields } from './archetypes/points-2d.ts';
export { Scalars } from './archetypes/scalars.ts';
export { SeriesLines, type SeriesLinesFields } from './archetypes/series-lines.ts';
export { TextDocument } from './archetypes/text-document.ts';
export { TextLog, type TextLogOptions } from './archetypes/text-log.ts';
export { VideoStream } from './archetypes/video-stream.ts';
export { type Clock, systemClock } from './clock.ts';
export type { Color, Colors } from './coerce/color.ts';
export type { TimeValue } from './coerce/time.ts';
export type { TimeColumnInput, TimeList } from './coerce/time-columns.ts';
export type { NumberList, Numbers, Vec2s } from './coerce/vector.ts';
export type { EncodedVideoChunkLike, PacketLike, SampleOptions, VideoSampleInput } from './coerce/video-sample.ts';
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
