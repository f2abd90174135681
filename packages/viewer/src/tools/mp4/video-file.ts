import {
  AccessUnitSplitter,
  type AvcDecoderConfiguration,
  avccToAnnexB,
  type ByteSource,
  inspectSample,
  isAnnexB,
  ProtoError,
  parseAvcDecoderConfiguration,
} from '@rushes/proto';
import {
  CustomSource,
  EncodedPacketSink,
  Input,
  type InputVideoTrack,
  Logging,
  LogLevel,
  MATROSKA,
  MP4,
  MPEG_TS,
  QTFF,
  UnsupportedInputFormatError,
  WEBM,
} from 'mediabunny';
import { ConversionError, ConversionErrorCode } from '../conversion-error.ts';
import { type FrameRate, frameTimeNanos } from '../frame-rate.ts';
import { findMissingEnd } from './container-end.ts';
import { ffmpegCommand } from './ffmpeg-advice.ts';
import type { VideoFileSample } from './write-mp4.ts';

/** An opened video file: MP4, MOV, Matroska, WebM, MPEG-TS, or bare H.264 in Annex B. */
export interface VideoFile {
  /** `MP4`, `Matroska`, … */
  readonly format: string;
  /** The H.264 tracks, in the order of the file; at least one. */
  readonly tracks: readonly VideoFileTrack[];
  /** What a recording does not hold of this file, such as its sound: sentences for a person. */
  readonly notes: readonly string[];
  /** The FFmpeg command that makes a video of it that a recording can hold, if this is none. */
  readonly remedy: string;
  close(): void;
}

/** One video track of a file. */
export interface VideoFileTrack {
  readonly name: string | undefined;
  /** Parameter sets from the header of the file; undefined where they are in the samples only. */
  readonly parameterSets: Pick<AvcDecoderConfiguration, 'spsNals' | 'ppsNals'> | undefined;
  /**
   * The samples in the order of the file, in Annex B. Times are those of the file: of edit lists, what comes before the part to
   * be shown has times below 0; of MPEG-TS, whose clock may begin anywhere, they count from the first picture of all tracks.
   *
   * @throws ConversionError `truncated` or `damaged`
   */
  samples(): AsyncIterable<VideoFileSample>;
}

/** How a file is opened. */
export interface VideoFileOptions {
  /** The file as the user named it, for messages. */
  readonly file: string;
  /** For bare H.264, which says nothing of time. */
  readonly frameRate?: FrameRate | undefined;
  /** Open a file that was cut short, for what is there of it. */
  readonly acceptsPartial?: boolean | undefined;
}

/**
 * Opens a video file by its content, whatever its name.
 *
 * @throws ConversionError `wrong-format`, `truncated`, `nothing-to-convert`, `unsupported-codec`, or `bad-option` for bare H.264
 * without a frame rate.
 */
export async function openVideoFile(source: ByteSource, options: VideoFileOptions): Promise<VideoFile> {
  const size = await source.size();
  if (size === 0) throw new ConversionError(ConversionErrorCode.NothingToConvert, `${options.file} is empty.`);
  if (isAnnexB(await source.read(0, Math.min(size, 64)))) return openBareH264(source, options);
  // It tells the console about tracks that it does not know: they are in the notes.
  Logging.level = LogLevel.Silent;
  const input = new Input({
    formats: [MP4, QTFF, MATROSKA, WEBM, MPEG_TS],
    source: new CustomSource({
      getSize: () => source.size(),
      read: (start, end) => source.read(start, end - start),
      prefetchProfile: 'fileSystem',
    }),
  });
  try {
    const format = (await input.getFormat()).name;
    const missing = await findMissingEnd(source, format);
    if (missing !== undefined && options.acceptsPartial !== true) throw cutShort(options.file, missing);
    const file = await openContainer(input, format, options, missing);
    return missing === undefined ? file : { ...file, notes: [`the file was cut short: ${missing}`, ...file.notes] };
  } catch (error) {
    input.dispose();
    throw asConversionError(error, options.file);
  }
}

function cutShort(file: string, missing: string): ConversionError {
  return new ConversionError(
    ConversionErrorCode.Truncated,
    `${file} was cut short: ${missing}. Use --partial to convert what is there.`,
  );
}

async function openContainer(
  input: Input,
  format: string,
  options: VideoFileOptions,
  missing: string | undefined,
): Promise<VideoFile> {
  const all = await input.getTracks();
  const videos = await input.getVideoTracks();
  if (videos.length === 0 && missing !== undefined) {
    throw new ConversionError(
      ConversionErrorCode.Truncated,
      `${options.file} was cut short: ${missing}. What is left of it says nothing of a video.`,
    );
  }
  if (videos.length === 0) {
    throw new ConversionError(ConversionErrorCode.NothingToConvert, `${options.file} (${format}) has no video track.`);
  }
  const notes: string[] = [];
  const others = all.length - videos.length;
  if (others > 0) notes.push(`not in the recording: ${others === 1 ? 'a track' : `${others} tracks`} of sound or text`);
  const tracks: InputVideoTrack[] = [];
  for (const track of videos) {
    const codec = await track.getCodec();
    if (codec === 'avc') tracks.push(track);
    else notes.push(`not in the recording: track ${track.number}, which is ${codecName(codec)}`);
    const rotation = await track.getRotation();
    if (codec === 'avc' && rotation !== 0) {
      notes.push(`the file asks players to turn the picture, which a recording cannot say: it is shown unturned`);
    }
  }
  if (tracks.length === 0) throw otherCodec((await videos[0]?.getCodec()) ?? null, options.file);
  const zero = format === MPEG_TS.name ? await input.getFirstTimestamp(tracks) : 0;
  return {
    format,
    tracks: await Promise.all(tracks.map((track) => containerTrack(track, zero, options.file))),
    notes,
    remedy: ffmpegCommand(options.file),
    close: () => input.dispose(),
  };
}

async function containerTrack(track: InputVideoTrack, zeroSecs: number, file: string): Promise<VideoFileTrack> {
  const description = (await track.getDecoderConfig())?.description;
  const avcC = description === undefined ? undefined : parseAvcDecoderConfiguration(bytesOf(description));
  return {
    name: (await track.getName()) ?? undefined,
    parameterSets: avcC,
    samples: () => packetsOf(track, avcC, zeroSecs, file),
  };
}

async function* packetsOf(
  track: InputVideoTrack,
  avcC: AvcDecoderConfiguration | undefined,
  zeroSecs: number,
  file: string,
): AsyncGenerator<VideoFileSample> {
  try {
    for await (const { data, timestamp, type } of new EncodedPacketSink(track).packets()) {
      yield {
        sample: avcC === undefined ? data : avccToAnnexB(data, avcC.lengthSize),
        // Seconds of a double are exact to less than a nanosecond for a hundred days.
        timeNanos: BigInt(Math.round((timestamp - zeroSecs) * 1e9)),
        isKeyframe: type === 'key',
      };
    }
  } catch (error) {
    throw asConversionError(error, file);
  }
}

/** Bytes of a bare stream read at once. */
const PIECE_BYTES = 1024 * 1024;

function openBareH264(source: ByteSource, { file, frameRate }: VideoFileOptions): VideoFile {
  if (frameRate === undefined) {
    throw new ConversionError(
      ConversionErrorCode.BadOption,
      `${file} is bare H.264, which says nothing of time. Add --fps, such as --fps 30.`,
    );
  }
  return {
    format: 'bare H.264',
    tracks: [{ name: undefined, parameterSets: undefined, samples: () => accessUnitsOf(source, frameRate) }],
    notes: [],
    remedy: ffmpegCommand(file, frameRate),
    close: () => undefined,
  };
}

async function* accessUnitsOf(source: ByteSource, frameRate: FrameRate): AsyncGenerator<VideoFileSample> {
  const splitter = new AccessUnitSplitter();
  const size = await source.size();
  let index = 0n;
  const toSamples = function* (units: readonly Uint8Array[]): Generator<VideoFileSample> {
    for (const sample of units) {
      yield { sample, timeNanos: frameTimeNanos(index, frameRate), isKeyframe: inspectSample(sample).isKeyframe };
      index++;
    }
  };
  for (let at = 0; at < size; at += PIECE_BYTES) {
    yield* toSamples(splitter.push(await source.read(at, Math.min(PIECE_BYTES, size - at))));
  }
  yield* toSamples(splitter.flush());
}

/** What a library said went wrong, as what it means for the user. */
function asConversionError(error: unknown, file: string): unknown {
  if (error instanceof ConversionError) return error;
  if (error instanceof UnsupportedInputFormatError) {
    return new ConversionError(
      ConversionErrorCode.WrongFormat,
      `${file} is none of MP4, MOV, Matroska, WebM, MPEG-TS or bare H.264. If FFmpeg reads it: ${ffmpegCommand(file)}`,
      { cause: error },
    );
  }
  // mediabunny throws plain errors for files that contradict themselves.
  const reason = error instanceof Error ? error.message : String(error);
  const isShort = error instanceof RangeError || (error instanceof ProtoError && error.code === 'truncated');
  return new ConversionError(
    isShort ? ConversionErrorCode.Truncated : ConversionErrorCode.Damaged,
    `${file} is damaged or was cut short: ${reason} Was it copied whole, and closed by the program that wrote it?`,
    { cause: error },
  );
}

function otherCodec(codec: string | null, file: string): ConversionError {
  return new ConversionError(
    ConversionErrorCode.UnsupportedCodec,
    `A recording made here holds H.264, but the video of ${file} is ${codecName(codec)}. This makes H.264 of it: ${ffmpegCommand(file)}`,
  );
}

const CODEC_NAMES: Readonly<Record<string, string>> = { hevc: 'H.265 (HEVC)', av1: 'AV1', vp9: 'VP9', vp8: 'VP8' };

function codecName(codec: string | null): string {
  return codec === null ? 'of a codec that is not known here' : (CODEC_NAMES[codec] ?? codec);
}

function bytesOf(source: ArrayBufferLike | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}
