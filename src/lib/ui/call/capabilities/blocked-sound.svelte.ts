/** Sound of the others that the browser plays only after a press: collects it, and offers the press. */
import { useLanguage } from '$lib/app/language.svelte.ts';
import type { Contribution } from '../capability.ts';

export interface BlockedSound extends Contribution {
  add(play: () => Promise<void>): void;
}

export function createBlockedSound(): BlockedSound {
  const language = useLanguage();
  let blocked = $state.raw<readonly (() => Promise<void>)[]>([]);
  function playAll(): void {
    const waiting = blocked;
    blocked = [];
    for (const play of waiting) play().catch(() => (blocked = [...blocked, play]));
  }
  return {
    add: (play) => (blocked = [...blocked, play]),
    get notices() {
      const t = language.t.call.notices;
      if (blocked.length === 0) return [];
      const action = { label: t.playSound, run: playAll };
      const dismiss = () => (blocked = []);
      return [
        { id: 'sound-blocked', kind: 'sound-blocked', text: t.soundBlocked, tone: 'warn' as const, action, dismiss },
      ];
    },
  };
}
