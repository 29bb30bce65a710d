/**
 * The person's own microphone, camera and speaker, from the environment check to the end of the call. It opens devices, remembers
 * which were chosen, follows them being plugged in and out, and publishes all of it as cells. The microphone is muted by
 * `enabled`, so that it needs no second permission; the camera is really released (spec V1).
 */
import type { DeviceChoice, SoundSettings } from '../../wire/remembered.ts';
import { cell, happening, type Cell, type Happening } from '../cell.ts';
import type { Kept } from '../kept.ts';
import { watchAbsence, type Absence, type AbsenceWatch } from './absence.ts';
import { createCatalogue } from './catalogue.ts';
import {
  devicesOf,
  findRemembered,
  sameSpeaker,
  speakerOf,
  type Device,
  type DeviceLists,
  type SpeakerInUse,
} from './devices.ts';
import { levelOf } from './level.ts';
import { createNoise, type NoiseCancelling } from './noise.ts';
import { createOpener } from './opener.ts';
import type { DeviceKind, MediaDevicesPort, MediaKind, OpenVoice, SpeakerPort } from './ports.ts';
import { runSource, type RunningSource } from './running-source.ts';
import type { MediaSourceState } from './source.ts';

export interface LocalMediaDeps {
  readonly devices: MediaDevicesPort;
  readonly openVoice: OpenVoice;
  readonly speaker: SpeakerPort;
  readonly choice: Kept<DeviceChoice>;
  readonly sound: Kept<SoundSettings>;
}

export interface LocalMedia {
  readonly microphone: Cell<MediaSourceState>;
  readonly camera: Cell<MediaSourceState>;
  /** What of the microphone is sent, freed of noise where that is wanted; undefined while none is open. */
  readonly voice: Cell<MediaStreamTrack | undefined>;
  readonly noiseCancelling: Cell<NoiseCancelling>;
  /** What the person wants, whether or not the device plays along. A muted microphone stays `live`. */
  readonly microphoneOn: Cell<boolean>;
  readonly cameraOn: Cell<boolean>;
  readonly devices: Cell<DeviceLists>;
  /** What was chosen, for the pull-downs. */
  readonly choice: Cell<DeviceChoice>;
  readonly speakerChoosable: boolean;
  /** What the call's sound comes from. */
  readonly speaker: Cell<SpeakerInUse>;
  /** Switches on what is named, with one prompt. Resolves when each is live or failed. */
  start(which?: { readonly microphone: boolean; readonly camera: boolean }): Promise<void>;
  /** Opens a microphone that is not open yet; otherwise mutes and unmutes. Resolves when it is done or has failed. */
  setMicrophone(on: boolean): Promise<void>;
  /** Off releases the camera (its light goes out); on asks again. */
  setCamera(on: boolean): Promise<void>;
  /** Uses the device from now on and remembers it. An id that is not listed is ignored. */
  choose(kind: DeviceKind, deviceId: string): Promise<void>;
  /** Uses it until another is chosen, or the remembered one is there again. */
  useForNow(kind: MediaKind, deviceId: string): Promise<void>;
  /** A device that went while it was in use. */
  readonly absent: Readonly<Record<MediaKind, Cell<Absence | undefined>>>;
  /** Such a one is in use again. */
  readonly returned: Happening<{ readonly kind: MediaKind; readonly device: Device }>;
  /** It is not wanted back. */
  forgetAbsent(kind: MediaKind): void;
  /** Without a gap where RNNoise runs. Remembered. */
  setNoiseCancelling(on: boolean): void;
  /** Loudness of the microphone for the level bar, 0 to 1, also while it is muted. To be sampled. */
  level(): number;
  /** The same as a root mean square, 0 to 1 of full scale. */
  rms(): number;
  /** As the microphone gives it, before noise cancelling. */
  inputRms(): number;
  /** Plays the test sound through the chosen speaker; false where the browser would not. */
  playTestSound(): Promise<boolean>;
  /** Stops microphone and camera, so that no light stays on after a call; start begins again. */
  release(): void;
  end(): void;
}

const CAMERA: MediaTrackConstraints = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
const MICROPHONE: MediaTrackConstraints = { echoCancellation: true, autoGainControl: true };

export function createLocalMedia(deps: LocalMediaDeps): LocalMedia {
  const catalogue = createCatalogue(deps.devices, deps.speaker.choosable);
  const choice = cell<DeviceChoice>(deps.choice.get() ?? {});
  const speaker = cell<SpeakerInUse>(speakerOf(catalogue.lists.get(), choice.get().speaker), sameSpeaker);
  const findSpeaker = (): void => speaker.set(speakerOf(catalogue.lists.get(), choice.get().speaker));
  catalogue.lists.subscribe(findSpeaker);
  choice.subscribe(findSpeaker);
  const microphoneOn = cell(false);
  const cameraOn = cell(false);
  const noise = createNoise({
    open: deps.openVoice,
    settings: deps.sound,
    reopen: () => microphone.shown.get().t === 'live' && microphone.dispatch({ t: 'rechoose' }),
  });
  /** In place of the remembered one, while that is away. */
  const forNow: Partial<Record<MediaKind, Device>> = {};
  let ended = false;

  const remember = (kind: DeviceKind, { id, label }: Device): void => {
    choice.update((chosen) => ({ ...chosen, [kind]: { id, label } }));
    deps.choice.set(choice.get());
  };

  const constraints = async (kind: MediaKind): Promise<MediaTrackConstraints> => {
    const wishes = kind === 'camera' ? CAMERA : { ...MICROPHONE, noiseSuppression: noise.byBrowser() };
    const remembered = choice.get()[kind];
    const listed = devicesOf(await catalogue.refresh(), kind);
    const found = findRemembered(listed, remembered) ?? findRemembered(listed, forNow[kind]);
    if (found) return { ...wishes, deviceId: { exact: found.id } };
    // Without a permission the lists are empty: the id is a wish, which a browser that knows the device fulfils.
    if (remembered) return { ...wishes, deviceId: { ideal: remembered.id } };
    return kind === 'camera' ? { ...wishes, facingMode: { ideal: 'user' } } : wishes;
  };
  const opener = createOpener({
    devices: deps.devices,
    constraints,
    find: async (kind, id) => devicesOf(await catalogue.refresh(), kind).find((device) => device.id === id),
  });

  /**
   * With the first permission the browser tells names. Safari gives a device a new id in each session: then the remembered
   * label says which it was.
   */
  const learnNames = async (kind: MediaKind, track: MediaStreamTrack): Promise<void> => {
    const devices = devicesOf(await catalogue.refresh(), kind);
    const remembered = choice.get()[kind];
    if (ended || !remembered || devices.some(({ id }) => id === remembered.id)) return;
    const found = findRemembered(devices, remembered);
    if (!found) return;
    remember(kind, found);
    if (found.id !== track.getSettings().deviceId) sources[kind].dispatch({ t: 'rechoose' });
  };

  const sources: Record<MediaKind, RunningSource> = {
    camera: runSource({
      open: (only) => (only ? opener.reopen('camera', only) : opener.open('camera')),
      onLive(track) {
        void learnNames('camera', track);
        return () => undefined;
      },
    }),
    microphone: runSource({
      open: (only) => (only ? opener.reopen('microphone', only) : opener.open('microphone')),
      onLive(track) {
        const left = noise.follow(track, microphoneOn.get());
        void learnNames('microphone', track);
        return left;
      },
    }),
  };
  const { camera, microphone } = sources;
  catalogue.appeared.on(({ kind, ids }) => kind !== 'speaker' && sources[kind].dispatch({ t: 'plugged', ids }));
  const listedOf = (kind: MediaKind): Cell<readonly Device[]> => {
    const listed = cell(devicesOf(catalogue.lists.get(), kind));
    catalogue.lists.subscribe((lists) => listed.set(devicesOf(lists, kind)));
    return listed;
  };
  const returned = happening<{ readonly kind: MediaKind; readonly device: Device }>();
  const absence = (kind: MediaKind): AbsenceWatch =>
    watchAbsence({
      source: sources[kind].shown,
      devices: listedOf(kind),
      remembered: () => choice.get()[kind],
      retake: () => sources[kind].dispatch({ t: 'rechoose' }),
      returned: (device) => returned.emit({ kind, device }),
    });
  const absences: Record<MediaKind, AbsenceWatch> = {
    camera: absence('camera'),
    microphone: absence('microphone'),
  };
  const rechoose = (kind: MediaKind): Promise<void> => {
    sources[kind].dispatch({ t: 'rechoose' });
    return sources[kind].ready();
  };

  const setMicrophone = (on: boolean): Promise<void> => {
    if (ended) return Promise.resolve();
    microphoneOn.set(on);
    if (microphone.shown.get().t === 'live') noise.setOn(on);
    else if (on) microphone.dispatch({ t: 'want' });
    return microphone.ready();
  };
  const setCamera = (on: boolean): Promise<void> => {
    if (ended) return Promise.resolve();
    cameraOn.set(on);
    camera.dispatch({ t: on ? 'want' : 'release' });
    return camera.ready();
  };
  const release = (): void => {
    microphoneOn.set(false);
    cameraOn.set(false);
    for (const source of Object.values(sources)) source.dispatch({ t: 'release' });
  };
  return {
    microphone: microphone.shown,
    camera: camera.shown,
    voice: noise.sent,
    noiseCancelling: noise.state,
    microphoneOn,
    cameraOn,
    devices: catalogue.lists,
    choice,
    speakerChoosable: deps.speaker.choosable,
    speaker,
    async start(which = { microphone: true, camera: true }) {
      await Promise.all([which.microphone && setMicrophone(true), which.camera && setCamera(true)]);
    },
    setMicrophone,
    setCamera,
    async choose(kind, deviceId) {
      const device = devicesOf(catalogue.lists.get(), kind).find(({ id }) => id === deviceId);
      if (!device || ended) return;
      remember(kind, device);
      if (kind === 'speaker') return;
      absences[kind].forget();
      await rechoose(kind);
    },
    async useForNow(kind, deviceId) {
      const device = devicesOf(catalogue.lists.get(), kind).find(({ id }) => id === deviceId);
      if (!device || ended) return;
      forNow[kind] = device;
      await rechoose(kind);
    },
    absent: { camera: absences.camera.absent, microphone: absences.microphone.absent },
    returned,
    forgetAbsent: (kind) => absences[kind].forget(),
    setNoiseCancelling: (on) => void (ended || noise.setWanted(on)),
    rms: noise.rms,
    inputRms: noise.inputRms,
    level: () => levelOf(noise.rms()),
    playTestSound: () => deps.speaker.playTestSound(speaker.get().id),
    release,
    end() {
      if (ended) return;
      ended = true;
      catalogue.end();
      release();
    },
  };
}
