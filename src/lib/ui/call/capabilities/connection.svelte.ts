/** 接続の詳細 (C9): the panel with the figures of each connection, from the menu and from each tile. */
import Activity from '@lucide/svelte/icons/activity';
import { useLanguage } from '$lib/app/language.svelte.ts';
import type { CallScreenProps } from '../call-screen.ts';
import { mounted, type Capability } from '../capability.ts';
import ConnectionPanel from '../ConnectionPanel.svelte';

export const connection =
  (props: CallScreenProps): Capability =>
  (screen) => {
    const language = useLanguage();
    const panel = mounted(ConnectionPanel, {
      get participants() {
        return props.participants;
      },
      get relayUp() {
        return props.relayUp;
      },
      onclose: () => screen.show(undefined),
    });
    const entry = () => ({
      id: 'connection',
      label: language.t.call.connectionDetails,
      icon: Activity,
      run: () => screen.show('connection'),
    });
    return {
      get more() {
        return [{ ...entry(), group: 'help' as const }];
      },
      tile: ({ participant, source }) => (participant.self || source === 'screen' ? [] : [entry()]),
      panels: { connection: panel },
    };
  };
