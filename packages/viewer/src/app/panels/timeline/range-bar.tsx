import { assertNever } from '@rushes/proto';
import type { TimelineExtent } from '../../data/recording-store.ts';
import { currentExtent } from '../../state/selectors.ts';
import type { TimeRange } from '../../state/time-range.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { useAppState, usePage } from '../../ui/page-context.tsx';
import { formatTime, type TimeZone } from '../../util/time-format.ts';
import { ExportButtons } from '../export/export-buttons.tsx';

/** What of the timeline is selected, and what can be done with it; not there while nothing is. */
export function RangeBar() {
  const page = usePage();
  const range = useAppState((state) => state.range);
  const kind = useAppState((state) => currentExtent(state)?.kind);
  const timeline = useAppState((state) => state.time.timeline);
  const zone = useAppState((state) => state.zone);
  if (range === undefined || kind === undefined || range.timeline !== timeline) return null;
  return (
    <section className="range-bar" aria-label="Selected range">
      <span className="range-times" title="The selected range; Shift and drag on the timeline changes it">
        <span className="quiet">Selected </span>
        {formatTime(kind, range.from, zone)}
        <span className="quiet"> – </span>
        {formatTime(kind, range.to, zone)}
        <span className="quiet"> {lengthText(kind, range)}</span>
      </span>
      <ExportButtons range={range} />
      <div className="spacer" />
      <IconButton
        icon="close"
        label="Clear the selected range"
        shortcut="Esc"
        onClick={() => page.app.dispatch({ kind: 'set-range', range: undefined })}
      />
    </section>
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
