/** What is kept of calls (kept-calls.ts), loaded for who has the host link: applicants, who wait in the same room, do without. */
import type { KeptCalls, OfferedCall } from './kept-calls.ts';
import type { RoomPorts } from './room-ports.ts';
import { cell } from '../core/cell.ts';
import type { Clock } from '../core/clock.ts';
import type { JournalStore } from '../core/journal/store.ts';
import type { OpenedLink } from '../core/session/link.ts';
import type { Seed } from '../wire/ids.ts';
import { JOURNAL_KEEP_MS } from '../wire/journal.ts';

/** Erases what nobody came for, of whatever interview. Never rejects. */
export const sweepJournal = (store: JournalStore, clock: Clock): Promise<void> =>
  store.sweep(clock.now() - JOURNAL_KEEP_MS).catch(() => undefined);

/** On the ports of a page. */
export function openKeptCalls(
  ports: Pick<RoomPorts, 'journal' | 'keptCall' | 'clock' | 'random'>,
  link: OpenedLink,
  seed: Seed,
): KeptCalls {
  const offered = cell<readonly OfferedCall[]>([]);
  const unreadable = cell(false);
  /** There before anything is offered. */
  let calls: KeptCalls | undefined;
  const loading = import('./kept-calls.ts').then(({ createKeptCalls }) => {
    calls = createKeptCalls({
      ...{ link, seed, clock: ports.clock, random: ports.random, store: ports.journal },
      kept: ports.keptCall(link.room),
      loadAutomerge: async () => (await import('../platform/automerge.ts')).loadAutomerge(),
    });
    calls.offered.subscribe(offered.set);
    calls.unreadable.subscribe(unreadable.set);
    return calls;
  });
  const journal = loading.then((loaded) => loaded.journal);
  journal.catch(() => undefined); // whoever asks for something is told
  return {
    journal,
    offered,
    unreadable,
    look: () =>
      loading.then(
        (loaded) => loaded.look(),
        () => undefined,
      ),
    resume: (call) => calls?.resume(call),
    discard: async (call) => (await loading).discard(call),
    taken: async (call) => (await loading).taken(call),
  };
}
