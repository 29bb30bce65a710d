/** The devices that are there, always up to date, and the moment when one appears (spec W3). */
import { cell, happening, type Cell, type Happening } from '../cell.ts';
import { listsOf, NO_DEVICES, sameLists, type DeviceLists } from './devices.ts';
import type { DeviceKind, ListedDevice, MediaDevicesPort } from './ports.ts';

export interface Appeared {
  readonly kind: DeviceKind;
  readonly ids: readonly string[];
}

export interface Catalogue {
  readonly lists: Cell<DeviceLists>;
  /** Devices of this kind were plugged in. */
  readonly appeared: Happening<Appeared>;
  /** Looks anew: after a permission was given the browser tells names and ids. */
  refresh(): Promise<DeviceLists>;
  end(): void;
}

export function createCatalogue(port: MediaDevicesPort, speakerChoosable: boolean): Catalogue {
  const lists = cell(NO_DEVICES, sameLists);
  const appeared = happening<Appeared>();
  // With the label, since Chromium's "default" may mean another. Without a permission a device has no id, and one such entry stands for all of its kind.
  let known: ReadonlyMap<string, ListedDevice> = new Map();
  let looking = 0;
  let ended = false;

  const look = async (): Promise<{ readonly lists: DeviceLists; readonly keys: ReadonlyMap<string, ListedDevice> }> => {
    const mine = ++looking;
    const listed = await port.list();
    const fresh = listsOf(listed, speakerChoosable);
    const keys = new Map(listed.map((device) => [`${device.kind} ${device.id} ${device.label}`, device]));
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
      if (ended) return;
      const come = [...keys].filter(([key]) => !before.has(key)).map(([, device]) => device);
      for (const kind of new Set(come.map((device) => device.kind))) {
        appeared.emit({ kind, ids: come.filter((device) => device.kind === kind).map(({ id }) => id) });
      }
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
