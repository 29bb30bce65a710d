/** Whether this browser uses the call's keyboard shortcuts: on, until the person switches them off. */
import { localStore } from '../platform/storage.ts';
import { ShortcutPreference } from '../wire/remembered.ts';

export function keptShortcutSwitch(): { get(): boolean; set(on: boolean): void } {
  const kept = localStore().kept('shortcuts', ShortcutPreference);
  return { get: () => kept.get()?.on ?? true, set: (on) => kept.set({ on }) };
}
