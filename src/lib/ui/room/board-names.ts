/** How the others' pointers on the board are called. */
import { cell, type Cell } from '$lib/core/cell.ts';
import type { Participant } from '$lib/core/call/participant.ts';

type Names = ReadonlyMap<Participant['peer'], string>;

const same = (a: Names, b: Names): boolean => a.size === b.size && [...a].every(([peer, name]) => b.get(peer) === name);

/** @param people as this screen may name them (W7). The second result ends it. */
export function boardNames(people: Cell<readonly Participant[]>): readonly [Cell<Names>, () => void] {
  const names = cell<Names>(new Map(), same);
  const stop = people.subscribe((now) => {
    names.set(new Map(now.filter(({ self }) => !self).map(({ peer, name }) => [peer, name])));
  });
  return [names, stop];
}
