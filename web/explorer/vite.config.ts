import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

// The API explorer is built apart from the other pages (`npm run build:explorer`, after `npm run build`, which empties
// the folder): its packages are many, and nobody who only works on the pages needs them. React and the tools come from
// the folder above.
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const target = process.env.GRAPHPBX_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  root: here('.'),
  plugins: [react()],
  resolve: { dedupe: ['react', 'react-dom', 'graphql'] },
  build: {
    target: 'es2023',
    outDir: here('../dist'),
    emptyOutDir: false,
    assetsDir: 'assets/explorer',
    chunkSizeWarningLimit: 2500, // kB before compression: the editor is most of it
    rolldownOptions: { input: { explorer: here('explorer.html') } },
  },
  server: { proxy: { '/graphql': { target, ws: true } } },
});
