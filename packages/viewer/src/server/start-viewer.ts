import { readFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isLoopbackHost, parseOrigin } from './access.ts';
import { Hub } from './hub.ts';
import { defaultMemoryLimitBytes } from './memory.ts';
import { systemClock } from './peer-socket.ts';
import { openRecordingFiles } from './recording-files.ts';
import { prepareSaveFolder, RecordingSaver } from './recording-saver.ts';
import { HubServer } from './server.ts';
import { servePage } from './static-files.ts';
import { ViewerError } from './viewer-error.ts';

/** What `npx viewer` takes. */
export interface ViewerOptions {
  /** TCP port; 0 takes a free one. Default 9880. */
  readonly port?: number;
  /** Address to bind. Default 127.0.0.1; any that others can reach needs `token`. */
  readonly host?: string;
  /** What every request must carry: as `?token=`, as `Authorization: Bearer`, or as the cookie set by the first. */
  readonly token?: string;
  /**
   * Origins of other people's pages that may show what is logged, such as `http://localhost:5173` of a development server. Whoever
   * controls such a page can read everything. Default none: only the viewer's own page reads.
   */
  readonly allowOrigins?: readonly string[];
  /** Bytes of chunks kept over all recordings. Default 25 % of the memory that this process may use. */
  readonly memoryLimitBytes?: number;
  /** Paths of `.rrd` files to show beside what is logged. Default none. */
  readonly files?: readonly string[];
  /** Folder to write every recording that is logged to, one file each; made if it is not there. Default: nothing is written. */
  readonly save?: string | undefined;
  /** Told in sentences what a person who runs the viewer should know. Default: nobody is told. */
  readonly onNote?: (text: string) => void;
}

/** A running viewer. */
export interface Viewer {
  /** Where a browser finds it, with the token if there is one: `http://127.0.0.1:9880/`. */
  readonly url: string;
  /** Says goodbye to all that are connected, completes the files of `save`, and stops; done within a second but for slow disks. */
  close(): Promise<void>;
}

const DEFAULT_PORT = 9880;
const DEFAULT_HOST = '127.0.0.1';

/**
 * Starts the hub and serves the page, all on one port.
 *
 * @throws ViewerError with code `port-in-use`, `port-forbidden`, `host-unavailable` or `token-required`; `save-folder`; for a file
 * `file-not-found`, `file-unreadable` or `not-a-recording`.
 * @throws RangeError for a port or a memory limit out of range, and for an origin that is none.
 */
export async function startViewer(options: ViewerOptions = {}): Promise<Viewer> {
  const { port = DEFAULT_PORT, host = DEFAULT_HOST, token, memoryLimitBytes = defaultMemoryLimitBytes() } = options;
  checkRange('port', port, 0, 65535);
  checkRange('memoryLimitBytes', memoryLimitBytes, 1, Number.MAX_SAFE_INTEGER);
  if (!isLoopbackHost(host) && (token ?? '') === '') {
    throw new ViewerError(
      'token-required',
      `Others can reach "${host}", so options.token must be set: whoever has it can see and log everything.`,
    );
  }
  const allowedOrigins = (options.allowOrigins ?? []).map(checkOrigin);
  const note = options.onNote ?? (() => undefined);
  const files = await openRecordingFiles(options.files ?? [], note);
  const serverName = `rushes-viewer/${viewerVersion()}`;
  const saver =
    options.save === undefined
      ? undefined
      : new RecordingSaver({
          folder: await prepareSaveFolder(options.save),
          serverName,
          clock: systemClock,
          onTrouble: note,
        });
  const hub = new Hub({
    saver,
    memoryLimitBytes,
    fileRecordings: files.flatMap((file) => file.recordings),
    serverName,
    clock: systemClock,
    onDefect: (error) => note(`A connection was ended by a defect of the viewer: ${describe(error)}`),
  });
  const page = servePage(pageFolder());
  if (page === undefined) note('The page has not been built, only the hub runs: run "npm run build".');
  const server = new HubServer({
    host,
    port,
    hub,
    page,
    files,
    access: {
      host,
      machineNames: [hostname(), `${hostname()}.local`],
      token: token === '' ? undefined : token,
      allowedOrigins,
    },
  });
  const boundPort = await server.listen().catch((error: unknown) => explainTakenPort(error, host, port));
  const query = token === undefined || token === '' ? '' : `?token=${encodeURIComponent(token)}`;
  return {
    url: `http://${reachableHost(host)}:${boundPort}/${query}`,
    close: async () => {
      await server.close();
      await saver?.close();
    },
  };
}

/** A port that is taken by a viewer is another matter than one that is taken by anything: it may do what is wanted. */
async function explainTakenPort(error: unknown, host: string, port: number): Promise<never> {
  if (!(error instanceof ViewerError) || error.code !== 'port-in-use') throw error;
  const url = `http://${reachableHost(host)}:${port}/`;
  if (!(await isViewer(url))) throw error;
  throw new ViewerError(
    'port-in-use',
    `A Rushes viewer already runs at ${url}: drop the files onto its page, stop it, or start another one with --port 0.`,
    { cause: error },
  );
}

const ASK_MILLIS = 1000;

async function isViewer(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}healthz`, { signal: AbortSignal.timeout(ASK_MILLIS) });
    return (await response.text()).includes('"rushes-viewer/');
  } catch {
    return false; // Whatever it is, it does not speak HTTP.
  }
}

/** The version of this package. */
export function viewerVersion(): string {
  // Two levels up from both src/server and dist/server.
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : undefined;
  return typeof version === 'string' ? version : 'unknown';
}

function pageFolder(): string {
  return fileURLToPath(new URL('../../dist/page', import.meta.url));
}

/** An address to open in a browser: "all addresses" is none, so the first that others can reach stands for them. */
function reachableHost(host: string): string {
  if (host === '::1' || (host.includes(':') && host !== '::')) return `[${host}]`;
  if (host !== '0.0.0.0' && host !== '::') return host;
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find((address) => address.family === 'IPv4' && !address.internal)?.address ?? DEFAULT_HOST;
}

function checkRange(name: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new RangeError(`options.${name}, when provided, must be an integer in ${min} to ${max}, found ${value}.`);
}

function checkOrigin(text: string): string {
  const origin = parseOrigin(text);
  if (origin !== undefined) return origin;
  throw new RangeError(`options.allowOrigins must hold origins like "http://localhost:5173", found "${text}".`);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
