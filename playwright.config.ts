import { defineConfig } from '@playwright/test';

/**
 * These would starve another one, or be starved: many browsers, pictures whose rate is the matter, or sound that is understood. Or they make networks,
 * which browsers beside them take for a change of their own (ERR_NETWORK_CHANGED).
 */
const ALONE = ['mesh', 'media']
  .map((folder) => `**/${folder}/*.test.ts`)
  .concat(
    [
      'background',
      'control',
      'kept',
      'nat',
      'noise',
      'outage',
      'quality',
      'relay-restart',
      'several-relays',
      'share',
      'six-people',
      'transcript',
    ].map((name) => `**/${name}.test.ts`),
  );

/** Browsers, relay and TURN server are started by the tests themselves (tests/support), each relay on a port of its own. */
export default defineConfig({
  testDir: 'tests/e2e',
  projects: [
    { name: 'beside', testMatch: '**/*.test.ts', testIgnore: ALONE },
    { name: 'alone', testMatch: ALONE },
  ],
  outputDir: 'test-results',
  // A call is several browsers that encode and decode video. `npm test` runs two files of 'beside' at once, where most time is waiting.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  // These end what hangs. How long something takes is no test's matter, and a machine may be half as fast as another.
  timeout: 600_000,
  expect: { timeout: 120_000 },
  reporter: 'list',
});
