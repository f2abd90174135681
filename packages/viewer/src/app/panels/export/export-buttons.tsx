import type { EntityPath } from '@rushes/proto';
import { useState } from 'react';
import type { ExportFormat } from '../../export/export-messages.ts';
import { Icon } from '../../ui/icons.tsx';
import { useDrawnFrames, usePage } from '../../ui/page-context.tsx';
import { bytesCountText } from '../../views/shared-value-text.ts';
import type { ExportStatus } from './export-job.ts';

/** Videos that come later get their place in the list this often. */
const REFRESH_MILLIS = 1000;

/** Saves the selected range: of all entities as a recording, or of one video as an MP4. */
export function ExportButtons({ onExport }: { readonly onExport: (format: ExportFormat) => void }) {
  return (
    <>
      <button
        type="button"
        className="button"
        title="All entities of the range as a recording; video from the keyframe before it on"
        onClick={() => onExport({ kind: 'rrd' })}
      >
        <Icon name="download" size={14} />
        Download .rrd
      </button>
      <Mp4Button onExport={onExport} />
    </>
  );
}

/** How the export stands: how far it is, what was saved, or why not. */
export function ExportOutcome({ status, onClear }: { readonly status: ExportStatus; readonly onClear: () => void }) {
  if (status.kind === 'running') return <Running status={status} onCancel={onClear} />;
  return <Outcome status={status} onDismiss={onClear} />;
}

function Mp4Button({ onExport }: { readonly onExport: (format: ExportFormat) => void }) {
  const { store } = usePage();
  useDrawnFrames(REFRESH_MILLIS);
  const [chosen, setChosen] = useState<EntityPath>();
  const entities = store?.videoTracks().map((track) => track.entity) ?? [];
  const [first] = entities;
  if (first === undefined) return null;
  const entity = chosen !== undefined && entities.includes(chosen) ? chosen : first;
  return (
    <>
      <button
        type="button"
        className="button"
        title={`The video of ${entity} as it was encoded, in an MP4`}
        onClick={() => onExport({ kind: 'mp4', entity })}
      >
        <Icon name="video" size={14} />
        Download MP4
      </button>
      {entities.length > 1 && (
        <select
          aria-label="Video to download as MP4"
          value={entity}
          onChange={(event) => setChosen(entities.find((each) => each === event.target.value))}
        >
          {entities.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      )}
    </>
  );
}

interface RunningProps {
  readonly status: Extract<ExportStatus, { kind: 'running' }>;
  readonly onCancel: () => void;
}

function Running({ status, onCancel }: RunningProps) {
  const { step, share } = status.progress;
  const text = step === 'reading' ? 'Looking for the range' : 'Writing';
  return (
    <span className="export-progress">
      <span className="quiet">{text}</span>
      <progress aria-label={text} max={1} value={share} />
      <button type="button" className="button" onClick={onCancel}>
        Cancel
      </button>
    </span>
  );
}

function Outcome({ status, onDismiss }: { readonly status: ExportStatus; readonly onDismiss: () => void }) {
  // The region is there before it has anything to say, or screen readers would not announce it.
  return (
    <span className="export-outcome" data-kind={status.kind} role="status">
      <OutcomeText status={status} />
      {(status.kind === 'done' || status.kind === 'failed') && (
        <button type="button" className="icon-button" aria-label="Dismiss" onClick={onDismiss}>
          <Icon name="close" size={12} />
        </button>
      )}
    </span>
  );
}

function OutcomeText({ status }: { readonly status: ExportStatus }) {
  switch (status.kind) {
    case 'idle':
    case 'running':
      return null;
    case 'done': {
      const notes = status.notes.join(' ');
      return (
        <span className="export-text" title={notes}>
          Saved {status.name} ({bytesCountText(status.byteLength)}). <span className="quiet">{notes}</span>
        </span>
      );
    }
    case 'failed':
      return (
        <span className="export-text" title={status.message}>
          {status.message} <span className="quiet">({status.code})</span>
        </span>
      );
  }
}
