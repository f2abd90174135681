#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// A published package brings its build. A fresh checkout does not: it is built once, on the first start.
const main = new URL('../dist/cli/main.js', import.meta.url);
const page = new URL('../dist/page/index.html', import.meta.url);
const workspace = new URL('../../../', import.meta.url);

function isBuilt() {
  return existsSync(main) && existsSync(page);
}

function isCheckout() {
  return existsSync(new URL('tsconfig.base.json', workspace));
}

function build() {
  process.stderr.write('Building the viewer once, as this is a fresh checkout…\n');
  const result = spawnSync('npm', ['run', 'build'], {
    cwd: fileURLToPath(workspace),
    // The only line on stdout is the viewer's own.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  return result.status === 0;
}

if (!isBuilt() && isCheckout() && !build() && !existsSync(main)) {
  process.stderr.write(
    `The build failed. Run "npm ci && npm run build" in ${fileURLToPath(workspace)} and try again.\n`,
  );
  process.exit(1);
}
if (!existsSync(main)) {
  process.stderr.write(
    `${fileURLToPath(main)} is missing: this installation of @rushes/viewer is incomplete. Install it again.\n`,
  );
  process.exit(1);
}
const { main: run } = await import(main.href);
await run(process.argv);
