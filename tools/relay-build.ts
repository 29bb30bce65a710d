/**
 * The relay as one file of JavaScript, dist/relay.mjs. Node runs relay/main.ts as it is, but keeps its TypeScript compiler in
 * memory for that: 100 MB instead of 60.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ensureBuilt, type Build, type BuildResult } from './fresh-build.ts';

export const relayBuild: Build = {
  name: 'relay-build',
  sources: ['relay', 'src/lib/wire', 'vite.relay.config.ts', 'package-lock.json'],
  folder: 'dist',
  proof: 'relay.mjs',
  make(root) {
    const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
    const args = [vite, 'build', '--config', 'vite.relay.config.ts', '--logLevel', 'warn'];
    return spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] }).status === 0;
  },
};

export const ensureRelayBuilt = (root?: string): Promise<BuildResult> => ensureBuilt(relayBuild, root);
