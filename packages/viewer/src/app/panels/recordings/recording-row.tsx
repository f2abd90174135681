import { assertNever, type TimelineKind } from '@rushes/proto';
import type { FileProblem } from '../../source/file-messages.ts';
import { currentExtent } from '../../state/selectors.ts';
import { Icon } from '../../ui/icons.tsx';
import { useDrawnFrames, usePage } from '../../ui/page-context.tsx';
import { formatTime } from '../../util/time-format.ts';
import type { RecordingLine } from './recording-lines.ts';

/** The extent of a live recording is written anew this often. */
const REFRESH_MILLIS = 500;

interface RowProps {
  readonly line: RecordingLine;
  readonly onChosen: () => void;
}

export function RecordingRow({ line, onChosen }: RowProps) {
  const page = usePage();
  const { recording, file } = line;
  return (
    <li className="recording" data-active={line.isActive || undefined} data-failed={line.isFailed || undefined}>
      <div className="recording-head">
        <button
          type="button"
          className="recording-choose"
          aria-current={line.isActive}
          disabled={recording === undefined}
          onClick={() => {
            if (recording === undefined) return;
            page.app.dispatch({ kind: 'open-recording', recording });
            onChosen();
          }}
        >
          {line.isLive ? (
            <span className="dot recordings-live" aria-hidden="true" />
          ) : (
            <Icon name={line.isFailed ? 'warning' : 'document'} size={14} />
          )}
          <span className="recording-texts">
            <span className="recording-title ellipsis">{line.title}</span>
            <span className="recording-details quiet">
              {line.details.join(' · ')}
              {line.isActive && <ActiveFacts />}
            </span>
          </span>
        </button>
        {file !== undefined && (
          <button
            type="button"
            className="icon-button"
            aria-label={`Close ${line.title}`}
            title="Close this file"
            onClick={() => page.files.close(file)}
          >
            <Icon name="close" size={14} />
          </button>
        )}
      </div>
      {line.scanned !== undefined && <Scanning title={line.title} share={line.scanned} />}
      {line.problems.length > 0 && <Problems problems={line.problems} isOpen={line.isFailed} />}
    </li>
  );
}

function Scanning({ title, share }: { readonly title: string; readonly share: number }) {
  return (
    <div className="recording-scan">
      <progress aria-label={`Scanning ${title}`} max={1} value={share} />
      <span className="quiet">{Math.floor(share * 100)} %</span>
    </div>
  );
}

function Problems({ problems, isOpen }: { readonly problems: readonly FileProblem[]; readonly isOpen: boolean }) {
  return (
    <details className="recording-problems" open={isOpen}>
      <summary>
        {problems.length} {problems.length === 1 ? 'problem' : 'problems'} in the file
      </summary>
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.code} ${problem.offset} ${problem.message}`}>
            {problem.message} <span className="quiet">({problem.code})</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What only the open recording can tell, for its data is here: how long it is, and how much happened. */
function ActiveFacts() {
  const { app, store } = usePage();
  useDrawnFrames(REFRESH_MILLIS);
  const extent = currentExtent(app.state);
  if (extent === undefined || store === undefined) return null;
  const { counts } = store.density(store.entityTree().path, extent.name, extent.min, extent.max, 1);
  return <>{` · ${spanText(extent.kind, extent.min, extent.max)} · ${(counts[0] ?? 0).toLocaleString('en')} rows`}</>;
}

function spanText(kind: TimelineKind, min: bigint, max: bigint): string {
  switch (kind) {
    case 'sequence':
      return `${min} to ${max}`;
    case 'duration':
    case 'timestamp':
      return `${formatTime('duration', roundToMillis(max - min), 'utc')} long`;
    default:
      return assertNever(kind);
  }
}

/** Nobody reads nanoseconds in a list. */
function roundToMillis(nanos: bigint): bigint {
  return ((nanos + 500_000n) / 1_000_000n) * 1_000_000n;
}
