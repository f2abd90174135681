import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { listenToKeys } from './keyboard.ts';
import { Page } from './page/page.ts';
import { browserStorage, rememberChanges, rememberedState } from './preferences.ts';
import { Shell } from './shell/shell.tsx';
import type { IngestCommand, IngestEvent } from './source/ingest-messages.ts';
import { AppStore } from './state/app-store.ts';
import type { RushesControl } from './state/control.ts';
import { PageProvider } from './ui/page-context.tsx';
import { createVideoDisplay } from './video/video-client.ts';
import type { VideoCommand } from './video/video-messages.ts';
import { VIEW_CLASSES } from './views/registry.ts';
import './ui/theme.css';
import './shell/shell.css';
import './panels/panels.css';

declare global {
  interface Window {
    rushes: RushesControl;
  }
  interface Navigator {
    /** GiB, rounded and at most 8; only in Chromium. */
    readonly deviceMemory?: number;
  }
}

/** The page keeps up to a quarter of the machine's memory in chunks, as far as the browser tells. */
function memoryLimitBytes(): number {
  return (navigator.deviceMemory ?? 4) * 2 ** 28;
}

/** `?url=`: another hub if it is a WebSocket's, else a recording file. */
function namedHub(location: Location): string | undefined {
  const named = new URLSearchParams(location.search).get('url') ?? undefined;
  return named !== undefined && /^wss?:/.test(named) ? named : undefined;
}

/** `?url=ws://…` names another hub; `?token=` goes along to it. Without them: the hub that served this page. */
function hubUrl(location: Location): string {
  const query = new URLSearchParams(location.search);
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const url = new URL(namedHub(location) ?? `${scheme}//${location.host}/`);
  const token = query.get('token');
  if (token !== null && !url.searchParams.has('token')) url.searchParams.set('token', token);
  return url.href;
}

/** Files named as `?url=/files/run.rrd`, any number of them. */
function namedFiles(location: Location): readonly string[] {
  return new URLSearchParams(location.search).getAll('url').filter((url) => !/^wss?:/.test(url));
}

/** `?memory=64` bounds what is kept of a recording in a file, in MiB. */
function replayBudgetBytes(location: Location): number | undefined {
  const mebibytes = Number(new URLSearchParams(location.search).get('memory') ?? Number.NaN);
  return mebibytes > 0 ? mebibytes * 2 ** 20 : undefined;
}

function start(): void {
  const storage = browserStorage();
  const app = new AppStore(rememberedState(storage, window.innerWidth));
  rememberChanges(app, storage);

  const videoWorker = new Worker(new URL('./video/video.worker.ts', import.meta.url), { type: 'module' });
  const ingestWorker = new Worker(new URL('./source/ingest.worker.ts', import.meta.url), { type: 'module' });
  // Samples go from the ingest worker straight to the video worker; the main thread never sees them.
  const samples = new MessageChannel();
  const startVideo: VideoCommand = { kind: 'start', samplePort: samples.port2 };
  videoWorker.postMessage(startVideo, [samples.port2]);

  const systemDark = window.matchMedia('(prefers-color-scheme: dark)');
  const page = new Page({
    app,
    video: createVideoDisplay(videoWorker),
    send: (command) => ingestWorker.postMessage(command),
    viewClasses: VIEW_CLASSES,
    clock: {
      requestAnimationFrame: (callback) => window.requestAnimationFrame(callback),
      cancelAnimationFrame: (id) => window.cancelAnimationFrame(id),
      setTimeout: (callback, millis) => window.setTimeout(callback, millis),
      clearTimeout: (id) => window.clearTimeout(id),
      now: () => performance.now(),
    },
    isSystemDark: () => systemDark.matches,
    fileUrl: (path) => new URL(path, window.location.href).href,
    replayBudgetBytes: replayBudgetBytes(window.location),
  });
  systemDark.addEventListener('change', page.invalidate);

  ingestWorker.addEventListener('message', (event: MessageEvent<IngestEvent>) => page.session.handle(event.data));
  const startIngest: IngestCommand = {
    kind: 'start',
    url: hubUrl(window.location),
    videoPort: samples.port1,
    memoryLimitBytes: memoryLimitBytes(),
  };
  ingestWorker.postMessage(startIngest, [samples.port1]);
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

start();
