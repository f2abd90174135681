import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { CHROMIUM_FLAGS, findChromium } from '../test/support/chromium.ts';

/** A page in a browser that nothing but the page uses. */
export interface PlainPage {
  /** Runs an expression in the page and waits for it; the answer as JSON can hold it. */
  evaluate<T>(expression: string): Promise<T>;
  /** Resident memory of the page's process, in bytes, and the most it ever was. */
  memory(): Promise<{ readonly bytes: number; readonly peakBytes: number }>;
  close(): Promise<void>;
}

/**
 * Opens a page in a Chromium of its own without a test driver: those let the page's process keep every answer from the network,
 * up to 200 MB, which would be taken for memory of the page.
 */
export async function openPlainPage(url: string): Promise<PlainPage> {
  const executable = findChromium();
  if (executable === undefined) throw new Error('No Chrome or Chromium found.');
  const profile = await mkdtemp(join(tmpdir(), 'rushes-bench-'));
  const child = spawn(
    executable,
    [
      '--headless',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      '--window-size=1280,800',
      ...CHROMIUM_FLAGS,
      'about:blank',
    ],
    { stdio: 'ignore' },
  );
  const browser = await connect(await debuggerUrl(profile));
  const { targetId } = await browser.send<{ targetId: string }>('Target.createTarget', { url });
  const { sessionId } = await browser.send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
  const page: PlainPage = {
    evaluate: async <T>(expression: string) => {
      const params = { expression, awaitPromise: true, returnByValue: true };
      const answer = await browser.send<Evaluated<T>>('Runtime.evaluate', params, sessionId);
      if (answer.exceptionDetails !== undefined) {
        throw new Error(`${answer.exceptionDetails.text} ${answer.exceptionDetails.exception?.description ?? ''}`);
      }
      return answer.result.value;
    },
    memory: async () => {
      const { processInfo } = await browser.send<{ processInfo: ProcessInfo[] }>('SystemInfo.getProcessInfo');
      const renderers = processInfo.filter(({ type }) => type === 'renderer');
      const sizes = await Promise.all(renderers.map(({ id }) => readMemory(id)));
      // The browser keeps an empty one in hand; the page's is the large one.
      return sizes.reduce((a, b) => (b.bytes > a.bytes ? b : a), { bytes: 0, peakBytes: 0 });
    },
    close: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      await browser.send('Browser.close');
      await ended;
      browser.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  // Until the page is there, expressions run in the empty one before it, or nowhere.
  const isThere = () => page.evaluate<boolean>(`location.href !== 'about:blank'`).catch(() => false);
  while (!(await isThere())) await new Promise((resolve) => setTimeout(resolve, 5));
  return page;
}

interface Evaluated<T> {
  readonly result: { readonly value: T };
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
}

interface ProcessInfo {
  readonly type: string;
  readonly id: number;
}

/** Linux only: elsewhere there is no such file, and the answer is not a number. */
async function readMemory(pid: number): Promise<{ readonly bytes: number; readonly peakBytes: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kibibytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? Number.NaN);
  return { bytes: kibibytes('VmRSS') * 1024, peakBytes: kibibytes('VmHWM') * 1024 };
}

const STARTED_WITHIN_MILLIS = 30_000;

async function debuggerUrl(profile: string): Promise<string> {
  const deadline = Date.now() + STARTED_WITHIN_MILLIS;
  for (;;) {
    const [port, path] = (await readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '')).split('\n');
    if (port !== undefined && path !== undefined) return `ws://127.0.0.1:${port}${path}`;
    if (Date.now() > deadline) throw new Error('The browser was expected to start within 30 s.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

interface Connection {
  send<T>(method: string, params?: object, sessionId?: string): Promise<T>;
  close(): void;
}

async function connect(url: string): Promise<Connection> {
  const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 2 ** 28 });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let calls = 0;
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as { id?: number; result?: never; error?: { message: string } };
    const call = message.id === undefined ? undefined : waiting.get(message.id);
    if (call === undefined || message.id === undefined) return;
    waiting.delete(message.id);
    if (message.error !== undefined) call.reject(new Error(message.error.message));
    else call.resolve(message.result as never);
  });
  return {
    send: <T>(method: string, params: object = {}, sessionId?: string) =>
      new Promise<T>((resolve, reject) => {
        const id = ++calls;
        waiting.set(id, { resolve, reject });
        socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
      }),
    close: () => socket.close(),
  };
}
