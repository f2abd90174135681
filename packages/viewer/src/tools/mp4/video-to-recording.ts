import {
  type EntityPath,
  entityPathParts,
  joinEntityPath,
  makeRecordingId,
  RrdSourceKind,
  type RrdStoreId,
  TuidGenerator,
} from '@rushes/proto';
import { ConversionError, ConversionErrorCode, type StopSignal } from '../conversion-error.ts';
import type { OnProgress } from '../read-messages.ts';
import { RecordingOutput, type WriteBytes } from '../recording-output.ts';
import type { VideoFile, VideoFileTrack } from './video-file.ts';
import { type VideoTrackReport, VideoTrackWriter } from './video-track-writer.ts';
import type { VideoFileSample } from './write-mp4.ts';

/** What a video file becomes in a recording. */
export interface VideoToRecordingOptions {
  /** The file as the user named it, for messages. */
  readonly file: string;
  /** Where the video goes; of several tracks, each goes to a child of it: `/1`, `/2`, … in the order of the file. */
  readonly entity: EntityPath;
  readonly applicationId: string;
  /** Bytes of samples, of `totalBytes`. */
  readonly onProgress?: OnProgress | undefined;
  readonly totalBytes?: number;
  readonly signal?: StopSignal | undefined;
}

/** What was made of a video file. */
export interface VideoToRecordingReport {
  readonly format: string;
  readonly recordingId: string;
  readonly tracks: readonly VideoTrackReport[];
  readonly chunks: number;
  readonly byteLength: number;
  /** What the recording does not hold of the file: sentences for a person. */
  readonly notes: readonly string[];
}

/**
 * Copies the H.264 of a video file into a new recording, on the timelines `frame` (number of the picture) and `video_time`
 * (its time in the file). Tracks are read side by side, so that their chunks come in the order of time.
 *
 * @throws ConversionError as {@link VideoTrackWriter}; `nothing-to-convert` if no track has a keyframe.
 */
export async function videoToRecording(
  video: VideoFile,
  write: WriteBytes,
  options: VideoToRecordingOptions,
): Promise<VideoToRecordingReport> {
  const { file, entity, applicationId } = options;
  const storeId: RrdStoreId = { kind: 'recording', recordingId: makeRecordingId(), applicationId };
  const ids = new TuidGenerator();
  const output = await RecordingOutput.open({ write, compression: 'none', ids });
  const source = { kind: RrdSourceKind.Other, extra: new TextEncoder().encode(`rushes, from ${video.format}`) };
  await output.storeInfo({ storeId, source, rowId: ids.nextChunkId() });
  const isOnly = video.tracks.length === 1;
  const writers = video.tracks.map((track, i) => {
    const path = isOnly ? entity : joinEntityPath([...entityPathParts(entity), `${i + 1}`]);
    return new VideoTrackWriter({ output, storeId, ids, entity: path, file, remedy: video.remedy }, track);
  });
  let bytes = 0;
  for await (const { track, sample } of inOrderOfTime(video.tracks)) {
    options.signal?.throwIfAborted();
    await writers[track]?.take(sample);
    bytes += sample.sample.length;
    options.onProgress?.(bytes, options.totalBytes ?? bytes);
  }
  const notes = [...video.notes];
  const tracks: VideoTrackReport[] = [];
  for (const [i, writer] of writers.entries()) {
    const report = await writer.finish();
    if (report === undefined) notes.push(`not in the recording: video track ${i + 1}, which has no keyframe`);
    else tracks.push(report);
  }
  if (tracks.length === 0) {
    throw new ConversionError(
      ConversionErrorCode.NothingToConvert,
      `A recorded video begins with a keyframe (IDR picture) with its parameter sets, found none in ${file}.`,
    );
  }
  await output.end();
  const { chunkCount, byteLength } = output;
  return { format: video.format, recordingId: storeId.recordingId, tracks, chunks: chunkCount, byteLength, notes };
}

interface TrackSample {
  readonly track: number;
  readonly sample: VideoFileSample;
}

/** The samples of all tracks, of each in its order, and the earliest of the next ones first. */
async function* inOrderOfTime(tracks: readonly VideoFileTrack[]): AsyncGenerator<TrackSample> {
  const iterators = tracks.map((track) => track.samples()[Symbol.asyncIterator]());
  try {
    const next = await Promise.all(iterators.map((iterator) => iterator.next()));
    for (;;) {
      let earliest: (TrackSample & { readonly timeNanos: bigint }) | undefined;
      for (const [track, { value, done }] of next.entries()) {
        if (done === true) continue;
        const sample: VideoFileSample = value;
        if (earliest === undefined || sample.timeNanos < earliest.timeNanos) {
          earliest = { track, sample, timeNanos: sample.timeNanos };
        }
      }
      if (earliest === undefined) return;
      yield earliest;
      const iterator = iterators[earliest.track];
      if (iterator !== undefined) next[earliest.track] = await iterator.next();
    }
  } finally {
    for (const iterator of iterators) await iterator.return?.();
  }
}
