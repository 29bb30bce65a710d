/** The room of a page as a thing of its component: begun with it, ended with it. */
import { onDestroy } from 'svelte';
import { browserPorts } from './compose.ts';
import { sweepJournal } from './open-kept-calls.ts';
import { createRoom, type Room } from './room.ts';

/** Opens the room that the page's fragment is a link to. Another fragment in the same tab is another visit: the page loads anew. */
export function useRoom(): Room {
  const ports = browserPorts();
  void sweepJournal(ports.journal, ports.clock);
  const room = createRoom(ports, location.hash);
  const reload = (): void => location.reload();
  addEventListener('hashchange', reload);
  onDestroy(() => {
    removeEventListener('hashchange', reload);
    room.end();
  });
  return room;
}
