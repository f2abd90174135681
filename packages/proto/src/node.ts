// What needs Node: files.
export { type FileSource, fileSource } from './node/file-source.ts';
export type { RecordingFileSystem, WritableFile } from './node/file-system.ts';
export { RecordingFile } from './node/recording-file.ts';
export { RecordingFileError, RecordingFileErrorCode } from './node/recording-file-error.ts';
export {
  DEFAULT_MAX_DELAY_MILLIS,
  type RecordingFileClock,
  type RecordingFileOptions,
  type RecordingFileStatus,
  type RecordingFsync,
} from './node/recording-file-options.ts';
export type { GivenUp, RecordingChunk } from './node/recording-queue.ts';
