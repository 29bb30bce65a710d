/** Lists of devices, and which of them a remembered choice means. */
import type { RememberedDevice } from '../../wire/remembered.ts';
import type { DeviceKind, ListedDevice } from './ports.ts';

export interface Device {
  readonly id: string;
  readonly label: string;
}

export interface DeviceLists {
  readonly cameras: readonly Device[];
  readonly microphones: readonly Device[];
  readonly speakers: readonly Device[];
}

export const NO_DEVICES: DeviceLists = { cameras: [], microphones: [], speakers: [] };

/** Chromium on Windows lists the communication device a second time under this id. */
const DUPLICATE_ID = 'communications';

/** Chromium lists what the system has as its default a second time under this id. */
const DEFAULT_ID = 'default';

/** Whether both are one device: that id is always there, and means now this device and now that, by its label. */
export const isSameDevice = (a: Device, b: Device): boolean =>
  a.id === b.id && (a.id !== DEFAULT_ID || a.label === b.label);

/** What can be offered for choice: a device without an id (no permission yet) cannot be asked for. */
export function listsOf(listed: readonly ListedDevice[], speakerChoosable: boolean): DeviceLists {
  const of = (kind: DeviceKind): readonly Device[] =>
    listed
      .filter((device) => device.kind === kind && device.id !== '' && device.id !== DUPLICATE_ID)
      .map(({ id, label }) => ({ id, label }));
  return {
    cameras: of('camera'),
    microphones: of('microphone'),
    speakers: speakerChoosable ? of('speaker') : [],
  };
}

export const devicesOf = (lists: DeviceLists, kind: DeviceKind): readonly Device[] =>
  kind === 'camera' ? lists.cameras : kind === 'microphone' ? lists.microphones : lists.speakers;

/** The device that was meant: by its id, else by its label where that is given to one device only. */
export function findRemembered(
  devices: readonly Device[],
  remembered: RememberedDevice | undefined,
): Device | undefined {
  if (!remembered) return undefined;
  const byId = devices.find((device) => device.id === remembered.id);
  if (byId) return byId;
  const byLabel = devices.filter((device) => device.label !== '' && device.label === remembered.label);
  return byLabel.length === 1 ? byLabel[0] : undefined;
}

/** The speaker to play through: the chosen one, or undefined for the system's own. `missing`: the chosen one is not there. */
export interface SpeakerInUse {
  readonly id: string | undefined;
  readonly missing: RememberedDevice | undefined;
}

/** A browser that lists no speakers (no permission yet) does not say that one is missing. */
export function speakerOf(lists: DeviceLists, chosen: RememberedDevice | undefined): SpeakerInUse {
  if (!chosen || lists.speakers.length === 0) return { id: chosen?.id, missing: undefined };
  const found = findRemembered(lists.speakers, chosen);
  return { id: found?.id, missing: found ? undefined : chosen };
}

export const sameSpeaker = (a: SpeakerInUse, b: SpeakerInUse): boolean =>
  a.id === b.id && a.missing?.id === b.missing?.id;

/** What to offer in place of a device: another one, by its own name where it has one. */
export const otherDevice = (devices: readonly Device[], than: Device): Device | undefined => {
  const others = devices.filter(({ id }) => id !== than.id);
  return others.find(({ id }) => id !== DEFAULT_ID) ?? others[0];
};

export const sameLists = (a: DeviceLists, b: DeviceLists): boolean => {
  const same = (x: readonly Device[], y: readonly Device[]): boolean =>
    x.length === y.length && x.every((device, index) => device.id === y[index]?.id && device.label === y[index]?.label);
  return same(a.cameras, b.cameras) && same(a.microphones, b.microphones) && same(a.speakers, b.speakers);
};
