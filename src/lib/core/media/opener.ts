/**
 * Opens microphone and camera. What is asked for in the same moment goes into one getUserMedia, so there is one prompt; when
 * the pair fails each is tried alone, so that a missing or forbidden camera does not cost the microphone (spec W10).
 */
import type { FaultCode } from '../errors.ts';
import { isSameDevice, type Device } from './devices.ts';
import { faultOf, obstacleOf, type Obstacle } from './faults.ts';
import type { MediaDevicesPort, MediaKind, OpenedTracks, Wanted } from './ports.ts';

export type OpenResult =
  { readonly ok: true; readonly track: MediaStreamTrack } | { readonly ok: false; readonly fault: FaultCode };

export interface Opener {
  /** Never rejects. */
  open(kind: MediaKind): Promise<OpenResult>;
  /** This one, or none: it is `lost` where it is not there any more. Never rejects. */
  reopen(kind: MediaKind, device: Device): Promise<OpenResult>;
}

type Attempt =
  { readonly ok: true; readonly tracks: OpenedTracks } | { readonly ok: false; readonly obstacle: Obstacle };

export interface OpenerDeps {
  readonly devices: MediaDevicesPort;
  /** What to ask for, at the time of asking. */
  constraints(kind: MediaKind): Promise<MediaTrackConstraints>;
  /** As it is listed now. */
  find(kind: MediaKind, deviceId: string): Promise<Device | undefined>;
}

export function createOpener(deps: OpenerDeps): Opener {
  const { devices } = deps;
  let gathering: Map<MediaKind, (result: OpenResult) => void> | undefined;

  const ask = async (wanted: Wanted): Promise<Attempt> => {
    try {
      return { ok: true, tracks: await devices.open(wanted) };
    } catch (error) {
      return { ok: false, obstacle: obstacleOf(error) };
    }
  };

  /** With all wishes; where a device is missing, without any. Asks no prompt twice: a missing device is found out before it. */
  const askTwice = async (wanted: Wanted): Promise<Attempt> => {
    const first = await ask(wanted);
    if (first.ok || first.obstacle !== 'missing') return first;
    return ask(Object.fromEntries(Object.keys(wanted).map((kind) => [kind, true])));
  };

  const resultOf = (kind: MediaKind, attempt: Attempt): OpenResult => {
    if (!attempt.ok) return { ok: false, fault: faultOf(kind, attempt.obstacle) };
    const track = attempt.tracks[kind];
    return track ? { ok: true, track } : { ok: false, fault: faultOf(kind, 'missing') };
  };

  const openAll = async (waiting: ReadonlyMap<MediaKind, (result: OpenResult) => void>): Promise<void> => {
    const wanted: Wanted = {};
    for (const kind of waiting.keys()) wanted[kind] = await deps.constraints(kind);
    const together = await askTwice(wanted);
    for (const [kind, done] of waiting) {
      const alone = !together.ok && waiting.size > 1;
      done(resultOf(kind, alone ? await askTwice({ [kind]: wanted[kind] ?? true }) : together));
    }
  };

  return {
    open(kind) {
      if (!devices.available) return Promise.resolve({ ok: false, fault: 'insecure-context' });
      return new Promise((resolve) => {
        if (!gathering || gathering.has(kind)) {
          const started = new Map<MediaKind, (result: OpenResult) => void>();
          gathering = started;
          queueMicrotask(() => {
            if (gathering === started) gathering = undefined;
            void openAll(started);
          });
        }
        gathering.set(kind, resolve);
      });
    },
    async reopen(kind, device) {
      const { id } = device;
      const lost: OpenResult = { ok: false, fault: `${kind}-lost` };
      const listed = await deps.find(kind, id);
      if (listed && !isSameDevice(listed, device)) return lost;
      const wishes = { ...(await deps.constraints(kind)), deviceId: { exact: id } };
      const attempt = await ask({ [kind]: wishes });
      if (attempt.ok || attempt.obstacle === 'denied') return resultOf(kind, attempt);
      // A device that is just going is called busy by some systems.
      return attempt.obstacle === 'missing' || !(await deps.find(kind, id)) ? lost : resultOf(kind, attempt);
    },
  };
}
