/** Titles of tests: whether a source has one, and whether a report's is one of those that it stands for. Pure. */
import { oneFailed, onePassed, none, sum, type Counts } from '../test-counts.ts';

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);

/** Whether a test's source gives this title to a test: as the first argument of a call, in any quotes. */
export const hasTest = (source: string, title: string): boolean =>
  new RegExp(String.raw`[\w)]\(\s*(['"\`])${escaped(title)}\1\s*,`).test(source);

/** A title with the placeholders of `test.each`, or of a template, as a pattern of what they become. */
export const titlePattern = (title: string): RegExp => {
  const parts = title.split(/%(?:\.\d+)?[sdifjo]|\$\{[^}]*\}/);
  return new RegExp(`^${parts.map(escaped).join('[\\s\\S]*')}$`);
};

/** One test that a runner has run; a test that was skipped counts as not run. */
export interface Ran {
  readonly file: string;
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
}

/** How a named test went: the sum of all that its title stands for. */
export function outcomeOf(ran: readonly Ran[], [file, title]: readonly [file: string, title: string]): Counts {
  const pattern = titlePattern(title);
  const mine = ran.filter((one) => one.file === file && pattern.test(one.title));
  return sum(
    mine.map(({ outcome }) =>
      outcome === 'passed' ? onePassed : outcome === 'failed' ? oneFailed : { ...none, skipped: 1 },
    ),
  );
}

/** In a word; nothing that passed is no success. */
export function verdict({ passed, failed, skipped }: Counts): string {
  if (failed > 0) return 'FAILED';
  if (passed > 0) return skipped > 0 ? `passed, ${skipped} skipped` : 'passed';
  return skipped > 0 ? 'skipped' : 'NOT RUN';
}
