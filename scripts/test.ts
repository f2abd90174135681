import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECK_STEPS } from './check.ts';
import { ensureBrowser } from './ensure-browser.ts';
import { runStep, runSteps } from './run-step.ts';

// `npm test`: the static checks, the unit tests, a real build, and then everything that needs it and a real browser.
// Extra arguments go to vitest: `npm test -- test/e2e/live.test.ts`.

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly { readonly name: string; readonly status: string }[];
}

const failed: string[] = [];
const passedOn = process.argv.slice(2);

let chromium: string | undefined;
try {
  chromium = ensureBrowser();
} catch (error) {
  process.stdout.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  failed.push('a browser');
}

if (passedOn.length === 0) failed.push(...(await runSteps(CHECK_STEPS)));
failed.push(...(await runSteps([{ title: 'build', command: 'npm', args: ['run', 'build', '--silent'] }])));

const reportFolder = mkdtempSync(join(tmpdir(), 'rushes-test-'));
const reportFile = join(reportFolder, 'report.json');
const tests = await runStep({
  title: 'tests',
  command: 'npx',
  args: ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`, ...passedOn],
  env: chromium === undefined ? {} : { CHROME_PATH: chromium },
});
if (tests.exitCode !== 0) failed.push('tests');

const report = JSON.parse(readFileSync(reportFile, 'utf8')) as VitestReport;
rmSync(reportFolder, { recursive: true });
// A file that could not even be loaded holds no failed test, but must not look like success.
const brokenFiles = report.testResults.filter((file) => file.status === 'failed').length;
const failures = Math.max(report.numFailedTests, brokenFiles) + failed.filter((title) => title !== 'tests').length;

if (failed.length > 0) process.stdout.write(`\nnot passed: ${failed.join(', ')}\n`);
process.stdout.write(`\n${report.numPassedTests} passed, ${failures} failed, ${report.numPendingTests} skipped\n`);
if (failures > 0 || failed.length > 0) process.exitCode = 1;
