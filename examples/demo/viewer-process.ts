import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const VIEWER_BIN = fileURLToPath(new URL('../../packages/viewer/bin/viewer.js', import.meta.url));

/** A viewer started as a program of its own, the way a user starts it. */
export interface ViewerProcess {
  /** The page's address, from the ready line. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts `viewer` with these arguments and waits for its ready line; rejects with its words if it ends before. */
export function startViewerProcess(args: readonly string[]): Promise<ViewerProcess> {
  const child = spawn(process.execPath, [VIEWER_BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      process.stderr.write(`${line}\n`);
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /https?:\/\/\S+/.exec(line)?.[0];
      if (url !== undefined) resolve({ url, stop: () => stop(child) });
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`The viewer ended with ${code} before it was ready: ${said.join(' ')}`)),
    );
  });
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
