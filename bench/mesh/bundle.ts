/** A benchmark's page as one script, and chunks beside it. */
import path from 'node:path';
import { build } from 'vite';

/** Builds `entry` into `folder`, as page.js. */
export async function bundle(entry: string, folder: string): Promise<void> {
  await build({
    configFile: false,
    root: path.dirname(entry),
    logLevel: 'warn',
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'es2023',
      rollupOptions: { input: entry, output: { entryFileNames: 'page.js', chunkFileNames: '[name].js' } },
    },
  });
}
