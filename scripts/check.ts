import { runSteps, type Step } from './run-step.ts';

/** Everything that can be known without a browser, in under two minutes. */
export const CHECK_STEPS: readonly Step[] = [
  { title: 'types', command: 'npx', args: ['tsc', '-b'] },
  { title: 'lint and format', command: 'npx', args: ['biome', 'check', '--error-on-warnings', '.'] },
  { title: 'boundaries', command: 'npx', args: ['tsx', 'scripts/check-boundaries.ts'] },
  { title: 'public docs', command: 'npx', args: ['tsx', 'scripts/check-docs.ts'] },
];

if (import.meta.filename === process.argv[1]) {
  const failed = await runSteps([
    ...CHECK_STEPS,
    { title: 'unit tests', command: 'npx', args: ['vitest', 'run', '--project', 'unit'] },
  ]);
  if (failed.length > 0) {
    process.stdout.write(`\ncheck failed: ${failed.join(', ')}\n`);
    process.exitCode = 1;
  } else {
    process.stdout.write('\ncheck passed\n');
  }
}
