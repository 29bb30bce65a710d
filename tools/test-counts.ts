/** What the parts of `npm test` report, brought to one form and added up. Pure: tools/test.ts runs the parts. */
import { stripVTControlCharacters } from 'node:util';
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

/** A test that failed. */
export interface FailedTest {
  /** `file › title`, or the file alone where it did not load. */
  readonly name: string;
  /** What was wrong, from its beginning, without colours. */
  readonly why: string;
}

const WHY_MAX_LINES = 14;
const WHY_MAX_LENGTH = 1_500;
const brief = (messages: readonly (string | undefined)[]): string =>
  stripVTControlCharacters(messages.join('\n'))
    .split('\n')
    .filter((each) => each.trim() !== '')
    .slice(0, WHY_MAX_LINES)
    .join('\n')
    .slice(0, WHY_MAX_LENGTH);

const Messages = v.optional(v.array(v.string()), []);
const VitestFailures = v.pipe(
  v.object({
    testResults: v.array(
      v.object({
        name: v.string(),
        status: v.string(),
        message: v.optional(v.string()),
        assertionResults: v.array(
          v.object({ status: v.string(), fullName: v.string(), failureMessages: v.nullish(Messages, []) }),
        ),
      }),
    ),
  }),
  v.transform(({ testResults }) =>
    testResults.flatMap(({ name, status, message, assertionResults }): FailedTest[] => {
      const failed = assertionResults.filter((result) => result.status === 'failed');
      // A file that did not load has no failed test of its own.
      if (failed.length === 0) return status === 'failed' ? [{ name, why: brief([message]) }] : [];
      return failed.map((each) => ({ name: `${name} › ${each.fullName}`, why: brief(each.failureMessages) }));
    }),
  ),
);

const PlaywrightSpec = v.object({
  title: v.string(),
  ok: v.boolean(),
  file: v.string(),
  tests: v.optional(
    v.array(
      v.object({ results: v.array(v.object({ errors: v.array(v.object({ message: v.optional(v.string()) })) })) }),
    ),
    [],
  ),
});
interface PlaywrightSuite {
  readonly specs: readonly v.InferOutput<typeof PlaywrightSpec>[];
  readonly suites?: readonly PlaywrightSuite[] | undefined;
}
const PlaywrightSuite: v.GenericSchema<unknown, PlaywrightSuite> = v.object({
  specs: v.array(PlaywrightSpec),
  suites: v.optional(v.array(v.lazy(() => PlaywrightSuite))),
});
const failedOf = ({ specs, suites = [] }: PlaywrightSuite): FailedTest[] => [
  ...specs
    .filter(({ ok }) => !ok)
    .map(({ file, title, tests }) => ({
      name: `${file} › ${title}`,
      why: brief(tests.flatMap(({ results }) => results.flatMap(({ errors }) => errors.map(({ message }) => message)))),
    })),
  ...suites.flatMap(failedOf),
];
const PlaywrightFailures = v.pipe(
  v.object({ suites: v.array(PlaywrightSuite) }),
  v.transform(({ suites }) => suites.flatMap(failedOf)),
);

/** The tests of a report that failed, and why: a long output is often kept from its end only. */
export function failedTests(report: unknown): readonly FailedTest[] {
  const parsed = v.safeParse(v.union([VitestFailures, PlaywrightFailures]), report);
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
