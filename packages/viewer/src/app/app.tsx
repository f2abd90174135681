import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { listenToKeys } from './keyboard.ts';
import { Page } from './page/page.ts';
import { hubUrl, namedFiles, replayBudgetBytes } from './page-address.ts';
import { browserStorage, rememberChanges, rememberedState } from './preferences.ts';
import { Shell } from './shell/shell.tsx';
import { AppStore } from './state/app-store.ts';
import type { RushesControl } from './state/control.ts';
import { PageProvider } from './ui/page-context.tsx';
import { createVideoDisplay } from './video/video-client.ts';
import { VIEW_CLASSES } from './views/registry.ts';
import type { PageWorkers } from './workers.ts';
import './ui/theme.css';
import './shell/shell.css';
import './panels/panels.css';

declare global {
  interface Window {
    rushes: RushesControl;
  }
}

/** Puts the page together around its workers. */
export function startPage(workers: PageWorkers): void {
  const storage = browserStorage();
  const app = new AppStore(rememberedState(storage, window.innerWidth));
  rememberChanges(app, storage);

  const systemDark = window.matchMedia('(prefers-color-scheme: dark)');
  const page = new Page({
    app,
    video: createVideoDisplay(workers.video),
    send: (command) => workers.ingest.postMessage(command),
    viewClasses: VIEW_CLASSES,
    clock: {
      requestAnimationFrame: (callback) => window.requestAnimationFrame(callback),
      cancelAnimationFrame: (id) => window.cancelAnimationFrame(id),
      setTimeout: (callback, millis) => window.setTimeout(callback, millis),
      clearTimeout: (id) => window.clearTimeout(id),
      now: () => performance.now(),
    },
    isSystemDark: () => systemDark.matches,
    hubUrl: hubUrl(window.location),
    fileUrl: (path) => new URL(path, window.location.href).href,
    replayBudgetBytes: replayBudgetBytes(window.location),
  });
  systemDark.addEventListener('change', page.invalidate);

  workers.listen((event) => page.session.handle(event));
  for (const url of namedFiles(window.location)) page.openFile(url);

  listenToKeys(window, {
    togglePlay: () => page.togglePlay(),
    step: (steps) => page.step(steps),
    toStart: () => page.toStart(),
    follow: () => app.dispatch({ kind: 'follow' }),
    clearSelection: () => page.clearSelection(),
    markRange: (end) => page.markRange(end),
  });
  window.rushes = page.control;

  const root = document.getElementById('root');
  if (root === null) throw new Error('index.html needs an element with the id "root".');
  createRoot(root).render(
    <StrictMode>
      <PageProvider page={page}>
        <Shell />
      </PageProvider>
    </StrictMode>,
  );
}
