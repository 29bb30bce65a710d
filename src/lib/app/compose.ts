/**
 * The one place that joins core to the browser: every port of a room, made of platform/ once per page. What only a call needs
 * (mesh, documents) comes with calling.ts, when one begins.
 */
import { systemClock, systemRandom } from '../core/clock.ts';
import { createBackdrop } from '../core/media/backdrop/backdrop.ts';
import { createLocalMedia } from '../core/media/local-media.ts';
import { isHandheld, readBrowser } from '../platform/browser.ts';
import { indexedDbJournal } from '../platform/journal-store.ts';
import { canReplaceBackground } from '../platform/media/backdrop/ability.ts';
import { browserMediaDevices } from '../platform/media/devices.ts';
import { browserDisplay } from '../platform/media/display.ts';
import { watchPicture } from '../platform/media/picture.ts';
import { browserSpeaker } from '../platform/media/speaker.ts';
import { openVoice } from '../platform/media/voice.ts';
import { browserNetworkProbe, pingServer } from '../platform/network-probe.ts';
import { webSocketsTo } from '../platform/relay-socket.ts';
import { onNetworkChange, pageNetworkSigns } from '../platform/rtc.ts';
import { localStore, sessionStore } from '../platform/storage.ts';
import { browserTabs, claimRoom } from '../platform/tabs.ts';
import { StoredAgendas } from '../wire/agenda.ts';
import { BackdropChoice } from '../wire/backdrop.ts';
import { DeviceChoice, NetworkPreference, PassedCheck, QualityPreference, SoundSettings } from '../wire/remembered.ts';
import { StoredCall, StoredVisit } from '../wire/stored.ts';
import type { RoomPorts } from './room-ports.ts';

/** The ports of this page. */
export function browserPorts(): RoomPorts {
  const local = localStore();
  const session = sessionStore();
  return {
    clock: systemClock,
    random: systemRandom,
    openSocket: webSocketsTo(location.origin),
    secureContext: isSecureContext && 'subtle' in crypto,
    keptVisit: (room) => session.kept(`visit/${room}`, StoredVisit),
    keptCall: (room) => local.kept(`call/${room}`, StoredCall),
    keptAgendas: (room) => local.kept(`agenda/${room}`, StoredAgendas),
    lastAgendas: local.kept('agenda', StoredAgendas),
    journal: indexedDbJournal(),
    passedCheck: local.kept('check', PassedCheck),
    relayOnly: local.kept('network', NetworkPreference),
    quality: local.kept('quality', QualityPreference),
    claim: (room) => claimRoom(browserTabs(systemClock, systemRandom), room, StoredVisit),
    createMedia: () =>
      createLocalMedia({
        devices: browserMediaDevices(),
        openVoice,
        speaker: browserSpeaker(isHandheld()),
        choice: local.kept('devices', DeviceChoice),
        sound: local.kept('sound', SoundSettings),
      }),
    display: browserDisplay(isHandheld()),
    createBackdrop: (media) =>
      createBackdrop({
        clock: systemClock,
        camera: media.camera,
        setCamera: media.setCamera,
        available: !isHandheld() && canReplaceBackground(),
        choice: local.kept('backdrop', BackdropChoice),
        openEngine: async () => (await import('../platform/media/backdrop/engine.ts')).openEngine(),
        openPictures: async () => (await import('../platform/media/backdrop/pictures.ts')).browserPictures(),
      }),
    browser: readBrowser,
    watchPicture,
    network: browserNetworkProbe(),
    ping: pingServer,
    onPageHide(run) {
      addEventListener('pagehide', run);
      return () => removeEventListener('pagehide', run);
    },
    onNetworkChange: (run) => onNetworkChange(pageNetworkSigns(), run),
    loadCalling: () => import('./calling.ts'),
  };
}
