import { describe, expect, test } from 'vitest';
import { countReport, line, none, oneFailed, onePassed, sum } from '../../tools/test-counts.ts';

const vitest = (passed: number, failed: number, pending = 0, todo = 0) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: pending,
  numTodoTests: todo,
  testResults: [],
});
const playwright = (expected: number, unexpected: number, flaky = 0, skipped = 0) => ({
  stats: { expected, unexpected, flaky, skipped, duration: 1 },
  errors: [],
});

describe('the counts of a report', () => {
  test.each([
    ['vitest, all passed', vitest(7, 0), 0, { passed: 7, failed: 0, skipped: 0 }],
    ['vitest, pending and todo are skipped', vitest(7, 0, 2, 1), 0, { passed: 7, failed: 0, skipped: 3 }],
    ['vitest, some failed', vitest(7, 2), 1, { passed: 7, failed: 2, skipped: 0 }],
    ['playwright, all passed', playwright(5, 0, 0, 1), 0, { passed: 5, failed: 0, skipped: 1 }],
    ['playwright, flaky is failed', playwright(5, 1, 2), 1, { passed: 5, failed: 3, skipped: 0 }],
  ])('%s', (_, report, exitCode, counts) => {
    expect(countReport(report, exitCode)).toEqual(counts);
  });

  test.each([
    ['a test file that did not load leaves no failed test, only the exit code', vitest(7, 0), 1],
    ['a run that was killed', vitest(7, 0), null],
    ['a run without any test', vitest(0, 0), 0],
    ['a run that skipped everything', playwright(0, 0, 0, 4), 0],
    ['no report', undefined, 0],
    ['a damaged report', { stats: { expected: 'many' } }, 0],
  ])('%s counts as a failure', (_, report, exitCode) => {
    expect(countReport(report, exitCode).failed).toBe(1);
  });
});

test('the sum adds each column, and the line names skips only where there are some', () => {
  const total = sum([onePassed, oneFailed, { passed: 10, failed: 0, skipped: 2 }, none]);
  expect(line(total)).toBe('11 passed, 1 failed, 2 skipped');
  expect(line(sum([onePassed, onePassed]))).toBe('2 passed, 0 failed');
});
