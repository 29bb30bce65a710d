/**
 * Cameras and microphones that a test plugs in and out of a browser. Chromium's fake devices cannot be pulled out, so the page is given
 * what a browser gives when a device goes: its track ends, it is listed no more, cannot be opened, and `devicechange` is told. All that
 * is made of it (tracks, senders, what arrives) is the real thing. Further devices are real tracks too: a painted canvas and a tone.
 */
import type { BrowserContext, Page } from '@playwright/test';
import type { Person } from './fake-media.ts';

type Kind = 'audioinput' | 'audiooutput' | 'videoinput';

declare global {
  interface Window {
    plugs: {
      /** A camera in this colour, or a microphone with this tone. */
      add(kind: Kind, label: string, look: { colour: readonly number[]; tone: number }): void;
      /** Takes away all devices of this kind whose label is in `labels`, or all that the browser has by itself. */
      unplug(kind: Kind, labels?: readonly string[]): void;
      plugBack(kind: Kind): void;
      setBusy(kind: Kind, busy: boolean): void;
    };
  }
}

/** For all pages of this context from now on. */
export async function makePluggable(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const { mediaDevices } = navigator;
    const ask = mediaDevices.getUserMedia.bind(mediaDevices);
    const list = mediaDevices.enumerateDevices.bind(mediaDevices);
    interface Added {
      readonly info: MediaDeviceInfo;
      readonly make: () => MediaStreamTrack;
    }
    const added: Added[] = [];
    const away: { readonly kind: Kind; readonly labels: readonly string[] | undefined }[] = [];
    const busy = new Set<Kind>();
    const open = new Map<MediaStreamTrack, { readonly kind: Kind; readonly label: string }>();

    const isAdded = (label: string): boolean => added.some(({ info }) => info.label === label);
    const isAway = (kind: string, label: string): boolean =>
      away.some((gone) => gone.kind === kind && (gone.labels ? gone.labels.includes(label) : !isAdded(label)));
    const listed = async (): Promise<MediaDeviceInfo[]> =>
      [...(await list()), ...added.map(({ info }) => info)].filter(({ kind, label }) => !isAway(kind, label));
    const changed = (): void => void mediaDevices.dispatchEvent(new Event('devicechange'));
    const fail = (name: string): never => {
      throw new DOMException('', name);
    };

    const paint = ([red, green, blue]: readonly number[]): MediaStreamTrack => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [640, 360];
      const context2d = canvas.getContext('2d');
      let step = 0;
      setInterval(() => {
        if (!context2d) return;
        context2d.fillStyle = `rgb(${red} ${green} ${blue})`;
        context2d.fillRect(0, 0, 640, 360);
        context2d.fillStyle = '#fff';
        context2d.fillRect((step += 29) % 600, 180, 40, 40);
      }, 50);
      const [track] = canvas.captureStream(20).getVideoTracks();
      return track ?? fail('NotFoundError');
    };
    const sound = (tone: number): MediaStreamTrack => {
      const audio = new AudioContext();
      const target = audio.createMediaStreamDestination();
      const level = audio.createGain();
      // In bursts, as fake-media.ts makes them: a steady tone is noise.
      const bursts = audio.createOscillator();
      const depth = new GainNode(audio, { gain: 0.2 });
      level.gain.value = 0.2;
      bursts.frequency.value = 4;
      bursts.connect(depth).connect(level.gain);
      const oscillator = new OscillatorNode(audio, { frequency: tone });
      oscillator.connect(level).connect(target);
      oscillator.start();
      bursts.start();
      const [track] = target.stream.getAudioTracks();
      return track ?? fail('NotFoundError');
    };

    async function openOne(kind: Kind, wishes: MediaTrackConstraints | boolean): Promise<MediaStreamTrack> {
      const candidates = (await listed()).filter((device) => device.kind === kind);
      const wish =
        typeof wishes === 'object' ? (wishes.deviceId as ConstrainDOMStringParameters | undefined) : undefined;
      const by = (id: unknown): MediaDeviceInfo | undefined =>
        id === undefined ? undefined : candidates.find(({ deviceId }) => deviceId === id);
      if (candidates.length === 0) return fail('NotFoundError');
      if (wish?.exact !== undefined && !by(wish.exact)) return fail('OverconstrainedError');
      const device = by(wish?.exact) ?? by(wish?.ideal) ?? candidates[0] ?? fail('NotFoundError');
      if (busy.has(kind)) return fail('NotReadableError');
      const own = added.find(({ info }) => info.deviceId === device.deviceId);
      const medium = kind === 'videoinput' ? 'video' : 'audio';
      const exact = { ...(typeof wishes === 'object' && wishes), deviceId: { exact: device.deviceId } };
      const track = own
        ? own.make()
        : (await ask({ [medium]: device.deviceId === '' ? wishes : exact })).getTracks()[0];
      if (!track) return fail('NotFoundError');
      if (own) {
        const settings = track.getSettings.bind(track);
        track.getSettings = () => ({ ...settings(), deviceId: device.deviceId });
        Object.defineProperty(track, 'label', { value: device.label });
      }
      open.set(track, { kind, label: track.label });
      return track;
    }

    mediaDevices.enumerateDevices = listed;
    mediaDevices.getUserMedia = async ({ audio, video } = {}) => {
      const tracks: MediaStreamTrack[] = [];
      try {
        if (audio) tracks.push(await openOne('audioinput', audio));
        if (video) tracks.push(await openOne('videoinput', video));
      } catch (error) {
        for (const track of tracks) track.stop();
        throw error;
      }
      return new MediaStream(tracks);
    };
    window.plugs = {
      add(kind, label, { colour, tone }) {
        const id = `added ${label}`;
        const values = { kind, label, deviceId: id, groupId: id };
        const make = kind === 'videoinput' ? () => paint(colour) : () => sound(tone);
        added.push({ info: { ...values, toJSON: () => values }, make });
        changed();
      },
      unplug(kind, labels) {
        away.push({ kind, labels });
        for (const [track, device] of open) {
          if (track.readyState !== 'live' || !isAway(device.kind, device.label)) continue;
          track.stop();
          track.dispatchEvent(new Event('ended'));
        }
        changed();
      },
      plugBack(kind) {
        away.splice(0, away.length, ...away.filter((gone) => gone.kind !== kind));
        changed();
      },
      setBusy: (kind, on) => void (on ? busy.add(kind) : busy.delete(kind)),
    };
  });
}

/** A camera in this person's colour, or a microphone with their tone, on top of what the browser has. */
export const plugIn = (page: Page, kind: Kind, label: string, { colour, tone }: Person): Promise<void> =>
  page.evaluate(([what, name, look]) => window.plugs.add(what, name, look), [kind, label, { colour, tone }] as const);
export const unplug = (page: Page, kind: Kind, ...labels: string[]): Promise<void> =>
  page.evaluate(([what, names]) => window.plugs.unplug(what, names.length > 0 ? names : undefined), [
    kind,
    labels,
  ] as const);
export const plugBack = (page: Page, kind: Kind): Promise<void> =>
  page.evaluate((what) => window.plugs.plugBack(what), kind);
export const setBusy = (page: Page, kind: Kind, busy: boolean): Promise<void> =>
  page.evaluate(([what, on]) => window.plugs.setBusy(what, on), [kind, busy] as const);
