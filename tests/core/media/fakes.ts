/** Devices of a computer that a test plugs in and out, behaving as browsers do (see tests/contract/media-devices.ts). */
import { cell } from '../../../src/lib/core/cell.ts';
import type {
  Cancelling,
  DeviceKind,
  ListedDevice,
  MediaDevicesPort,
  MediaKind,
  OpenVoice,
  Wanted,
} from '../../../src/lib/core/media/ports.ts';

const DOM_KIND = { microphone: 'audio', camera: 'video' } as const;

export class FakeTrack extends EventTarget implements MediaStreamTrack {
  readonly kind: string;
  readonly id = crypto.randomUUID();
  readonly label: string;
  readonly deviceId: string;
  readonly muted = false;
  contentHint = '';
  enabled = true;
  readyState: MediaStreamTrackState = 'live';
  onended: MediaStreamTrack['onended'] = null;
  onmute: MediaStreamTrack['onmute'] = null;
  onunmute: MediaStreamTrack['onunmute'] = null;

  constructor(kind: MediaKind, deviceId: string, label: string) {
    super();
    this.kind = DOM_KIND[kind];
    this.deviceId = deviceId;
    this.label = label;
  }
  stop(): void {
    this.readyState = 'ended'; // stopping by oneself fires no event
  }
  /** The device was pulled out, or taken away by the system. */
  lose(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
  clone(): MediaStreamTrack {
    throw new Error('nothing in core clones a track');
  }
  applyConstraints(): Promise<void> {
    return Promise.resolve();
  }
  getCapabilities(): MediaTrackCapabilities {
    return { deviceId: this.deviceId };
  }
  getConstraints(): MediaTrackConstraints {
    return {};
  }
  getSettings(): MediaTrackSettings {
    return { deviceId: this.deviceId };
  }
}

const failure = (name: string): DOMException => new DOMException('', name);

export function createFakeDevices() {
  const plugged: ListedDevice[] = [];
  const granted = new Set<MediaKind>();
  const denied = new Set<MediaKind>();
  const busy = new Set<string>();
  const listeners = new Set<() => void>();
  const tracks: FakeTrack[] = [];
  const asked: Wanted[] = [];
  let prompts = 0;
  let held: Promise<null> | undefined;

  const pick = (kind: MediaKind, wishes: MediaTrackConstraints | true): ListedDevice => {
    const devices = plugged.filter((device) => device.kind === kind);
    const wish = wishes === true ? undefined : wishes.deviceId;
    const { exact, ideal }: ConstrainDOMStringParameters = typeof wish === 'object' && !Array.isArray(wish) ? wish : {};
    const found =
      exact === undefined
        ? (devices.find(({ id }) => id === ideal) ?? devices[0])
        : devices.find(({ id }) => id === exact);
    if (devices.length === 0) throw failure('NotFoundError');
    if (!found) throw failure('OverconstrainedError');
    return found;
  };

  const port: MediaDevicesPort = {
    available: true,
    async open(wanted) {
      asked.push(wanted);
      await held;
      const kinds = (['microphone', 'camera'] as const).filter((kind) => wanted[kind] !== undefined);
      const picked = kinds.map((kind) => ({ kind, device: pick(kind, wanted[kind] ?? true) }));
      if (kinds.some((kind) => !granted.has(kind))) prompts++;
      if (kinds.some((kind) => denied.has(kind))) throw failure('NotAllowedError');
      for (const kind of kinds) granted.add(kind);
      if (picked.some(({ device }) => busy.has(device.id))) throw failure('NotReadableError');
      const opened = picked.map(({ kind, device }) => [kind, new FakeTrack(kind, device.id, device.label)] as const);
      tracks.push(...opened.map(([, track]) => track));
      return Object.fromEntries(opened);
    },
    list: () =>
      Promise.resolve(
        plugged.map((device) =>
          granted.has(device.kind === 'speaker' ? 'microphone' : device.kind)
            ? device
            : { ...device, id: '', label: '' },
        ),
      ),
    onChange(run) {
      listeners.add(run);
      return () => void listeners.delete(run);
    },
  };

  return {
    port,
    tracks,
    asked,
    denied,
    granted,
    busy,
    prompts: () => prompts,
    listeners: () => listeners.size,
    /** Tracks that hold their device. */
    live: () => tracks.filter(({ readyState }) => readyState === 'live'),
    plug(kind: DeviceKind, id: string, label = id): void {
      plugged.push({ kind, id, label });
      for (const run of [...listeners]) run();
    },
    unplug(id: string): void {
      plugged.splice(0, plugged.length, ...plugged.filter((device) => device.id !== id));
      for (const track of tracks) if (track.deviceId === id && track.readyState === 'live') track.lose();
      for (const run of [...listeners]) run();
    },
    /** The entry means another device now, as Chromium's "default" does: who used it has lost theirs. */
    change(id: string, label: string): void {
      plugged.splice(0, plugged.length, ...plugged.map((device) => (device.id === id ? { ...device, label } : device)));
      for (const track of tracks) if (track.deviceId === id && track.readyState === 'live') track.lose();
      for (const run of [...listeners]) run();
    },
    /** Openings wait until the result is called: the prompt is on the screen. */
    hold(): () => void {
      const { promise, resolve } = Promise.withResolvers<null>();
      held = promise;
      return () => {
        held = undefined;
        resolve(null);
      };
    },
  };
}
export type FakeDevices = ReturnType<typeof createFakeDevices>;

/** Audio graphs of microphones, in a browser that can cancel noise or not. */
export function createFakeVoices(rms: () => number = () => 0) {
  let capable = true;
  const open = new Set<object>();
  const openVoice: OpenVoice = (microphone) => {
    const output = cell(microphone);
    const cancelling = cell<Cancelling>('off');
    const processed = new FakeTrack('microphone', 'graph', 'graph');
    const mine = {};
    open.add(mine);
    return {
      output,
      cancelling,
      cancelNoise(on) {
        if (on === (cancelling.get() !== 'off' && cancelling.get() !== 'unavailable')) return;
        cancelling.set(on ? 'preparing' : 'off');
        if (!on) return;
        output.set(processed);
        queueMicrotask(() => {
          if (cancelling.get() === 'preparing' && open.has(mine)) cancelling.set(capable ? 'on' : 'unavailable');
        });
      },
      setOn(on) {
        microphone.enabled = on;
        processed.enabled = on;
      },
      rms,
      inputRms: rms,
      end() {
        open.delete(mine);
        processed.stop();
      },
    };
  };
  return {
    open: openVoice,
    /** How many microphones are listened to. */
    count: () => open.size,
    setCapable(can: boolean): void {
      capable = can;
    },
  };
}
