/**
 * Looks at what a peer sends before Automerge gets it: only documents that we share, only sync messages that decode, only as
 * much as an honest call could ever need, only what leaves the document sound. What is refused here never enters our document, so we
 * never hand it on either.
 */
import type * as A from '@automerge/automerge/slim';
import type { PeerId } from '../../wire/ids.ts';
import type { SyncFrame } from '../../wire/sync.ts';
import type { Account } from './account.ts';
import { broughtBy, type BroughtChange } from './brought.ts';
import type { Gauge, Limits } from './gauge.ts';
import { isSound } from './trial.ts';

export type Judgement = 'pass' | 'drop' | 'offence';

/** A document's own rules for what a peer may bring to it, asked when it has been found sound. `documents` are freed afterwards. */
export type Allows = (peer: PeerId, changes: readonly BroughtChange[], documents: readonly A.Doc<unknown>[]) => boolean;

/** What a document is to the guard. */
export interface Guarded {
  readonly limits: Limits;
  readonly gauge: Gauge;
  doc(): A.Doc<unknown>;
  readonly allows?: Allows;
}

export interface Guard {
  /** `undefined`: what came was no frame at all. */
  judge(frame: SyncFrame | undefined): Judgement;
}

/** A guard for one channel. `find`: the document, or `undefined` where we share no such one. */
export function createGuard(peer: PeerId, account: Account, find: (documentId: string) => Guarded | undefined): Guard {
  const drop = (): Judgement => (account.junk() ? 'drop' : 'offence');
  return {
    judge(frame) {
      if (!account.message()) return 'offence';
      const guarded = frame && find(frame.documentId);
      if (!guarded) return drop();
      if (frame.kind === 'doc-unavailable') return 'pass';
      const { limits, gauge, allows } = guarded;
      const brought = broughtBy(frame.data, limits.max);
      if (brought === 'unreadable') return drop();
      if (brought === 'too-much') return 'offence';
      const { amount, documents, changes } = brought;
      if (documents.length + changes.length === 0) return 'pass';
      const isFine =
        account.bring(frame.documentId, amount, limits) &&
        isSound(guarded.doc(), brought, (loaded) => allows?.(peer, changes, loaded) ?? true) &&
        gauge.admit(amount);
      return isFine ? 'pass' : 'offence';
    },
  };
}
