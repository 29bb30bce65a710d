/** All that the capabilities add, put together and in order. */
import type { Participant } from '../../core/call/participant.ts';
import type { MenuEntry } from '../parts/menu.ts';
import type { BarItem, Contribution, Mounted, MoreEntry, TileState, TileView } from './capability.ts';
import type { CallNotice } from './notices.ts';
import { inBarOrder, inMenuOrder } from './places.ts';

export interface Collected {
  readonly bar: readonly BarItem[];
  readonly more: readonly MoreEntry[];
  panel(id: string | undefined): Mounted | undefined;
  readonly microphoneMenu: readonly MenuEntry[];
  readonly cameraMenu: readonly MenuEntry[];
  readonly microphoneLock: string | undefined;
  readonly cameraLock: string | undefined;
  tile(view: TileView): readonly MenuEntry[];
  tileState(participant: Participant): TileState;
  readonly notices: readonly CallNotice[];
  readonly header: readonly Mounted[];
  readonly overlays: readonly Mounted[];
  readonly content: Mounted | undefined;
  readonly curtain: Mounted | undefined;
  readonly faces: readonly Mounted[];
}

export function collect(parts: readonly Contribution[]): Collected {
  const all = <T>(pick: (part: Contribution) => readonly T[] | undefined): readonly T[] =>
    parts.flatMap((part) => pick(part) ?? []);
  const first = <T>(pick: (part: Contribution) => T | undefined): T | undefined => {
    for (const part of parts) {
      const found = pick(part);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const bar = $derived(inBarOrder(all((part) => part.bar)));
  const more = $derived(inMenuOrder(all((part) => part.more)));
  return {
    get bar() {
      return bar;
    },
    get more() {
      return more;
    },
    panel: (id) => (id === undefined ? undefined : first((part) => part.panels?.[id])),
    get microphoneMenu() {
      return all((part) => part.microphoneMenu);
    },
    get cameraMenu() {
      return all((part) => part.cameraMenu);
    },
    get microphoneLock() {
      return first((part) => part.microphoneLock);
    },
    get cameraLock() {
      return first((part) => part.cameraLock);
    },
    tile: (view) => all((part) => part.tile?.(view)),
    tileState: (participant) => Object.assign({}, ...parts.map((part) => part.tileState?.(participant))) as TileState,
    get notices() {
      return all((part) => part.notices);
    },
    get header() {
      return all((part) => part.header);
    },
    get overlays() {
      return all((part) => part.overlays);
    },
    get content() {
      return first((part) => part.content);
    },
    get faces() {
      return all((part) => part.faces);
    },
    get curtain() {
      return first((part) => part.curtain);
    },
  };
}
