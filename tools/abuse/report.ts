/** From the reports of the test runners to the tests that were run. */
import path from 'node:path';
import * as v from 'valibot';
import type { Ran } from './titles.ts';

const VitestReport = v.object({
  testResults: v.array(
    v.object({
      name: v.string(),
      assertionResults: v.array(v.object({ title: v.string(), status: v.string() })),
    }),
  ),
});

interface Suite {
  readonly specs: readonly {
    readonly title: string;
    readonly file: string;
    readonly tests: readonly { readonly status: string }[];
  }[];
  readonly suites?: readonly Suite[] | undefined;
}
const Suite: v.GenericSchema<Suite> = v.object({
  specs: v.array(v.object({ title: v.string(), file: v.string(), tests: v.array(v.object({ status: v.string() })) })),
  suites: v.optional(v.array(v.lazy(() => Suite))),
});
const PlaywrightReport = v.object({
  config: v.object({ rootDir: v.string() }),
  suites: v.array(Suite),
});

const OUTCOMES = new Map<string, Ran['outcome']>([
  ['passed', 'passed'],
  ['expected', 'passed'],
  ['failed', 'failed'],
  ['unexpected', 'failed'],
  ['flaky', 'failed'],
]);
const outcome = (status: string | undefined): Ran['outcome'] => OUTCOMES.get(status ?? '') ?? 'skipped';

const all = (suite: Suite): readonly Suite[] => [suite, ...(suite.suites ?? []).flatMap(all)];

/** The tests of a Vitest or Playwright report, files relative to `root`; none of what is no report. */
export function ranOf(report: unknown, root: string): readonly Ran[] {
  const unit = v.safeParse(VitestReport, report);
  if (unit.success)
    return unit.output.testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ title, status }) => ({
        file: path.relative(root, name),
        title,
        outcome: outcome(status),
      })),
    );
  const browser = v.safeParse(PlaywrightReport, report);
  if (!browser.success) return [];
  const { config, suites } = browser.output;
  return suites
    .flatMap(all)
    .flatMap(({ specs }) => specs)
    .map(({ title, file, tests }) => ({
      file: path.relative(root, path.join(config.rootDir, file)),
      title,
      outcome: outcome(tests[0]?.status),
    }));
}
