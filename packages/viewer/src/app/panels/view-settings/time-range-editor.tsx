import type { TimelineKind } from '@rushes/proto';
import { useId, useState } from 'react';
import type { ViewChange } from '../../state/layout-commands.ts';
import { currentExtent } from '../../state/selectors.ts';
import { useAppState, usePage } from '../../ui/page-context.tsx';
import type { RangeEdge, ViewSpec, VisibleRange } from '../../views/view.ts';
import { choiceOf, edgeText, parseEdge, presetRange, type RangeChoice } from './time-range.ts';

const CHOICES: readonly { readonly choice: RangeChoice; readonly label: string }[] = [
  { choice: 'default', label: 'Default' },
  { choice: 'cursor', label: 'Cursor' },
  { choice: 'absolute', label: 'Fixed' },
  { choice: 'whole', label: 'Whole' },
];

interface TimeRangeEditorProps {
  readonly view: ViewSpec;
  readonly change: (patch: ViewChange, gesture?: string) => void;
}

/** The stretch of the timeline in use that the view shows. */
export function TimeRangeEditor({ view, change }: TimeRangeEditorProps) {
  const timeline = useAppState((state) => currentExtent(state)?.name);
  const kind = useAppState((state) => currentExtent(state)?.kind);
  const { app } = usePage();
  if (timeline === undefined || kind === undefined) return null;
  const range = view.visibleRange?.[timeline];
  const choice = choiceOf(range);
  const set = (next: VisibleRange | undefined): void => change({ visibleRange: { [timeline]: next } });
  const choose = (next: RangeChoice): void => {
    // Read now: the ends move with live data, and are only where a choice begins.
    const { min, max } = currentExtent(app.state) ?? { min: 0n, max: 0n };
    set(presetRange(next, kind, { min, max }));
  };
  return (
    <fieldset className="setting setting-range">
      <legend>
        Time range <span className="quiet">· on {timeline}</span>
      </legend>
      <div className="segments">
        {CHOICES.map((each) => (
          <button
            key={each.choice}
            type="button"
            aria-pressed={each.choice === choice}
            onClick={() => choose(each.choice)}
          >
            {each.label}
          </button>
        ))}
      </div>
      {range !== undefined && (choice === 'cursor' || choice === 'absolute') && (
        <div className="setting-ends">
          <Edge
            label="From"
            edge={range.from}
            choice={choice}
            kind={kind}
            onChange={(from) => set({ ...range, from })}
          />
          <Edge label="To" edge={range.to} choice={choice} kind={kind} onChange={(to) => set({ ...range, to })} />
        </div>
      )}
    </fieldset>
  );
}

interface EdgeProps {
  readonly label: string;
  readonly edge: RangeEdge;
  readonly choice: 'cursor' | 'absolute';
  readonly kind: TimelineKind;
  readonly onChange: (edge: RangeEdge) => void;
}

function Edge({ label, edge, choice, kind, onChange }: EdgeProps) {
  const id = useId();
  const zone = useAppState((state) => state.zone);
  const [draft, setDraft] = useState<string>();
  const parsed = draft === undefined ? undefined : parseEdge(draft, choice, kind, zone);
  const problem = parsed !== undefined && 'problem' in parsed ? parsed.problem : undefined;
  const apply = (): void => {
    if (parsed !== undefined && !('problem' in parsed)) onChange(parsed);
    setDraft(undefined);
  };
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        className="setting-code"
        value={draft ?? edgeText(edge, kind, zone)}
        placeholder={label === 'From' ? 'the beginning' : 'the end'}
        aria-invalid={problem !== undefined}
        title={problem ?? (choice === 'cursor' ? 'Before the cursor with a minus' : undefined)}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={apply}
        onKeyDown={(event) => {
          if (event.key === 'Enter') apply();
        }}
      />
    </>
  );
}
