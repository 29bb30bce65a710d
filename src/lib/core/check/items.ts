/**
 * The six items of the environment check (spec E1) as data: how each stands, what was measured, and what is wrong. No text:
 * i18n makes it from `measured` and `problem`.
 */
import type { FaultCode } from '../errors.ts';
import type { BrowserReport } from './browsers.ts';

export const CHECK_IDS = ['browser', 'camera', 'microphone', 'audio', 'speed', 'security'] as const;
export type CheckId = (typeof CHECK_IDS)[number];

/** `running` may wait for the person: to speak (microphone), to play and to have heard the test sound (audio). */
export type CheckState = 'pending' | 'running' | 'ok' | 'warning' | 'failed';

export type Transport = 'udp' | 'tcp' | 'tls';
export type PathState = 'running' | 'reached' | 'unreached' | 'not-offered';

export interface Measured {
  readonly browser: BrowserReport & { readonly minimum: number | undefined };
  readonly camera: {
    readonly label: string;
    /** Frames that arrived while it was watched. */
    readonly frames: number;
    readonly width: number;
    readonly height: number;
    /** Of the brightest pixel, 0 to 255. */
    readonly brightest: number;
  };
  readonly microphone: {
    readonly label: string;
    /** Loudest so far in decibels below full scale, not under SILENCE_DB. */
    readonly loudestDb: number;
  };
  readonly audio: { readonly played: boolean; readonly heard: boolean | undefined };
  /** Megabits per second and milliseconds; undefined: not (yet) measured. */
  readonly speed: {
    readonly downMbps: number | undefined;
    readonly upMbps: number | undefined;
    readonly roundTripMs: number | undefined;
  };
  readonly security: {
    readonly secureContext: boolean;
    /** The WebSocket to the relay stands. */
    readonly relay: boolean | undefined;
    /** Whether this installation has a TURN server; each way to it is a path. */
    readonly turn: 'configured' | 'none' | undefined;
    readonly paths: Readonly<Record<Transport, PathState>>;
    /** ICE finds addresses of this device at all. */
    readonly direct: boolean | undefined;
  };
}

export type CheckProblem =
  | FaultCode
  | 'browser-features' // something that a call needs is missing
  | 'browser-in-app' // a page inside LINE and the like, which often gets no camera
  | 'browser-old'
  | 'browser-unknown' // not in the supported table, though nothing is missing
  | 'camera-no-picture' // it is open, but no frame came
  | 'camera-dark' // frames came, all black: a shutter, a lid
  | 'microphone-silent' // it is open, but gives digital silence: muted in hardware
  | 'microphone-quiet' // something came, but no voice
  | 'sound-blocked' // the browser would not play
  | 'sound-not-heard'
  | 'line-slow' // a call will work, with a poorer picture
  | 'line-too-slow'
  | 'line-unmeasured'
  | 'turn-partly' // some way to the TURN server is blocked
  | 'turn-unreachable' // direct connections only
  | 'ice-blocked'; // no connection to anybody can come about

export interface Outcome<Id extends CheckId> {
  readonly state: 'ok' | 'warning' | 'failed';
  readonly measured: Measured[Id] | undefined;
  readonly problem?: CheckProblem;
}

export interface ItemOf<Id extends CheckId> {
  readonly id: Id;
  readonly state: CheckState;
  readonly measured: Measured[Id] | undefined;
  readonly problem: CheckProblem | undefined;
  /** The person goes on without it (spec E3). */
  readonly overridden: boolean;
}
export type CheckItem = { readonly [Id in CheckId]: ItemOf<Id> }[CheckId];

/** Without these no call can be had: there is nothing to go on to. */
const FATAL: ReadonlySet<CheckProblem> = new Set(['browser-features', 'insecure-context', 'relay-unreachable']);

export const canOverride = (item: CheckItem): boolean =>
  item.state === 'failed' && item.problem !== undefined && !FATAL.has(item.problem);

export const isPassed = (item: CheckItem): boolean =>
  item.state === 'ok' || item.state === 'warning' || item.overridden;
