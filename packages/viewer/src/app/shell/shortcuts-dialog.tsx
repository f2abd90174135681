import { ActionGroup } from '../keys/action.ts';
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
  const withKeys = ACTIONS.filter((action) => action.chords.length > 0);
  return (
    <Modal label="Keys and gestures" className="shortcuts" onClose={close}>
      <div className="panel-head">
        <h2>Keys and gestures</h2>
        <IconButton icon="close" label="Close" shortcut="Esc" onClick={close} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard. */}
      <section className="shortcuts-groups" tabIndex={0} aria-label="All of them">
        {Object.values(ActionGroup).map((group) => (
          <Group
            key={group}
            name={group}
            rows={withKeys
              .filter((action) => action.group === group)
              .map((action) => [shortcutsOf(action), action.title])}
          />
        ))}
        <Group name="Pointer and touch" rows={POINTER.map(([gesture, effect]) => [[gesture], effect])} />
      </section>
    </Modal>
  );
}

interface GroupProps {
  readonly name: string;
  readonly rows: readonly (readonly [keys: readonly string[], effect: string])[];
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
