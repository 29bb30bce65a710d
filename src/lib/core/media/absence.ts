/**
 * A microphone or camera that went while it was in use, and what becomes of it (W3, V5). None is replaced by itself: nobody is seen
 * or heard through a device that they do not think of. When it is back it is taken again, if nothing is in use meanwhile (source.ts)
 * or if it is the one that the person once chose; else it is offered.
 */
import { cell, type Cell } from '../cell.ts';
import type { RememberedDevice } from '../../wire/remembered.ts';
import { isSameDevice, type Device } from './devices.ts';
import type { MediaSourceState } from './source.ts';

export interface Absence {
  readonly device: Device;
  /** It is there (again), and another is in use. */
  readonly back: boolean;
}

export interface AbsenceDeps {
  readonly source: Cell<MediaSourceState>;
  readonly devices: Cell<readonly Device[]>;
  readonly remembered: () => RememberedDevice | undefined;
  /** Uses it instead of the one that is in use. */
  readonly retake: (device: Device) => void;
  /** It is in use again. */
  readonly returned: (device: Device) => void;
}

export interface AbsenceWatch {
  readonly absent: Cell<Absence | undefined>;
  /** The person has decided otherwise. */
  forget(): void;
}

/** Lives as long as `source`: both belong to the page. */
export function watchAbsence({ source, devices, remembered, retake, returned }: AbsenceDeps): AbsenceWatch {
  const absent = cell<Absence | undefined>(undefined);
  source.subscribe((state) => {
    if (state.t === 'off') return absent.set(undefined);
    if (state.t === 'failed' && state.device) return absent.set({ device: state.device, back: false });
    const present = absent.get();
    if (state.t !== 'live' || !present) return;
    if (!isSameDevice({ id: state.deviceId, label: state.label }, present.device)) return;
    absent.set(undefined);
    returned(present.device);
  });
  let before: readonly Device[] = [];
  devices.subscribe((listed) => {
    const present = absent.get();
    const state = source.get();
    const come = listed.filter(({ id }) => !before.some((known) => known.id === id));
    before = listed;
    if (state.t !== 'live') return;
    if (!present) {
      // The one that was chosen once was not there when the page began.
      const device = come.find(({ id }) => id === remembered()?.id && id !== state.deviceId);
      return device && absent.set({ device, back: true });
    }
    const { device } = present;
    const back = listed.some((one) => isSameDevice(one, device));
    if (back === present.back) return;
    absent.set({ device, back });
    if (back && remembered()?.id === device.id) retake(device);
  });
  return { absent, forget: () => absent.set(undefined) };
}
