/** What a menu offers, and which entry the keyboard goes to next (WAI-ARIA menu pattern: it wraps around). */
import type { LucideIcon } from '@lucide/svelte';

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly icon?: LucideIcon | undefined;
  readonly run: () => void;
  /** A toggle: shown with a check mark and told as such. */
  readonly checked?: boolean | undefined;
  readonly disabled?: boolean;
  readonly badge?: number;
  /** Beneath the label, e.g. why it cannot be chosen now. */
  readonly hint?: string | undefined;
  /** A line stands between entries of different groups. */
  readonly group?: string;
}

/** The index that `key` leads to from `index` among `count` entries, or undefined where the key means nothing here. */
export function nextEntry(key: string, index: number, count: number): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case 'ArrowDown':
      return (index + 1) % count;
    case 'ArrowUp':
      return (index - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
