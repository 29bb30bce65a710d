/** The pop-ups of a call as a rune: each goes by itself after a while, or when it is dismissed. */
import { onDestroy } from 'svelte';

/** Long enough to read twice. */
const SHOWN_MS = 6_000;

export interface TimedNotice<K extends string> {
  readonly id: string;
  readonly kind: K;
  readonly text: string;
}

export function createCallNotices<K extends string>() {
  let shown = $state.raw<readonly TimedNotice<K>[]>([]);
  let count = 0;
  const timers: ReturnType<typeof setTimeout>[] = [];
  const dismiss = (ids: readonly string[]): void => {
    shown = shown.filter(({ id }) => !ids.includes(id));
  };
  onDestroy(() => timers.forEach(clearTimeout));
  return {
    get shown() {
      return shown;
    },
    dismiss,
    show(kind: K, text: string): void {
      const id = `${kind}-${(count += 1)}`;
      shown = [...shown, { id, kind, text }];
      timers.push(setTimeout(() => dismiss([id]), SHOWN_MS));
    },
  };
}
