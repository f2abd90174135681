/** What is wrong with a stream, in the classes that people filter by. Several codes may share one. */
export type VideoRefusalClass =
  | 'avcc'
  | 'b-frames'
  | 'bit-depth'
  | 'chroma-format'
  | 'codec-av1'
  | 'codec-h265'
  | 'codec-mjpeg'
  | 'codec-mpeg2'
  | 'codec-mpeg4'
  | 'codec-vp8'
  | 'codec-vp9'
  | 'container'
  | 'corrupt-header'
  | 'data-partitioning'
  | 'dimensions'
  | 'interlaced'
  | 'lossless'
  | 'no-keyframe'
  | 'no-parameter-sets'
  | 'no-picture'
  | 'not-video'
  | 'slice-groups';

interface RefusalEntry {
  readonly class: VideoRefusalClass;
  /** The next samples may be fine as they are: nothing needs to be changed in the encoder for them. */
  readonly retryable: boolean;
  /** What is wrong, and what to change. */
  readonly message: string;
}

/**
 * Every reason for which a video sample is refused, by its stable code.
 *
 * `retryable` reasons are states a healthy stream may pass through (it was joined between keyframes, a sample was cut
 * off). The others are properties of the encoder's settings: they stay until those are changed.
 */
export const VideoRefusal = {
  empty: {
    class: 'not-video',
    retryable: true,
    message: 'The sample has no bytes. Log a sample only when the encoder has given out a packet.',
  },
  truncated: {
    class: 'corrupt-header',
    retryable: true,
    message:
      'The sample ends inside its first headers, so no picture can be read from it. Pass every packet whole, from the first start code to the byte before the next picture.',
  },
  avcc: {
    class: 'avcc',
    retryable: false,
    message:
      'The NAL units have lengths in front of them (AVCC, as in MP4), not Annex B start codes. Pass the description (extradata, avcC) along with the sample, or convert with FFmpeg\'s bitstream filter "-bsf:v h264_mp4toannexb" (WebCodecs: avc: { format: "annexb" }).',
  },
  'b-frames': {
    class: 'b-frames',
    retryable: false,
    message:
      'The stream has B slices, so pictures come in another order than they are shown, which a live log cannot keep apart. Encode without B-frames: "-bf 0" or "-tune zerolatency" with FFmpeg, "--bframes 0" with x264.',
  },
  reordering: {
    class: 'b-frames',
    retryable: false,
    message:
      'The pictures are to be shown in another order than they come in, although none is a B-frame. Switch off frame reordering in the encoder: "-bf 0" with FFmpeg, "--bframes 0" with x264, AllowFrameReordering=false with VideoToolbox.',
  },
  'codec-av1': {
    class: 'codec-av1',
    retryable: false,
    message: 'This is AV1, but H.264 was announced. Encode H.264, with FFmpeg: "-c:v libx264 -bf 0".',
  },
  'codec-h265': {
    class: 'codec-h265',
    retryable: false,
    message: 'This is H.265 (HEVC), but H.264 was announced. Encode H.264, with FFmpeg: "-c:v libx264 -bf 0".',
  },
  'codec-mjpeg': {
    class: 'codec-mjpeg',
    retryable: false,
    message:
      'This is JPEG or Motion JPEG, not H.264. Log single JPEG images as EncodedImage, or encode H.264, with FFmpeg: "-c:v libx264 -bf 0".',
  },
  'codec-mpeg2': {
    class: 'codec-mpeg2',
    retryable: false,
    message: 'This is MPEG-2 video, not H.264. Encode H.264, with FFmpeg: "-c:v libx264 -bf 0".',
  },
  'codec-mpeg4': {
    class: 'codec-mpeg4',
    retryable: false,
    message: 'This is MPEG-4 Part 2 video (Xvid, DivX), not H.264. Encode H.264, with FFmpeg: "-c:v libx264 -bf 0".',
  },
  'codec-vp8': {
    class: 'codec-vp8',
    retryable: false,
    message: 'This is VP8, not H.264. Encode H.264, with FFmpeg: "-c:v libx264 -bf 0".',
  },
  'codec-vp9': {
    class: 'codec-vp9',
    retryable: false,
    message: 'This is VP9, not H.264. Encode H.264, with FFmpeg: "-c:v libx264 -bf 0".',
  },
  container: {
    class: 'container',
    retryable: false,
    message:
      'This is a container file or stream (such as MP4, Matroska or MPEG-TS), not a bare H.264 sample. Demux it first and log its packets one by one; FFmpeg writes bare H.264 with "-c:v copy -bsf:v h264_mp4toannexb -f h264".',
  },
  'corrupt-header': {
    class: 'corrupt-header',
    retryable: false,
    message:
      'A parameter set (SPS or PPS) cannot be parsed. Check that the packets reach the logger unchanged and whole.',
  },
  'data-partitioning': {
    class: 'data-partitioning',
    retryable: false,
    message:
      'The stream uses data partitioning (Extended profile, NAL units 2 to 4), which no browser decodes. Encode Baseline, Main or High: "-profile:v high" with FFmpeg.',
  },
  dimensions: {
    class: 'dimensions',
    retryable: false,
    message: 'The picture size is beyond what H.264 allows; the SPS is damaged, or the encoder is set up wrongly.',
  },
  interlaced: {
    class: 'interlaced',
    retryable: false,
    message:
      'The pictures are single fields (interlaced video), which browsers show wrongly or not at all. Deinterlace and encode frames: "-vf bwdif -flags -ildct-ilme" with FFmpeg, no "--tff" or "--bff" with x264.',
  },
  'no-keyframe': {
    class: 'no-keyframe',
    retryable: true,
    message:
      'No keyframe (IDR picture) has come yet, and no decoder can start without one; recovery points and plain I-frames do not count. If none ever comes, set a keyframe interval: "-g 30" with FFmpeg, "--keyint 30" without "--intra-refresh" and "--open-gop" with x264.',
  },
  'no-parameter-sets': {
    class: 'no-parameter-sets',
    retryable: true,
    message:
      'The parameter sets (SPS, PPS) that the picture refers to have not come. Let the encoder repeat them in front of keyframes: "-x264-params repeat-headers=1" or "-bsf:v dump_extra" with FFmpeg, "--repeat-headers" with x264; or pass the extradata along.',
  },
  'no-picture': {
    class: 'no-picture',
    retryable: true,
    message:
      'The sample holds no picture, only parameter sets or other data. Parameter sets are remembered; log them together with the keyframe that they belong to.',
  },
  'not-video': {
    class: 'not-video',
    retryable: true,
    message:
      'The bytes are not H.264 in Annex B: no start code (00 00 01) with a NAL unit behind it. Check what is passed; FFmpeg writes it with "-c:v libx264 -bf 0 -f h264".',
  },
  'several-access-units': {
    class: 'not-video',
    retryable: false,
    message:
      'The sample holds more than one picture. Log one access unit per sample: split an elementary stream with splitAccessUnits or AccessUnitSplitter, or take packets from a demuxer or parser.',
  },
  'slice-groups': {
    class: 'slice-groups',
    retryable: false,
    message:
      'The stream uses slice groups or arbitrary slice order (Baseline profile tools), which decoders show wrongly without an error. Encode Constrained Baseline, Main or High: "-profile:v high" with FFmpeg.',
  },
  'unsupported-profile': {
    class: 'corrupt-header',
    retryable: false,
    message:
      'The stream is of an H.264 profile that no browser decodes. Encode Baseline, Main or High with 8 bits and 4:2:0: "-profile:v high -pix_fmt yuv420p" with FFmpeg.',
  },
} as const satisfies Record<string, RefusalEntry>;
/** The stable code of a refusal; a key of the table {@link VideoRefusal}. */
export type VideoRefusalCode = keyof typeof VideoRefusal;

/** Why one sample is refused. */
export interface SampleRefusal {
  readonly code: VideoRefusalCode;
  readonly class: VideoRefusalClass;
  readonly message: string;
  /** See {@link VideoRefusal}. */
  readonly retryable: boolean;
}

/** The refusal of a code; `detail` says what was found in this sample and goes behind the general sentence. */
export function refusalOf(code: VideoRefusalCode, detail?: string): SampleRefusal {
  const entry = VideoRefusal[code];
  const message = detail === undefined ? entry.message : `${entry.message} Found: ${detail}`;
  return { code, class: entry.class, message, retryable: entry.retryable };
}

/** Something that does not keep a sample from being logged. */
export interface SampleWarning {
  /** `limited-decoder-support`: some browsers show it, others cannot. `damaged`: the picture will be wrong or missing. */
  readonly code: 'limited-decoder-support' | 'damaged';
  readonly class: VideoRefusalClass;
  readonly message: string;
}
