import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { activeRecording, fileOf } from '../../state/selectors.ts';
import { Icon } from '../../ui/icons.tsx';
import { useAppState } from '../../ui/page-context.tsx';
import { OpenFileButton } from './open-file-button.tsx';
import { recordingLines, recordingTitle, startText } from './recording-lines.ts';
import { RecordingRow } from './recording-row.tsx';
import './recordings.css';

/** The name of the open recording; behind it the list of all, live and in files. */
export function RecordingsMenu() {
  const id = useId();
  const popover = useRef<HTMLDivElement>(null);
  // What is not seen is not rendered: the list changes four times a second while a program logs.
  const [isOpen, setIsOpen] = useState(false);
  const hide = (): void => popover.current?.hidePopover();
  return (
    <>
      <button type="button" className="button recordings-button" popoverTarget={id} aria-haspopup="dialog">
        <OpenRecordingName />
        <Icon name="chevronDown" size={14} />
      </button>
      <div
        id={id}
        ref={popover}
        popover="auto"
        className="popover recordings-popover"
        role="dialog"
        aria-label="Recordings"
        onToggle={(event) => setIsOpen(event.newState === 'open')}
      >
        {isOpen && <RecordingList onChosen={hide} />}
        <div className="recordings-foot">
          <OpenFileButton onOpened={hide} />
          <span className="quiet">or drop .rrd files anywhere on this page</span>
        </div>
      </div>
    </>
  );
}

function OpenRecordingName() {
  const recording = useAppState(activeRecording);
  const file = useAppState((state) => {
    const active = activeRecording(state);
    return active === undefined ? undefined : fileOf(state, active);
  });
  const gone = useAppState((state) => (activeRecording(state) === undefined ? state.active : undefined));
  if (recording === undefined) {
    return <span className="ellipsis">{gone === undefined ? 'Recordings' : `${gone} (no longer in the viewer)`}</span>;
  }
  const started = recording.startedAtNanos === 0n ? '' : ` · ${startText(recording.startedAtNanos)}`;
  return (
    <>
      {recording.live && <span className="dot recordings-live" aria-hidden="true" />}
      <span className="visually-hidden">Recording: </span>
      <span className="ellipsis">
        {recordingTitle(recording, file)}
        <span className="quiet">
          {started}
          {recording.live ? ' · live' : ''}
        </span>
      </span>
    </>
  );
}

function RecordingList({ onChosen }: { readonly onChosen: () => void }) {
  const recordings = useAppState((state) => state.recordings);
  const files = useAppState((state) => state.files);
  const active = useAppState((state) => state.active);
  const lines = recordingLines({ recordings, files, active });
  const list = useRef<HTMLUListElement>(null);
  // Opened by a key, the list is where one goes on.
  useEffect(() => {
    const buttons = list.current?.querySelectorAll<HTMLElement>('.recording-choose:enabled') ?? [];
    const current = [...buttons].find((button) => button.ariaCurrent === 'true');
    (current ?? buttons[0])?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      <h2>Recordings</h2>
      {lines.length === 0 ? (
        <p className="quiet">None yet: log from a program, or open a file.</p>
      ) : (
        <ul ref={list} className="recordings" onKeyDown={moveFocus}>
          {lines.map((line) => (
            <RecordingRow key={line.key} line={line} onChosen={onChosen} />
          ))}
        </ul>
      )}
    </>
  );
}

/** The arrow keys go from recording to recording, as in a list of the system; Tab also reaches what else a line has. */
function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  event.stopPropagation();
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('.recording-choose')];
  const line = event.target instanceof Element ? event.target.closest('li') : null;
  const at = buttons.findIndex((button) => button.closest('li') === line);
  buttons[Math.min(Math.max(at + step, 0), buttons.length - 1)]?.focus();
}
