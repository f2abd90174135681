import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'vite';
import { viewerStyles } from './vite.styles.ts';
import { workersBeside } from './vite.workers.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const shared = {
  root: here('./src/embed'),
  publicDir: false,
  resolve: { alias: [{ find: /^@rushes\/proto$/, replacement: here('../proto/src/index.ts') }] },
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: here('./dist/embed'),
    target: 'es2023',
    sourcemap: false,
    minify: true,
    chunkSizeWarningLimit: 1500,
  },
} as const satisfies UserConfig;

// The viewer for other people's pages: modules and workers as plain files in one folder, for bundlers and for pages without one.
export default defineConfig({
  ...shared,
  plugins: [react(), viewerStyles, workersBeside(here('./src/app'), shared)],
  build: {
    ...shared.build,
    emptyOutDir: true,
    lib: { entry: { index: here('./src/embed/index.ts'), react: here('./src/embed/react.tsx') }, formats: ['es'] },
    rolldownOptions: {
      // The component runs in the page's own React, of whatever version; the panels inside the viewer have one of theirs.
      external: (id, importer) => id === 'react' && (importer?.endsWith('/src/embed/react.tsx') ?? false),
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', minify: true },
    },
  },
});
