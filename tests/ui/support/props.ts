/** Made-up props of the large screens, for tests to change. */
import type { Participant } from '../../../src/lib/core/call/participant.ts';
import type { CallScreenProps, ChatLine } from '../../../src/lib/ui/call/call-screen.ts';
import type { WaitingRoomProps } from '../../../src/lib/ui/waiting/waiting-room.ts';

export const nothing = (): void => undefined;
/** The same day in every inhabited time zone but the easternmost. */
export const FROM = Date.UTC(2025, 10, 22, 11, 0);
export const interview = { title: '一次面接', from: FROM, until: FROM + 3_600_000 };

export const devices = {
  lists: {
    cameras: [{ id: 'c1', label: 'Camera one' }],
    microphones: [{ id: 'm1', label: 'Microphone one' }],
    speakers: [{ id: 's1', label: 'Speaker one' }],
  },
  chosen: { camera: 'c1', microphone: 'm1', speaker: 's1' },
  speakerChoosable: true,
  noise: 'on' as const,
  onNoise: nothing,
};

export const waitingProps: WaitingRoomProps = {
  interview,
  name: '',
  isName: (text) => text.trim() !== '' && text.length <= 60,
  standing: { kind: 'guest', petition: 'idle', askedAt: undefined, elsewhere: false },
  media: {
    picture: undefined,
    microphone: 'live',
    camera: 'live',
    microphoneOn: true,
    cameraOn: true,
    level: () => 0,
  },
  devices,
  connected: true,
  onMicrophone: nothing,
  onCamera: nothing,
  onchoose: nothing,
  onTestSound: nothing,
  onMediaRetry: nothing,
  browser: 'chromium',
};

export const participant = (peer: string, parts: Partial<Participant> = {}): Participant => ({
  peer: peer as Participant['peer'],
  self: false,
  name: peer,
  role: 'applicant',
  state: { microphone: true, camera: true, screen: false, hand: false },
  connection: 'direct',
  held: false,
  figures: undefined,
  camera: undefined,
  screen: undefined,
  sound: undefined,
  ...parts,
});

export const chatLine = (id: string, parts: Partial<ChatLine> = {}): ChatLine => ({
  id,
  name: 'bob',
  role: 'applicant',
  at: FROM,
  text: `text of ${id}`,
  own: false,
  canDelete: false,
  ...parts,
});

export const callProps: CallScreenProps = {
  title: interview.title,
  role: 'host',
  startedAt: FROM,
  participants: [participant('alice', { self: true, role: 'host' }), participant('bob')],
  speaking: new Set(),
  relayUp: true,
  requests: [],
  notices: [],
  chat: { lines: [], unread: 0, ready: true, files: new Map() },
  chatActions: {
    onsend: () => Promise.resolve('posted'),
    ondelete: nothing,
    onclear: nothing,
    onattach: () => Promise.resolve('posted'),
    onfetch: nothing,
    onsave: nothing,
    onpreview: () => Promise.resolve(undefined),
  },
  microphoneOn: true,
  cameraOn: true,
  level: () => 0,
  devices,
  onMicrophone: nothing,
  onCamera: nothing,
  onhand: nothing,
  onadmit: nothing,
  onrefuse: nothing,
  onpanel: nothing,
  ondismiss: nothing,
  onchoose: nothing,
  onTestSound: nothing,
  onleave: nothing,
};
