/** What stands in package-lock.json, read as an auditor without internet would read it. `npm run audit` asks the registry for advisories. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { jsonOf } from '../../src/lib/wire/bytes.ts';
import { parse } from '../../src/lib/wire/ids.ts';
import { installCommand } from '../../tools/own-npm.mjs';
import { must } from '../support/interview.ts';

const Names = v.optional(v.record(v.string(), v.string()), {});
const Flag = v.optional(v.boolean(), false);
const Package = v.object({
  version: v.optional(v.string()),
  resolved: v.optional(v.string()),
  integrity: v.optional(v.string()),
  license: v.optional(v.string()),
  link: Flag,
  inBundle: Flag,
  dev: Flag,
  optional: Flag,
  devOptional: Flag,
  hasInstallScript: Flag,
  optionalDependencies: Names,
});
const Lock = v.object({ lockfileVersion: v.literal(3), packages: v.record(v.string(), Package) });
const Manifest = v.object({ dependencies: Names, devDependencies: Names, optionalDependencies: Names });

const read = (name: string): unknown => jsonOf(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));
const lock = must(parse(Lock, read('package-lock.json')));
const manifest = must(parse(Manifest, read('package.json')));
const packages = Object.entries(lock.packages).filter(([key]) => key !== '');
const nameOf = (key: string): string => key.slice(key.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Licences that ask for no more than to be named. */
const PERMISSIVE = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Python-2.0',
  'Unlicense',
]);
/** Others, each for a reason. */
const LICENSED: readonly (readonly [name: RegExp, licence: string])[] = [
  // Only the build runs it, unchanged: nothing of it is given away.
  [/^lightningcss(-[\w-]+)?$/, 'MPL-2.0'],
  // The whiteboard: free with its watermark (docs/decisions).
  [/^(tldraw|@tldraw\/(assets|editor|utils|validate|store|state|state-react|tlschema))$/, 'SEE LICENSE IN LICENSE.md'],
];
/** Packages that would run something when they are installed. setup.mjs lets none: they all work without. */
const SCRIPTED = new Map([
  ['cbor-extract', 'builds a faster reader, without which the one in JavaScript is used'],
  ['core-js', 'prints a request for donations'],
  ['protobufjs', 'compares versions and prints what it finds'],
]);

describe('package-lock.json', () => {
  // npm writes optional packages that the registry does not have into the lock, and `npm ci` then fails everywhere.
  it('names no optional package without an entry of its own', () => {
    const has = (name: string): boolean => packages.some(([key]) => key.endsWith(`node_modules/${name}`));
    const missing = Object.values(lock.packages).flatMap((entry) =>
      Object.keys(entry.optionalDependencies).filter((name) => !has(name)),
    );
    expect(missing).toEqual([]);
  });

  it('every package is one of the npm registry, held by a hash', () => {
    const strange = packages.filter(
      ([, { version = '', resolved = 'https://registry.npmjs.org/', integrity = '', link, inBundle }]) =>
        !/^\d+\.\d+\.\d+/.test(version) ||
        !resolved.startsWith('https://registry.npmjs.org/') ||
        !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity) ||
        link ||
        inBundle,
    );
    expect(strange.map(([key]) => key)).toEqual([]);
    expect(packages.length).toBeGreaterThan(300);
  });

  it('what package.json asks for is one version exactly, and that one is locked', () => {
    const wanted = Object.entries({
      ...manifest.dependencies,
      ...manifest.devDependencies,
      ...manifest.optionalDependencies,
    });
    const loose = wanted.filter(
      ([name, version]) =>
        !/^\d+\.\d+\.\d+(-[\w.-]+)?$/.test(version) || lock.packages[`node_modules/${name}`]?.version !== version,
    );
    expect(loose).toEqual([]);
  });

  it('the relay takes three packages with it at run time, and these take none', () => {
    const atRunTime = packages
      .filter(([, { dev, optional, devOptional }]) => !dev && !optional && !devOptional)
      .map(([key]) => nameOf(key));
    expect(atRunTime.sort()).toEqual(['jose', 'valibot', 'ws']);
  });

  it('every licence is a permissive one, or one of those that are named with a reason', () => {
    const other = packages
      .map(([key, { license = 'none' }]) => ({ name: nameOf(key), license }))
      .filter(
        ({ name, license }) =>
          !PERMISSIVE.has(license) && !LICENSED.some(([pattern, licence]) => pattern.test(name) && licence === license),
      );
    expect(other).toEqual([]);
  });

  it('nobody new wants to run a script when it is installed, and setup lets none run one', () => {
    const scripted = packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([key]) => nameOf(key));
    expect(scripted.filter((name) => !SCRIPTED.has(name))).toEqual([]);
    for (const version of ['9.2.0', '11.0.0']) expect(installCommand(version, '/').args).toContain('--ignore-scripts');
  });
});
