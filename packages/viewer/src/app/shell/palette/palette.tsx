import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { Icon } from '../../ui/icons.tsx';
import { Modal } from '../../ui/modal.tsx';
import { usePage } from '../../ui/page-context.tsx';
import { findItems, type PaletteHit, paletteItems } from './palette-items.ts';
import './palette.css';

const PAGE_OF_HITS = 8;

/** Finds commands, entities, views, timelines and recordings by a few letters. */
export function Palette() {
  const page = usePage();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  // What there was when it was opened: a list that moves under the hand is no help.
  const items = useMemo(() => paletteItems(page), [page]);
  const hits = useMemo(() => findItems(items, query), [items, query]);
  const current = hits[at];

  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
    page.app.dispatch({ kind: 'hover', entity: current?.item.entity });
  }, [page, at, current]);
  useEffect(() => () => page.app.dispatch({ kind: 'hover', entity: undefined }), [page]);

  const close = (): void => page.app.dispatch({ kind: 'show-overlay', overlay: undefined });
  const run = (hit: PaletteHit | undefined): void => {
    if (hit === undefined) return;
    // First closed: what it does may open something else.
    close();
    hit.item.run(page);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const next = nextIndex(event.key, at, hits.length);
    if (next !== undefined) setAt(next);
    else if (event.key === 'Enter') run(current);
    else return;
    event.preventDefault();
  };

  return (
    <Modal label="Find and run" className="palette" onClose={close}>
      <label className="palette-query">
        <Icon name="search" />
        <input
          // biome-ignore lint/a11y/noAutofocus: it was opened to type into it.
          autoFocus
          type="text"
          role="combobox"
          value={query}
          placeholder="Command, entity, view, timeline, recording"
          aria-label="Find a command, an entity, a view, a timeline or a recording"
          aria-expanded={hits.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={current === undefined ? undefined : `${id}-${at}`}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </label>
      {hits.length === 0 && <p className="palette-none quiet">Nothing here is called that.</p>}
      <div ref={list} id={`${id}-list`} className="palette-list" role="listbox" aria-label="Found">
        {hits.map((hit, index) => (
          <Hit
            key={hit.item.id}
            id={`${id}-${index}`}
            hit={hit}
            isCurrent={index === at}
            onHover={() => setAt(index)}
            onChoose={() => run(hit)}
          />
        ))}
      </div>
    </Modal>
  );
}

function nextIndex(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowUp':
      return (at - 1 + count) % count;
    case 'PageDown':
      return Math.min(count - 1, at + PAGE_OF_HITS);
    case 'PageUp':
      return Math.max(0, at - PAGE_OF_HITS);
    default:
      return undefined;
  }
}

interface HitProps {
  readonly id: string;
  readonly hit: PaletteHit;
  readonly isCurrent: boolean;
  readonly onHover: () => void;
  readonly onChoose: () => void;
}

function Hit({ id, hit: { item, match }, isCurrent, onHover, onChoose }: HitProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and handles the keys.
    <div
      id={id}
      role="option"
      className="palette-hit"
      aria-selected={isCurrent}
      tabIndex={-1}
      onPointerMove={isCurrent ? undefined : onHover}
      onClick={onChoose}
    >
      {item.icon === undefined ? <span className="palette-no-icon" /> : <Icon name={item.icon} size={14} />}
      <span className="palette-text">
        <Marked text={item.text} at={match.at} />
      </span>
      <span className="palette-note">{item.note}</span>
      {item.shortcut !== undefined && <kbd>{item.shortcut}</kbd>}
    </div>
  );
}

/** The text, with what answers the query marked; neighbours are one mark. */
function Marked({ text, at }: { readonly text: string; readonly at: readonly number[] }) {
  if (at.length === 0) return text;
  const marked = new Set(at);
  const pieces: { text: string; isMarked: boolean; from: number }[] = [];
  for (let i = 0; i < text.length; i++) {
    const last = pieces.at(-1);
    if (last !== undefined && last.isMarked === marked.has(i)) last.text += text.charAt(i);
    else pieces.push({ text: text.charAt(i), isMarked: marked.has(i), from: i });
  }
  return pieces.map((piece) =>
    piece.isMarked ? <mark key={piece.from}>{piece.text}</mark> : <span key={piece.from}>{piece.text}</span>,
  );
}
