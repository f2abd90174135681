import { nextLoop } from '../../keys/time-actions.ts';
import { currentExtent, isLive } from '../../state/selectors.ts';
import type { LoopMode } from '../../state/time-control.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { useAppState, useDrawnFrames, usePage } from '../../ui/page-context.tsx';
import { formatTime } from '../../util/time-format.ts';
import { TimeInput } from './time-input.tsx';

const SPEEDS: readonly number[] = [-2, -1, -0.5, 0.1, 0.25, 0.5, 1, 2, 4, 8];

/** The extent of a growing recording is written anew this often: nobody reads it faster. */
const EXTENT_MILLIS = 250;

/** Everything that moves the cursor besides the ruler. */
export function TimelineToolbar() {
  const page = usePage();
  const mode = useAppState((state) => state.time.mode);
  const live = useAppState(isLive);
  // The clock waits for the picture that is not there yet.
  const buffering = useAppState((state) => state.buffering);
  const { dispatch } = page.app;
  return (
    <div className="timeline-toolbar" role="toolbar" aria-label="Time">
      <div className="button-row">
        <IconButton icon="start" label="To the start" shortcut="Home" onClick={() => page.toStart()} />
        <IconButton icon="stepBack" label="One step back" shortcut="←" onClick={() => page.step(-1)} />
        <IconButton
          className="button-play"
          icon={mode === 'playing' ? 'pause' : 'play'}
          label={mode === 'playing' ? 'Pause' : 'Play'}
          shortcut="Space"
          onClick={() => page.togglePlay()}
        />
        <IconButton icon="stepForward" label="One step forward" shortcut="→" onClick={() => page.step(1)} />
        <IconButton
          className="button-follow"
          icon="follow"
          label={live ? 'Follow live' : 'Follow the newest'}
          shortcut="End"
          pressed={mode === 'following'}
          onClick={() => dispatch({ kind: mode === 'following' ? 'pause' : 'follow' })}
        >
          {live ? 'Live' : 'Follow'}
        </IconButton>
      </div>
      <LoopButton />
      <SpeedChooser />
      <TimelineChooser />
      <TimeInput />
      {buffering && (
        <span className="timeline-buffering quiet" role="status">
          Loading…
        </span>
      )}
      <div className="spacer" />
      <Extent />
    </div>
  );
}

const LOOP_NAMES = {
  off: 'Loop: off',
  all: 'Loop: all',
  selection: 'Loop: selection',
} as const satisfies Record<LoopMode, string>;

/** Goes through what is played over and over: nothing, all, the selected range. */
function LoopButton() {
  const page = usePage();
  const loop = useAppState((state) => state.time.loop);
  return (
    <IconButton
      className="button-loop"
      icon={loop === 'selection' ? 'loopRange' : 'loop'}
      label={LOOP_NAMES[loop]}
      shortcut="L"
      pressed={loop !== 'off'}
      onClick={() => nextLoop(page)}
    />
  );
}

function SpeedChooser() {
  const page = usePage();
  const speed = useAppState((state) => state.time.speed);
  const speeds = SPEEDS.includes(speed) ? SPEEDS : [...SPEEDS, speed].sort((a, b) => a - b);
  return (
    <label>
      <span className="visually-hidden">Speed</span>
      <select
        value={speed}
        title="Speed"
        onChange={(event) => page.app.dispatch({ kind: 'set-speed', speed: Number(event.target.value) })}
      >
        {speeds.map((value) => (
          <option key={value} value={value}>
            {value < 0 ? `−${-value}` : value}×
          </option>
        ))}
      </select>
    </label>
  );
}

function TimelineChooser() {
  const page = usePage();
  // One string, so that a timeline that merely grows does not render this again.
  const known = useAppState((state) => state.timelines.map((timeline) => timeline.name).join('\n'));
  const names = known === '' ? [] : known.split('\n');
  const name = useAppState((state) => state.time.timeline);
  return (
    <label>
      <span className="visually-hidden">Timeline</span>
      <select
        value={name ?? ''}
        title="Timeline"
        disabled={names.length === 0}
        onChange={(event) => page.app.dispatch({ kind: 'set-timeline', name: event.target.value })}
      >
        {names.length === 0 && <option value="">no timeline</option>}
        {names.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
    </label>
  );
}

function Extent() {
  const { app } = usePage();
  useDrawnFrames(EXTENT_MILLIS);
  const extent = currentExtent(app.state);
  const { zone } = app.state;
  if (extent === undefined) return null;
  return (
    <span className="timeline-extent quiet" title="First and last time of the recording on this timeline">
      {formatTime(extent.kind, extent.min, zone)} – {formatTime(extent.kind, extent.max, zone)}
    </span>
  );
}
