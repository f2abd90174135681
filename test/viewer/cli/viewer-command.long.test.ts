import { type ChildProcess, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { makeFile } from '../../proto/rrd/files.ts';
import { HubClient } from '../../support/hub-client.ts';

// The command as a program of its own. It runs from the sources, those of proto too, so that this test needs no build.
const SOURCES = { TSX_TSCONFIG_PATH: fileURLToPath(new URL('../../support/tsconfig.sources.json', import.meta.url)) };
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const START = `import('./packages/viewer/src/cli/main.ts').then(({ main }) => main(['node', 'viewer', ...process.argv.slice(1)]))`;

interface Command {
  readonly child: ChildProcess;
  stdout: string;
  stderr: string;
  readonly exit: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** The URL of the ready line. */
  url(): Promise<string>;
}

const children: ChildProcess[] = [];
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const cleanup of cleanups.splice(0)) cleanup();
});

function viewer(args: readonly string[], env: Readonly<Record<string, string>> = {}): Command {
  const start = ['--import', 'tsx', '--input-type=module', '-e', START, '--'];
  const child = spawn(process.execPath, [...start, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...SOURCES, ...env },
  });
  children.push(child);
  const command: Command = {
    child,
    stdout: '',
    stderr: '',
    exit: once(child, 'close').then(([code, signal]) => ({ code, signal })),
    async url() {
      while (!command.stdout.includes('\n')) {
        const ended = await Promise.race([once(child.stdout, 'data').then(() => false), command.exit.then(() => true)]);
        if (ended) throw new Error(`viewer ended before it was ready: ${command.stderr}`);
      }
      return /http\S+/.exec(command.stdout)?.[0] ?? '';
    },
  };
  child.stdout.on('data', (data: Buffer) => {
    command.stdout += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    command.stderr += data.toString();
  });
  return command;
}

describe('the viewer command', () => {
  it('prints one line with its URL when it is ready, and answers there', async () => {
    const command = viewer(['--port', '0', '--no-open', '--memory-limit', '64MiB']);
    const url = await command.url();
    expect(command.stdout).toMatch(/^Rushes viewer ready at http:\/\/127\.0\.0\.1:\d+\/\n$/);
    expect(await (await fetch(new URL('/metrics', url))).text()).toContain(
      `rushes_memory_limit_bytes ${64 * 2 ** 20}\n`,
    );
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('stops on %s with code 0, also while a client hangs', async (signal) => {
    const command = viewer(['--port', '0', '--no-open']);
    const url = await command.url();
    const page = await HubClient.page(url);
    const hanging = await HubClient.page(url);
    hanging.pause();
    const startedMillis = performance.now();
    command.child.kill(signal);
    expect(await command.exit).toEqual({ code: 0, signal: null });
    expect(performance.now() - startedMillis).toBeLessThan(1000);
    expect((await page.closed).code).toBe(1001);
    hanging.terminate();
  });

  it('says in one sentence that the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    cleanups.push(() => other.close());
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const command = viewer(['--port', String(port), '--no-open']);
    expect(await command.exit).toEqual({ code: 1, signal: null });
    expect(command.stdout).toBe('');
    expect(command.stderr).toMatch(new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is taken.*--port.*\\n$`, 'm'));
  });

  it('says so when the port is taken by another viewer, and how to show a file all the same', async () => {
    const url = new URL(await viewer(['--port', '0', '--no-open']).url());
    const second = viewer(['--port', url.port, '--no-open']);
    expect((await second.exit).code).toBe(1);
    expect(second.stderr).toContain(`A Rushes viewer already runs at ${url.href}: drop the files onto its page`);
  });

  it('shows recordings in files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rushes-command-'));
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'run.rrd'), makeFile());
    const command = viewer(['--port', '0', '--no-open', join(folder, 'run.rrd')]);
    const page = await HubClient.page(await command.url());
    const [recording] = (await page.next('recordings')).header.recordings;
    expect(recording).toMatchObject({ id: 'run-1', file: { url: '/files/0/run.rrd' } });
  });

  it('says which file is none, with its code, and does not start', async () => {
    const command = viewer(['--port', '0', '--no-open', 'package.json']);
    expect(await command.exit).toEqual({ code: 1, signal: null });
    expect(command.stdout).toBe('');
    expect(command.stderr).toMatch(/^The file does not open as a recording: .+\(not-rrd\)\. File: package\.json$/m);
  });

  it('says that a host is none of this machine', async () => {
    const command = viewer(['--port', '0', '--no-open', '--host', '203.0.113.7']);
    expect((await command.exit).code).toBe(1);
    expect(command.stderr).toContain('"203.0.113.7" is no address of this machine');
  });

  it('makes up a token where others can connect, and asks for it', async () => {
    const command = viewer(['--port', '0', '--no-open', '--host', '0.0.0.0']);
    const url = await command.url();
    expect(url).toMatch(/^http:\/\/[\d.]+:\d+\/\?token=[0-9a-f]{32}$/);
    const local = new URL(url);
    local.hostname = '127.0.0.1';
    await HubClient.sdk(local.href, 'rec');
    local.search = '';
    await expect(HubClient.open(local.href)).rejects.toThrow('refused with 401');
    expect(command.stderr).toContain('ws://');
  });

  it('refuses what it does not understand with code 1', async () => {
    const command = viewer(['--port', 'abc', '--no-open']);
    expect((await command.exit).code).toBe(1);
    expect(command.stdout).toBe('');
    expect(command.stderr).toContain('expected a number in 0 to 65535, found "abc"');
  });

  it.skipIf(process.platform !== 'linux')(
    'opens the browser where there is a display, and can do without',
    async () => {
      const bin = mkdtempSync(join(tmpdir(), 'rushes-bin-'));
      cleanups.push(() => rmSync(bin, { recursive: true, force: true }));
      const opened = join(bin, 'opened');
      writeFileSync(
        join(bin, 'xdg-open'),
        `#!/bin/sh\necho "$1" > ${opened}.part && mv ${opened}.part ${opened}\nexit 3\n`,
        {
          mode: 0o755,
        },
      );
      const command = viewer(['--port', '0'], { DISPLAY: ':0', PATH: `${bin}:${process.env.PATH ?? ''}` });
      const url = await command.url();
      while (!command.stderr.includes('xdg-open ended with 3'))
        await once(command.child.stderr ?? command.child, 'data');
      expect(readFileSync(opened, 'utf8')).toBe(`${url}\n`);
      expect((await fetch(new URL('/healthz', url))).status).toBe(200);
    },
  );
});

describe('bin/viewer.js', () => {
  /** A folder with the script where a checkout has it, and a build that writes what it is told to. */
  function checkout(options: { readonly isCheckout: boolean; readonly build: string }): string {
    const root = mkdtempSync(join(tmpdir(), 'rushes-checkout-'));
    cleanups.push(() => rmSync(root, { recursive: true, force: true }));
    mkdirSync(join(root, 'packages/viewer/bin'), { recursive: true });
    copyFileSync(join(ROOT, 'packages/viewer/bin/viewer.js'), join(root, 'packages/viewer/bin/viewer.js'));
    writeFileSync(join(root, 'packages/viewer/package.json'), '{"type":"module"}');
    writeFileSync(join(root, 'package.json'), JSON.stringify({ scripts: { build: 'node build.cjs' } }));
    writeFileSync(join(root, 'build.cjs'), options.build);
    if (options.isCheckout) writeFileSync(join(root, 'tsconfig.base.json'), '{}');
    return root;
  }

  function runBin(root: string): SpawnSyncReturns<string> {
    return spawnSync(process.execPath, [join(root, 'packages/viewer/bin/viewer.js'), '--port', '0'], {
      encoding: 'utf8',
    });
  }

  const BUILD = `
    const fs = require('node:fs');
    fs.appendFileSync('builds', 'x');
    console.log('building');
    fs.mkdirSync('packages/viewer/dist/cli', { recursive: true });
    fs.mkdirSync('packages/viewer/dist/page', { recursive: true });
    fs.writeFileSync('packages/viewer/dist/page/index.html', '');
    fs.writeFileSync('packages/viewer/dist/cli/main.js', 'export const main = (argv) => console.log("run", ...argv.slice(2));');
  `;

  it('builds a fresh checkout once, with nothing of the build on stdout', () => {
    const root = checkout({ isCheckout: true, build: BUILD });
    for (let i = 0; i < 2; i++) {
      const { status, stdout } = runBin(root);
      expect({ status, stdout }).toEqual({ status: 0, stdout: 'run --port 0\n' });
    }
    expect(readFileSync(join(root, 'builds'), 'utf8')).toBe('x');
  });

  it('says what to run if the build fails', () => {
    const { status, stdout, stderr } = runBin(checkout({ isCheckout: true, build: 'process.exit(2)' }));
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('npm ci && npm run build');
  });

  it('says that an installation without its build is incomplete', () => {
    const { status, stderr } = runBin(checkout({ isCheckout: false, build: BUILD }));
    expect(status).toBe(1);
    expect(stderr).toContain('incomplete');
  });
});
