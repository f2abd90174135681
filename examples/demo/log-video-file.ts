import { type RecordingStream, VideoSampleError, VideoStream } from '@rushes/sdk';
import { readVideoFile } from '@rushes/sdk/node';
import type { Pace } from './pace.ts';

/**
 * Logs a video file's H.264 stream as it is, sample by sample at the speed it was filmed; resolves to how many were logged and
 * how many had to be left out, such as pictures before the first keyframe.
 *
 * @throws VideoSampleError if the stream as a whole cannot be shown (B-frames, another codec, …).
 */
export async function logVideoFile(
  rec: RecordingStream,
  pace: Pace,
  file: string,
): Promise<{ samples: number; leftOut: number }> {
  let samples = 0;
  let leftOut = 0;
  let startNanos = 0n;
  for await (const { sample, timeNanos } of readVideoFile(file)) {
    if (samples === 0) startNanos = timeNanos;
    const sinceStartNanos = timeNanos - startNanos;
    await pace.until(Number(sinceStartNanos) / 1e6);
    if (pace.stopped) break;
    rec.setTime('frame', { sequence: samples });
    rec.setTime('video_time', { duration: sinceStartNanos });
    try {
      rec.log('video', VideoStream.fromSample(sample));
    } catch (error) {
      if (!(error instanceof VideoSampleError && error.retryable)) throw error;
      leftOut += 1;
    }
    samples += 1;
  }
  return { samples: samples - leftOut, leftOut };
}
