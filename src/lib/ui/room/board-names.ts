/** How the others' pointers on the board are called: by their names, unless the host has hidden these from applicants (W7). */
import { cell, type Cell } from '$lib/core/cell.ts';
import type { Participant } from '$lib/core/call/participant.ts';
import type { BulkSettings } from '$lib/core/call/rules.ts';

type Names = ReadonlyMap<Participant['peer'], string>;

const same = (a: Names, b: Names): boolean => a.size === b.size && [...a].every(([peer, name]) => b.get(peer) === name);

/** @param nameless how somebody is called whose name is hidden. The second result ends it. */
export function boardNames(
  participants: Cell<readonly Participant[]>,
  settings: Cell<BulkSettings | undefined>,
  ownRole: Participant['role'],
  nameless: () => string,
): readonly [Cell<Names>, () => void] {
  const names = cell<Names>(new Map(), same);
  function look(): void {
    const hidden = settings.get()?.names === false && ownRole === 'applicant';
    const others = participants.get().filter(({ self }) => !self);
    names.set(
      new Map(others.map(({ peer, name, role }) => [peer, hidden && role === 'applicant' ? nameless() : name])),
    );
  }
  const stops = [participants.subscribe(look), settings.subscribe(look)];
  return [names, () => stops.forEach((stop) => stop())];
}
