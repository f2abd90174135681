import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { CLIENT } from '../../packages/sdk/src/version.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}packages/sdk/package.json`, 'utf8')) as {
  version: string;
  imports: Record<'#file-sink' | '#websocket', { browser: string; default: string }>;
};
/** The source of a built file. */
const sourceOf = (built: string) => `${root}packages/sdk/${built.replace('./dist/', 'src/').replace(/\.js$/, '.ts')}`;

describe('a browser bundle of the main entry', () => {
  let code = '';
  let inputs: string[] = [];

  beforeAll(async () => {
    const { outputFiles, metafile } = await build({
      stdin: {
        contents: `import { RecordingStream, VideoStream } from '@rushes/sdk'; globalThis.made = [RecordingStream, VideoStream];`,
        resolveDir: root,
      },
      bundle: true,
      write: false,
      minify: true,
      metafile: true,
      format: 'esm',
      platform: 'browser',
      alias: {
        '@rushes/sdk': `${root}packages/sdk/src/index.ts`,
        '@rushes/proto': `${root}packages/proto/src/index.ts`,
        // What the package's import map says for browsers.
        '#websocket': sourceOf(manifest.imports['#websocket'].browser),
        '#file-sink': sourceOf(manifest.imports['#file-sink'].browser),
      },
    });
    code = outputFiles[0]?.text ?? '';
    inputs = Object.keys(metafile.inputs);
  });

  it('needs nothing of Node', () => {
    // esbuild fails for platform "browser" where a builtin is imported; what is left are globals.
    expect(code).not.toMatch(/["']node:|\brequire\(|\bprocess\.|\bBuffer\b/);
    expect(inputs.filter((input) => /node_modules\/(ws|node-av)\//.test(input))).toEqual([]);
  });

  it('is small enough for a page', () => {
    expect(code.length).toBeLessThan(400_000);
    expect(code.length).toBeGreaterThan(20_000);
  });
});

it.each([
  ['#websocket', 'export const openWebSocket'],
  ['#file-sink', 'export function makeFileSink'],
] as const)('has both files that its import map names for %s', (name, declaration) => {
  for (const built of Object.values(manifest.imports[name])) {
    expect(readFileSync(sourceOf(built), 'utf8')).toContain(declaration);
  }
});

it('names itself to the hub by its own version', () => {
  expect(CLIENT).toBe(`rushes-sdk/${manifest.version}`);
});
