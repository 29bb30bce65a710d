/**
 * Makes a fresh clone ready: installs the packages where they are missing or out of date and, with `--browser`, sees to a
 * Chromium (and, where that is easy, to coturn and the network tools that some tests use; with `--office` to LibreOffice,
 * which one test uses). npm runs it before `start`, `test` and the tools. It takes a fraction of a second when there is
 * nothing to do, and writes to stderr only, since some of the tools print JSON. Plain JavaScript without packages: it runs
 * on the Node that the machine came with.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isInstalledAt } from './tools/install-state.mjs';
import { withLock } from './tools/lock.mjs';
import { bringsNode, linkNode, NODE_MIN, runsTypeScript } from './tools/own-node.mjs';
import { inFolderOfItsOwn, installCommand } from './tools/own-npm.mjs';

const root = path.dirname(fileURLToPath(import.meta.url));
/** What Debian's packages bring, and the command that shows that one is there. */
const NETWORK_TOOLS = {
  coturn: 'turnserver',
  haproxy: 'haproxy',
  iproute2: 'ip',
  iptables: 'iptables',
  'libnss3-tools': 'certutil',
};

/** Opens the files that a call leaves behind, in one test: what it brings (110 MB) may take so long to come, in milliseconds, and no longer. */
const OFFICE = { package: 'libreoffice-calc', command: 'soffice' };
const OFFICE_DOWNLOAD_MS = 90_000;

/** @param {string} text */
const say = (text) => void process.stderr.write(`setup: ${text}\n`);

/** Runs a command with its output on stderr; true when it succeeded.
 * @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} [env] @param {string} [cwd] */
function run(command, args, env = process.env, cwd = root) {
  return spawnSync(command, args, { cwd, env, stdio: ['ignore', 2, 2] }).status === 0;
}

/** @param {string} text @returns {never} */
function fail(text) {
  say(text);
  process.exit(1);
}

/** npm, also where it is a script that only a shell would find (Windows).
 * @param {string} tool @param {string[]} args @returns {[string, string[]]} */
function npm(tool, args) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('npm-cli.js')) {
    return [process.execPath, [tool === 'npx' ? cli.replace('npm-cli.js', 'npx-cli.js') : cli, ...args]];
  }
  return [tool, args];
}

async function installPackages() {
  if (isInstalledAt(root)) return linkNode(root, process.platform, process.arch);
  await withLock(root, 'setup', () => {
    if (isInstalledAt(root)) return; // by another process, while this one waited
    const installed = inFolderOfItsOwn(tmpdir(), (folder) => {
      const { stdout } = spawnSync(...npm('npm', ['--version']), { cwd: folder, encoding: 'utf8' });
      const { tool, args } = installCommand(stdout ?? '', root);
      const fetched = tool === 'npx';
      say(`installing the packages (npm ci${fetched ? `, by a newer npm than ${stdout?.trim() || 'there is'}` : ''})`);
      return run(...npm(tool, args), process.env, fetched ? folder : root);
    });
    if (!installed) fail('npm ci failed; see above.');
    linkNode(root, process.platform, process.arch);
    const own = path.join(root, 'node_modules', '.bin', 'node');
    if (!runsTypeScript(process.versions.node) && !run(own, ['-e', ''])) {
      fail(`the Node that npm brought does not run here: install Node ${NODE_MIN.major}.${NODE_MIN.minor} or newer.`);
    }
  });
}

/** @param {string} command */
const isOnPath = (command) =>
  [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/sbin'].some((folder) =>
    existsSync(path.join(folder, command)),
  );

const mayInstall = () => process.getuid?.() === 0 && isOnPath('apt-get');

const APT_ENV = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };

/** @param {string[]} packages */
function aptInstall(packages) {
  return run('apt-get', ['update', '-q'], APT_ENV) && run('apt-get', ['install', '-qy', ...packages], APT_ENV);
}

async function hasBrowser() {
  if (process.env.CHROMIUM_PATH) {
    if (existsSync(process.env.CHROMIUM_PATH)) return true;
    fail(`CHROMIUM_PATH names ${process.env.CHROMIUM_PATH}, which does not exist.`);
  }
  if (existsSync('/usr/bin/chromium')) return true;
  const playwright = path.join(root, 'node_modules', 'playwright-core', 'index.mjs');
  const { chromium } = await import(pathToFileURL(playwright).href);
  return existsSync(chromium.executablePath());
}

async function provideBrowser() {
  const missing = Object.entries(NETWORK_TOOLS).filter(([, command]) => !isOnPath(command));
  if ((await hasBrowser()) && (missing.length === 0 || !mayInstall())) return;
  await withLock(root, 'setup', async () => {
    if (!(await hasBrowser())) {
      say('installing Chromium for the tests');
      const found =
        (mayInstall() && aptInstall(['--no-install-recommends', 'chromium', 'fonts-noto-cjk'])) ||
        run(...npm('npx', ['playwright', 'install', 'chromium']));
      if (!found) fail('no browser for the tests: install Chromium and name it in CHROMIUM_PATH.');
    }
    const packages = Object.entries(NETWORK_TOOLS).flatMap(([name, command]) => (isOnPath(command) ? [] : [name]));
    if (packages.length > 0 && mayInstall() && !aptInstall(['--no-install-recommends', ...packages])) {
      say(`note: ${packages.join(', ')} could not be installed; the tests that need them will be skipped.`);
    }
  });
}

/** Only the download may be given up in its midst. */
async function provideOffice() {
  if (isOnPath(OFFICE.command) || !mayInstall()) return;
  await withLock(root, 'setup', () => {
    if (isOnPath(OFFICE.command)) return; // by another process, while this one waited
    say('installing LibreOffice for a test');
    const options = { env: APT_ENV, stdio: /** @type {const} */ (['ignore', 2, 2]), timeout: OFFICE_DOWNLOAD_MS };
    /** @param {string[]} args */
    const apt = (...args) => spawnSync('apt-get', args, options).status === 0;
    const install = ['install', '-qy', '--no-install-recommends', OFFICE.package];
    const found = apt('update', '-q') && apt(...install, '--download-only') && run('apt-get', install, APT_ENV);
    if (!found) say(`note: ${OFFICE.package} could not be installed; the test that needs it will be skipped.`);
  });
}

if (!runsTypeScript(process.versions.node) && !bringsNode(process.platform, process.arch)) {
  fail(
    `this is Node ${process.versions.node}; on ${process.platform} (${process.arch}) Mensetsu needs an installed Node ` +
      `${NODE_MIN.major}.${NODE_MIN.minor} or newer: https://nodejs.org`,
  );
}
await installPackages();
if (process.argv.includes('--browser')) await provideBrowser();
if (process.argv.includes('--office')) await provideOffice();
