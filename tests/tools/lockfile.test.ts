import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { jsonOf } from '../../src/lib/wire/bytes.ts';
import { parse } from '../../src/lib/wire/ids.ts';

const Names = v.optional(v.record(v.string(), v.string()), {});
const Lock = v.object({ packages: v.record(v.string(), v.object({ optionalDependencies: Names })) });

describe('package-lock.json', () => {
  // npm writes optional packages that the registry does not have into the lock, and `npm ci` then fails everywhere.
  it('names no optional package without an entry of its own', () => {
    const lock = parse(Lock, jsonOf(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')));
    if (!lock) throw new Error('package-lock.json is not what npm writes');
    const has = (name: string): boolean =>
      Object.keys(lock.packages).some((key) => key.endsWith(`node_modules/${name}`));
    const missing = Object.values(lock.packages).flatMap((entry) =>
      Object.keys(entry.optionalDependencies).filter((name) => !has(name)),
    );
    expect(missing).toEqual([]);
  });
});
