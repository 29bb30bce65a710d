import { defineConfig } from 'vite';

/** The relay and what it imports, in one file: see tools/relay-build.ts. */
export default defineConfig({
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: 'relay/main.ts',
    outDir: 'dist',
    target: 'node22',
    minify: true,
    rolldownOptions: { output: { entryFileNames: 'relay.mjs', codeSplitting: false } },
  },
});
