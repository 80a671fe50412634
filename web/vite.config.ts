import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// `npm run dev` serves the pages with hot reload and passes the API through to a running switchboard
// (or to dev/fake.mjs); GRAPHPBX_URL names another one.
const target = process.env.GRAPHPBX_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 700, // kB before compression; the budget is 220 kB compressed at first load
    rolldownOptions: { input: { index: 'index.html', phone: 'phone.html' } },
  },
  server: {
    proxy: { '/graphql': { target, ws: true } },
  },
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/i18n/setup.ts'],
  },
} as Parameters<typeof defineConfig>[0]);
