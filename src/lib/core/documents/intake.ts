/**
 * Takes statements from the document to the verifier and on to the ledger, a few at a time so that the page stays awake, and
 * each only once: what was judged is looked at again only when its text changes or a certificate that it waited for comes.
 */
import type { PeerId } from '../../wire/ids.ts';
import { cell, happening, type Cell, type Happening } from '../cell.ts';
import type { Scope } from '../scope.ts';
import type { Ledger } from './ledger.ts';
import type { Verify } from './verifier.ts';

/** Signatures that are verified in one go; then others have their turn. */
const VERIFICATIONS_AT_ONCE = 32;
/** Most keys of a document that are looked at. What lies beyond is not shown; no honest call comes near. */
export const STATEMENTS_MAX = 20_000;
const CERTIFICATE_PREFIX = 'k/';

export interface Intake {
  look(statements: Iterable<readonly [key: string, text: string | undefined]>): void;
  /** The ledger has grown. */
  readonly grown: Happening<undefined>;
  /** How many statements were judged false (H6). */
  readonly rejected: Cell<number>;
}

export function createIntake(deps: { verify: Verify; ledger: Ledger; scope: Scope }): Intake {
  const { verify, ledger, scope } = deps;
  /** The text that was judged, or is about to be, at each key. */
  const judged = new Map<string, string | undefined>();
  const waiting = new Map<PeerId, Set<string>>();
  const grown = happening<undefined>();
  const rejected = cell(0);
  let queue: string[] = [];
  let running = false;

  async function judge(key: string): Promise<boolean> {
    const text = judged.get(key);
    const verdict = await verify(key, text).catch(() => ({ t: 'false' }) as const);
    if (judged.get(key) !== text) return false; // replaced meanwhile: the newer text stands in the queue
    if (verdict.t === 'verified' && text !== undefined) {
      ledger.add({ key, jws: text, by: verdict.by, verified: verdict.verified });
      if (verdict.verified.kind === 'certificate') {
        queue.push(...(waiting.get(verdict.by) ?? []));
        waiting.delete(verdict.by);
      }
      return true;
    }
    if (verdict.t === 'wait') {
      // It may have come while this was being judged.
      if (ledger.certificateOf(verdict.by)) queue.push(key);
      else waiting.set(verdict.by, (waiting.get(verdict.by) ?? new Set()).add(key));
    } else rejected.update((count) => count + 1);
    return false;
  }

  async function run(): Promise<void> {
    if (running) return;
    running = true;
    while (queue.length > 0 && !scope.ended) {
      const batch = queue.slice(0, VERIFICATIONS_AT_ONCE);
      queue = queue.slice(VERIFICATIONS_AT_ONCE);
      const results = await Promise.all(batch.map(judge));
      if (scope.ended) return;
      if (results.includes(true)) grown.emit(undefined);
      if (queue.length > 0) await new Promise<void>((resolve) => scope.after(0, resolve));
    }
    running = false;
  }

  return {
    grown,
    rejected,
    look(statements) {
      const certificates: string[] = [];
      const others: string[] = [];
      for (const [key, text] of statements) {
        if (judged.has(key) && judged.get(key) === text) continue;
        if (!judged.has(key) && judged.size >= STATEMENTS_MAX) continue;
        judged.set(key, text);
        (key.startsWith(CERTIFICATE_PREFIX) ? certificates : others).push(key);
      }
      queue = [...certificates, ...queue, ...others];
      void run();
    },
  };
}
