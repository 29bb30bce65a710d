/**
 * What one peer may cost us in files, kept for as long as the call lasts: a new connection does not wipe it clean. A peer that
 * goes too far is no longer served or listened to here.
 */
import type { Sha256 } from '../../wire/ids.ts';
import { createBudget } from '../budget.ts';
import type { Clock } from '../clock.ts';

/** Words of one peer: in a burst (200 files that are announced and asked for), and in the long run. */
const WORDS_BURST = 600;
const WORDS_PER_SECOND = 50;
/** What is no message, or answers nothing, before the peer is given up: versions may differ, and asks cross cancels. */
const JUNK_MAX = 100;
/** How often over a peer may have each file; a page that is reloaded has lost what it had. */
const COPIES_MAX = 8;
/** Small files too may be asked for again. */
const COPIES_LEAST_BYTES = 64 * 1024;

export interface Account {
  readonly blocked: boolean;
  /** Uses one word; false where there were too many. */
  word(): boolean;
  /** Something that should not have come. */
  junk(): void;
  /** It did what no honest client does. */
  block(): void;
  /** Whether this many more bytes of a file of this size may be sent to it; they count as sent then. */
  serve(file: Sha256, bytes: number, size: number): boolean;
  /** The file is no longer here. */
  forget(file: Sha256): void;
}

/** `blocked` is called once. */
export function createAccount(clock: Clock, blocked: () => void): Account {
  const words = createBudget(clock, WORDS_BURST, WORDS_PER_SECOND);
  const served = new Map<Sha256, number>();
  let junk = 0;
  let isBlocked = false;
  const block = (): void => {
    if (isBlocked) return;
    isBlocked = true;
    blocked();
  };
  const addJunk = (): void => {
    if (++junk > JUNK_MAX) block();
  };
  return {
    get blocked() {
      return isBlocked;
    },
    word() {
      if (words.take()) return true;
      addJunk();
      return false;
    },
    junk: addJunk,
    block,
    serve(file, bytes, size) {
      const total = (served.get(file) ?? 0) + bytes;
      if (total > COPIES_MAX * Math.max(size, COPIES_LEAST_BYTES)) return false;
      served.set(file, total);
      return true;
    },
    forget: (file) => void served.delete(file),
  };
}
