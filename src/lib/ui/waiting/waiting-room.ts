/** What the waiting room shows, and what it asks for. */
import type { Snippet } from 'svelte';
import type { ComponentProps } from 'svelte';
import type { BulkSettings } from '../../core/call/rules.ts';
import type { WayBack } from '../../app/stage.ts';
import type { FaultCode } from '../../core/errors.ts';
import type { BrowserFamily } from '../../i18n/browser.ts';
import type { AgendaSetupView } from '../agenda/agenda.ts';
import type { BackgroundView } from '../parts/background.ts';
import type { DeviceSettingsProps, OwnDevices } from '../parts/devices.ts';
import type { InterviewHead } from '../parts/interview.ts';
import type RequestAlerts from '../parts/RequestAlerts.svelte';
import type NetworkSettings from './NetworkSettings.svelte';

/** How the own microphone or camera stands. `off` is by choice; a fault says which. */
export type SourceState = 'off' | 'starting' | 'live' | FaultCode;

export interface OwnMedia {
  /** The own picture, while there is one. */
  readonly picture: MediaStream | undefined;
  readonly microphone: SourceState;
  readonly camera: SourceState;
  /** What the buttons show: wanted, whether or not the device plays along. */
  readonly microphoneOn: boolean;
  readonly cameraOn: boolean;
  /** Microphone level, 0 to 1. */
  readonly level: () => number;
}

/** What only hosts have: they know the numbers, and enter by themselves. */
export interface HostStanding {
  readonly kind: 'host';
  readonly counts: { readonly lobby: number; readonly call: number } | undefined;
  /** The same host is in the call on another device or in another tab (R7). */
  readonly elsewhere: boolean;
  readonly connecting: boolean;
  /** What is set for all participants (W7). */
  readonly bulk?:
    { readonly settings: BulkSettings; readonly onchange: (change: Partial<BulkSettings>) => void } | undefined;
}

/** Applicants and co-interviewers ask. */
export interface GuestStanding {
  readonly kind: 'guest';
  readonly petition: 'idle' | 'waiting' | 'host-absent' | 'refused' | 'admitted';
  /** When the present request was made, in milliseconds since the epoch. */
  readonly askedAt: number | undefined;
  /** Was in the call: the host sent one back (J6), or its browser knows nothing of that call any more. */
  readonly back?: WayBack | undefined;
  /** The same person has this interview open in the call elsewhere (R7). */
  readonly elsewhere: boolean;
}

export interface WaitingRoomProps {
  interview: InterviewHead;
  /** What was entered last time, perhaps. */
  name: string;
  /** Each change of what stands in the field. */
  onname?: ((text: string) => void) | undefined;
  /** Whether a name can be used (W1). */
  isName: (text: string) => boolean;
  standing: HostStanding | GuestStanding;
  /** Host only (W8). */
  agenda?: AgendaSetupView | undefined;
  media: OwnMedia;
  devices: OwnDevices;
  /** Undefined where there is no background to choose: on phones and tablets (W4). */
  background?: BackgroundView | undefined;
  /** False while the connection to the relay is being made (again). */
  connected: boolean;
  /** Host: how a request is announced in the call (J1, J2). */
  requestAlerts?: ComponentProps<typeof RequestAlerts> | undefined;
  onMicrophone: (on: boolean) => void;
  onCamera: (on: boolean) => void;
  onchoose: DeviceSettingsProps['onchoose'];
  onTestSound: () => void;
  /** Tries a microphone or camera that failed once more. */
  onMediaRetry: () => void;
  /** Host: into the call. */
  onconnect?: (name: string) => void;
  /** Guest: asks to be let in. */
  onask?: (name: string) => void;
  oncancel?: () => void;
  /** Ends the presence elsewhere and goes on here. */
  onMoveHere?: ((name: string) => void) | undefined;
  /** Back to the environment check. */
  onrecheck?: (() => void) | undefined;
  browser?: BrowserFamily;
  /** How connections may run (N7). */
  network?: Omit<ComponentProps<typeof NetworkSettings>, 'host' | 'disabled'> | undefined;
  /** Host: what is kept of earlier calls (W9). */
  records?: Snippet | undefined;
}
