import { drawOrder, MEDIA_TYPE, OPACITY } from './common-fields.ts';
import { GATE, mono, REQUIRED, stable, unstable } from './row.ts';

const VIDEO_DRAW_ORDER = drawOrder(-15);

/** Moving pictures. */
export const VIDEO = {
  AssetVideo: stable('A whole video as an MP4 file; its frames are shown by references.', {
    blob: mono('Blob', 'Bytes of the file.', REQUIRED),
    media_type: MEDIA_TYPE,
  }),
  VideoFrameReference: stable('Shows one frame of a video asset.', {
    timestamp: mono('VideoTimestamp', 'Nanoseconds from the beginning of the video.', GATE),
    video_reference: mono('EntityPath', 'Entity that has the asset. Else this one.'),
    opacity: OPACITY,
    draw_order: VIDEO_DRAW_ORDER,
  }),
  VideoStream: unstable('Encoded video, one frame a row.', {
    codec: mono('VideoCodec', 'Codec of all samples of the entity; once, static.', GATE),
    // Not required in one row: the codec is logged once and static, the samples come by themselves.
    sample: mono(
      'VideoSample',
      'Bytes of exactly one frame; H.264 and H.265 as Annex B, parameter sets before keyframes.',
    ),
    is_keyframe: mono('IsKeyframe', 'Whether decoding can begin here.'),
    opacity: OPACITY,
    draw_order: VIDEO_DRAW_ORDER,
  }),
} as const;
