import type { RecordingStream } from '@rushes/sdk';
import { VideoEncoder } from '@rushes/sdk/node';
import { CLIP_SECONDS, makeClip } from './clip.ts';
import { logCameraModel, logClip, logClipFrame, logPicture } from './log-camera.ts';
import { logEvents, logRecords } from './log-records.ts';
import { isSlowFrame, logFeatures, logRanges, logSignals, logStyles } from './log-signals.ts';
import { logLaser, logMovement, logRoverParts, logYard } from './log-world.ts';
import { FRAMES_PER_SECOND, PICTURE_HEIGHT, PICTURE_WIDTH, roverAt } from './rover.ts';

/** When to log the next frame, and whether to go on. */
export interface GalleryPace {
  readonly stopped: boolean;
  until(millis: number): Promise<void>;
}

/** Logs one of everything: what stands still, then `frames` frames. Resolves to how many were logged. */
export async function logGallery(rec: RecordingStream, frames: number, pace?: GalleryPace): Promise<number> {
  logRecords(rec);
  logYard(rec);
  logRoverParts(rec);
  logCameraModel(rec);
  logStyles(rec);
  logClip(rec, await makeClip());
  await using encoder = await VideoEncoder.create({
    width: PICTURE_WIDTH,
    height: PICTURE_HEIGHT,
    fps: FRAMES_PER_SECOND,
    input: 'rgb24',
  });
  let frame = 0;
  for (; frame < frames && pace?.stopped !== true; frame += 1) {
    await pace?.until((frame * 1000) / FRAMES_PER_SECOND);
    const state = roverAt(frame);
    rec.setTime('frame', { sequence: frame });
    rec.setTime('rover_time', { duration: state.seconds });
    logMovement(rec, state);
    logPicture(rec, state, encoder);
    logClipFrame(rec, state, CLIP_SECONDS);
    const ranges = logLaser(rec, state);
    logSignals(rec, state);
    logEvents(rec, state);
    if (isSlowFrame(frame)) {
      logRanges(rec, ranges);
      logFeatures(rec, state);
    }
  }
  return frame;
}
