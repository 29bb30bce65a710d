/**
 * What a peer may bring to the chat's document: statements at their keys and nothing else, and of its own no more than a person can
 * say. A person types a line a second at the fastest, and may send hundreds of files at once; a flood is more than that. What
 * others said is not counted, since anybody may hand on a history.
 */
import * as A from '@automerge/automerge/slim';
import type { PeerId } from '../../wire/ids.ts';
import { createBudget, type Budget } from '../budget.ts';
import type { Clock } from '../clock.ts';
import { nameOf, statementsIn, type ChatDocument } from './chat-document.ts';
import type { Allows } from './guard.ts';

/** Statements of one person: at once, after an outage or with many files, and in the long run. */
export const SPOKEN_BURST = 400;
export const SPOKEN_PER_SECOND = 2;

export interface ChatRulesDeps {
  readonly clock: Clock;
  /** The call was going on before: whoever is met first brings all that was said until then, own words included. */
  readonly goesOn: boolean;
  /** Whether a statement is known here, also one that was taken out. */
  isKnown(key: string): boolean;
}

/** The keys that a change sets, or `undefined` where it does anything but set and take out statements. */
function keysOf(change: Uint8Array): readonly string[] | undefined {
  const keys: string[] = [];
  for (const { action, obj, key, value } of A.decodeChange(change).ops) {
    if (obj !== '_root' || key === undefined || !nameOf(key)) return undefined;
    if (action === 'set' && typeof value === 'string') keys.push(key);
    else if (action !== 'del') return undefined;
  }
  return keys;
}

function keysIn(doc: A.Doc<unknown>): readonly string[] | undefined {
  const statements = [...statementsIn(doc as ChatDocument)];
  return statements.every(([key, text]) => text !== undefined && nameOf(key))
    ? statements.map(([key]) => key)
    : undefined;
}

export function createChatRules({ clock, goesOn, isKnown }: ChatRulesDeps): Allows {
  const spoken = new Map<PeerId, Budget>();
  let historyToCome = goesOn;
  const budgetOf = (peer: PeerId): Budget => {
    const budget = spoken.get(peer) ?? createBudget(clock, SPOKEN_BURST, SPOKEN_PER_SECOND);
    spoken.set(peer, budget);
    return budget;
  };
  return (peer, changes, documents) => {
    const keys: string[] = [];
    for (const some of [...changes.map(({ bytes }) => keysOf(bytes)), ...documents.map(keysIn)]) {
      if (!some) return false;
      keys.push(...some);
    }
    const own = new Set(keys.filter((key) => nameOf(key)?.by === peer && !isKnown(key)));
    if (historyToCome && keys.length > 0) {
      historyToCome = false;
      return true;
    }
    return budgetOf(peer).take(own.size);
  };
}
