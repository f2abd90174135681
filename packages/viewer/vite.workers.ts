import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Plugin } from 'vite';

/** A worker of the viewer: the name of its file in the package, and where it is made from. */
export function workerEntries(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.worker.ts'),
  );
  return Object.fromEntries(files.map((file) => [basename(file, '.ts'), join(folder, file)]));
}

const MADE = /new Worker\(\s*new URL\(\s*'\.\/(?:[\w-]+\/)*([\w-]+)\.worker\.ts',\s*import\.meta\.url,?\s*\)/g;
const MARK = /__viewer_worker_([\w$]+?)__/g;

/**
 * Leaves workers as files beside the module, named as bundlers look for them: `new Worker(new URL('./x.worker.js', import.meta.url))`,
 * to the letter. What Vite makes of it by itself only Vite understands.
 */
export const workersBeside: Plugin = {
  name: 'workers-beside',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('/src/app/') || !code.includes('new Worker(')) return undefined;
    return code.replace(MADE, (_, name: string) => `new Worker(__viewer_worker_${name.replaceAll('-', '$')}__`);
  },
  generateBundle: {
    // After the minifier, which would write the address in another way.
    order: 'post',
    handler(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        file.code = file.code.replace(
          MARK,
          (_mark, name: string) => `new URL("./${name.replaceAll('$', '-')}.worker.js", import.meta.url)`,
        );
      }
    },
  },
};
