/** What this browser remembers about devices and the environment check. A stored value is an edge like any other: anyone may have edited it. */
import * as v from 'valibot';
import { Instant } from './ids.ts';

const DEVICE_ID_MAX_CHARS = 256;
const LABEL_MAX_CHARS = 256;
const DeviceId = v.pipe(v.string(), v.maxLength(DEVICE_ID_MAX_CHARS));

/** A device by its id, and by its label for browsers that give new ids to a new session. */
const RememberedDevice = v.object({ id: DeviceId, label: v.pipe(v.string(), v.maxLength(LABEL_MAX_CHARS)) });
export type RememberedDevice = v.InferOutput<typeof RememberedDevice>;

/** Chosen devices (spec W3). */
export const DeviceChoice = v.object({
  camera: v.optional(RememberedDevice),
  microphone: v.optional(RememberedDevice),
  speaker: v.optional(RememberedDevice),
});
export type DeviceChoice = v.InferOutput<typeof DeviceChoice>;

/** How this person sounds to others (spec V1). */
export const SoundSettings = v.object({ noiseCancelling: v.optional(v.boolean()) });
export type SoundSettings = v.InferOutput<typeof SoundSettings>;

/** How loud a request to be let in is announced (spec J2). */
export const RequestVolume = v.picklist(['small', 'medium', 'large', 'mute']);
export type RequestVolume = v.InferOutput<typeof RequestVolume>;
export const RequestSound = v.object({ volume: RequestVolume });
/** Whether the system tells of a request while the host looks elsewhere (spec J1). */
export const RequestNotice = v.object({ on: v.boolean() });

/** How this person's connections may run (spec N7). */
export const NetworkPreference = v.object({
  /** Only through the TURN server: the others do not learn the own address. */
  relayOnly: v.boolean(),
  /** As host: the same for everybody in the call. */
  requireRelay: v.optional(v.boolean()),
});
export type NetworkPreference = v.InferOutput<typeof NetworkPreference>;

/** Whether single keys do something in the call (WCAG 2.1.4: they can be switched off). */
export const ShortcutPreference = v.object({ on: v.boolean() });
export type ShortcutPreference = v.InferOutput<typeof ShortcutPreference>;

/** How good one's own pictures may be at most (spec V4); audio: none are sent nor shown. */
export const VideoQuality = v.picklist(['audio', 'low', 'mid', 'high']);
export type VideoQuality = v.InferOutput<typeof VideoQuality>;
export const QualityPreference = v.object({ video: VideoQuality });
export type QualityPreference = v.InferOutput<typeof QualityPreference>;

/** A passed environment check (spec E3), and what it was passed with. */
export const PassedCheck = v.object({
  at: Instant,
  /** Its name, e.g. `chrome`: a newer version of it needs no new check. */
  browser: v.pipe(v.string(), v.maxLength(60)),
  camera: v.optional(DeviceId),
  microphone: v.optional(DeviceId),
});
export type PassedCheck = v.InferOutput<typeof PassedCheck>;
