import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { memorySource, openRrd } from '@rushes/proto';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FakeHub } from './fake-hub.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
let folder = '';

/** A program that logs a thousand rows to the URL or file that it is given and then has nothing left to do. */
const PROGRAM = `
  import { RecordingStream, Scalars } from '@rushes/sdk';
  const rec = new RecordingStream('test', { onError: ({ code }) => console.log(code) });
  const target = process.argv[2];
  (target.startsWith('ws') ? rec.connect(target) : rec.save(target)).then(() => {
    for (let i = 0; i < 1000; i++) rec.log('a', new Scalars(i));
  });
`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-'));
  await build({
    stdin: { contents: PROGRAM, resolveDir: root },
    outfile: join(folder, 'program.cjs'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    alias: {
      '@rushes/sdk': `${root}packages/sdk/src/index.ts`,
      '@rushes/proto': `${root}packages/proto/src/index.ts`,
      '@rushes/proto/node': `${root}packages/proto/src/node.ts`,
      '#file-sink': `${root}packages/sdk/src/node/file-sink.ts`,
      '#websocket': `${root}packages/sdk/src/sinks/websocket-node.ts`,
    },
  });
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the program to its own end. */
async function run(url: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [join(folder, 'program.cjs'), url], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output: output.trim() };
}

it('a program that ends without close() delivers first, and does end', async () => {
  const hub = await FakeHub.start();
  const { code, output } = await run(hub.url);
  await hub.until(() => !hub.isConnected);
  expect([code, output]).toEqual([0, '']);
  expect(hub.chunks.reduce((sum, { header }) => sum + header.rows, 0)).toBe(1000);
  await hub.stop();
});

it('a program that ends without close() leaves a file with everything', async () => {
  const path = join(folder, 'run.rrd');
  expect(await run(path)).toEqual({ code: 0, output: '' });
  const { stores, problems } = await openRrd(memorySource(new Uint8Array(readFileSync(path))));
  const rows = stores.flatMap(({ entries }) => entries).reduce((sum, { rowCount }) => sum + rowCount, 0);
  expect([rows, problems]).toEqual([1000, []]);
});

it('a program ends although there is no hub', async () => {
  const hub = await FakeHub.start();
  const { url } = hub;
  await hub.stop();
  expect(await run(url)).toEqual({ code: 0, output: 'connection-failed' });
});
