import { cpus, totalmem } from 'node:os';
import type { BenchRow } from './bench-row.ts';

// `npm run bench`: every number of docs/benchmarks.md, measured here and now, as a table. It never fails on a number: machines
// differ, and a timed test is a flaky one. `npm run bench -- latency page-open` runs only those; `-- --full` lets the memory run
// take its ten real minutes.

const BENCHES: Readonly<
  Record<string, () => Promise<{ run(options: { full: boolean }): Promise<readonly BenchRow[]> }>>
> = {
  'sdk-log': () => import('./sdk-log.ts'),
  'socket-throughput': () => import('./socket-throughput.ts'),
  'rrd-write': () => import('./rrd-write.ts'),
  'rrd-scan': () => import('./rrd-scan.ts'),
  'page-store': () => import('./page-store.ts'),
  'page-size': () => import('./page-size.ts'),
  views: () => import('./views.ts'),
  latency: () => import('./latency.ts'),
  'entity-tree': () => import('./entity-tree.ts'),
  'spatial-3d': () => import('./spatial-3d.ts'),
  'page-open': () => import('./page-open.ts'),
  replay: () => import('./replay.ts'),
  'sdk-memory': () => import('./sdk-memory.ts'),
};

const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const full = process.argv.includes('--full');
const unknown = asked.filter((name) => BENCHES[name] === undefined);
if (unknown.length > 0) {
  throw new RangeError(`no bench named ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`);
}

const cpu = cpus()[0]?.model.trim() ?? 'unknown processor';
process.stdout.write(`${cpus().length} × ${cpu}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}\n\n`);
process.stdout.write('| bench | what | value | note |\n|---|---|---:|---|\n');
for (const [name, load] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const { run } = await load();
  for (const row of await run({ full })) {
    const value = Math.abs(row.value) >= 100 ? Math.round(row.value).toLocaleString('en') : row.value.toPrecision(3);
    process.stdout.write(`| ${name} | ${row.name} | ${value} ${row.unit} | ${row.note ?? ''} |\n`);
  }
}
