/**
 * The summariser without a model: which items it finds in the fixtures' interviews, with and without marks; what becomes of the parts of the talk that
 * belong to an item; and how long an hour of talk takes.
 */
import { newNonce, systemRandom } from '../src/lib/core/clock.ts';
import { markedItem } from '../src/lib/core/summary/assign.ts';
import { exchangesOf, type Said } from '../src/lib/core/summary/exchanges.ts';
import { summarise } from '../src/lib/core/summary/summary.ts';
import { INTERVIEWS, readInterview, START, UNSEEN } from '../tests/support/written-interviews.ts';
import { table } from './table.ts';

const HOUR_MS = 3_600_000;
/** As people talk: a line each six seconds. */
const LINE_MS = 6_000;

function found(name: string, marked: boolean): readonly string[] {
  const { items, lines, marks, gold } = readInterview(name);
  const summary = summarise({ lines, items, marks: marked ? marks : [] });
  const discussed = items.filter((_, at) => summary.items[at]?.discussed).map(({ number }) => number);
  const right = discussed.filter((number) => gold.discussed.includes(number)).length;
  /** Of the parts that the interviewer would have marked: where each is. */
  const parts = exchangesOf(lines).flatMap((one) => {
    const item = markedItem(one, marks);
    if (item === undefined) return [];
    const under = summary.items.find(({ exchanges }) => exchanges.some(({ id }) => id === one.id))?.item;
    if (under !== undefined) return [under === item ? 'right' : 'wrong'];
    return [summary.unassigned.some(({ id }) => id === one.id) ? 'offered' : 'left out'];
  });
  const share = (where: string): string => String(parts.filter((part) => part === where).length);
  return [
    name,
    marked ? 'marked' : 'unmarked',
    String(right),
    String(gold.discussed.length - right),
    String(discussed.length - right),
    ...['right', 'wrong', 'offered', 'left out'].map(share),
  ];
}

/** An hour of talk about the first interview's agenda, made of all of them, no two lines alike. */
function hour(): { readonly lines: readonly Said[]; readonly ms: number; readonly exchanges: number } {
  const all = INTERVIEWS.map(readInterview);
  const turns = all.flatMap(({ lines }) => lines);
  const lines = Array.from({ length: HOUR_MS / LINE_MS }, (_, at): Said => {
    const turn = turns[at % turns.length];
    const start = START + at * LINE_MS;
    const text = `${turn?.text ?? ''} ${at}番目の話です。`;
    return { id: newNonce(systemRandom), role: turn?.role ?? 'host', start, end: start + LINE_MS - 1, text };
  });
  const items = all.flatMap((one) => one.items);
  const began = performance.now();
  const summary = summarise({ lines, items, marks: [] });
  const ms = performance.now() - began;
  return { lines, ms, exchanges: summary.items.reduce((sum, { exchanges }) => sum + exchanges.length, 0) };
}

export async function runSummary(): Promise<void> {
  console.log(
    table(
      [
        ...['interview', 'items', 'found', 'missed', 'false'],
        ...['parts right', 'under another', 'offered', 'left out'],
      ],
      [true, false].flatMap((marked) => [...INTERVIEWS, ...UNSEEN].map((name) => found(name, marked))),
    ),
  );
  const { lines, ms, exchanges } = hour();
  console.log(`\nan hour of talk: ${lines.length} lines, ${exchanges} exchanges under items, ${Math.round(ms)} ms`);
}
