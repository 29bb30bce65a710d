/** What `npm audit --json` says, in words. Pure: tools/audit.ts runs it. */
import * as v from 'valibot';
import { jsonOf } from '../../src/lib/wire/bytes.ts';
import { parse } from '../../src/lib/wire/ids.ts';

const SEVERITIES = ['info', 'low', 'moderate', 'high', 'critical'] as const;
type Severity = (typeof SEVERITIES)[number];

const Report = v.object({
  vulnerabilities: v.record(
    v.string(),
    v.object({
      severity: v.picklist(SEVERITIES),
      isDirect: v.boolean(),
      range: v.string(),
      via: v.array(v.union([v.string(), v.object({ title: v.string(), url: v.string() })])),
      fixAvailable: v.union([v.boolean(), v.object({ name: v.string(), version: v.string() })]),
    }),
  ),
});
/** Where the registry does not answer the question. */
const Failure = v.object({ message: v.string() });

export type Verdict =
  | { readonly kind: 'unanswered'; readonly why: string }
  | { readonly kind: 'clear' | 'known' | 'grave'; readonly lines: readonly string[] };

/** From here on a release is not to be made. */
const GRAVE: ReadonlySet<Severity> = new Set(['high', 'critical']);

/** `output`: all that npm printed on stdout. */
export function verdictOf(output: string): Verdict {
  const said = jsonOf(output);
  const report = parse(Report, said);
  if (!report) return { kind: 'unanswered', why: parse(Failure, said)?.message ?? 'npm audit gave no report' };
  const found = Object.entries(report.vulnerabilities).toSorted(
    ([, a], [, b]) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity),
  );
  const lines = found.map(([name, { severity, isDirect, range, via, fixAvailable }]) => {
    const titles = via.map((one) => (typeof one === 'string' ? `by ${one}` : `${one.title} (${one.url})`));
    const fix =
      typeof fixAvailable === 'object'
        ? `, mended in ${fixAvailable.name} ${fixAvailable.version}`
        : fixAvailable
          ? ', mended in a later one'
          : '';
    return `${severity.padEnd(9)}${name} ${range}${isDirect ? '' : ' (not asked for by ourselves)'}: ${titles.join('; ')}${fix}`;
  });
  if (found.length === 0) return { kind: 'clear', lines };
  return { kind: found.some(([, { severity }]) => GRAVE.has(severity)) ? 'grave' : 'known', lines };
}
