import { useEffect, useState } from 'react';
import type { Page } from '../page/page.ts';
import { Icon } from '../ui/icons.tsx';
import { usePage } from '../ui/page-context.tsx';

/** Takes recording files that are dropped anywhere on the viewer, and says so while they are dragged over it. */
export function DropZone() {
  const page = usePage();
  const isDragging = useFileDrop(page);
  if (!isDragging) return null;
  return (
    <div className="drop-zone" role="status">
      <div className="drop-zone-text">
        <Icon name="folder" size={28} />
        Drop .rrd files to open them
      </div>
    </div>
  );
}

/** A layout is shown, everything else is opened as a recording. */
function openDropped(page: Page, file: File): void {
  if (!file.name.endsWith('.rbl')) page.files.open({ kind: 'blob', blob: file }, file.name);
  else
    void import('../page/layout-file.ts')
      .then(({ openLayout }) => openLayout(page, file, file.name))
      .catch(reportError);
}

function useFileDrop(page: Page): boolean {
  const [isDragging, setDragging] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    // Tabs of views are dragged, too: those are the layout's.
    const hasFiles = (event: Event): event is DragEvent =>
      event instanceof DragEvent && event.dataTransfer?.types.includes('Files') === true;
    const over = (event: Event): void => {
      if (!hasFiles(event)) return;
      // Without this the browser would leave the page and show the file.
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
      setDragging(true);
    };
    const leave = (event: Event): void => {
      if (!(event instanceof DragEvent)) return;
      // From one element of the viewer to another it is still over the viewer.
      const entered = event.relatedTarget;
      if (!(entered instanceof Node && page.root.contains(entered))) setDragging(false);
    };
    const drop = (event: Event): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDragging(false);
      for (const blob of event.dataTransfer?.files ?? []) openDropped(page, blob);
    };
    const { dropArea } = page;
    dropArea.addEventListener('dragenter', over, { signal });
    dropArea.addEventListener('dragover', over, { signal });
    dropArea.addEventListener('dragleave', leave, { signal });
    dropArea.addEventListener('drop', drop, { signal });
    return () => abort.abort();
  }, [page]);
  return isDragging;
}
