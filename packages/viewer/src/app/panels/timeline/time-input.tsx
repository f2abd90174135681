import { type KeyboardEvent, useState } from 'react';
import { currentExtent, currentTime } from '../../state/selectors.ts';
import { useAppState, usePage } from '../../ui/page-context.tsx';
import { formatTime, parseTime } from '../../util/time-format.ts';

/** The exact time, and the place to type another one. */
export function TimeInput() {
  const page = usePage();
  const time = useAppState(currentTime);
  const kind = useAppState((state) => currentExtent(state)?.kind);
  const zone = useAppState((state) => state.zone);
  /** Undefined while nobody types. */
  const [draft, setDraft] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const shown = time === undefined || kind === undefined ? '' : formatTime(kind, time, zone);

  const leave = (): void => {
    setDraft(undefined);
    setProblem(undefined);
  };
  const apply = (): void => {
    if (draft === undefined || kind === undefined) return;
    const parsed = parseTime(kind, draft, zone, time);
    if (!parsed.ok) {
      setProblem(parsed.problem);
      return;
    }
    page.app.dispatch({ kind: 'set-time', time: parsed.time });
    leave();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Enter') apply();
    else if (event.key === 'Escape') {
      leave();
      event.currentTarget.blur();
    } else return;
    event.preventDefault();
  };

  return (
    <span className="time-input">
      <input
        type="text"
        value={draft ?? shown}
        size={kind === 'timestamp' ? 34 : 16}
        disabled={kind === undefined}
        aria-label="Time at the cursor"
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : 'time-problem'}
        title="Type a time and press Enter"
        spellCheck={false}
        autoComplete="off"
        onFocus={(event) => {
          setDraft(shown);
          event.currentTarget.select();
        }}
        onBlur={leave}
        onChange={(event) => {
          setDraft(event.target.value);
          setProblem(undefined);
        }}
        onKeyDown={onKeyDown}
      />
      {problem !== undefined && (
        <span id="time-problem" className="time-problem" role="alert">
          {problem}
        </span>
      )}
    </span>
  );
}
