import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { inFolderOfItsOwn, installCommand } from '../../tools/own-npm.mjs';

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

  // Setup may be run by root, and anybody may write into /tmp.
  test('what others laid down among the temporary files is not taken', () => {
    const shared = mkdtempSync(path.join(tmpdir(), 'mensetsu-own-npm-'));
    writeFileSync(path.join(shared, 'package.json'), '{}');
    writeFileSync(path.join(shared, '.npmrc'), 'registry=https://example.invalid/');
    const asked = inFolderOfItsOwn(shared, (folder) => {
      const npm = (...args: string[]): string =>
        spawnSync('npm', args, { cwd: folder, encoding: 'utf8' }).stdout.trim();
      return { folder, prefix: npm('prefix'), registry: npm('config', 'get', 'registry') };
    });
    rmSync(shared, { recursive: true });
    expect(asked.prefix).toBe(asked.folder);
    expect(asked.registry).not.toContain('example.invalid');
    expect(existsSync(asked.folder)).toBe(false);
  });
});
