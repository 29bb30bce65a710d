/** What a test file cannot do without on this machine: says so where it is missing, and leaves the file out. */
import { test } from '@playwright/test';

/** `why` as whyNoCoturn and whyNoNamespaces tell it. To be called at the top of a test file. */
export function skipAllBecause(why: string | undefined): void {
  test.skip(why !== undefined, why);
  if (why !== undefined) process.stderr.write(`not tried here: ${why}\n`);
}
