import type { SampleRef, VideoTrack } from '../../data/recording-store.ts';
import { currentTime, dropTexts } from '../../state/selectors.ts';
import { useAppState, usePage } from '../../ui/page-context.tsx';
import { formatTime } from '../../util/time-format.ts';
import type { VideoState } from '../../video/video-messages.ts';
import { bitrateText, bytesCountText, codecName } from '../../views/shared-value-text.ts';
import { Fact, Facts } from './facts.tsx';

/** A video as its samples and its SPS tell it, with the truth about what is on display. */
export function VideoFacts({ track }: { readonly track: VideoTrack }) {
  const { app, video } = usePage();
  const drop = useAppState((state) => state.drops[track.entity]);
  const { state } = app;
  const { timeline = '' } = state.time;
  const time = currentTime(state);
  const requested = time === undefined ? undefined : track.sampleAt(timeline, time);
  const shownKey = video.shown(track.entity)?.key;
  const shown = shownKey === undefined ? undefined : track.sampleByKey(timeline, shownKey);
  const rate = track.frameRate(timeline);
  const bitrate = track.bitrate(timeline);
  const kind = state.timelines.find((candidate) => candidate.name === timeline)?.kind ?? 'sequence';
  const timeText = (at: bigint): string => formatTime(kind, at, state.zone);
  const { format } = track;
  const videoState = video.state(track.entity);
  const skipped = video.skipped(track.entity);
  return (
    <>
      <h3>Video</h3>
      <Facts>
        <Fact name="Codec">{codecText(track)}</Fact>
        <Fact name="Size">{format === undefined ? 'not known yet' : `${format.width} × ${format.height} px`}</Fact>
        <Fact name="Frame rate">{rate === undefined ? 'not known' : `${rate.toFixed(rate < 10 ? 2 : 1)} fps`}</Fact>
        <Fact name="Bitrate">{bitrate === undefined ? 'not known' : bitrateText(bitrate)}</Fact>
        <Fact name="Samples">
          {track.sampleCount.toLocaleString('en')}, {track.keyframeCount.toLocaleString('en')} keyframes,{' '}
          {bytesCountText(track.byteLength)}
        </Fact>
        <Fact name="Requested">
          <SampleText sample={requested} timeText={timeText} />
        </Fact>
        <Fact name="Shown">
          <SampleText sample={shown} timeText={timeText} />
        </Fact>
        <Fact name="State">
          <span data-tone={videoState.kind === 'error' ? 'bad' : undefined}>{stateText(videoState)}</span>
        </Fact>
        {skipped > 0 && <Fact name="Skipped to keep up">{skipped.toLocaleString('en')} frames</Fact>}
        <Fact name="Dropped">{drop === undefined ? `${track.dropped} samples` : dropTexts(drop).join('; ')}</Fact>
      </Facts>
    </>
  );
}

function codecText({ codec, format }: VideoTrack): string {
  if (codec === undefined) return 'none logged';
  return format === undefined ? codecName(codec) : `${codecName(codec)} (${format.codecString})`;
}

interface SampleTextProps {
  readonly sample: SampleRef | undefined;
  readonly timeText: (time: bigint) => string;
}

function SampleText({ sample, timeText }: SampleTextProps) {
  if (sample === undefined) return 'none';
  return (
    <>
      #{sample.ordinal}
      {sample.isKeyframe ? ' (keyframe)' : ''}
      <span className="fact-note quiet">{timeText(sample.time)}</span>
    </>
  );
}

function stateText(state: VideoState): string {
  switch (state.kind) {
    case 'ok':
      return 'ok';
    case 'loading':
      return 'loading';
    case 'catching-up':
      return `catching up, ${state.behind} samples to go`;
    case 'error':
      return `${state.message} (${state.code})`;
  }
}
