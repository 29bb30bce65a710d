/** The others' pointers on the board, with their names: as the editor's presence records, named by their certificates. */
import {
  InstancePresenceRecordType,
  type Editor,
  type TLInstancePresence,
  type TLInstancePresenceID,
  type TLStore,
} from 'tldraw';
import type { Cell } from '../../core/cell.ts';
import type { BoardLive } from '../../core/documents/board-live.ts';
import type { PeerId } from '../../wire/ids.ts';

/** Told apart from each other on white, and from the ink. */
const COLOURS = ['#0b6e8f', '#b3382c', '#2f7d32', '#8a4fbf', '#b26a00', '#3457c9', '#a8327e', '#5b6b16'];

/** The same colour for the same person everywhere. */
export const colourOf = (peer: string): string =>
  COLOURS[[...peer].reduce((sum, char) => sum + char.charCodeAt(0), 0) % COLOURS.length] ?? '#0b6e8f';

export function showPointers(
  store: TLStore,
  editor: Editor,
  live: BoardLive,
  names: Cell<ReadonlyMap<PeerId, string>>,
): () => void {
  const idOf = (peer: PeerId): TLInstancePresenceID => InstancePresenceRecordType.createId(peer);
  let shown = new Set<PeerId>();

  function show(): void {
    const cursors = live.cursors.get();
    const known = names.get();
    const present: TLInstancePresence[] = [];
    const now = new Set<PeerId>();
    for (const [peer, { x, y }] of cursors) {
      const name = known.get(peer);
      if (name === undefined) continue;
      now.add(peer);
      present.push(
        InstancePresenceRecordType.create({
          id: idOf(peer),
          currentPageId: editor.getCurrentPageId(),
          userId: peer,
          userName: name,
          color: colourOf(peer),
          cursor: { x, y, type: 'default', rotation: 0 },
          lastActivityTimestamp: Date.now(),
        }),
      );
    }
    const gone = [...shown].filter((peer) => !now.has(peer)).map(idOf);
    shown = now;
    if (present.length + gone.length === 0) return;
    store.mergeRemoteChanges(() => {
      if (gone.length > 0) store.remove(gone);
      if (present.length > 0) store.put(present);
    });
  }

  const stops = [live.cursors.subscribe(show), names.subscribe(show)];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Tells the others where one's own pointer is, while it is on the board. */
export function tellPointer(element: HTMLElement, editor: Editor, live: BoardLive): () => void {
  const move = (event: PointerEvent): void => {
    const { x, y } = editor.screenToPage({ x: event.clientX, y: event.clientY });
    live.point({ x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 });
  };
  const leave = (): void => live.point(undefined);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerleave', leave);
  return () => {
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerleave', leave);
    leave();
  };
}
