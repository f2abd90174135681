import type { EntityPath, SampleRefusal, VideoRefusalClass, VideoRefusalCode } from '@rushes/proto';

/**
 * A video sample was refused: no viewer could show it, or not as it was meant. Thrown by `rec.log` (and by
 * `VideoStream.fromSample` for what is not H.264 at all). Nothing of the row is logged, and the recording goes on.
 *
 * | `code` | cause | `retryable` |
 * |---|---|---|
 * | `empty` | no bytes | yes |
 * | `truncated` | ends inside its first headers | yes |
 * | `not-video` | not H.264 in Annex B form | yes |
 * | `no-picture` | only parameter sets or other data | yes |
 * | `no-parameter-sets` | the SPS and PPS it refers to have not come | yes |
 * | `no-keyframe` | no IDR picture has come yet | yes |
 * | `several-access-units` | more than one picture; see `splitAccessUnits` | no |
 * | `avcc` | NAL units with lengths instead of start codes, and no `description` | no |
 * | `container` | a file or stream of MP4, Matroska, MPEG-TS … | no |
 * | `b-frames`, `reordering` | pictures come in another order than they are shown | no |
 * | `interlaced` | field pictures | no |
 * | `data-partitioning`, `slice-groups`, `unsupported-profile` | tools of H.264 that browsers lack | no |
 * | `dimensions`, `corrupt-header` | a damaged parameter set | no |
 * | `codec-h265`, `codec-av1`, `codec-vp9`, `codec-vp8`, `codec-mjpeg`, `codec-mpeg2`, `codec-mpeg4` | another codec | no |
 *
 * After a refusal that is not retryable, samples are refused with the same code until a keyframe shows that the encoder was set
 * right.
 *
 * @group Errors
 */
export class VideoSampleError extends Error {
  override readonly name = 'VideoSampleError';
  /** What is wrong exactly; stable. */
  readonly code: VideoRefusalCode;
  /** What is wrong, more broadly; several codes may share one. */
  readonly class: VideoRefusalClass;
  /** The next samples may be fine without any change to the encoder. */
  readonly retryable: boolean;

  constructor(refusal: SampleRefusal, entity?: EntityPath) {
    super(entity === undefined ? refusal.message : `${refusal.message} Entity: ${entity}`);
    this.code = refusal.code;
    this.class = refusal.class;
    this.retryable = refusal.retryable;
  }
}
