import type { RushesControl } from './state/control.ts';
import type { ViewerLook, ViewerSettings } from './viewer-settings.ts';
import { startWorkers } from './workers.ts';

/** A viewer in an element. */
export interface RunningViewer {
  readonly control: RushesControl;
  look(change: ViewerLook): void;
  /** Goes where the hash of an address leads, if that is a link of a viewer. */
  openLink(hash: string): void;
  /** Removes it, ends its workers and frees all that it held. */
  dispose(): void;
}

/**
 * Starts a viewer in an element: the only way there is, for the viewer's own page and for those of others. No more than it needs is
 * done at once: while the browser reads the rest of the code, the workers connect and take in what the first picture is made of.
 *
 * @param signal Ends it, whether it has come to be or not.
 */
export async function startViewer(
  container: HTMLElement,
  settings: ViewerSettings,
  signal?: AbortSignal,
): Promise<RunningViewer> {
  signal?.throwIfAborted();
  const workers = startWorkers(settings);
  const onAbort = (): void => workers.terminate();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const { showViewer } = await import('./app.tsx');
    signal?.throwIfAborted();
    const viewer = showViewer(container, workers, settings);
    const dispose = (): void => {
      signal?.removeEventListener('abort', dispose);
      viewer.dispose();
    };
    signal?.addEventListener('abort', dispose, { once: true });
    return { ...viewer, dispose };
  } catch (error) {
    workers.terminate();
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
