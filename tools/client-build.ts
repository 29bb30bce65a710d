/** The client as static files in build/. The builder's output goes to stderr. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ensureBuilt, type Build, type BuildResult } from './fresh-build.ts';

export const clientBuild: Build = {
  name: 'build',
  sources: ['src', 'static', 'svelte.config.js', 'vite.config.ts', 'package-lock.json'],
  folder: 'build',
  proof: 'index.html',
  make(root) {
    const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
    return spawnSync(process.execPath, [vite, 'build'], { cwd: root, stdio: ['ignore', 2, 2] }).status === 0;
  },
};

export const ensureClientBuilt = (root?: string): Promise<BuildResult> => ensureBuilt(clientBuild, root);
