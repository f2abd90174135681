import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import type { Plugin } from 'vite';

const STYLES_MODULE = fileURLToPath(new URL('./src/app/ui/styles.ts', import.meta.url));
const PREFIX = '\0viewer-styles:';

/**
 * A style sheet that a module imports becomes a module that hands its text to `ui/styles.ts`, which puts it into the shadow root of every
 * viewer: it comes with the code that needs it, and no bundler of somebody who embeds the viewer has to know about it. Style sheets that
 * a document links to are left alone.
 */
export const viewerStyles: Plugin = {
  name: 'viewer-styles',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (!source.endsWith('.css') || importer === undefined || importer.endsWith('.html')) return undefined;
    const resolved = await this.resolve(source, importer, { skipSelf: true });
    // The id must not end in .css, or it would be taken for a style sheet after all.
    return resolved === null ? undefined : `${PREFIX}${resolved.id}.js`;
  },
  async load(id) {
    if (!id.startsWith(PREFIX)) return undefined;
    const file = id.slice(PREFIX.length, -'.js'.length);
    const { code } = await transform(await readFile(file, 'utf8'), { loader: 'css', minify: true });
    if (/url\((?!["']?data:)/.test(code)) throw new Error(`${file} was expected to refer to no other file by url(…).`);
    return {
      code: `import { addStyles } from ${JSON.stringify(STYLES_MODULE)};\naddStyles(${JSON.stringify(code.trim())});`,
      moduleSideEffects: true,
    };
  },
};
