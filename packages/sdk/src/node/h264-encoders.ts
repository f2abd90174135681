/** An H.264 encoder of FFmpeg, and how to set it up for live video. */
export interface H264Encoder {
  readonly name: 'libx264' | 'h264_nvenc' | 'h264_videotoolbox' | 'h264_qsv' | 'h264_vaapi';
  /** The pixel format that its frames are converted to. */
  readonly pixels: 'AV_PIX_FMT_YUV420P' | 'AV_PIX_FMT_NV12';
  /** Frames have to be uploaded to a device of this kind first. */
  readonly device?: 'vaapi';
  /** Private options: no delay, parameter sets with every keyframe. */
  readonly options: Readonly<Record<string, string>>;
}

/** The one that is always there: it comes with node-av. */
export const SOFTWARE_ENCODER: H264Encoder = {
  name: 'libx264',
  pixels: 'AV_PIX_FMT_YUV420P',
  options: {
    preset: 'veryfast',
    tune: 'zerolatency',
    // Keyframes at the interval and nowhere else, so that the distance of seek points is known.
    sc_threshold: '0',
    'forced-idr': '1',
    'x264-params': 'aud=1:repeat-headers=1',
  },
};

/** In the order in which they are tried. */
export const HARDWARE_ENCODERS: readonly H264Encoder[] = [
  {
    name: 'h264_nvenc',
    pixels: 'AV_PIX_FMT_NV12',
    options: { preset: 'p3', tune: 'ull', delay: '0', zerolatency: '1', rc: 'vbr', 'forced-idr': '1', aud: '1' },
  },
  { name: 'h264_videotoolbox', pixels: 'AV_PIX_FMT_NV12', options: { realtime: '1', allow_sw: '0' } },
  { name: 'h264_qsv', pixels: 'AV_PIX_FMT_NV12', options: { preset: 'veryfast', async_depth: '1', forced_idr: '1' } },
  { name: 'h264_vaapi', pixels: 'AV_PIX_FMT_NV12', device: 'vaapi', options: { async_depth: '1', aud: '1' } },
];
