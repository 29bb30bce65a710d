/** チャット: a button with the unread count, and the panel (H1-H5). */
import MessageSquare from '@lucide/svelte/icons/message-square';
import { useLanguage } from '$lib/app/language.svelte.ts';
import type { CallScreenProps } from '../call-screen.ts';
import { mounted, type Capability } from '../capability.ts';
import ChatPanel from '../ChatPanel.svelte';

export const chat =
  (props: CallScreenProps): Capability =>
  (screen) => {
    const language = useLanguage();
    /** Survives closing the panel. */
    let draft = $state('');
    let attached = $state.raw<readonly File[]>([]);
    const panel = mounted(ChatPanel, {
      get chat() {
        return props.chat;
      },
      get canClear() {
        return props.role === 'host';
      },
      get draft() {
        return draft;
      },
      set draft(text) {
        draft = text;
      },
      get attached() {
        return attached;
      },
      set attached(files) {
        attached = files;
      },
      onsend: (text) => props.chatActions.onsend(text),
      ondelete: (id) => props.chatActions.ondelete(id),
      onclear: () => props.chatActions.onclear(),
      onattach: (file) => props.chatActions.onattach(file),
      onfetch: (file) => props.chatActions.onfetch(file),
      onsave: (file) => props.chatActions.onsave(file),
      onpreview: (file, maxSide) => props.chatActions.onpreview(file, maxSide),
      onclose: () => screen.show(undefined),
    });
    return {
      get bar() {
        const { unread } = props.chat;
        return [
          {
            id: 'chat' as const,
            label: language.t.call.chat,
            icon: MessageSquare,
            pressed: screen.panel === 'chat',
            badge: unread,
            hint: unread > 0 ? language.t.call.unread(unread) : undefined,
            run: () => screen.toggle('chat'),
          },
        ];
      },
      panels: { chat: panel },
    };
  };
