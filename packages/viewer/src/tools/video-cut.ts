import type { EntityPath, RrdStoreId } from '@rushes/proto';
import type { SurveyedStream } from './video-survey.ts';

/** Where a video stream was cut. */
export interface VideoCut {
  readonly storeId: RrdStoreId;
  readonly entityPath: EntityPath;
  /** Samples within the range. */
  readonly samples: number;
  /** Samples outside the range that are kept, because those within it cannot be decoded without them. */
  readonly extraSamples: number;
  /** Time of the first sample that is kept; before the beginning of the range where that is inside a group of pictures. */
  readonly startsAt: bigint;
}

/** Which rows of a stream are kept, by chunk in the order of the file. */
export interface KeptRows {
  readonly cut: VideoCut | undefined;
  isKept(chunk: number, row: number): boolean;
}

/**
 * Chooses the rows of a stream to keep: those that are wanted, and with each the ones before it, in the order of decoding, from
 * the keyframe of its group of pictures on. Where keyframes are not known, from the beginning of the stream on.
 */
export function cutVideo(stream: SurveyedStream, isWanted: (time: bigint) => boolean): KeptRows {
  const { samples, chunks } = stream;
  const kept = chunks.map(({ rowCount }) => new Uint8Array(rowCount));
  let wantedSamples = 0;
  let keptSamples = 0;
  let startsAt: bigint | undefined;
  /** Where the group of pictures begins; undefined before the first keyframe, where nothing can be decoded. */
  let groupStart: number | undefined = stream.knowsKeyframes ? undefined : 0;
  /** Places before this one were looked at. */
  let done = 0;
  for (let place = 0; place < samples.length; place++) {
    const row = samples.at(place);
    if (row.isKeyframe) groupStart = place;
    if (row.time === undefined || !isWanted(row.time)) continue;
    wantedSamples++;
    for (let each = Math.max(groupStart ?? place, done); each <= place; each++) {
      const { chunk, row: index, time } = samples.at(each);
      const flags = kept[chunk];
      if (flags !== undefined) flags[index] = 1;
      keptSamples++;
      startsAt ??= time;
    }
    done = place + 1;
  }
  return {
    isKept: (chunk, row) => kept[chunk]?.[row] === 1,
    cut:
      startsAt === undefined
        ? undefined
        : {
            storeId: stream.storeId,
            entityPath: stream.entityPath,
            samples: wantedSamples,
            extraSamples: keptSamples - wantedSamples,
            startsAt,
          },
  };
}
