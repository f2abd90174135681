import type { ViewerSettings } from './viewer-settings.ts';

// What the address of the page asks for.

/** The viewer's own page: all of it is one viewer, of the hub that served it. */
export function pageSettings(location: Location, storage: Storage | undefined): ViewerSettings {
  return {
    hubUrl: hubUrl(location),
    baseUrl: location.href,
    files: namedFiles(location).map((url) => ({ kind: 'url', url })),
    start: {},
    look: {},
    area: 'page',
    storage,
    linkTo: (hash) => `${location.href.replace(/#.*$/, '')}#${hash}`,
    refusesForeignFiles: true,
    replayBudgetBytes: replayBudgetBytes(location),
  };
}

/** `?url=`: another hub if it is a WebSocket's, else a recording file. */
function namedHub(location: Location): string | undefined {
  const named = new URLSearchParams(location.search).get('url') ?? undefined;
  return named !== undefined && /^wss?:/.test(named) ? named : undefined;
}

/** `?url=ws://…` names another hub; `?token=` goes along to it. Without them: the hub that served this page. */
export function hubUrl(location: Location): string {
  const query = new URLSearchParams(location.search);
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const url = new URL(namedHub(location) ?? `${scheme}//${location.host}/`);
  const token = query.get('token');
  if (token !== null && !url.searchParams.has('token')) url.searchParams.set('token', token);
  return url.href;
}

/** Files named as `?url=/files/run.rrd`, any number of them. */
export function namedFiles(location: Location): readonly string[] {
  return new URLSearchParams(location.search).getAll('url').filter((url) => !/^wss?:/.test(url));
}

/** `?memory=64` bounds what is kept of a recording in a file, in MiB. */
export function replayBudgetBytes(location: Location): number | undefined {
  const mebibytes = Number(new URLSearchParams(location.search).get('memory') ?? Number.NaN);
  return mebibytes > 0 ? mebibytes * 2 ** 20 : undefined;
}
