import { describe, expect, test } from 'vitest';
import { countReport, failedTests, line, none, oneFailed, onePassed, sum } from '../../tools/test-counts.ts';

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

describe('what failed, and why', () => {
  test('vitest: tests, and files that did not load', () => {
    const result = (status: string, fullName: string) => ({
      status,
      fullName,
      failureMessages: status === 'failed' ? ['\u001b[31mError: 1 is not 2\u001b[39m\n\n    at x.ts:1'] : [],
    });
    const report = {
      ...vitest(1, 1),
      testResults: [
        { name: 'a.test.ts', status: 'failed', assertionResults: [result('passed', 'one'), result('failed', 'two')] },
        { name: 'b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
        { name: 'c.test.ts', status: 'passed', assertionResults: [result('passed', 'three')] },
      ],
    };
    expect(failedTests(report)).toEqual([
      { name: 'a.test.ts › two', why: 'Error: 1 is not 2\n    at x.ts:1' },
      { name: 'b.test.ts', why: 'no such module' },
    ]);
  });
  test('playwright: at any depth', () => {
    const spec = (title: string, ok: boolean) => ({
      title,
      ok,
      file: 'x.test.ts',
      tests: [{ results: [{ errors: ok ? [] : [{ message: `${title} is wrong\n${'so\n'.repeat(100)}` }] }] }],
    });
    const inner = { specs: [spec('in a group', false), spec('fine', true)] };
    const report = { ...playwright(1, 2), suites: [{ specs: [spec('alone', false)], suites: [inner] }] };
    expect(failedTests(report)).toEqual([
      { name: 'x.test.ts › alone', why: `alone is wrong${'\nso'.repeat(13)}` },
      { name: 'x.test.ts › in a group', why: `in a group is wrong${'\nso'.repeat(13)}` },
    ]);
  });
  test('a report that is none has nothing', () => {
    expect(failedTests(undefined)).toEqual([]);
    expect(failedTests({ suites: 7 })).toEqual([]);
  });
});

test('the sum adds each column, and the line names skips only where there are some', () => {
  const total = sum([onePassed, oneFailed, { passed: 10, failed: 0, skipped: 2 }, none]);
  expect(line(total)).toBe('11 passed, 1 failed, 2 skipped');
  expect(line(sum([onePassed, onePassed]))).toBe('2 passed, 0 failed');
});
