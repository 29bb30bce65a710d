/** What a row of the environment check says: made of what was measured and of what is wrong with it. */
import type { CheckItem, CheckProblem } from '../../core/check/items.ts';
import type { BrowserFamily } from '../../i18n/browser.ts';
import type { Messages } from '../../i18n/language.ts';

export interface RowText {
  /** One line: what was measured, or what is wrong, or what is going on. */
  readonly summary: string;
  /** How to mend it, or what makes it good. */
  readonly help: string;
}

const rounded = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));

function measuredText(item: CheckItem, { check: t }: Messages): string | undefined {
  switch (item.id) {
    case 'browser': {
      if (!item.measured) return undefined;
      const { name, version } = item.measured;
      return version > 0 ? `${t.browsers[name]} ${version}` : t.browsers[name];
    }
    case 'camera':
      if (!item.measured) return undefined;
      return t.picture(item.measured.label, item.measured.width, item.measured.height);
    case 'microphone':
      return item.measured?.label;
    case 'audio':
      if (item.state === 'ok') return item.measured?.heard ? t.audioOk : t.audioNotNeeded;
      return undefined;
    case 'speed': {
      const { downMbps, upMbps, roundTripMs } = item.measured ?? {};
      if (downMbps === undefined && upMbps === undefined && roundTripMs === undefined) return undefined;
      const mbps = (value: number | undefined): string => (value === undefined ? t.unknown : t.mbps(rounded(value)));
      return t.speed(
        mbps(downMbps),
        mbps(upMbps),
        roundTripMs === undefined ? t.unknown : t.ms(String(Math.round(roundTripMs))),
      );
    }
    case 'security':
      return undefined;
  }
}

/** Title and next step of a problem. A refused permission is mended differently in each browser (W10). */
export function problemText(problem: CheckProblem, t: Messages, browser: BrowserFamily) {
  if (problem in t.check.problems) return t.check.problems[problem as keyof typeof t.check.problems];
  const known = t.problems.codes[problem as keyof typeof t.problems.codes];
  return /-denied$/.test(problem) ? { title: known.title, next: t.problems.permission[browser] } : known;
}

export function rowText(item: CheckItem, t: Messages, browser: BrowserFamily): RowText {
  const { check } = t;
  if (item.state === 'pending') return { summary: check.states.pending, help: check.lead };
  const measured = measuredText(item, t);
  if (item.state === 'running') {
    const waiting = check.running[item.id];
    // The microphone's name would hide what the person is asked to do.
    return { summary: item.id === 'speed' ? (measured ?? waiting) : waiting, help: waiting };
  }
  if (!item.problem) {
    const noTurn = item.id === 'security' && item.measured?.turn === 'none';
    return {
      summary: measured ?? check.states[item.state],
      help: noTurn ? check.security.noTurn : check.good[item.id],
    };
  }
  const problem = problemText(item.problem, t, browser);
  return { summary: measured ? `${measured} — ${problem.title}` : problem.title, help: problem.next };
}
