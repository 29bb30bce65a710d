/**
 * Looks at what a peer sends before Automerge gets it: only documents that we share, only sync messages that decode, only as
 * much as an honest call could ever need. What is refused here never enters our document, so we never hand it on either.
 */
import type { SyncFrame } from '../../wire/sync.ts';
import { broughtBy, type Gauge } from './gauge.ts';

/** Undecodable or foreign messages that a peer may send before it is given up; versions may differ a little. */
const JUNK_MAX = 50;

export type Judgement = 'pass' | 'drop' | 'offence';

export interface Guard {
  /** `undefined`: what came was no frame at all. */
  judge(frame: SyncFrame | undefined): Judgement;
}

/** A guard for one channel. `gaugeOf`: how full a document is, or `undefined` where we share no such document. */
export function createGuard(gaugeOf: (documentId: string) => Gauge | undefined): Guard {
  let junk = 0;
  const drop = (): Judgement => (++junk > JUNK_MAX ? 'offence' : 'drop');
  return {
    judge(frame) {
      const gauge = frame && gaugeOf(frame.documentId);
      if (!gauge) return drop();
      if (frame.kind === 'doc-unavailable') return 'pass';
      const brought = broughtBy(frame.data);
      if (!brought) return drop();
      return brought.ops === 0 || gauge.admit(brought) ? 'pass' : 'offence';
    },
  };
}
