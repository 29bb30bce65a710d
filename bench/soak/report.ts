/** What the soak saw, round by round, and which of it grows. */
import { table } from '../table.ts';
import { trendOf, type Sample } from './trend.ts';

/** The first rounds open what is then open, or kept for the next time: they do not count. */
const WARM_ROUNDS = 2;
/** For so many minutes caches fill and code is compiled: the heap is judged by what comes after. */
const WARM_HEAP = 10;
/** A MiB is what memory is counted in here. */
const KIB = 1 / 1024;

/**
 * What a round may add. By design only the chat line of the round stays, with the document's change that brought it, and the record of who came and
 * went: some KiB on each page, no node while the chat is closed, no listener, and nothing on the relay. What is allowed above that tells scatter from
 * a leak, of which the smallest is one listener or node a round.
 */
const LIMITS = { heap: 16 * KIB, nodes: 0.5, listeners: 0.5, process: 256 * KIB } as const;
const RELAY_LIMITS = { ...LIMITS, heap: 4 * KIB } as const;
export type Measure = keyof typeof LIMITS;
/** A process keeps freed memory as it likes: it is shown, but alone it is no proof. */
const NO_PROOF: readonly Measure[] = ['process'];

/** One look at one page, or at the relay: MiB, or numbers. */
export type Look = Readonly<Partial<Record<Measure, number>>>;
/** By whom, in the order of the columns. */
export type Round = Readonly<Record<string, Look>> & { readonly relay: Look };

export const lookRow = (round: Round): string[] =>
  Object.values(round).flatMap((look) =>
    Object.entries(look).map(([measure, value]) => (measure === 'heap' ? value.toFixed(2) : value.toFixed(0))),
  );

/** Prints both tables; true where nothing grows. `minutes`: when each round was over. */
export function report(rounds: readonly Round[], minutes: readonly number[]): boolean {
  const [first] = rounds;
  if (!first) return true;
  const titles = Object.entries(first).flatMap(([who, look]) =>
    Object.keys(look).map((measure) => `${who} ${measure}`),
  );
  const rows = rounds.map((round, at) => [String(at + 1), minutes[at]?.toFixed(1) ?? '', ...lookRow(round)]);
  console.log(
    `\nIn use after garbage collection; heap and process in MiB\n\n${table(['round', 'min', ...titles], rows)}`,
  );

  const trends = Object.entries(first).flatMap(([who, look]) =>
    (Object.keys(look) as Measure[]).map((measure) => {
      const limit = (who === 'relay' ? RELAY_LIMITS : LIMITS)[measure];
      const samples = rounds
        .map((round, at): Sample => ({ round: at + 1, value: round[who]?.[measure] ?? NaN }))
        .filter(({ round: at }) => at > WARM_ROUNDS && (measure !== 'heap' || (minutes[at - 1] ?? 0) > WARM_HEAP));
      return { what: `${who} ${measure}`, measure, limit, samples, ...trendOf(samples, limit) };
    }),
  );
  const lines = trends.map(({ what, limit, samples, perRound, within, verdict }) => [
    ...[what, samples[0]?.value.toFixed(1) ?? '', samples.at(-1)?.value.toFixed(1) ?? ''],
    ...[Number.isNaN(perRound) ? '-' : `${perRound.toFixed(3)} ± ${within.toFixed(3)}`, limit.toFixed(3), verdict],
  ]);
  console.log(
    `\nFrom round ${WARM_ROUNDS + 1} on, heap from minute ${WARM_HEAP} on\n\n${table(['what', 'first', 'last', 'per round', 'allowed', 'verdict'], lines)}`,
  );
  const named = (wanted: string): string[] =>
    trends.filter(({ measure, verdict }) => verdict === wanted && !NO_PROOF.includes(measure)).map(({ what }) => what);
  const [growing, unclear] = [named('grows'), named('unclear')];
  if (growing.length > 0) console.log(`\nGrows: ${growing.join(', ')}`);
  if (unclear.length > 0) console.log(`\nToo short or too scattered to say, a longer run would: ${unclear.join(', ')}`);
  if (growing.length + unclear.length === 0) console.log('\nNothing of what counts grows.');
  const grown = trends.filter(({ measure, verdict }) => verdict === 'grows' && NO_PROOF.includes(measure));
  if (grown.length > 0) console.log(`\nWorth a look, but no proof: ${grown.map(({ what }) => what).join(', ')}`);
  return growing.length === 0;
}
