import { spawnSync } from 'node:child_process';
import { findChromium } from '../test/support/chromium.ts';

/**
 * The real-browser tests need Chrome or Chromium. Where there is none and we may (root with apt-get), Debian's is installed;
 * else the caller is told in one sentence what to install.
 */
export function ensureBrowser(): string {
  const present = findChromium();
  if (present !== undefined) return present;
  const isRoot = process.getuid?.() === 0;
  const hasApt = spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
  if (isRoot && hasApt) {
    process.stdout.write("\n▶ no Chrome or Chromium found: installing Debian's chromium\n");
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-q'], { stdio: ['ignore', 'ignore', 'inherit'], env });
    spawnSync('apt-get', ['install', '-qy', '--no-install-recommends', 'chromium'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env,
    });
    const installed = findChromium();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    'The browser tests need Chrome or Chromium and found none: install one (Debian: `sudo apt-get install chromium`) or set CHROME_PATH to its executable.',
  );
}
