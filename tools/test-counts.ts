/** What the parts of `npm test` report, brought to one form and added up. Pure: tools/test.ts runs the parts. */
import * as v from 'valibot';

/** Outcome of one part of `npm test`. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const none: Counts = { passed: 0, failed: 0, skipped: 0 };
export const onePassed: Counts = { ...none, passed: 1 };
export const oneFailed: Counts = { ...none, failed: 1 };

const Amount = v.pipe(v.number(), v.minValue(0));

/** Vitest's JSON report, as far as it counts here. */
const VitestReport = v.pipe(
  v.object({
    numPassedTests: Amount,
    numFailedTests: Amount,
    numPendingTests: Amount,
    numTodoTests: v.optional(Amount, 0),
  }),
  v.transform((r) => ({
    passed: r.numPassedTests,
    failed: r.numFailedTests,
    skipped: r.numPendingTests + r.numTodoTests,
  })),
);

/** Playwright's JSON report. A flaky test is one that failed before it passed: that is a failure. */
const PlaywrightReport = v.pipe(
  v.object({ stats: v.object({ expected: Amount, unexpected: Amount, flaky: Amount, skipped: Amount }) }),
  v.transform(({ stats }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
  })),
);

/**
 * Counts of a test runner's report.
 * @param report the parsed JSON of Vitest or Playwright; undefined where the runner wrote none
 * @param exitCode the runner's; null when it was killed. A run that ended badly, or that executed no test at all, has at
 *   least one failure, whatever its report says.
 */
export function countReport(report: unknown, exitCode: number | null): Counts {
  const parsed = v.safeParse(v.union([VitestReport, PlaywrightReport]), report);
  const counts = parsed.success ? parsed.output : none;
  const endedWell = parsed.success && exitCode === 0 && counts.passed > 0;
  return counts.failed > 0 || endedWell ? counts : { ...counts, failed: 1 };
}

const VitestNames = v.pipe(
  v.object({
    testResults: v.array(
      v.object({
        name: v.string(),
        status: v.string(),
        assertionResults: v.array(v.object({ status: v.string(), fullName: v.string() })),
      }),
    ),
  }),
  v.transform(({ testResults }) =>
    testResults.flatMap(({ name, status, assertionResults }) => {
      const failed = assertionResults.filter((result) => result.status === 'failed');
      // A file that did not load has no failed test of its own.
      if (failed.length === 0) return status === 'failed' ? [name] : [];
      return failed.map(({ fullName }) => `${name} › ${fullName}`);
    }),
  ),
);

interface PlaywrightSuite {
  readonly specs: readonly { readonly title: string; readonly ok: boolean; readonly file: string }[];
  readonly suites?: readonly PlaywrightSuite[] | undefined;
}
const PlaywrightSuite: v.GenericSchema<PlaywrightSuite> = v.object({
  specs: v.array(v.object({ title: v.string(), ok: v.boolean(), file: v.string() })),
  suites: v.optional(v.array(v.lazy(() => PlaywrightSuite))),
});
const failedOf = ({ specs, suites = [] }: PlaywrightSuite): string[] => [
  ...specs.filter(({ ok }) => !ok).map(({ file, title }) => `${file} › ${title}`),
  ...suites.flatMap(failedOf),
];
const PlaywrightNames = v.pipe(
  v.object({ suites: v.array(PlaywrightSuite) }),
  v.transform(({ suites }) => suites.flatMap(failedOf)),
);

/** The tests of a report that failed, as `file › title`: a long output is often kept from its end only. */
export function failedTests(report: unknown): readonly string[] {
  const parsed = v.safeParse(v.union([VitestNames, PlaywrightNames]), report);
  return parsed.success ? parsed.output : [];
}

export const sum = (all: readonly Counts[]): Counts =>
  all.reduce(
    (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }),
    none,
  );

/** `12 passed, 0 failed`, and `, 1 skipped` where there are any. */
export const line = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
