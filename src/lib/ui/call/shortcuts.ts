/**
 * Single keys for what one does most often in a call. Browsers and screen readers keep nearly every key with Ctrl, Alt or ⌘ to themselves
 * (Ctrl+D and Ctrl+E too), so these are letters without any; they count only where no text is written, and can be switched off
 * (WCAG 2.2, 2.1.4).
 */
import type { BarId } from './places.ts';

export type ShortcutId = BarId | 'shortcuts';

export interface Shortcut {
  /** As KeyboardEvent.key has it, in lower case. */
  readonly key: string;
  readonly id: ShortcutId;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { key: 'm', id: 'microphone' },
  { key: 'v', id: 'camera' },
  { key: 'h', id: 'hand' },
  { key: 'c', id: 'chat' },
  { key: 's', id: 'share' },
  { key: 't', id: 'view' },
  { key: 'p', id: 'participants' },
  { key: 'a', id: 'agenda' },
  { key: 'b', id: 'board' },
  { key: 'f', id: 'fullscreen' },
  { key: '?', id: 'shortcuts' },
];

/** Where letters belong to somebody else: fields, open menus and dialogs, and whatever says so (the whiteboard's tools). */
const TAKEN =
  'input, textarea, select, [contenteditable]:not([contenteditable="false"]), [role="menu"], dialog, [data-own-keys]';

type Pressed = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'altKey' | 'metaKey' | 'repeat' | 'isComposing' | 'defaultPrevented' | 'target'
>;

/** What the press asks for; undefined: nothing of ours. */
export function shortcutOf(event: Pressed): ShortcutId | undefined {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing || event.defaultPrevented) {
    return undefined;
  }
  if (event.target instanceof Element && event.target.closest(TAKEN)) return undefined;
  const key = event.key.toLowerCase();
  return SHORTCUTS.find((shortcut) => shortcut.key === key)?.id;
}
