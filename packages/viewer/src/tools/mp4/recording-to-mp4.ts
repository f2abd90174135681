import { type ByteSource, type Chunk, type EntityPath, VIDEO_SAMPLE, VideoCodec } from '@rushes/proto';
import { ConversionError, ConversionErrorCode, type StopSignal } from '../conversion-error.ts';
import type { FrameRate } from '../frame-rate.ts';
import { type OnProgress, readChunkAt } from '../read-messages.ts';
import { columnOf, decodeOrUndefined, type SurveyedStream, sampleOf, surveyVideo } from '../video-survey.ts';
import { type Mp4Plan, planMp4, type TimeRange } from './mp4-plan.ts';
import { type Mp4Report, type Mp4Sink, type VideoFileSample, writeMp4 } from './write-mp4.ts';

/** Which video of a recording becomes an MP4, and how. */
export interface RecordingToMp4Options {
  /** Not needed if the recording has video on one entity only. */
  readonly entity?: EntityPath | undefined;
  /** Id of the recording, needed if the file has several with such video. */
  readonly recordingId?: string | undefined;
  /** Default: one of times rather than numbers, and `log_time` last. */
  readonly timeline?: string | undefined;
  /** Which part of it; asked once the timeline is known. */
  readonly range?:
    | ((plan: SurveyedStream & { readonly timeline: NonNullable<SurveyedStream['timeline']> }) => TimeRange)
    | undefined;
  /** Needed for a timeline that counts frames. */
  readonly frameRate?: FrameRate | undefined;
  /** Bytes of the recording read, then samples written: two passes, each told as its own. */
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: StopSignal | undefined;
}

/** What was made of the recording. */
export interface RecordingToMp4Report extends Mp4Report {
  readonly entity: EntityPath;
  readonly timeline: string;
  readonly timescale: number;
  /** Rows that are not on the timeline, or without a sample: not in the MP4. */
  readonly withoutTime: number;
}

/**
 * Copies the video of one entity of a recording into an MP4. Reads the recording once for its index, about 40 bytes a picture,
 * then the chunks of the range, one at a time.
 *
 * @throws ConversionError as {@link planMp4} and {@link writeMp4}; `not-found` or `choose-one` if it is not clear which video is
 * meant; `unsupported-codec`.
 */
export async function recordingToMp4(
  source: ByteSource,
  sink: Mp4Sink,
  options: RecordingToMp4Options = {},
): Promise<RecordingToMp4Report> {
  const { entity, recordingId, timeline, signal } = options;
  const survey = await surveyVideo(source, {
    timeline,
    onProgress: (done, total) => {
      signal?.throwIfAborted();
      options.onProgress?.(done, total);
    },
  });
  const stream = chooseStream(survey.streams, entity, recordingId);
  if (stream.codec !== undefined && stream.codec !== VideoCodec.H264) throw otherCodec(stream);
  const range = stream.timeline === undefined ? {} : options.range?.({ ...stream, timeline: stream.timeline });
  const plan = planMp4(stream, range ?? {}, options.frameRate);
  const total = plan.end - plan.first;
  const report = await writeMp4(samplesOf(source, stream, plan), sink, {
    timescale: plan.timescale,
    shownFromNanos: plan.shownFromNanos,
    maxSamples: total,
    signal,
    onProgress: (done) => options.onProgress?.(done, total),
    ...(plan.endNanos === undefined ? {} : { endNanos: plan.endNanos }),
  });
  return {
    ...report,
    droppedBeforeKeyframe: report.droppedBeforeKeyframe + plan.beforeKeyframe,
    entity: stream.entityPath,
    timeline: plan.timeline.name,
    timescale: plan.timescale,
    withoutTime: plan.withoutTime,
  };
}

/** Chunks kept decoded: their rows may interleave where several programs logged to one entity. */
const MAX_DECODED_CHUNKS = 4;

async function* samplesOf(source: ByteSource, stream: SurveyedStream, plan: Mp4Plan): AsyncGenerator<VideoFileSample> {
  const decoded = new Map<number, Chunk>();
  for (let place = plan.first; place < plan.end; place++) {
    const { chunk: index, row, time, sampleBytes, isKeyframe } = stream.samples.at(place);
    if (time === undefined || sampleBytes < 0) continue;
    let chunk = decoded.get(index);
    if (chunk === undefined) {
      const chunkPlace = stream.chunks[index];
      if (chunkPlace === undefined) continue;
      chunk = decodeOrUndefined(await readChunkAt(source, chunkPlace));
      if (chunk === undefined) continue;
      const [oldest] = decoded.keys();
      if (decoded.size >= MAX_DECODED_CHUNKS && oldest !== undefined) decoded.delete(oldest);
      decoded.set(index, chunk);
    }
    const column = columnOf(chunk, VIDEO_SAMPLE);
    const sample = column && sampleOf(column, row);
    if (sample !== undefined) yield { sample, timeNanos: plan.nanosOf(time), isKeyframe };
  }
}

function chooseStream(
  streams: readonly SurveyedStream[],
  entity: EntityPath | undefined,
  recordingId: string | undefined,
): SurveyedStream {
  const wanted = streams.filter(
    (stream) =>
      (entity === undefined || stream.entityPath === entity) &&
      (recordingId === undefined || stream.storeId.recordingId === recordingId),
  );
  const [only, ...others] = wanted;
  if (only !== undefined && others.length === 0) return only;
  if (streams.length === 0) {
    throw new ConversionError(ConversionErrorCode.NothingToConvert, 'The recording has no video (VideoStream) in it.');
  }
  if (only === undefined) {
    throw new ConversionError(
      ConversionErrorCode.NotFound,
      `There is no video on ${entity ?? 'any entity'}${recordingId === undefined ? '' : ` of recording ${recordingId}`}. Found: ${names(streams)}.`,
    );
  }
  const entities = new Set(wanted.map(({ entityPath }) => entityPath));
  throw new ConversionError(
    ConversionErrorCode.ChooseOne,
    entities.size > 1
      ? `Several entities have video: name one with --entity. Found: ${names(wanted)}.`
      : `Several recordings in the file have video on ${only.entityPath}: name one with --recording. Found: ${wanted.map(({ storeId }) => storeId.recordingId).join(', ')}.`,
  );
}

function names(streams: readonly SurveyedStream[]): string {
  return [...new Set(streams.map(({ entityPath }) => entityPath))].sort().join(', ');
}

function otherCodec({ entityPath, codec = 0 }: SurveyedStream): ConversionError {
  const name = Object.entries(VideoCodec).find(([, value]) => value === codec)?.[0] ?? `0x${codec.toString(16)}`;
  return new ConversionError(
    ConversionErrorCode.UnsupportedCodec,
    `Only H.264 can be copied into an MP4 here, but the video of ${entityPath} is ${name}.`,
  );
}
