/** What core/media needs of a browser. The adapters are in platform/media; tests have fakes that behave like them. */
import type { Cell } from '../cell.ts';

/** A microphone or camera, as the person's own source. */
export type MediaKind = 'microphone' | 'camera';
export type DeviceKind = MediaKind | 'speaker';

/** A device as the browser lists it: before a permission was given, id and label are empty. */
export interface ListedDevice {
  readonly kind: DeviceKind;
  readonly id: string;
  readonly label: string;
}

/** Constraints per kind that is wanted (Media Capture and Streams, getUserMedia); `true` is "whatever there is". */
export type Wanted = Partial<Record<MediaKind, MediaTrackConstraints | true>>;
export type OpenedTracks = Partial<Record<MediaKind, MediaStreamTrack>>;

export interface MediaDevicesPort {
  /** False where the page may not ask at all: an insecure context, or a browser without the interface. */
  readonly available: boolean;
  /** Asks for all of `wanted` in one prompt. Rejects with the browser's DOMException. */
  open(wanted: Wanted): Promise<OpenedTracks>;
  /** Never rejects: a browser that will not tell gives an empty list. */
  list(): Promise<readonly ListedDevice[]>;
  /** Calls `run` when a device is plugged in or out. Returns what ends it. */
  onChange(run: () => void): () => void;
}

/** How noise cancelling stands in a voice. `preparing` and `unavailable` let the sound through as it is. */
export type Cancelling = 'off' | 'preparing' | 'on' | 'unavailable';

/**
 * The way of an open microphone into the call: it can be freed of noise, its loudness is known also while it is muted, and what
 * is to be sent comes out. Ends with the microphone.
 */
export interface Voice {
  /** The track to send: the microphone's own until noise cancelling is first wanted, or while the browser lets no audio graph run. */
  readonly output: Cell<MediaStreamTrack>;
  readonly cancelling: Cell<Cancelling>;
  /** Fades over without a gap. */
  cancelNoise(on: boolean): void;
  /** Off: silence is sent, and nothing else changes. */
  setOn(on: boolean): void;
  /**
   * Root mean square of the last 50 ms or so, 0 to 1 of full scale, after noise cancelling and before muting. 0 also while the
   * browser has not begun to listen.
   */
  rms(): number;
  /** The same as the microphone gives it, before noise cancelling. */
  inputRms(): number;
  end(): void;
}
export type OpenVoice = (microphone: MediaStreamTrack) => Voice;

export interface SpeakerPort {
  /** False on phones and tablets, and where a browser cannot choose. */
  readonly choosable: boolean;
  /** Plays the test sound once through the device (undefined: the system's own); false where the browser would not play it. */
  playTestSound(deviceId: string | undefined): Promise<boolean>;
}
