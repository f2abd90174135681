import { type Action, ActionGroup } from '../keys/action.ts';
import { ACTIONS, shortcutsOf } from '../keys/actions.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Modal } from '../ui/modal.tsx';
import { usePage } from '../ui/page-context.tsx';
import './shortcuts.css';

/** What is done with the pointer; it has no table that it could be read from. */
const POINTER: readonly (readonly [gesture: string, effect: string])[] = [
  ['Click', 'Select the entity; once more: the instance'],
  ['Right click, long press', 'Menu'],
  ['Drag on the lanes', 'Move the cursor'],
  ['Drag on the ruler', 'Select a range and loop it'],
  ['Shift+drag', 'Select a range'],
  ['Ctrl+wheel, pinch', 'Zoom the timeline'],
  ['Middle drag, Shift+wheel', 'Pan the timeline'],
  ['Double click', 'Show all of the timeline'],
];

/** All keys and gestures. */
export function ShortcutsDialog() {
  const { app } = usePage();
  const close = (): void => app.dispatch({ kind: 'show-overlay', overlay: undefined });
  return (
    <Modal label="Keys and gestures" className="shortcuts" onClose={close}>
      <div className="panel-head">
        <h2>Keys and gestures</h2>
        <IconButton icon="close" label="Close" shortcut="Esc" onClick={close} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard. */}
      <section className="shortcuts-scroll" tabIndex={0} aria-label="All of them">
        <div className="shortcuts-groups">
          {Object.values(ActionGroup).map((group) => (
            <Group key={group} name={group} rows={rowsOf(group)} />
          ))}
          <Group name="Pointer and touch" rows={POINTER.map(([gesture, effect]) => [[gesture], effect])} />
        </div>
      </section>
    </Modal>
  );
}

type Row = readonly [keys: readonly string[], effect: string];

/** Ten lines that say the same of ten digits are one. */
const DIGITS: Row = [['1 … 9', '0'], 'That many times real time; 0: a tenth'];

function rowsOf(group: ActionGroup): readonly Row[] {
  const actions = ACTIONS.filter((action) => action.group === group && action.chords.length > 0);
  const isDigit = ({ chords }: Action): boolean => /^\d$/.test(chords[0]?.key ?? '');
  const rows = actions.filter((action) => !isDigit(action)).map((action): Row => [shortcutsOf(action), action.title]);
  return actions.some(isDigit) ? [DIGITS, ...rows] : rows;
}

interface GroupProps {
  readonly name: string;
  readonly rows: readonly Row[];
}

function Group({ name, rows }: GroupProps) {
  if (rows.length === 0) return null;
  return (
    <section>
      <h3>{name}</h3>
      <dl>
        {rows.map(([keys, effect]) => (
          <div key={effect}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{effect}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
