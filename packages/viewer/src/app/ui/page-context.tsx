import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { Page } from '../page/page.ts';
import type { AppState } from '../state/state.ts';

const PageContext = createContext<Page | undefined>(undefined);

export function PageProvider({ page, children }: { readonly page: Page; readonly children: ReactNode }) {
  return <PageContext value={page}>{children}</PageContext>;
}

export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === undefined) throw new Error('usePage() needs a <PageProvider> above the component.');
  return page;
}

/** A part of the state; the component renders again when it is another value (by `Object.is`). */
export function useAppState<T>(select: (state: AppState) => T): T {
  const { app } = usePage();
  return useSyncExternalStore(app.subscribe, () => select(app.state));
}

/**
 * Renders the component again after frames in which anything was drawn, at most every `intervalMillis`, the last one
 * included: for texts that show recorded data at the cursor.
 */
export function useDrawnFrames(intervalMillis: number): number {
  const page = usePage();
  const [frames, setFrames] = useState(0);
  useEffect(() => {
    let timer: number | undefined;
    let last = Number.NEGATIVE_INFINITY;
    const render = (): void => {
      timer = undefined;
      last = performance.now();
      setFrames((count) => count + 1);
    };
    const stop = page.addPainter(() => {
      timer ??= window.setTimeout(render, Math.max(0, last + intervalMillis - performance.now()));
    });
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }, [page, intervalMillis]);
  return frames;
}
