// What needs Node: files; encoding and reading of video with node-av, an optional peer dependency.
export type { EncodedSample } from './node/encoder-session.ts';
export { FileSink } from './node/file-sink.ts';
export { PixelFormat } from './node/pixel-format.ts';
export { type FileSample, readVideoFile } from './node/read-video-file.ts';
export { VideoEncoder, type VideoEncoderOptions } from './node/video-encoder.ts';
