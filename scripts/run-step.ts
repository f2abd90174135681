import { spawn } from 'node:child_process';

/** One command of a longer run, with the words that announce it. */
export interface Step {
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a step with its output on our own; resolves to its exit code and how long it took. */
export function runStep(step: Step): Promise<{ exitCode: number; secs: number }> {
  const startedMillis = performance.now();
  process.stdout.write(`\n▶ ${step.title}\n`);
  return new Promise((resolve, reject) => {
    const child = spawn(step.command, step.args, { stdio: 'inherit', env: { ...process.env, ...step.env } });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const secs = (performance.now() - startedMillis) / 1000;
      const exitCode = code ?? 1;
      const outcome = exitCode === 0 ? 'ok' : signal ? `ended by ${signal}` : `failed with ${exitCode}`;
      process.stdout.write(`  ${step.title}: ${outcome} (${secs.toFixed(1)} s)\n`);
      resolve({ exitCode, secs });
    });
  });
}

/** Runs steps one after another, all of them even if one fails; resolves to the titles of those that failed. */
export async function runSteps(steps: readonly Step[]): Promise<string[]> {
  const failed: string[] = [];
  for (const step of steps) {
    const { exitCode } = await runStep(step);
    if (exitCode !== 0) failed.push(step.title);
  }
  return failed;
}
