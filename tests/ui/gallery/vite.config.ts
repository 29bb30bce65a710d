/**
 * Every screen with made-up props, to look at: `npx vite --config tests/ui/gallery/vite.config.ts --port 5199`, then
 * `/#waiting-guest`. It is no part of the client: nothing under src/ knows of it.
 */
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  publicDir: here('../../../static'),
  cacheDir: here('../../../node_modules/.vite-gallery'),
  plugins: [svelte({ configFile: false, compilerOptions: { runes: true } })],
  resolve: { alias: { $lib: here('../../../src/lib') } },
});
