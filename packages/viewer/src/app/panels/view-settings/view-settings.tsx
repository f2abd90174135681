import { DEFAULT_CONTENTS, type EntityPath, ProtoError, parseEntityPath, parseEntityQuery } from '@rushes/proto';
import { useId, useMemo, useState } from 'react';
import { matchEntities } from '../../data/entity-query.ts';
import type { ViewChange } from '../../state/layout-commands.ts';
import { makeViewId } from '../../state/view-id.ts';
import { Icon } from '../../ui/icons.tsx';
import { usePage } from '../../ui/page-context.tsx';
import { VIEW_KIND_LOOKS } from '../../ui/view-kinds.ts';
import type { ViewSpec } from '../../views/view.ts';
import { EntityList } from './entity-list.tsx';
import { TimeRangeEditor } from './time-range-editor.tsx';
import './view-settings.css';

/** Everything that can be set of one view. */
export function ViewSettings({ view }: { readonly view: ViewSpec }) {
  const { app, store } = usePage();
  const change = (patch: ViewChange, gesture?: string): void =>
    app.dispatch({ kind: 'change-view', id: view.id, change: patch, ...(gesture === undefined ? {} : { gesture }) });
  const tree = store?.entityTree();
  const query = useMemo(
    () => parseEntityQuery(view.contents ?? DEFAULT_CONTENTS, view.origin),
    [view.contents, view.origin],
  );
  const entities = useMemo(() => (tree === undefined ? [] : matchEntities(tree, query)), [tree, query]);
  const look = VIEW_KIND_LOOKS[view.kind];
  return (
    <div className="view-settings">
      <p className="view-settings-kind">
        <Icon name={look.icon} size={14} />
        {view.className ?? look.name}
        <span className="quiet">{look.purpose}</span>
      </p>
      <TextField label="Name" value={view.title} onChange={(title) => change({ title })} check={checkTitle} />
      <TextField
        label="Origin"
        value={view.origin}
        isCode
        onChange={(text) => change({ origin: parseEntityPath(text) })}
        check={checkPath}
      />
      <Query view={view} problems={query.problems} count={entities.length} change={change} />
      <TimeRangeEditor view={view} change={change} />
      <EntityList view={view} entities={entities} change={change} />
      <div className="button-row view-settings-foot">
        <button
          type="button"
          className="button"
          onClick={() =>
            app.dispatch({
              kind: 'add-view',
              view: { ...view, id: makeViewId() },
              place: { target: view.id, where: 'right' },
            })
          }
        >
          Duplicate
        </button>
        <button type="button" className="button" onClick={() => app.dispatch({ kind: 'close-view', id: view.id })}>
          Remove
        </button>
      </div>
    </div>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly isCode?: boolean;
  /** What is wrong with a text; undefined if it can be used. */
  readonly check: (text: string) => string | undefined;
  readonly onChange: (text: string) => void;
}

/** Applied with Enter, or when it is left; Escape brings the former text back. */
function TextField({ label, value, isCode = false, check, onChange }: TextFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState<string>();
  const problem = draft === undefined ? undefined : check(draft);
  const apply = (): void => {
    if (draft !== undefined && problem === undefined && draft !== value) onChange(draft.trim());
    setDraft(undefined);
  };
  return (
    <div className="setting">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        className={isCode ? 'setting-code' : undefined}
        value={draft ?? value}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={apply}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && problem === undefined) apply();
          else if (event.key === 'Escape' && draft !== undefined) {
            event.stopPropagation();
            setDraft(undefined);
          }
        }}
      />
      {problem !== undefined && (
        <p id={`${id}-problem`} className="setting-problem">
          {problem}
        </p>
      )}
    </div>
  );
}

interface QueryProps {
  readonly view: ViewSpec;
  readonly problems: readonly string[];
  readonly count: number;
  readonly change: (patch: ViewChange, gesture?: string) => void;
}

/** The rules that say which entities the view shows. */
function Query({ view, problems, count, change }: QueryProps) {
  const id = useId();
  const rules = (view.contents ?? DEFAULT_CONTENTS).flatMap((rule) => rule.split('\n'));
  return (
    <div className="setting">
      <label htmlFor={id}>
        Entities <span className="quiet">· {count === 1 ? '1 matches' : `${count} match`}</span>
      </label>
      <textarea
        id={id}
        className="setting-code"
        rows={Math.min(8, Math.max(2, rules.length + 1))}
        value={rules.join('\n')}
        spellCheck={false}
        aria-invalid={problems.length > 0}
        aria-describedby={`${id}-help`}
        onChange={(event) => {
          const lines = event.target.value.split('\n');
          const isDefault = lines.join('\n').trim() === DEFAULT_CONTENTS.join('\n');
          change({ contents: isDefault ? undefined : lines }, 'contents');
        }}
      />
      {problems.map((problem) => (
        <p key={problem} className="setting-problem">
          {problem}
        </p>
      ))}
      <p id={`${id}-help`} className="setting-help">
        One rule a line: <code>+ $origin/**</code> takes in the origin and all below it, <code>- /path</code> leaves one
        out. The longest path decides.
      </p>
    </div>
  );
}

function checkTitle(text: string): string | undefined {
  return text.trim() === '' ? 'A view needs a name.' : undefined;
}

function checkPath(text: string): string | undefined {
  try {
    const path: EntityPath = parseEntityPath(text.trim());
    return path === '' ? 'A view needs an origin.' : undefined;
  } catch (error) {
    if (error instanceof ProtoError) return error.message;
    throw error;
  }
}
