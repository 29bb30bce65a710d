import { defineConfig } from '@playwright/test';

/** Browsers, relay and TURN server are started by the tests themselves (tests/support), each relay on a port of its own. */
export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.test.ts',
  outputDir: 'test-results',
  // A call is several browsers that encode and decode video; two of them at once would starve each other.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
});
