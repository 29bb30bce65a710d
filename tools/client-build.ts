/**
 * Builds the client into build/ when that is missing or made from other sources. "Other" is decided by a hash over the
 * sources' contents, not by times: a fresh clone and a `git checkout` set times as they like.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withLock } from './lock.mjs';

export const projectRoot = path.resolve(import.meta.dirname, '..');

/** What the client is made of, relative to the project's folder. */
const SOURCES = ['src', 'static', 'svelte.config.js', 'vite.config.ts', 'package-lock.json'];
/** In build/, and not served: the relay serves no dot files. */
const STAMP = '.sources';

function filesUnder(place: string): string[] {
  if (!existsSync(place)) return [];
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place)
    .sort()
    .flatMap((name) => filesUnder(path.join(place, name)));
}

/** A hash over names and contents of the client's sources under `root`. */
export function sourcesHash(root: string): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((source) => filesUnder(path.join(root, source)))) {
    const content = readFileSync(file);
    hash.update(`${path.relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Whether build/ under `root` is complete and made from the present sources. */
export function isBuildFresh(root: string): boolean {
  const build = path.join(root, 'build');
  if (!existsSync(path.join(build, 'index.html'))) return false;
  const stamp = path.join(build, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourcesHash(root);
}

export type BuildResult = 'fresh' | 'built' | 'failed';

/**
 * Sees to a build of the present sources. One process builds at a time; the others wait and find it done.
 * The builder's output goes to stderr.
 */
export async function ensureClientBuilt(root = projectRoot): Promise<BuildResult> {
  if (isBuildFresh(root)) return 'fresh';
  return withLock(root, 'build', () => {
    if (isBuildFresh(root)) return 'fresh';
    // Taken before the build: what is edited during it makes the result stale, not wrongly fresh.
    const hash = sourcesHash(root);
    const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
    const { status } = spawnSync(process.execPath, [vite, 'build'], { cwd: root, stdio: ['ignore', 2, 2] });
    if (status !== 0) return 'failed';
    writeFileSync(path.join(root, 'build', STAMP), hash);
    return 'built';
  });
}
