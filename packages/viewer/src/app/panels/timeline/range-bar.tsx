import { assertNever } from '@rushes/proto';
import type { TimelineExtent } from '../../data/recording-store.ts';
import { currentExtent } from '../../state/selectors.ts';
import type { TimeRange } from '../../state/time-range.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { useAppState, usePage } from '../../ui/page-context.tsx';
import { formatTime, type TimeZone } from '../../util/time-format.ts';
import { ExportButtons, ExportOutcome } from '../export/export-buttons.tsx';
import { useExport } from '../export/use-export.ts';

/** What of the timeline is selected, and what can be done with it; not there while nothing is, and nothing is being saved. */
export function RangeBar() {
  const page = usePage();
  const exported = useExport();
  const range = useShownRange();
  const { status } = exported;
  if (range === undefined && status.kind === 'idle') return null;
  return (
    <section className="range-bar" aria-label="Selected range">
      {range !== undefined && (
        <>
          <RangeTimes range={range} />
          <IconButton
            icon="close"
            label="Clear the selected range"
            shortcut="Esc"
            onClick={() => page.app.dispatch({ kind: 'set-range', range: undefined })}
          />
        </>
      )}
      {range !== undefined && status.kind !== 'running' && (
        <ExportButtons onExport={(format) => exported.start(range, format)} />
      )}
      <ExportOutcome status={status} onClear={exported.clear} />
    </section>
  );
}

/** The selected range if it is on the timeline that is shown. */
function useShownRange(): TimeRange | undefined {
  const range = useAppState((state) => state.range);
  const timeline = useAppState((state) => state.time.timeline);
  return range?.timeline === timeline ? range : undefined;
}

function RangeTimes({ range }: { readonly range: TimeRange }) {
  const kind = useAppState((state) => currentExtent(state)?.kind);
  const zone = useAppState((state) => state.zone);
  if (kind === undefined) return null;
  return (
    <span className="range-times" title="The selected range; Shift and drag on the timeline changes it">
      <span className="quiet">Selected </span>
      {formatTime(kind, range.from, zone)}
      <span className="quiet"> – </span>
      {formatTime(kind, range.to, zone)}
      <span className="quiet"> {lengthText(kind, range)}</span>
    </span>
  );
}

function lengthText(kind: TimelineExtent['kind'], { from, to }: TimeRange): string {
  switch (kind) {
    case 'sequence':
      return `(${to - from + 1n})`;
    case 'duration':
    case 'timestamp':
      return `(${formatTime('duration', to - from, UTC)})`;
    default:
      return assertNever(kind);
  }
}

const UTC: TimeZone = 'utc';
