import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../tools/audit/advisories.ts';

/** As npm 11 writes them. */
const one = (severity: string, changes: object = {}): object => ({
  name: 'x',
  severity,
  isDirect: false,
  via: [{ source: 1, name: 'x', title: 'Prototype pollution', url: 'https://github.com/advisories/GHSA-x', severity }],
  effects: [],
  range: '<1.2.3',
  nodes: ['node_modules/x'],
  fixAvailable: true,
  ...changes,
});
const report = (vulnerabilities: Record<string, object>): string =>
  JSON.stringify({ auditReportVersion: 2, vulnerabilities, metadata: {} });

describe('npm run audit', () => {
  test('nothing known is clear', () => expect(verdictOf(report({}))).toEqual({ kind: 'clear', lines: [] }));

  test('from high upwards it is grave, below it is told; the gravest first, with what mends it', () => {
    expect(verdictOf(report({ x: one('moderate') })).kind).toBe('known');
    const verdict = verdictOf(
      report({
        low: one('low', { via: ['x'], fixAvailable: false }),
        ws: one('high', { isDirect: true, fixAvailable: { name: 'ws', version: '9.0.0', isSemVerMajor: true } }),
      }),
    );
    expect(verdict).toEqual({
      kind: 'grave',
      lines: [
        'high     ws <1.2.3: Prototype pollution (https://github.com/advisories/GHSA-x), mended in ws 9.0.0',
        'low      low <1.2.3 (not asked for by ourselves): by x',
      ],
    });
    expect(verdictOf(report({ x: one('critical') })).kind).toBe('grave');
  });

  test.each(['', 'npm error', '{"message":"405 Method Not Allowed"}', '{"vulnerabilities":{"x":{}}}'])(
    '%j is no answer',
    (output) => expect(verdictOf(output).kind).toBe('unanswered'),
  );
});
