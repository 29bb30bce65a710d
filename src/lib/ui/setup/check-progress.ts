/** Whether one may go on from the environment check, and if not, why: a reason that is shown beside the button (E3). */
import { canOverride, isPassed, type CheckItem } from '../../core/check/items.ts';
import type { Messages } from '../../i18n/language.ts';

/** Items that have come to a result. */
export const countDone = (items: readonly CheckItem[]): number =>
  items.filter(({ state }) => state === 'ok' || state === 'warning' || state === 'failed').length;

/** Why 「待機画面へ進む」 is disabled; undefined: it is not. */
export function holdReason(items: readonly CheckItem[], t: Messages): string | undefined {
  const name = ({ id }: CheckItem): string => t.check.items[id];
  const fatal = items.filter((item) => item.state === 'failed' && !canOverride(item));
  if (fatal.length > 0) return t.check.reason.required(fatal.map(name));
  const unfinished = items.filter(({ state }) => state === 'pending' || state === 'running');
  if (unfinished.length > 0) {
    const only = unfinished.length === 1 ? unfinished[0]?.id : undefined;
    if (only === 'audio' || only === 'microphone') return t.check.reason[only];
    return t.check.reason.running;
  }
  const open = items.filter((item) => !isPassed(item));
  return open.length > 0 ? t.check.reason.optional(open.map(name)) : undefined;
}
