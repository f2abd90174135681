import { assertNever, type EntityPath, TimelineKind } from '@rushes/proto';
import type { SampleRef } from '../../data/recording-store.ts';
import { formatTime, type TimeZone } from '../../util/time-format.ts';
import { VideoErrorCode, type VideoState } from '../../video/video-messages.ts';

/** What a view says about its picture. A card explains a failure; a chip tells that something is on its way. */
export interface PictureMessage {
  readonly kind: 'card' | 'chip' | 'empty';
  readonly title: string;
  readonly lines: readonly string[];
}

/** How long a view may be late before it says so, in milliseconds: shorter waits would only flicker. */
export const LATE_AFTER_MILLIS = 150;

/** What is known of the picture of a video at the cursor. */
export interface VideoStanding {
  readonly entity: EntityPath;
  readonly timelineKind: TimelineKind;
  readonly zone: TimeZone;
  readonly sampleCount: number;
  readonly wanted: SampleRef | undefined;
  /** What is to be seen at the cursor is in the file, and not loaded yet. */
  readonly isLoading: boolean;
  /** The sample on the screen, if this timeline knows it. */
  readonly shown: SampleRef | undefined;
  readonly showsAnything: boolean;
  readonly state: VideoState;
  /** Since when the picture asked for is outstanding. */
  readonly lateMillis: number;
  /** Time of the first sample after the cursor. */
  readonly firstTimeAfter: bigint | undefined;
}

/** The words for a video's picture; undefined when the picture asked for is on the screen or only just on its way. */
export function videoMessage(standing: VideoStanding): PictureMessage | undefined {
  const { wanted, state } = standing;
  if (standing.isLoading) return lateChip(standing, 'loading');
  if (wanted === undefined) return nothingYet(standing);
  if (standing.showsAnything && standing.shown?.key === wanted.key) return undefined;
  switch (state.kind) {
    case 'error':
      return { kind: 'card', title: ERROR_TITLES[state.code], lines: [state.message, ...shownInstead(standing)] };
    case 'catching-up':
      return lateChip(standing, `catching up, ${state.behind} ${state.behind === 1 ? 'sample' : 'samples'} behind`);
    case 'loading':
    case 'ok':
      return lateChip(standing, `loading sample ${wanted.ordinal}`);
    default:
      return assertNever(state);
  }
}

const ERROR_TITLES: Record<VideoErrorCode, string> = {
  [VideoErrorCode.NoKeyframe]: 'No keyframe to start from',
  [VideoErrorCode.MissingSamples]: 'Samples are missing',
  [VideoErrorCode.Unsupported]: 'This browser cannot decode this video',
  [VideoErrorCode.DecodeError]: 'The decoder refused this video',
  [VideoErrorCode.NoPicture]: 'The decoder gave no picture',
  [VideoErrorCode.NoCodec]: 'No codec was logged',
  [VideoErrorCode.NoWebCodecs]: 'No video decoder on this page',
};

/** The words for a time before the first picture. */
export function noPictureBefore(kind: TimelineKind, time: bigint, zone: TimeZone): string {
  return `No picture before ${kind === TimelineKind.Sequence ? '#' : ''}${formatTime(kind, time, zone)}`;
}

function nothingYet(standing: VideoStanding): PictureMessage {
  if (standing.sampleCount === 0) {
    return { kind: 'empty', title: 'No picture yet', lines: ['The codec is known, but no sample was logged so far.'] };
  }
  if (standing.firstTimeAfter === undefined) {
    return { kind: 'empty', title: 'No picture at this time', lines: ['Cleared, or not logged on this timeline.'] };
  }
  return {
    kind: 'empty',
    title: noPictureBefore(standing.timelineKind, standing.firstTimeAfter, standing.zone),
    lines: [],
  };
}

function shownInstead(standing: VideoStanding): readonly string[] {
  if (standing.wanted === undefined) return [];
  const asked = `asked for ${standing.wanted.ordinal}`;
  if (!standing.showsAnything) return [`Showing no picture of ${standing.entity}, ${asked}.`];
  const shown = standing.shown === undefined ? 'another sample' : `sample ${standing.shown.ordinal}`;
  return [`Showing ${shown} of ${standing.entity}, ${asked}.`];
}

function lateChip(standing: VideoStanding, text: string): PictureMessage | undefined {
  return standing.lateMillis >= LATE_AFTER_MILLIS ? { kind: 'chip', title: text, lines: [] } : undefined;
}
