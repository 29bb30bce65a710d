/** What the host can do to one person, as entries for the tile's menu and for the list of participants. */
import CirclePause from '@lucide/svelte/icons/circle-pause';
import CirclePlay from '@lucide/svelte/icons/circle-play';
import DoorOpen from '@lucide/svelte/icons/door-open';
import MicOff from '@lucide/svelte/icons/mic-off';
import UserX from '@lucide/svelte/icons/user-x';
import VideoOff from '@lucide/svelte/icons/video-off';
import type { Participant } from '../../core/call/participant.ts';
import type { BulkSettings } from '../../core/call/rules.ts';
import type { Messages } from '../../i18n/language.ts';
import type { MenuEntry } from '../parts/menu.ts';

type Peer = Participant['peer'];

/** The host's means; the screen only asks. */
export interface HostActions {
  onmute: (peer: Peer) => void;
  oncameraoff: (peer: Peer) => void;
  onmuteall: () => void;
  oncamerasoff: () => void;
  onhold: (peer: Peer, held: boolean) => void;
  onsendback: (peer: Peer) => void;
  onremove: (peer: Peer) => void;
  onsettings: (change: Partial<BulkSettings>) => void;
}

/** @param askRemove asks for a confirmation first */
export function hostEntries(
  t: Messages['control'],
  { peer, self, role, held, state }: Participant,
  actions: HostActions,
  askRemove: (peer: Peer) => void,
): readonly MenuEntry[] {
  if (self || role === 'host') return [];
  const entry = (id: string, label: string, icon: MenuEntry['icon'], run: () => void, disabled = false): MenuEntry => ({
    ...{ id, label, icon, run, disabled },
    group: 'host',
  });
  return [
    entry('mute', t.mute, MicOff, () => actions.onmute(peer), held || !state.microphone),
    entry('camera-off', t.cameraOff, VideoOff, () => actions.oncameraoff(peer), held || !state.camera),
    held
      ? entry('release', t.release, CirclePlay, () => actions.onhold(peer, false))
      : entry('hold', t.hold, CirclePause, () => actions.onhold(peer, true)),
    entry('send-back', t.sendBack, DoorOpen, () => actions.onsendback(peer)),
    entry('remove', t.remove, UserX, () => askRemove(peer)),
  ];
}
