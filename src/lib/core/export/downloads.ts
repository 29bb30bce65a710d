/** The downloads of one keepsake: each is made when it is asked for, and says how it stands. One at a time, since the archive may be large. */
import { cell, type Cell } from '../cell.ts';
import type { Keepsake } from '../record/keepsake.ts';
import { isAllSaved, offersOf, type DownloadKind, type Offer } from './offer.ts';
import type { Takeout } from './takeout.ts';

export type DownloadState =
  | { readonly t: 'making' }
  /** Under this name; the browser may have added a number. */
  | { readonly t: 'saved'; readonly name: string; readonly boardless: boolean }
  | { readonly t: 'failed' };

export interface Downloads {
  readonly offers: readonly Offer[];
  /** Files of the chat whose bytes never came. */
  readonly missingFiles: number;
  /** A kind without a state has not been asked for. */
  readonly states: Cell<ReadonlyMap<DownloadKind, DownloadState>>;
  /** Everything on offer has been saved. */
  readonly complete: Cell<boolean>;
  save(kind: DownloadKind): Promise<void>;
}

export interface DownloadsDeps {
  readonly keepsake: Keepsake;
  /** Rejects where it cannot be made, be it that the code for it does not load. */
  make(kind: DownloadKind, keepsake: Keepsake): Promise<Takeout>;
  /** Hands it to the person. */
  give(made: Takeout): void;
}

export function createDownloads({ keepsake, make, give }: DownloadsDeps): Downloads {
  const offers = offersOf(keepsake);
  const states = cell<ReadonlyMap<DownloadKind, DownloadState>>(new Map());
  const complete = cell(false);
  /** At least once. */
  const saved = new Set<DownloadKind>();
  let queue: Promise<void> = Promise.resolve();

  const show = (kind: DownloadKind, state: DownloadState): void =>
    states.update((present) => new Map(present).set(kind, state));

  async function run(kind: DownloadKind): Promise<void> {
    try {
      const made = await make(kind, keepsake);
      give(made);
      const { name, boardless } = made;
      show(kind, { t: 'saved', name, boardless });
      if (boardless) return;
    } catch {
      return show(kind, { t: 'failed' });
    }
    saved.add(kind);
    complete.set(isAllSaved(offers, saved));
  }

  return {
    offers,
    missingFiles: keepsake.missingFiles,
    states,
    complete,
    save(kind) {
      if (!offers.some((offer) => offer.kind === kind) || states.get().get(kind)?.t === 'making') return queue;
      show(kind, { t: 'making' });
      queue = queue.then(() => run(kind));
      return queue;
    },
  };
}
