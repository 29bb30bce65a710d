/** The devices that are there, always up to date, and the moment when one appears (spec W3). */
import { cell, happening, type Cell, type Happening } from '../cell.ts';
import { listsOf, NO_DEVICES, sameLists, type DeviceLists } from './devices.ts';
import type { DeviceKind, MediaDevicesPort } from './ports.ts';

export interface Catalogue {
  readonly lists: Cell<DeviceLists>;
  /** A device of this kind was plugged in. */
  readonly appeared: Happening<DeviceKind>;
  /** Looks anew: after a permission was given the browser tells names and ids. */
  refresh(): Promise<DeviceLists>;
  end(): void;
}

export function createCatalogue(port: MediaDevicesPort, speakerChoosable: boolean): Catalogue {
  const lists = cell(NO_DEVICES, sameLists);
  const appeared = happening<DeviceKind>();
  // Without a permission a device has no id, and one such entry stands for all of its kind.
  let known: ReadonlyMap<string, DeviceKind> = new Map();
  let looking = 0;
  let ended = false;

  const look = async (): Promise<{ readonly lists: DeviceLists; readonly keys: ReadonlyMap<string, DeviceKind> }> => {
    const mine = ++looking;
    const listed = await port.list();
    const fresh = listsOf(listed, speakerChoosable);
    const keys = new Map(listed.map(({ kind, id }) => [`${kind} ${id}`, kind]));
    // Two looks may overtake each other; the later question has the truer answer.
    if (mine === looking && !ended) {
      known = keys;
      lists.set(fresh);
    }
    return { lists: fresh, keys };
  };
  const refresh = async (): Promise<DeviceLists> => (await look()).lists;

  const stopFollowing = port.onChange(() => {
    const before = known;
    void look().then(({ keys }) => {
      const kinds = new Set([...keys].filter(([key]) => !before.has(key)).map(([, kind]) => kind));
      if (!ended) for (const kind of kinds) appeared.emit(kind);
    });
  });
  void refresh();

  return {
    lists,
    appeared,
    refresh,
    end() {
      ended = true;
      stopFollowing();
    },
  };
}
