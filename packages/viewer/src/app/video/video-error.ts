import { VideoErrorCode } from './video-messages.ts';

/** Why a wish ended without a frame; a value, never thrown. */
export interface VideoError {
  readonly code: VideoErrorCode;
  /** A sentence for the person who looks, saying what helps if anything does. */
  readonly message: string;
}

export const NO_CODEC: VideoError = {
  code: VideoErrorCode.NoCodec,
  message: 'Samples were logged here, but not their codec (VideoStream:codec). Log it once, as static data.',
};
export const NOT_HERE: VideoError = {
  code: VideoErrorCode.MissingSamples,
  message: 'This sample has not arrived.',
};
export const EVICTED: VideoError = {
  code: VideoErrorCode.MissingSamples,
  message: 'This picture is out of memory: older data made room for newer.',
};
export const GAP: VideoError = {
  code: VideoErrorCode.MissingSamples,
  message: 'Samples between the keyframe and this one are missing: they were dropped on the way, or never logged.',
};
export const LOST_REFERENCES: VideoError = {
  code: VideoErrorCode.MissingSamples,
  message: 'Pictures that this one is built on were never logged (frame_num jumps). It goes on at the next keyframe.',
};
export const NO_KEYFRAME: VideoError = {
  code: VideoErrorCode.NoKeyframe,
  message: 'There is no keyframe (IDR picture) at or before this sample, so nothing to decode it from.',
};
export const NO_PARAMETER_SETS: VideoError = {
  code: VideoErrorCode.NoKeyframe,
  message: 'The keyframe before this sample has no parameter sets (SPS, PPS), nor has any sample before it.',
};
export const UNREADABLE: VideoError = {
  code: VideoErrorCode.NoPicture,
  message: 'This sample holds no coded picture.',
};
export const NO_PICTURE: VideoError = {
  code: VideoErrorCode.NoPicture,
  message: 'The decoder gave no picture for this sample; it is damaged, or refers to pictures that are missing.',
};

/** The decoder gave up; `reason` is its own word for it. */
export function decodeError(reason: string): VideoError {
  return {
    code: VideoErrorCode.DecodeError,
    message: `The decoder refused the stream here (${reason}). It goes on at the next keyframe.`,
  };
}
