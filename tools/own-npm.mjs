/** The npm that installs the project: the machine's own, or a newer one that is fetched for it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The oldest npm that reads our package-lock.json: before, it fails at `overrides` that put another package in a place. Debian 13 has 9.2. */
const NPM_MIN = { major: 9, minor: 4 };
/** The npm that is fetched where the machine's own is older: it runs on Node 18 and later. */
const NPM_FETCHED = 'npm@10.9.3';

/**
 * The command, of npm or npx, that installs into `root`.
 * @param {string} version of the machine's npm, as it says itself @param {string} root the project's folder
 * @returns {{ tool: 'npm' | 'npx', args: string[] }}
 */
export function installCommand(version, root) {
  const ci = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  const [major = 0, minor = 0] = version.trim().split('.').map(Number);
  const reads = major > NPM_MIN.major || (major === NPM_MIN.major && minor >= NPM_MIN.minor);
  return reads ? { tool: 'npm', args: ci } : { tool: 'npx', args: ['--yes', NPM_FETCHED, '--prefix', root, ...ci] };
}

/**
 * Does something in a folder from which npm takes nothing. It takes settings and programs from where it is called and from the next folder above that has
 * a package.json: an old one would fail at our own, and in a folder for temporary files anybody may have laid them down.
 * @template T
 * @param {string} base where the folder is made, e.g. `os.tmpdir()` @param {(folder: string) => T} work
 * @returns {T}
 */
export function inFolderOfItsOwn(base, work) {
  const folder = mkdtempSync(path.join(base, 'mensetsu-npm-'));
  try {
    writeFileSync(path.join(folder, 'package.json'), '{}');
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
