/**
 * Decides, without running npm, whether node_modules holds what package-lock.json asks for: npm writes down what it
 * installed in node_modules/.package-lock.json as its last step, so an install that was cut off counts as none.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';

/** The oldest Node that runs our .ts files by itself. */
export const NODE_MIN = { major: 22, minor: 18 };

/** @param {string} version as in process.versions.node */
export function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > NODE_MIN.major || (major === NODE_MIN.major && minor >= NODE_MIN.minor);
}

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

/** Whether npm brings a Node of the project's own for this machine (optionalDependencies in package.json).
 * @param {string} platform @param {string} arch */
export const bringsNode = (platform, arch) => platform === 'linux' && (arch === 'x64' || arch === 'arm64');

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean }} Entry
 * @typedef {{ packages?: Record<string, Entry> }} Lock
 */

/**
 * Whether everything of `wanted` is in `present`, in the same version. Optional packages may be missing: most of them are
 * for other machines.
 * @param {Lock | undefined} wanted package-lock.json
 * @param {Lock | undefined} present node_modules/.package-lock.json
 */
export function isInstalled(wanted, present) {
  if (!wanted?.packages || !present?.packages) return false;
  for (const [place, entry] of Object.entries(wanted.packages)) {
    if (place === '') continue;
    const found = present.packages[place];
    if (!found && entry.optional) continue;
    if (!found || found.version !== entry.version || found.integrity !== entry.integrity) return false;
  }
  return true;
}

/** The JSON of a file, or `undefined` where there is none or it is damaged.
 * @param {string} file @returns {Lock | undefined} */
function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {string} root the project's folder */
export const isInstalledAt = (root) =>
  isInstalled(
    readLock(path.join(root, 'package-lock.json')),
    readLock(path.join(root, 'node_modules', '.package-lock.json')),
  );

/**
 * Sees to node_modules/.bin/node, by which everything here runs. npm 10 (Node 20 and 22) takes it away again together with the package for the other
 * processor, which wants a link of the same name.
 * @param {string} root @param {string} platform @param {string} arch
 */
export function linkNode(root, platform, arch) {
  const target = path.join('..', `node-linux-${arch}`, 'bin', 'node');
  const folder = path.join(root, 'node_modules', '.bin');
  const link = path.join(folder, 'node');
  if (!bringsNode(platform, arch) || existsSync(link) || !existsSync(path.join(folder, target))) return;
  mkdirSync(folder, { recursive: true });
  rmSync(link, { force: true }); // one that leads nowhere
  symlinkSync(target, link);
  chmodSync(link, 0o755);
}
