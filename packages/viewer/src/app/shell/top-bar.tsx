import type { RecordingId } from '@rushes/proto';
import type { PanelName, ThemeChoice } from '../state/state.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { type IconName, Logo } from '../ui/icons.tsx';
import { useAppState, usePage } from '../ui/page-context.tsx';
import { ConnectionStatus } from './connection-status.tsx';
import { Notices } from './notices.tsx';

const PANELS: readonly { readonly panel: PanelName; readonly icon: IconName; readonly label: string }[] = [
  { panel: 'tree', icon: 'panelLeft', label: 'Entities' },
  { panel: 'timeline', icon: 'panelBottom', label: 'Timeline' },
  { panel: 'selection', icon: 'panelRight', label: 'Selection' },
];

const NEXT_THEME = { dark: 'light', light: 'system', system: 'dark' } as const satisfies Record<
  ThemeChoice,
  ThemeChoice
>;
const THEME_ICONS = { dark: 'moon', light: 'sun', system: 'system' } as const satisfies Record<ThemeChoice, IconName>;

export function TopBar() {
  return (
    <header className="top-bar">
      <h1 className="brand">
        <Logo />
        Rushes
      </h1>
      <RecordingChooser />
      <div className="spacer" />
      <Notices />
      <ConnectionStatus />
      <div className="button-row">
        <ResetViews />
        <PanelToggles />
        <ThemeToggle />
      </div>
    </header>
  );
}

function RecordingChooser() {
  const page = usePage();
  const recordings = useAppState((state) => state.recordings);
  const active = useAppState((state) => state.active);
  if (recordings === undefined || (recordings.length === 0 && active === undefined)) return null;
  const gone = active !== undefined && !recordings.some((recording) => recording.id === active);
  return (
    <label className="recording-chooser">
      <span className="visually-hidden">Recording</span>
      <select
        value={active ?? ''}
        onChange={(event) =>
          page.app.dispatch({ kind: 'open-recording', recording: event.target.value as RecordingId })
        }
      >
        {gone && <option value={active}>{active} (no longer in the viewer)</option>}
        {recordings.map((recording) => (
          <option key={recording.id} value={recording.id}>
            {recording.applicationId} · {startText(recording.startedAtNanos)}
            {recording.live ? ' · live' : ''}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The time of day for today's recordings, with the day for others. */
function startText(startedAtNanos: bigint): string {
  const date = new Date(Number(startedAtNanos / 1_000_000n));
  const time = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return date.toDateString() === new Date().toDateString() ? time : `${date.toLocaleDateString()} ${time}`;
}

function ResetViews() {
  const page = usePage();
  const hasRecording = useAppState((state) => state.active !== undefined);
  return (
    <IconButton
      icon="layout"
      label="Lay the views out afresh"
      disabled={!hasRecording}
      onClick={() => page.resetViews()}
    />
  );
}

function PanelToggles() {
  const page = usePage();
  const panels = useAppState((state) => state.panels);
  return PANELS.map(({ panel, icon, label }) => (
    <IconButton
      key={panel}
      icon={icon}
      label={`${label} panel`}
      pressed={panels[panel]}
      onClick={() => page.app.dispatch({ kind: 'show-panel', panel, shown: !panels[panel] })}
    />
  ));
}

function ThemeToggle() {
  const page = usePage();
  const theme = useAppState((state) => state.theme);
  const next = NEXT_THEME[theme];
  return (
    <IconButton
      icon={THEME_ICONS[theme]}
      label={`Theme: ${theme}; change to ${next}`}
      onClick={() => page.app.dispatch({ kind: 'set-theme', theme: next })}
    />
  );
}
