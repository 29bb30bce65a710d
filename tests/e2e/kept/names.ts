/** What is seen in a busy session and looked for on the disk, by names that say the same of it in both places. */
import { transcript } from '../../../src/lib/i18n/ja/transcript.ts';
import type { OnDisk } from './disk.ts';

/** Stands in every word, so that it can be looked for on the disk. */
export const MARK = 'himitsu';
/** Always as long, so that one in whose midst the browser was killed is not taken for another. */
export const word = (kind: 'm' | 'c' | 'b', count: number): string =>
  `${MARK}-${kind}${String(count).padStart(4, '0')}`;
/** Numbered words, each once and in order of appearance; of these kinds only. */
export const wordsIn = (text: string, kinds = 'mcb'): string[] =>
  text.match(new RegExp(`${MARK}-[${kinds}]\\d{4}`, 'g')) ?? [];
export const markName = (count: number): string => `mark ${count}`;
export const fileName = (name: string): string => `file ${name}`;
export const lineName = ({ at, text }: { readonly at: number; readonly text: string }): string => `line ${at} ${text}`;
/** The applicant goes on with one stay; the host's ends with each kill, and when it did is not to change afterwards. */
export const stayName = ({ role, name, from, until }: OnDisk['record']['stays'][number]): string =>
  `stay ${name} ${from}${role === 'host' ? ` ${until}` : ''}`;
/** All of it that is on the disk. */
export function namesOf({ record, drawn, files }: OnDisk): ReadonlySet<string> {
  const { agenda, chat, transcript: lines = [], stays } = record;
  return new Set([
    ...wordsIn((agenda?.items ?? []).map(({ memo }) => memo).join(' ')),
    ...(agenda?.marks ?? []).map((_, index) => markName(index + 1)),
    ...wordsIn(chat.map(({ text }) => text).join(' ')),
    ...files.map(fileName),
    ...drawn,
    ...lines.map(({ start, text, gap }) => lineName({ at: start, text: gap ? transcript.gap : text })),
    ...stays.map(stayName),
  ]);
}
/** Kept on the disk, and not on the screen. */
export const isShown = (name: string): boolean => !/^(?:stay|mark) /.test(name);
