import { copyLink } from '../keys/copy-actions.ts';
import type { Page } from '../page/page.ts';
import { RecordingsMenu } from '../panels/recordings/recordings-menu.tsx';
import { isPanelShown } from '../state/selectors.ts';
import type { PanelName, ThemeChoice } from '../state/state.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { type IconName, Logo } from '../ui/icons.tsx';
import { useAppState, usePage } from '../ui/page-context.tsx';
import { ConnectionStatus } from './connection-status.tsx';
import { LayoutMenu } from './layout-menu.tsx';
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
  const page = usePage();
  return (
    <header className="top-bar">
      <h1 className="brand">
        <Logo />
        <span>Rushes</span>
      </h1>
      <RecordingsMenu />
      <div className="spacer" />
      <Notices />
      <ConnectionStatus />
      <div className="button-row">
        <IconButton
          icon="search"
          label="Find and run"
          shortcut="Ctrl+K"
          onClick={() => page.app.dispatch({ kind: 'show-overlay', overlay: { kind: 'palette' } })}
        />
        <ShareLink />
        <LayoutMenu />
        <PanelToggles />
        <ThemeToggle />
      </div>
    </header>
  );
}

function ShareLink() {
  const page = usePage();
  const isPossible = useAppState(() => page.links.isPossible);
  return (
    <IconButton
      className="on-wide"
      icon="link"
      label="Copy a link to what is shown"
      disabled={!isPossible}
      onClick={() => void copyLink(page)}
    />
  );
}

/** As in the style sheet: below this width the panels at the sides lie over the views. */
const NARROW_PX = 720;

/** On a phone two panels would lie over each other: opening one closes the other. */
function togglePanel({ app, root }: Page, panel: PanelName): void {
  const shown = !isPanelShown(app.state, panel);
  app.dispatch({ kind: 'show-panel', panel, shown });
  if (!shown || root.clientWidth >= NARROW_PX) return;
  if (panel === 'tree') app.dispatch({ kind: 'show-panel', panel: 'selection', shown: false });
  else if (panel === 'selection') app.dispatch({ kind: 'show-panel', panel: 'tree', shown: false });
}

function PanelToggles() {
  const page = usePage();
  const own = useAppState((state) => state.panels);
  const given = useAppState((state) => state.layout.givenPanels);
  const panels = { ...own, ...given };
  return PANELS.map(({ panel, icon, label }) => (
    <IconButton
      key={panel}
      icon={icon}
      label={`${label} panel`}
      pressed={panels[panel]}
      onClick={() => togglePanel(page, panel)}
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
