import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { BenchRow } from './bench-row.ts';

const PAGE = fileURLToPath(new URL('../packages/viewer/dist/page', import.meta.url));

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

/** What the browser has to load before the page runs. */
export async function run(): Promise<readonly BenchRow[]> {
  const bytes = filesBelow(PAGE)
    // What writes files is loaded when somebody saves something.
    .filter((path) => !path.endsWith('.map') && !basename(path).startsWith('export'))
    .reduce((sum, path) => sum + gzipSync(readFileSync(path)).length, 0);
  return [{ name: 'page assets, gzipped', value: bytes / 1000, unit: 'kB', note: 'aim: ≤ 1,500 kB' }];
}
