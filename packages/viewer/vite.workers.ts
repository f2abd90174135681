import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Plugin, type UserConfig } from 'vite';

const MADE = /new Worker\(\s*new URL\(\s*'\.\/(?:[\w-]+\/)*([\w-]+)\.worker\.ts',\s*import\.meta\.url,?\s*\)/g;
const MARK = /__viewer_worker_([\w$]+?)__/g;

/** The files that workers are made from. */
function workerFiles(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.worker.ts')).map((file) => join(folder, file));
}

/**
 * Leaves workers as files beside the module, named as bundlers look for them: `new Worker(new URL('./x.worker.js', import.meta.url))`,
 * to the letter. What Vite makes of it by itself only Vite understands. Each worker is one file that imports nothing: bundlers take it in
 * whatever form they give to workers, and whoever has none copies it.
 *
 * @param folder Workers are looked for in it.
 * @param shared What the builds of the workers have in common with that of the module; without plugins.
 */
export function workersBeside(folder: string, shared: UserConfig): Plugin {
  return {
    name: 'workers-beside',
    enforce: 'pre',
    transform(code, id) {
      if (!id.startsWith(folder) || !code.includes('new Worker(')) return undefined;
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
    async writeBundle() {
      for (const file of workerFiles(folder)) await buildWorker(file, shared);
    },
  };
}

async function buildWorker(file: string, shared: UserConfig): Promise<void> {
  const name = basename(file, '.ts');
  await build({
    ...shared,
    configFile: false,
    logLevel: 'warn',
    build: {
      ...shared.build,
      emptyOutDir: false,
      lib: { entry: { [name]: file }, formats: ['es'] },
      rolldownOptions: { output: { entryFileNames: '[name].js', minify: true, codeSplitting: false } },
    },
  });
}
