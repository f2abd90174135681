import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { viewerStyles } from './vite.styles.ts';
import { workerEntries, workersBeside } from './vite.workers.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The viewer for other people's pages: modules and workers as plain files in one folder, for bundlers and for pages without one.
export default defineConfig({
  root: here('./src/embed'),
  publicDir: false,
  plugins: [react(), viewerStyles, workersBeside],
  resolve: { alias: [{ find: /^@rushes\/proto$/, replacement: here('../proto/src/index.ts') }] },
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: here('./dist/embed'),
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: false,
    minify: true,
    lib: {
      entry: {
        index: here('./src/embed/index.ts'),
        react: here('./src/embed/react.tsx'),
        ...workerEntries(here('./src/app')),
      },
      formats: ['es'],
    },
    rolldownOptions: {
      // The component runs in the page's own React, of whatever version; the panels inside the viewer have one of theirs.
      external: (id, importer) => id === 'react' && (importer?.endsWith('/src/embed/react.tsx') ?? false),
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', minify: true },
    },
    chunkSizeWarningLimit: 1500,
  },
});
