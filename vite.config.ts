import { sveltekit } from '@sveltejs/kit/vite';
import { defaultClientConditions } from 'vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [sveltekit()],
  build: {
    target: 'es2022',
    // The whiteboard fetches its texts, and the page's policy lets nothing be fetched from a data: address.
    assetsInlineLimit: (file) => (file.endsWith('.json') ? false : undefined),
  },
  worker: { format: 'es' },
  // The runtime of language models (27 MB) comes with a model that an operator adds, not with the client.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
  // During `npm run dev` the relay runs on its own port.
  server: {
    proxy: {
      '/ws': { target: 'http://localhost:8080', ws: true },
      '/api': { target: 'http://localhost:8080' },
      '/probe': { target: 'http://localhost:8080' },
      '/healthz': { target: 'http://localhost:8080' },
    },
  },
  test: {
    // Ends a test that hangs; how long something takes is no test's matter, and CI may be slow.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          setupFiles: 'tests/support/seed.ts',
          include: ['tests/{app,core,contract,deploy,relay,turn,tools}/**/*.test.ts'],
        },
      },
      {
        extends: true,
        resolve: { conditions: ['browser'] },
        test: { name: 'ui', environment: 'happy-dom', include: ['tests/ui/**/*.svelte.test.ts'] },
      },
    ],
  },
});
