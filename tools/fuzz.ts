/**
 * `npm run fuzz`: the property tests again and again, each round with a seed of its own; `npm run fuzz -- 50` so many rounds instead of 10.
 * Ends with 1 at the first round in which one fails, and says how that round is run again.
 */
import { randomInt } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './fresh-build.ts';
import { bin, runNode } from './test-runs.ts';

const ROUNDS = 10;
const MAX_SEED = 2 ** 31;

const asked = process.argv[2] ?? String(ROUNDS);
if (!/^[1-9]\d{0,5}$/.test(asked)) {
  console.error(`fuzz: "${asked}" is no number of rounds; npm run fuzz -- 50`);
  process.exit(2);
}
const rounds = Number(asked);
const files = globSync('tests/**/*.test.ts', { cwd: projectRoot }).filter((file) =>
  readFileSync(path.join(projectRoot, file), 'utf8').includes("from 'fast-check'"),
);

for (let round = 1; round <= rounds; round += 1) {
  const seed = String(process.env['FUZZ_SEED'] ?? randomInt(MAX_SEED));
  const { code, output } = await runNode(bin('vitest/vitest.mjs'), ['run', ...files], false, { FUZZ_SEED: seed });
  if (code !== 0) {
    console.log(output);
    console.log(`fuzz: round ${round} failed. The same again: FUZZ_SEED=${seed} npm run fuzz -- 1`);
    process.exit(1);
  }
  console.log(`fuzz: round ${round} of ${rounds} passed, seed ${seed}, ${files.length} files`);
}

export {}; // a module, for the awaits above
