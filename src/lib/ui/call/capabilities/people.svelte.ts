/** 参加者 (C5, V5): the host's list of who is here and who waits, and what can be done to one of them or to all. */
import MicOff from '@lucide/svelte/icons/mic-off';
import Users from '@lucide/svelte/icons/users';
import VideoOff from '@lucide/svelte/icons/video-off';
import { useLanguage } from '$lib/app/language.svelte.ts';
import type { CallScreenProps } from '../call-screen.ts';
import { mounted, type Capability } from '../capability.ts';
import { hostEntries } from '../host-menu.ts';
import ParticipantsPanel from '../ParticipantsPanel.svelte';
import RemoveDialog from '../RemoveDialog.svelte';
import type { Participant } from '../../../core/call/participant.ts';
import { OPEN_SETTINGS } from '../../../core/call/rules.ts';

export const people =
  (props: CallScreenProps): Capability =>
  (screen) => {
    const language = useLanguage();
    /** Who is asked about before being removed. */
    let removing = $state<Participant['peer']>();
    const entriesOf = (participant: Participant) =>
      props.hostActions
        ? hostEntries(language.t.control, participant, props.hostActions, (peer) => (removing = peer))
        : [];
    const dialog = mounted(RemoveDialog, {
      get name() {
        return props.participants.find(({ peer }) => peer === removing)?.name;
      },
      onclose: () => (removing = undefined),
      onremove: () => {
        if (removing) props.hostActions?.onremove(removing);
        removing = undefined;
      },
    });
    const panel = mounted(ParticipantsPanel, {
      get participants() {
        return props.participants;
      },
      get requests() {
        return props.requests;
      },
      get settings() {
        return props.settings ?? OPEN_SETTINGS;
      },
      get actions() {
        return props.hostActions;
      },
      entriesOf,
      onadmit: (peer) => props.onadmit(peer),
      onrefuse: (peer) => props.onrefuse(peer),
      onclose: () => screen.show(undefined),
    });
    return {
      get bar() {
        if (props.role !== 'host') return [];
        const asking = props.requests.length;
        return [
          {
            id: 'participants' as const,
            label: language.t.call.participants,
            icon: Users,
            pressed: screen.panel === 'participants',
            badge: asking,
            hint: asking > 0 ? language.t.call.newRequests(asking) : undefined,
            run: () => screen.toggle('participants'),
          },
        ];
      },
      get more() {
        const actions = props.hostActions;
        if (!actions) return [];
        const t = language.t.control;
        const group = 'everybody' as const;
        return [
          { id: 'mute-all', group, label: t.muteAll, icon: MicOff, run: actions.onmuteall },
          { id: 'cameras-off', group, label: t.camerasOff, icon: VideoOff, run: actions.oncamerasoff },
        ];
      },
      tile: ({ participant, source }) => (source === 'camera' ? entriesOf(participant) : []),
      overlays: [dialog],
      panels: { participants: panel },
    };
  };
