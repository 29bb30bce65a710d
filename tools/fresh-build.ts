/**
 * Builds something when it is missing or made from other sources. "Other" is decided by a hash over the sources' contents,
 * not by times: a fresh clone and a `git checkout` set times as they like.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withLock } from './lock.mjs';

export const projectRoot = path.resolve(import.meta.dirname, '..');

export interface Build {
  /** Names the lock. */
  readonly name: string;
  /** Files and folders that it is made of, relative to the project's folder. */
  readonly sources: readonly string[];
  /** Folder of the result. */
  readonly folder: string;
  /** A file in it that a complete result has. */
  readonly proof: string;
  /** Makes it; false where that failed. */
  make(root: string): boolean;
}

export type BuildResult = 'fresh' | 'built' | 'failed';

/** In the result's folder; the relay serves no dot files. */
const STAMP = '.sources';

function filesUnder(place: string): string[] {
  if (!existsSync(place)) return [];
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place)
    .sort()
    .flatMap((name) => filesUnder(path.join(place, name)));
}

/** A hash over names and contents of the sources under `root`. */
export function sourcesHash(build: Build, root: string): string {
  const hash = createHash('sha256');
  for (const file of build.sources.flatMap((source) => filesUnder(path.join(root, source)))) {
    const content = readFileSync(file);
    hash.update(`${path.relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Whether the result under `root` is complete and made from the present sources. */
export function isFresh(build: Build, root: string): boolean {
  if (!existsSync(path.join(root, build.folder, build.proof))) return false;
  const stamp = path.join(root, build.folder, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourcesHash(build, root);
}

/** Sees to a build of the present sources. One process builds at a time; the others wait and find it done. */
export async function ensureBuilt(build: Build, root = projectRoot): Promise<BuildResult> {
  if (isFresh(build, root)) return 'fresh';
  return withLock(root, build.name, () => {
    if (isFresh(build, root)) return 'fresh';
    // Taken before the build: what is edited during it makes the result stale, not wrongly fresh.
    const hash = sourcesHash(build, root);
    if (!build.make(root)) return 'failed';
    writeFileSync(path.join(root, build.folder, STAMP), hash);
    return 'built';
  });
}
