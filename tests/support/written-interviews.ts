/** The made-up interviews of tests/fixtures/transcripts as a summariser is given them, and which items were really touched. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { newNonce, systemRandom } from '../../src/lib/core/clock.ts';
import type { Said } from '../../src/lib/core/summary/exchanges.ts';
import type { AgendaMark } from '../../src/lib/wire/agenda.ts';
import { jsonOf } from '../../src/lib/wire/bytes.ts';
import { parse, type Nonce } from '../../src/lib/wire/ids.ts';
import { must } from './interview.ts';

const Interview = v.object({
  agenda: v.array(v.object({ id: v.number(), title: v.string(), detail: v.string() })),
  gold: v.object({ discussed: v.array(v.number()), untouched: v.array(v.number()) }),
  /** m: the item that its interviewer marked before it, 0 for none. */
  turns: v.array(
    v.object({ s: v.picklist(['I', 'A']), t: v.optional(v.number()), x: v.string(), m: v.optional(v.number()) }),
  ),
});
export const START = 1_800_000_000_000;
const TURN_MS = 10_000;

/** What the interviewer of each would have marked: from the turn that begins so, this item; 0: none. */
const MARKS: Readonly<Record<string, readonly (readonly [turn: string, item: number])[]>> = {
  'sample-transcript.ja': [
    ['では早速ですが', 1],
    ['これまでのお仕事', 2],
    ['では、チームの中で', 3],
    ['ありがとうございます。ちなみに', 0],
    ['それでは、もし採用', 5],
    ['承知しました。最後に', 0],
  ],
  'sample-transcript.en': [
    ['Great. So, why', 1],
    ['Nice to hear', 2],
    ['What languages', 5],
    ['Okay. And what kind', 4],
    ['Thank you. Any questions', 0],
  ],
  'sample-transcript.asr.ja': [
    ['まずこれまで', 1],
    ['何か免許', 2],
    ['すごいですねちなみに', 5],
    ['よかったですうちに', 4],
    ['わかりました', 0],
  ],
};
export const INTERVIEWS: readonly string[] = Object.keys(MARKS);
/** Written when the summariser was finished, of other trades; it is measured with these and not to be made to fit them. */
export const UNSEEN: readonly string[] = [
  'unseen-nurse.ja',
  'unseen-driver.ja',
  'unseen-hotel.ja',
  'unseen-warehouse.en',
];

/** An interview's agenda, talk, and what its interviewer would have marked; ten seconds for each turn. */
export function readInterview(name: string) {
  const file = path.join(import.meta.dirname, `../fixtures/transcripts/${name}.json`);
  const { agenda, gold, turns } = must(parse(Interview, jsonOf(readFileSync(file, 'utf8'))));
  const items = agenda.map(({ id, title, detail }) => ({ number: id, id: newNonce(systemRandom), title, detail }));
  const lines = turns.map(({ s, x }, at): Said => {
    const start = START + at * TURN_MS;
    return {
      ...{
        id: newNonce(systemRandom),
        role: s === 'I' ? 'host' : 'applicant',
        start,
        end: start + TURN_MS - 1,
        text: x,
      },
    };
  });
  const idOf = (number: number): Nonce => must(items.find((item) => item.number === number)).id;
  const written = turns.flatMap(({ x, m }) => (m === undefined ? [] : [[x, m] as const]));
  const marks = [...(MARKS[name] ?? []), ...written].map(([begins, number]): AgendaMark => {
    const { start } = must(lines.find(({ text }) => text.startsWith(begins)));
    return { at: start - 500, ...(number > 0 && { item: idOf(number) }) };
  });
  return { items, lines, marks, gold, idOf };
}
