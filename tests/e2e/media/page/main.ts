/** The real adapters in a real page. The tests reach them as `window.media`. */
import * as v from 'valibot';
import { settled } from '../../../../src/lib/core/cell.ts';
import { systemClock, systemRandom } from '../../../../src/lib/core/clock.ts';
import { createEnvironmentCheck } from '../../../../src/lib/core/check/environment-check.ts';
import { createLocalMedia } from '../../../../src/lib/core/media/local-media.ts';
import { browserMediaDevices } from '../../../../src/lib/platform/media/devices.ts';
import { watchPicture } from '../../../../src/lib/platform/media/picture.ts';
import { browserSpeaker, routeTo } from '../../../../src/lib/platform/media/speaker.ts';
import { openVoice } from '../../../../src/lib/platform/media/voice.ts';
import { isHandheld, readBrowser } from '../../../../src/lib/platform/browser.ts';
import { browserNetworkProbe, pingServer } from '../../../../src/lib/platform/network-probe.ts';
import { indexedDbJournal } from '../../../../src/lib/platform/journal-store.ts';
import { openEars } from '../../../../src/lib/platform/transcript/ears.ts';
import { localStore } from '../../../../src/lib/platform/storage.ts';
import { browserTabs, claimRoom, type RoomClaim } from '../../../../src/lib/platform/tabs.ts';
import { Nonce, parse, RoomId } from '../../../../src/lib/wire/ids.ts';
import { DeviceChoice, PassedCheck, SoundSettings } from '../../../../src/lib/wire/remembered.ts';
import type { TurnServer } from '../../../../src/lib/wire/relay.ts';
import { mediaDevicesContract } from '../../../contract/media-devices.ts';
import { journalStoreContract } from '../../../contract/journal-store.ts';
import { placeOf, storageContract } from '../../../contract/storage.ts';

const store = localStore();
const local = createLocalMedia({
  devices: browserMediaDevices(),
  openVoice,
  speaker: browserSpeaker(isHandheld()),
  choice: store.kept('devices', DeviceChoice),
  sound: store.kept('sound', SoundSettings),
});

let turn: readonly TurnServer[] = [];
const check = createEnvironmentCheck({
  clock: systemClock,
  media: local,
  browser: readBrowser,
  watchPicture,
  network: browserNetworkProbe(),
  secureContext: isSecureContext,
  passed: store.kept('check', PassedCheck),
  relay: {
    reach: () => Promise.resolve(true),
    ping: pingServer,
    ticket: () => {
      const ticket = parse(Nonce, 'AAAAAAAAAAAAAAAAAAAAAA');
      return Promise.resolve(ticket && { ticket, maxBytes: 4 * 1024 * 1024 });
    },
    turnServers: () => Promise.resolve(turn),
  },
});

let claim: RoomClaim<{ seed: string }> | undefined;
let taken = 0;

const media = {
  local,
  check,
  settled,
  routeTo,
  /** Microphones freed of noise, one after the other. */
  async useVoices(count: number): Promise<void> {
    for (let used = 0; used < count; used++) {
      const [track] = (await navigator.mediaDevices.getUserMedia({ audio: true })).getAudioTracks();
      if (!track) throw new Error('no microphone');
      const voice = openVoice(track);
      voice.cancelNoise(true);
      await settled(voice.cancelling, (state) => state === 'on');
      voice.end();
      track.stop();
    }
  },
  /** Tracks listened to one after the other, each until something was heard of it. */
  async listenTo(count: number): Promise<void> {
    const [track] = (await navigator.mediaDevices.getUserMedia({ audio: true })).getAudioTracks();
    if (!track) throw new Error('no microphone');
    const ears = openEars();
    for (let used = 0; used < count; used++) {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      const stop = ears.listen(track, () => resolve(undefined));
      await promise;
      stop();
    }
    track.stop();
  },
  setTurn(servers: readonly TurnServer[]): void {
    turn = servers;
  },
  runDevicesCase: (title: string) =>
    mediaDevicesContract.find((one) => one.title === title)?.run(browserMediaDevices()),
  async runStorageCase(title: string): Promise<void> {
    localStorage.clear();
    await storageContract.find((one) => one.title === title)?.run(placeOf(localStorage));
  },
  async runJournalCase(title: string): Promise<void> {
    await journalStoreContract
      .find((one) => one.title === title)
      ?.run({
        open: () => indexedDbJournal(),
        exists: async () => (await indexedDB.databases()).some(({ name }) => name === 'mensetsu-journal'),
      });
  },
  async claim(room: string, gives: unknown): Promise<void> {
    const id = parse(RoomId, room);
    if (!id) throw new Error('not a room');
    claim = await claimRoom(browserTabs(systemClock, systemRandom), id, v.object({ seed: v.string() }));
    claim.onTaken(() => {
      taken++;
      return gives as { seed: string };
    });
  },
  claimState: () => claim?.state.get() ?? 'elsewhere',
  takeOver: () => claim?.takeOver(),
  timesTaken: () => taken,
};

export type MediaPage = typeof media;
declare global {
  interface Window {
    media: MediaPage;
  }
}
window.media = media;
