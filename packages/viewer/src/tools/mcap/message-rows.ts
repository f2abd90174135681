import {
  archetypeField,
  assertNever,
  type ComponentBatch,
  inspectSample,
  TextLogLevel,
  VideoCodec,
} from '@rushes/proto';
import { decodeMessageOf } from './message-codec.ts';
import { LOG_LEVELS, type MessageTypeName } from './message-types.ts';

/** What a message becomes in a recording. */
export interface MessageRow {
  readonly batches: readonly ComponentBatch[];
  /** The time in the message itself, nanoseconds; undefined if it has none. */
  readonly timestamp: bigint | undefined;
  readonly video: { readonly codec: VideoCodec; readonly sample: Uint8Array; readonly isKeyframe: boolean } | undefined;
  /** Fields that have something in them and no place in a recording. */
  readonly lost: readonly string[];
}

const field = <A extends Parameters<typeof archetypeField>[0]>(
  archetype: A,
  name: Parameters<typeof archetypeField<A>>[1],
) => {
  const { descriptor, itemType } = archetypeField(archetype, name);
  return { descriptor, itemType };
};
const SAMPLE = field('VideoStream', 'sample');
const BLOB = field('EncodedImage', 'blob');
const MEDIA_TYPE = field('EncodedImage', 'media_type');
const TEXT = field('TextLog', 'text');
const LEVEL = field('TextLog', 'level');
const SCALARS = field('Scalars', 'scalars');

const CODECS: Readonly<Record<string, VideoCodec>> = {
  h264: VideoCodec.H264,
  h265: VideoCodec.H265,
  av1: VideoCodec.AV1,
  vp9: VideoCodec.VP9,
};

const LEVELS: Readonly<Record<number, string>> = {
  [LOG_LEVELS.DEBUG]: TextLogLevel.Debug,
  [LOG_LEVELS.INFO]: TextLogLevel.Info,
  [LOG_LEVELS.WARNING]: TextLogLevel.Warn,
  [LOG_LEVELS.ERROR]: TextLogLevel.Error,
  [LOG_LEVELS.FATAL]: TextLogLevel.Critical,
};

/**
 * The row of a message; undefined for video of a codec that recordings do not have.
 *
 * @param data Borrowed by the row.
 * @throws ConversionError `damaged`
 */
export function rowOfMessage(type: MessageTypeName, data: Uint8Array): MessageRow | undefined {
  switch (type) {
    case 'foxglove.CompressedVideo': {
      const message = decodeMessageOf(type, data);
      const codec = CODECS[(message.format ?? '').toLowerCase()];
      if (codec === undefined) return undefined;
      const sample = message.data ?? new Uint8Array(0);
      const isKeyframe = codec === VideoCodec.H264 && inspectSample(sample).isKeyframe;
      return row([{ ...SAMPLE, data: [sample] }], message, { codec, sample, isKeyframe });
    }
    case 'foxglove.CompressedImage': {
      const message = decodeMessageOf(type, data);
      const mediaType = mediaTypeOf(message.format ?? '');
      const batches: ComponentBatch[] = [{ ...BLOB, data: [message.data ?? new Uint8Array(0)] }];
      if (mediaType !== undefined) batches.push({ ...MEDIA_TYPE, data: [mediaType] });
      return row(batches, message);
    }
    case 'foxglove.Log': {
      const message = decodeMessageOf(type, data);
      const level = LEVELS[message.level ?? LOG_LEVELS.UNKNOWN];
      const batches: ComponentBatch[] = [{ ...TEXT, data: [message.message ?? ''] }];
      if (level !== undefined) batches.push({ ...LEVEL, data: [level] });
      return row(batches, message);
    }
    case 'rushes.Scalars': {
      const message = decodeMessageOf(type, data);
      return row([{ ...SCALARS, data: Float64Array.from(message.values ?? []) }], message);
    }
    default:
      return assertNever(type);
  }
}

/** Fields of messages that recordings have no place for. */
const WITHOUT_PLACE = ['frame_id', 'name', 'file', 'line'] as const;

function row(
  batches: readonly ComponentBatch[],
  message: Readonly<{ timestamp?: bigint } & { [F in (typeof WITHOUT_PLACE)[number]]?: string | number }>,
  video?: MessageRow['video'],
): MessageRow {
  const lost = WITHOUT_PLACE.filter(
    (name) => message[name] !== undefined && message[name] !== '' && message[name] !== 0,
  );
  return { batches, timestamp: message.timestamp, video, lost };
}

/** `jpeg` and `image/jpeg`; also what ROS writes before a format, `rgb8; jpeg compressed bgr8`. */
function mediaTypeOf(format: string): string | undefined {
  const name = /(?:;\s*)?([\w.+-]+\/[\w.+-]+|\w+)(?:\s+compressed.*)?$/.exec(format.trim().toLowerCase())?.[1];
  if (name === undefined) return undefined;
  if (name.includes('/')) return name;
  return `image/${name === 'jpg' ? 'jpeg' : name}`;
}
