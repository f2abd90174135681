import { useId, useRef } from 'react';
import type { Page } from '../page/page.ts';
import { keepFocus } from '../ui/icon-button.tsx';
import { Icon, type IconName } from '../ui/icons.tsx';
import { useAppState, usePage } from '../ui/page-context.tsx';
import { saveBlob } from '../util/save-blob.ts';
import './add-view.css';

/** What is done with the layout as a whole. */
export function LayoutMenu() {
  const id = useId();
  const popover = useRef<HTMLDivElement>(null);
  const hasRecording = useAppState((state) => state.active !== undefined);
  return (
    <>
      <button
        type="button"
        className="icon-button on-wide"
        aria-label="Layout"
        title="Layout: take back, reset, save, open"
        aria-haspopup="menu"
        disabled={!hasRecording}
        popoverTarget={id}
        onMouseDown={keepFocus}
      >
        <Icon name="layout" />
      </button>
      <div id={id} ref={popover} popover="auto" className="popover layout-menu" role="menu" aria-label="Layout">
        <Lines onDone={() => popover.current?.hidePopover()} />
      </div>
    </>
  );
}

function Lines({ onDone }: { readonly onDone: () => void }) {
  const page = usePage();
  const { dispatch } = page.app;
  const input = useRef<HTMLInputElement>(null);
  const { history, given } = useAppState((state) => state.layout);
  const hasGiven = given !== undefined;
  return (
    <div className="menu-list">
      <Line
        icon="undo"
        label="Undo"
        shortcut="Ctrl+Z"
        disabled={history.past.length === 0}
        onClick={() => dispatch({ kind: 'undo-layout' })}
      />
      <Line
        icon="redo"
        label="Redo"
        shortcut="Ctrl+Shift+Z"
        disabled={history.future.length === 0}
        onClick={() => dispatch({ kind: 'redo-layout' })}
      />
      <hr />
      <Line
        icon="document"
        label="Reset to the recording’s layout"
        disabled={!hasGiven}
        onClick={() => {
          dispatch({ kind: 'reset-views', to: 'given' });
          onDone();
        }}
      />
      <Line
        icon="layout"
        label="Lay the views out afresh"
        onClick={() => {
          dispatch({ kind: 'reset-views', to: 'heuristics' });
          onDone();
        }}
      />
      <hr />
      <Line
        icon="download"
        label="Save the layout (.rbl)"
        onClick={() => {
          void save(page).catch(reportError);
          onDone();
        }}
      />
      <Line icon="folder" label="Open a layout…" onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        accept=".rbl,.rrd"
        hidden
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file !== undefined) void open(page, file).catch(reportError);
          // The same file can be chosen once more.
          event.target.value = '';
          onDone();
        }}
      />
    </div>
  );
}

interface LineProps {
  readonly icon: IconName;
  readonly label: string;
  readonly shortcut?: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

function Line({ icon, label, shortcut, disabled = false, onClick }: LineProps) {
  return (
    <button type="button" role="menuitem" disabled={disabled} onMouseDown={keepFocus} onClick={onClick}>
      <Icon name={icon} size={14} />
      <span>{label}</span>
      {shortcut !== undefined && <kbd>{shortcut}</kbd>}
    </button>
  );
}

async function save(page: Page): Promise<void> {
  const { saveLayout } = await import('../page/layout-file.ts');
  const { name, file } = saveLayout(page);
  saveBlob(file, name);
}

async function open(page: Page, file: File): Promise<void> {
  const { openLayout } = await import('../page/layout-file.ts');
  await openLayout(page, file, file.name);
}
