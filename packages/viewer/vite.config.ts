import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { viewerStyles } from './vite.styles.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * The entry only starts the workers and then loads the rest. Named in the document, the rest is fetched and compiled meanwhile, instead of
 * when the entry asks for it.
 */
const preloadRest: Plugin = {
  name: 'preload-rest',
  transformIndexHtml: {
    order: 'post',
    handler: (_, { bundle }) =>
      Object.values(bundle ?? {})
        .filter((file) => file.type === 'chunk' && file.isDynamicEntry && file.name === 'app')
        .map(({ fileName }) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `./${fileName}` },
          injectTo: 'head',
        })),
  },
};

export default defineConfig({
  root: here('./src/app'),
  // Relative, so that the page also works below a path of somebody's reverse proxy.
  base: './',
  plugins: [react(), viewerStyles, preloadRest],
  // The page is built from the sources of the data model: no build of another package has to come first.
  resolve: { alias: [{ find: /^@rushes\/proto$/, replacement: here('../proto/src/index.ts') }] },
  worker: { format: 'es' },
  build: {
    outDir: here('./dist/page'),
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: false,
    // The page's policy allows no inline scripts, and an inlined worker would be one.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
});
