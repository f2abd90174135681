import { useId } from 'react';
import { dropNotices, totalDropped } from '../state/selectors.ts';
import { Icon } from '../ui/icons.tsx';
import { useAppState, usePage } from '../ui/page-context.tsx';

/** What was dropped on the way and what could not be used: one quiet chip, the whole list one click away. */
export function Notices() {
  const page = usePage();
  const id = useId();
  const drops = useAppState((state) => state.drops);
  const troubles = useAppState((state) => state.troubles);
  const dropped = Object.values(drops).reduce((sum, drop) => sum + totalDropped(drop), 0);
  if (dropped === 0 && troubles.length === 0) return null;
  const parts = [
    dropped > 0 ? `${dropped.toLocaleString('en')} dropped` : undefined,
    troubles.length > 0 ? `${troubles.length} ${troubles.length === 1 ? 'problem' : 'problems'}` : undefined,
  ].filter((part) => part !== undefined);
  return (
    <>
      <button type="button" className="chip chip-warn" popoverTarget={id}>
        <Icon name="warning" size={14} />
        {parts.join(' · ')}
      </button>
      <div id={id} popover="auto" className="popover notices">
        <h2>Not everything arrived</h2>
        <ul>
          {dropNotices(drops).map((text) => (
            <li key={text}>{text}</li>
          ))}
          {troubles.map((trouble) => (
            <li key={`${trouble.code} ${trouble.entity} ${trouble.message}`}>
              {trouble.entity !== undefined && <code>{trouble.entity}</code>} {trouble.message}
              <span className="quiet">
                {' '}
                ({trouble.code}
                {trouble.count > 1 ? `, ${trouble.count} times` : ''})
              </span>
            </li>
          ))}
        </ul>
        <button type="button" className="button" onClick={() => page.app.dispatch({ kind: 'forget-troubles' })}>
          Clear the list
        </button>
      </div>
    </>
  );
}
