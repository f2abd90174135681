import { RecordingsMenu } from '../panels/recordings/recordings-menu.tsx';
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
      <RecordingsMenu />
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
