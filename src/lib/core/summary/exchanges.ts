/** A talk as exchanges: what the interviewers ask and what is answered to it, follow-ups apart. Pure. */
import type { Role } from '../../wire/ids.ts';
import type { TranscriptLine } from '../../wire/transcript.ts';
import { isManners, isQuestion } from './language.ts';

/** A line, as far as it counts here. */
export type Said = Pick<TranscriptLine, 'id' | 'role' | 'start' | 'end' | 'text' | 'gap'>;

export interface Exchange {
  /** Of its first line. */
  readonly id: Said['id'];
  readonly from: number;
  readonly to: number;
  readonly asked: readonly Said[];
  readonly answered: readonly Said[];
}

const asks = (role: Role): boolean => role !== 'applicant';

/** In the order of the talk. Every line that is more than manners stands in one of them. */
export function exchangesOf(lines: readonly Said[]): readonly Exchange[] {
  const exchanges: { asked: Said[]; answered: Said[] }[] = [];
  for (const line of lines) {
    // 「なるほど」 in between divides nothing and says nothing.
    if (line.gap || isManners(line.text)) continue;
    const present = exchanges.at(-1);
    if (!asks(line.role)) {
      if (present) present.answered.push(line);
      else exchanges.push({ asked: [], answered: [line] });
      continue;
    }
    // Once answered, the next word of an interviewer begins anew; what precedes a question belongs to it.
    if (!present || present.answered.length > 0) exchanges.push({ asked: [line], answered: [] });
    else present.asked.push(line);
  }
  return exchanges.flatMap(({ asked, answered }) => {
    const all = [...asked, ...answered];
    const first = all[0];
    if (!first) return [];
    const to = Math.max(...all.map(({ end }) => end));
    return [{ id: first.id, from: first.start, to, asked, answered }];
  });
}

export const askedText = ({ asked }: Exchange): string => asked.map(({ text }) => text).join('\n');
export const answeredText = ({ answered }: Exchange): string => answered.map(({ text }) => text).join('\n');
/** Whether the interviewers really ask something in it. */
export const isAsked = ({ asked }: Exchange): boolean => asked.some(({ text }) => isQuestion(text));
