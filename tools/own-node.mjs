/** The Node that runs the project, whatever the machine's own is: npm brings it, where it can. */
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';

/** The oldest Node that runs our .ts files by itself. */
export const NODE_MIN = { major: 22, minor: 18 };

/** @param {string} version as in process.versions.node */
export function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > NODE_MIN.major || (major === NODE_MIN.major && minor >= NODE_MIN.minor);
}

/** Whether npm brings a Node of the project's own for this machine (optionalDependencies in package.json).
 * @param {string} platform @param {string} arch */
export const bringsNode = (platform, arch) => platform === 'linux' && (arch === 'x64' || arch === 'arm64');

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
