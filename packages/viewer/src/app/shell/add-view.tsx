import type { EntityPath } from '@rushes/proto';
import type { IDockviewHeaderActionsProps } from 'dockview-react';
import { type RefObject, useId, useMemo, useRef, useState } from 'react';
import type { ViewPlace } from '../state/layout-tree.ts';
import { makeViewId } from '../state/view-id.ts';
import { keepFocus } from '../ui/icon-button.tsx';
import { Icon } from '../ui/icons.tsx';
import { useAppState, usePage } from '../ui/page-context.tsx';
import { VIEW_KIND_LOOKS } from '../ui/view-kinds.ts';
import { ViewKind, type ViewSpec } from '../views/view.ts';
import { originChoices, titleOf, unshownSuggestions } from './add-view-choices.ts';
import './add-view.css';

const MAX_ORIGINS = 60;
const MAX_SUGGESTIONS = 5;

const PLACES: readonly { readonly where: ViewPlace['where']; readonly label: string }[] = [
  { where: 'tab', label: 'Tab' },
  { where: 'right', label: 'Right' },
  { where: 'below', label: 'Below' },
];

/** The button at the end of a group's tabs. */
export function AddViewHere({ activePanel }: IDockviewHeaderActionsProps) {
  return <AddViewButton target={activePanel?.id} />;
}

/** Opens the choice of views to add; `target`: the view that the new one goes to. */
export function AddViewButton({ target }: { readonly target: string | undefined }) {
  const id = useId();
  const popover = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button
        ref={button}
        type="button"
        className="icon-button add-view-button"
        aria-label="Add a view here"
        title="Add a view here"
        aria-haspopup="dialog"
        popoverTarget={id}
        onMouseDown={keepFocus}
      >
        <Icon name="plus" size={14} />
      </button>
      <div
        id={id}
        ref={popover}
        popover="auto"
        className="popover add-view"
        role="dialog"
        aria-label="Add a view"
        onBeforeToggle={(event) => event.newState === 'open' && placeBelow(popover, button)}
        onToggle={(event) => setIsOpen(event.newState === 'open')}
      >
        {isOpen && <AddViewChoice target={target} onDone={() => popover.current?.hidePopover()} />}
      </div>
    </>
  );
}

/** The top layer is placed by the window: below the button, its right edge kept inside. */
function placeBelow(popover: RefObject<HTMLElement | null>, button: RefObject<HTMLElement | null>): void {
  const box = button.current?.getBoundingClientRect();
  if (box === undefined || popover.current === null) return;
  const { style, ownerDocument } = popover.current;
  style.setProperty('--add-top', `${box.bottom + 4}px`);
  style.setProperty('--add-right', `${Math.max(8, ownerDocument.documentElement.clientWidth - box.right)}px`);
}

interface ChoiceProps {
  readonly target: string | undefined;
  readonly onDone: () => void;
}

function AddViewChoice({ target, onDone }: ChoiceProps) {
  const page = usePage();
  const { suggested, views } = useAppState((state) => state.layout);
  const selected = useAppState((state) => state.selected);
  const [kind, setKind] = useState<ViewKind>();
  const [where, setWhere] = useState<ViewPlace['where']>('tab');
  const unshown = unshownSuggestions(suggested, views).slice(0, MAX_SUGGESTIONS);
  const add = (view: ViewSpec): void => {
    page.app.dispatch({ kind: 'add-view', view, ...(target === undefined ? {} : { place: { target, where } }) });
    onDone();
  };
  return (
    <>
      <div className="add-view-head">
        <h2>{kind === undefined ? 'Add a view' : `Add a view: ${VIEW_KIND_LOOKS[kind].name}`}</h2>
        <Places where={where} onChange={setWhere} />
      </div>
      {kind === undefined ? (
        <>
          {unshown.length > 0 && <Suggestions views={unshown} onChoose={add} />}
          <Kinds kinds={page.viewKinds} onChoose={setKind} />
        </>
      ) : (
        <Origins
          kind={kind}
          preset={selected}
          onBack={() => setKind(undefined)}
          onChoose={(origin) =>
            add({ id: makeViewId(), kind, origin, title: titleOf(origin, VIEW_KIND_LOOKS[kind].name) })
          }
        />
      )}
    </>
  );
}

interface PlacesProps {
  readonly where: ViewPlace['where'];
  readonly onChange: (where: ViewPlace['where']) => void;
}

function Places({ where, onChange }: PlacesProps) {
  return (
    <fieldset className="segments" aria-label="Where">
      {PLACES.map((place) => (
        <button
          key={place.where}
          type="button"
          aria-pressed={place.where === where}
          onClick={() => onChange(place.where)}
        >
          {place.label}
        </button>
      ))}
    </fieldset>
  );
}

interface SuggestionsProps {
  readonly views: readonly ViewSpec[];
  readonly onChoose: (view: ViewSpec) => void;
}

function Suggestions({ views, onChoose }: SuggestionsProps) {
  return (
    <>
      <h3>Suggested for this recording</h3>
      <ul className="menu-list add-view-list">
        {views.map((view) => (
          <li key={view.id}>
            <button type="button" onClick={() => onChoose({ ...view, id: makeViewId() })}>
              <Icon name={VIEW_KIND_LOOKS[view.kind].icon} size={14} />
              <span className="ellipsis">{view.title}</span>
              <span className="quiet">{VIEW_KIND_LOOKS[view.kind].name}</span>
            </button>
          </li>
        ))}
      </ul>
      <h3>Any other</h3>
    </>
  );
}

interface KindsProps {
  readonly kinds: readonly ViewKind[];
  readonly onChoose: (kind: ViewKind) => void;
}

function Kinds({ kinds, onChoose }: KindsProps) {
  return (
    <ul className="menu-list add-view-kinds">
      {kinds
        .filter((kind) => kind !== ViewKind.Unknown)
        .map((kind) => (
          <li key={kind}>
            <button type="button" onClick={() => onChoose(kind)}>
              <Icon name={VIEW_KIND_LOOKS[kind].icon} />
              <span>{VIEW_KIND_LOOKS[kind].name}</span>
              <span className="quiet">{VIEW_KIND_LOOKS[kind].purpose}</span>
            </button>
          </li>
        ))}
    </ul>
  );
}

interface OriginsProps {
  readonly kind: ViewKind;
  readonly preset: EntityPath | undefined;
  readonly onBack: () => void;
  readonly onChoose: (origin: EntityPath) => void;
}

function Origins({ kind, preset, onBack, onChoose }: OriginsProps) {
  const page = usePage();
  const suggested = useAppState((state) => state.layout.suggested);
  const [typed, setTyped] = useState(preset ?? '');
  const tree = page.store?.entityTree();
  const choices = useMemo(
    () => (tree === undefined ? [] : originChoices(tree, suggested, kind, typed, MAX_ORIGINS)),
    [tree, suggested, kind, typed],
  );
  return (
    <>
      <div className="add-view-origin">
        <button type="button" className="icon-button" aria-label="Another kind" title="Another kind" onClick={onBack}>
          <Icon name="stepBack" />
        </button>
        <input
          // biome-ignore lint/a11y/noAutofocus: a person who has chosen a kind types its origin next
          autoFocus
          type="search"
          aria-label="Entity that the view begins at"
          placeholder="Show this entity and all below it"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && choices[0] !== undefined) onChoose(choices[0]);
          }}
        />
      </div>
      {choices.length === 0 ? (
        <p className="quiet">No entity has this in its path.</p>
      ) : (
        <ul className="menu-list add-view-list">
          {choices.map((path) => (
            <li key={path}>
              <button type="button" onClick={() => onChoose(path)}>
                <code className="ellipsis">{path === '/' ? '/ (everything)' : path}</code>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
