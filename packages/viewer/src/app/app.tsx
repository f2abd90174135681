import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { listenToKeys } from './keys/keyboard.ts';
import { Page } from './page/page.ts';
import { rememberChanges, rememberedState } from './preferences.ts';
import { Shell } from './shell/shell.tsx';
import { AppStore } from './state/app-store.ts';
import type { PanelName } from './state/state.ts';
import { PageProvider } from './ui/page-context.tsx';
import { createViewerRoot } from './ui/viewer-root.ts';
import { createVideoDisplay } from './video/video-client.ts';
import type { RunningViewer } from './viewer.ts';
import type { FileToOpen, ViewerLook, ViewerSettings } from './viewer-settings.ts';
import { applyStart } from './viewer-start.ts';
import { VIEW_CLASSES } from './views/registry.ts';
import type { ViewerWorkers } from './workers.ts';
import './ui/theme.css';
import './shell/shell.css';
import './panels/panels.css';

/** Puts a viewer together around its workers; it owns them from then on. */
export function showViewer(container: HTMLElement, workers: ViewerWorkers, settings: ViewerSettings): RunningViewer {
  const { storage } = settings;
  const app = new AppStore(rememberedState(storage, container.clientWidth));
  look(app, settings.look);
  rememberChanges(app, storage);
  const root = createViewerRoot(container, settings.area === 'element');
  const systemDark = window.matchMedia('(prefers-color-scheme: dark)');
  const page = makePage(app, root.element, workers, settings, systemDark);
  root.element.dataset.theme = page.theme;
  systemDark.addEventListener('change', page.invalidate);

  settings.onControl?.(page.control);
  workers.listen((event) => page.session.handle(event));
  applyStart(app, settings);
  for (const file of settings.files) openFile(page, file);

  const stopKeys = listenToKeys(settings.area === 'page' ? window : root.element, page);
  const panels = createRoot(root.element);
  panels.render(
    <StrictMode>
      <PageProvider page={page}>
        <Shell />
      </PageProvider>
    </StrictMode>,
  );

  let isDisposed = false;
  return {
    control: page.control,
    look: (change) => look(app, change),
    openLink: (hash) => page.links.open(hash),
    dispose: () => {
      if (isDisposed) return;
      isDisposed = true;
      stopKeys();
      systemDark.removeEventListener('change', page.invalidate);
      panels.unmount();
      page.dispose();
      workers.terminate();
      root.dispose();
    },
  };
}

function makePage(
  app: AppStore,
  root: HTMLElement,
  workers: ViewerWorkers,
  settings: ViewerSettings,
  systemDark: MediaQueryList,
): Page {
  return new Page({
    app,
    root,
    dropArea: settings.area === 'page' ? window : root,
    storage: settings.storage,
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
    hubUrl: settings.hubUrl,
    fileUrl: (path) => fileUrl(path, settings),
    linkTo: settings.linkTo,
    refusesForeignFiles: settings.refusesForeignFiles,
    replayBudgetBytes: settings.replayBudgetBytes,
  });
}

/** The token goes to the hub only. */
function fileUrl(path: string, { baseUrl, fileToken }: ViewerSettings): string {
  const url = new URL(path, baseUrl);
  if (fileToken !== undefined && url.origin === new URL(baseUrl).origin) url.searchParams.set('token', fileToken);
  return url.href;
}

function openFile(page: Page, file: FileToOpen): void {
  if (file.kind === 'url') page.openFile(file.url);
  else page.files.open({ kind: 'blob', blob: file.blob }, file.name);
}

function look(app: AppStore, { theme, panels = {} }: ViewerLook): void {
  if (theme !== undefined) app.dispatch({ kind: 'set-theme', theme });
  for (const [panel, shown] of Object.entries(panels) as [PanelName, boolean | undefined][]) {
    if (shown !== undefined) app.dispatch({ kind: 'show-panel', panel, shown });
  }
}
