import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clientBuild } from '../../tools/client-build.ts';
import { isFresh, sourcesHash } from '../../tools/fresh-build.ts';
import { isInstalled, isInstalledAt } from '../../tools/install-state.mjs';
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
