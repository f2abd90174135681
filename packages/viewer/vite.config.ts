import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('./src/app'),
  // Relative, so that the page also works below a path of somebody's reverse proxy.
  base: './',
  plugins: [react()],
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
