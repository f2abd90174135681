import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  // Where main.ts puts the recordings; an application would have them on a server.
  publicDir: join(tmpdir(), 'rushes-embed-react'),
  // The viewer's workers are files beside its module, which Vite's copy for the development server would leave behind.
  optimizeDeps: { exclude: ['@rushes/viewer'] },
  build: { outDir: join(tmpdir(), 'rushes-embed-react-dist'), emptyOutDir: true },
});
