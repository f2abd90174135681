import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  // The viewer's workers are files beside its module, which Vite's copy for the development server would leave behind.
  optimizeDeps: { exclude: ['@rushes/viewer'] },
});
