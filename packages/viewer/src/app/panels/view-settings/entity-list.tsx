import type { EntityPath } from '@rushes/proto';
import { useState } from 'react';
import type { ViewChange } from '../../state/layout-commands.ts';
import { Icon } from '../../ui/icons.tsx';
import { usePage } from '../../ui/page-context.tsx';
import type { EntityOverride, PlainValue, ViewSpec } from '../../views/view.ts';
import { StyleEditors } from './style-editors.tsx';

/** So many lines are shown; a query that names the rest shows those. */
const MAX_LINES = 100;

interface EntityListProps {
  readonly view: ViewSpec;
  readonly entities: readonly EntityPath[];
  readonly change: (patch: ViewChange, gesture?: string) => void;
}

/** What the view shows, each with its eye and, unfolded, its looks in this view alone. */
export function EntityList({ view, entities, change }: EntityListProps) {
  const [unfolded, setUnfolded] = useState<EntityPath>();
  if (entities.length === 0) return null;
  const base = view.origin === '/' ? '/' : `${view.origin}/`;
  return (
    <div className="setting">
      <h3>In this view only</h3>
      <ul className="view-entities">
        {entities.slice(0, MAX_LINES).map((entity) => (
          <EntityLine
            key={entity}
            entity={entity}
            name={entity === view.origin ? '(origin)' : entity.startsWith(base) ? entity.slice(base.length) : entity}
            override={view.overrides?.[entity]}
            isUnfolded={unfolded === entity}
            onFold={() => setUnfolded(unfolded === entity ? undefined : entity)}
            onChange={(override, gesture) => change({ overrides: { [entity]: override } }, gesture)}
          />
        ))}
      </ul>
      {entities.length > MAX_LINES && (
        <p className="quiet">{entities.length - MAX_LINES} more: a rule for some of them brings them to the top.</p>
      )}
    </div>
  );
}

interface EntityLineProps {
  readonly entity: EntityPath;
  readonly name: string;
  readonly override: EntityOverride | undefined;
  readonly isUnfolded: boolean;
  readonly onFold: () => void;
  readonly onChange: (override: EntityOverride | undefined, gesture?: string) => void;
}

function EntityLine({ entity, name, override, isUnfolded, onFold, onChange }: EntityLineProps) {
  const { store } = usePage();
  const isVisible = override?.visible !== false;
  const { visible: _, ...looks } = override ?? {};
  const changed = Object.keys(override?.components ?? {}).length;
  const setLook = (component: string, value: PlainValue | undefined): void => {
    const { [component]: __, ...others } = override?.components ?? {};
    const components = value === undefined ? others : { ...others, [component]: [value] };
    const hasAny = Object.keys(components).length > 0;
    const next = { ...(isVisible ? {} : { visible: false }), ...(hasAny ? { components } : {}) };
    onChange(Object.keys(next).length === 0 ? undefined : next, `look ${entity} ${component}`);
  };
  return (
    <li>
      <div className="view-entity" data-hidden={!isVisible || undefined}>
        <button
          type="button"
          className="icon-button"
          aria-label={isVisible ? `Hide ${entity} in this view` : `Show ${entity} in this view`}
          aria-pressed={isVisible}
          onClick={() => onChange(isVisible ? { ...looks, visible: false } : emptyAsNone(looks))}
        >
          <Icon name={isVisible ? 'eye' : 'eyeOff'} size={14} />
        </button>
        <button type="button" className="view-entity-name" aria-expanded={isUnfolded} title={entity} onClick={onFold}>
          <code className="ellipsis">{name}</code>
          {changed > 0 && <span className="view-entity-changed">{changed} set</span>}
          <Icon name={isUnfolded ? 'chevronDown' : 'chevron'} size={12} />
        </button>
      </div>
      {isUnfolded && store !== undefined && (
        <StyleEditors entity={entity} store={store} components={override?.components ?? {}} onChange={setLook} />
      )}
    </li>
  );
}

function emptyAsNone(override: EntityOverride): EntityOverride | undefined {
  return Object.keys(override).length === 0 ? undefined : override;
}
