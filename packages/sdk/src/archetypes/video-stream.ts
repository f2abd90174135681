import { type ComponentBatch, refusalOf, VIDEO_SAMPLE, VideoCodec } from '@rushes/proto';
import { describe } from '../coerce/describe.ts';
import { type SampleOptions, sampleBytes, type VideoSampleInput } from '../coerce/video-sample.ts';
import { VideoSampleError } from '../video-sample-error.ts';
import { Archetype, batchOf } from './archetype.ts';
import { type ArchetypeColumns, columnsOf } from './columns.ts';
import { asPartial, batchesOf, checkFields, type FieldsOf } from './fields.ts';

/** What {@link VideoStream.fromFields} takes. @group Archetypes */
export interface VideoStreamFields extends Partial<Omit<FieldsOf<'VideoStream'>, 'sample' | 'codec'>> {
  /** H.264; may be left out. */
  readonly codec?: VideoCodec | undefined;
  /** One picture, as {@link VideoStream.fromSample} takes it. */
  readonly sample?: VideoSampleInput | undefined;
}

/**
 * One encoded picture of a live video: an H.264 access unit. Log every picture in the order of decoding, which must be the order
 * of showing (no B-frames); the time of its row is the time it is shown at. The codec is logged by itself, static, when the first
 * sample of an entity is logged.
 *
 * What the bytes hold is checked when they are logged: `rec.log` throws a {@link VideoSampleError} for what no viewer could show.
 *
 * @example
 * for await (const packet of demuxer.packets()) rec.log('camera', VideoStream.fromSample(packet));
 *
 * @group Archetypes
 */
export class VideoStream extends Archetype {
  private constructor(batches: readonly ComponentBatch[]) {
    super('VideoStream', batches);
  }

  /**
   * One picture, copied once: the caller may reuse its buffer at once.
   *
   * - a `Uint8Array` (or `Buffer`) in Annex B form, or length-prefixed (AVCC) with `options.description`;
   * - a `node-av` `Packet`;
   * - a WebCodecs `EncodedVideoChunk`; for an encoder set to `avc: {format: 'avc'}` pass the `description` of its decoder config.
   *
   * @throws VideoSampleError if this is not H.264 at all; TypeError if it is none of the above.
   */
  static fromSample(sample: VideoSampleInput, options: SampleOptions = {}): VideoStream {
    return new VideoStream([
      batchOf('VideoStream', 'sample', [sampleBytes('VideoStream.fromSample', sample, options)]),
    ]);
  }

  /**
   * From single fields. `codec` must be H.264 and may be left out; a value without a sample announces the codec of an entity
   * before its first picture, or how its pictures are drawn.
   *
   * @throws VideoSampleError `codec-*` for other codecs; else as {@link fromSample}.
   */
  static fromFields(fields: VideoStreamFields): VideoStream {
    checkFields('VideoStream.fromFields', fields, ['codec', 'sample', 'isKeyframe', 'opacity', 'drawOrder']);
    const { codec, sample, ...others } = fields;
    if (codec !== undefined) checkCodec(codec);
    const batches: ComponentBatch[] = Object.values(others).some((value) => value !== undefined)
      ? batchesOf('VideoStream', asPartial(others))
      : [];
    // The codec of an entity with samples is logged by itself, static.
    if (sample !== undefined) return new VideoStream([...VideoStream.fromSample(sample).batches, ...batches]);
    if (codec !== undefined) batches.unshift(batchOf('VideoStream', 'codec', Uint32Array.of(codec)));
    if (batches.length === 0) {
      throw new TypeError('VideoStream.fromFields needs codec, sample or both, but got neither.');
    }
    return new VideoStream(batches);
  }

  /**
   * Many pictures at once for {@link RecordingStream.sendColumns}, one per row.
   *
   * @throws as {@link fromSample}.
   */
  static columns(fields: { readonly samples: readonly VideoSampleInput[] } & SampleOptions): ArchetypeColumns {
    checkFields('VideoStream.columns', fields, ['samples', 'description', 'extradata']);
    const { samples, ...options } = fields;
    if (!Array.isArray(samples)) {
      throw new TypeError(
        `VideoStream.columns samples must be an array with one sample per row, but is ${describe(samples)}.`,
      );
    }
    return columnsOf(samples.map((sample: VideoSampleInput) => VideoStream.fromSample(sample, options)));
  }
}

/** Where in a row's columns the video sample is, or -1. */
export function findVideoSample(batches: readonly ComponentBatch[]): number {
  for (let i = 0; i < batches.length; i++) if (batches[i]?.descriptor.component === VIDEO_SAMPLE) return i;
  return -1;
}

function checkCodec(codec: VideoCodec): void {
  if (codec === VideoCodec.H264) return;
  const name = Object.keys(VideoCodec).find((key) => VideoCodec[key as keyof typeof VideoCodec] === codec);
  if (name === undefined) {
    throw new TypeError(`VideoStream codec must be VideoCodec.H264, but is ${describe(codec)}.`);
  }
  throw new VideoSampleError(refusalOf(`codec-${name.toLowerCase() as 'h265' | 'av1' | 'vp8' | 'vp9'}`));
}
