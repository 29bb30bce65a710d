/** What a menu offers, where it opens, and which entry the keyboard goes to next (WAI-ARIA menu pattern: it wraps around). */
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

/** The index that `key` leads to from `index`: an arrow, or the letter that a label begins with. Undefined where it means nothing here. */
export function nextEntry(key: string, index: number, labels: readonly string[]): number | undefined {
  const count = labels.length;
  if (count === 0) return undefined;
  switch (key) {
    case 'ArrowDown':
      return (index + 1) % count;
    case 'ArrowUp':
      return (Math.max(index, 0) - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return [...key].length === 1 && key !== ' ' ? nextWith(key.toLowerCase(), index, labels) : undefined;
  }
}

function nextWith(letter: string, index: number, labels: readonly string[]): number | undefined {
  const order = labels.map((_, step) => (index + 1 + step) % labels.length);
  return order.find((at) => labels[at]?.trim().toLowerCase().startsWith(letter));
}

export type MenuSide = 'above' | 'below';
/** Which edge of the button the menu keeps to. */
export type MenuAlign = 'start' | 'end';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** In CSS pixels of the window. */
export interface MenuPlace {
  readonly left: number;
  readonly top: number;
  /** What is longer can be scrolled. */
  readonly maxHeight: number;
}

/** Between menu and button, and between menu and the window's edge. */
const GAP_PX = 8;
/** A side with so much of the window's height is enough to scroll in; with less the menu had better cover its button. */
const ENOUGH_SHARE = 0.6;

/** Where a menu of this size opens so that all of it is in the window, on the wished side where there is room. */
export function placeMenu(
  button: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number },
  menu: Size,
  window: Size,
  wish: { readonly side: MenuSide; readonly align: MenuAlign },
): MenuPlace {
  const room = { above: button.top - 2 * GAP_PX, below: window.height - button.bottom - 2 * GAP_PX };
  const other: MenuSide = wish.side === 'above' ? 'below' : 'above';
  const larger = room[wish.side] >= room[other] ? wish.side : other;
  const side = [wish.side, other].find((one) => menu.height <= room[one]) ?? larger;
  const whole = window.height - 2 * GAP_PX;
  const maxHeight = menu.height > room[side] && room[side] < whole * ENOUGH_SHARE ? whole : room[side];
  const height = Math.min(menu.height, maxHeight);
  const wishedLeft = wish.align === 'start' ? button.left : button.right - menu.width;
  const wishedTop = side === 'above' ? button.top - GAP_PX - height : button.bottom + GAP_PX;
  return {
    left: Math.max(GAP_PX, Math.min(wishedLeft, window.width - GAP_PX - menu.width)),
    top: Math.max(GAP_PX, Math.min(wishedTop, window.height - GAP_PX - height)),
    maxHeight,
  };
}
