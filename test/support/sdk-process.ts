import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A real program that logs with the built SDK, in a process of its own. It prints one JSON value a line. */
export interface SdkProcess {
  /** The next line that satisfies `wanted`, also if it was printed already; rejects if the program ends without it. */
  next<T>(wanted: (line: T) => boolean): Promise<T>;
  kill(): Promise<void>;
  readonly exited: Promise<number | null>;
}

/** Starts `test/support/programs/<program>.ts` with one JSON argument. */
export function startSdkProcess(program: string, argument: unknown): SdkProcess {
  const script = fileURLToPath(new URL(`./programs/${program}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(argument)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // A folder of the repository, so that `tsx` and the workspace packages are found wherever the tests were started.
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  });
  const lines: unknown[] = [];
  const waiting = new Set<() => void>();
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  let ended = false;
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(JSON.parse(line));
    for (const wake of waiting) wake();
  });
  void exited.then(() => {
    ended = true;
    for (const wake of waiting) wake();
  });
  return {
    exited,
    kill: () => kill(child, exited),
    next: <T>(wanted: (line: T) => boolean) =>
      new Promise<T>((resolve, reject) => {
        let seen = 0;
        const look = () => {
          while (seen < lines.length) {
            const line = lines[seen] as T;
            seen += 1;
            if (wanted(line)) {
              waiting.delete(look);
              resolve(line);
              return;
            }
          }
          if (ended) {
            waiting.delete(look);
            reject(new Error(`${program} ended without the awaited line; it printed ${JSON.stringify(lines)}`));
          }
        };
        waiting.add(look);
        look();
      }),
  };
}

async function kill(child: ChildProcess, exited: Promise<number | null>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await exited;
}
