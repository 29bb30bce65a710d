/** What the device settings show (W3). */
import type { DeviceLists } from '../../core/media/devices.ts';
import type { NoiseCancelling } from '../../core/media/noise.ts';

export type DeviceKind = 'camera' | 'microphone' | 'speaker';

export interface DeviceSettingsProps {
  open: boolean;
  lists: DeviceLists;
  /** Ids of what is in use or chosen. */
  chosen: Readonly<Record<DeviceKind, string | undefined>>;
  /** Phones and tablets have no choice of speaker, nor have some browsers. */
  speakerChoosable: boolean;
  noise: NoiseCancelling;
  onNoise: (on: boolean) => void;
  /** Microphone level, 0 to 1. */
  level: () => number;
  onclose: () => void;
  onchoose: (kind: DeviceKind, id: string) => void;
  onTestSound: () => void;
}

/** What the screens hand on. */
export type OwnDevices = Pick<DeviceSettingsProps, 'lists' | 'chosen' | 'speakerChoosable' | 'noise' | 'onNoise'>;
