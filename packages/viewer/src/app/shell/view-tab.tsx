import type { IDockviewPanelHeaderProps } from 'dockview-react';
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { Icon, type IconName } from '../ui/icons.tsx';
import { useAppState, usePage } from '../ui/page-context.tsx';
import { VIEW_KIND_LOOKS } from '../ui/view-kinds.ts';
import { saveBlob } from '../util/save-blob.ts';
import { ViewKind, type ViewSpec } from '../views/view.ts';

export interface ViewParams {
  /** As it was when the panel was made; the state has it as it is. */
  readonly spec: ViewSpec;
}

/** The view of a panel as it is now. */
export function useViewSpec({ spec }: ViewParams): ViewSpec {
  return useAppState((state) => state.layout.views.find(({ id }) => id === spec.id)) ?? spec;
}

/** Selects its view; a double click renames it. */
export function ViewTab({ params }: IDockviewPanelHeaderProps<ViewParams>) {
  const page = usePage();
  const spec = useViewSpec(params);
  const selected = useAppState(
    ({ layout, selected }) => layout.selectedView === spec.id || (selected !== undefined && selected === spec.origin),
  );
  const [isRenaming, setIsRenaming] = useState(false);
  return (
    <div className="view-tab" data-selected={selected || undefined} data-view-id={spec.id}>
      <Icon name={VIEW_KIND_LOOKS[spec.kind].icon} size={14} />
      {isRenaming ? (
        <TitleInput spec={spec} onDone={() => setIsRenaming(false)} />
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: the tab around it takes the keys, the selection panel renames as well.
        // biome-ignore lint/a11y/useKeyWithClickEvents: as above.
        <span
          className="view-tab-title"
          title={`Select the view of ${spec.origin}; a double click renames it`}
          onClick={() => page.app.dispatch({ kind: 'select-view', id: spec.id })}
          onDoubleClick={() => setIsRenaming(true)}
        >
          {spec.title}
        </span>
      )}
      {spec.kind === ViewKind.Spatial2D && (
        <TabButton
          icon="camera"
          title="Save what this view shows as a PNG"
          onClick={() => {
            const name = page.snapshotName(spec);
            void page.snapshot(({ id }) => id === spec.id)?.then((png) => saveBlob(png, name), reportError);
          }}
        />
      )}
      <TabButton
        icon="close"
        title="Close this view"
        onClick={() => page.app.dispatch({ kind: 'close-view', id: spec.id })}
      />
    </div>
  );
}

interface TabButtonProps {
  readonly icon: IconName;
  readonly title: string;
  readonly onClick: () => void;
}

/** For the pointer alone: a tab may hold nothing that has the focus. By key the menu of the view has the same. */
function TabButton({ icon, title, onClick }: TabButtonProps) {
  return (
    <span
      className="view-tab-close"
      aria-hidden="true"
      title={title}
      onPointerDown={stopPropagation}
      onClick={(event) => {
        event.stopPropagation();
        onClick();
      }}
    >
      <Icon name={icon} size={12} />
    </span>
  );
}

function TitleInput({ spec, onDone }: { readonly spec: ViewSpec; readonly onDone: () => void }) {
  const { app } = usePage();
  const finish = (title: string): void => {
    if (title.trim() !== '') app.dispatch({ kind: 'change-view', id: spec.id, change: { title: title.trim() } });
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    event.stopPropagation();
    if (event.key === 'Enter') finish(event.currentTarget.value);
    else if (event.key === 'Escape') onDone();
  };
  return (
    <input
      className="view-tab-input"
      aria-label="Name of the view"
      defaultValue={spec.title}
      size={Math.max(6, spec.title.length)}
      ref={focusAll}
      // The tab around it would be dragged.
      draggable={false}
      onPointerDown={stopPropagation}
      onKeyDown={onKeyDown}
      onBlur={(event) => finish(event.currentTarget.value)}
    />
  );
}

function focusAll(input: HTMLInputElement | null): void {
  input?.select();
}

/** Dockview would take it for the beginning of a drag. */
function stopPropagation(event: PointerEvent): void {
  event.stopPropagation();
}
