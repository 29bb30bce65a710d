/**
 * What the gate knows of one peer, and how it moves: (entry, event) -> entry and what the peer is answered. Knocks are
 * verified before they come here. An id counts once: a knock that is played again changes nothing.
 */
import { CERTIFICATE_MS } from '../../wire/admission.ts';
import type { KemKey, Nonce, Role } from '../../wire/ids.ts';
import type { DisplayName } from '../../wire/name.ts';

/** Who knocks or is a member, as they signed it; the role is the signed link's. */
export interface Caller {
  readonly name: DisplayName;
  readonly role: Role;
  readonly kem: KemKey;
}

export type EntryPhase = 'unknown' | 'pending' | 'admitted' | 'refused' | 'withdrawn' | 'removed';

export interface Entry {
  readonly phase: EntryPhase;
  readonly caller: Caller | undefined;
  /** The latest knock. */
  readonly knock: Nonce | undefined;
  /** Knocks of this peer so far, the latest last. */
  readonly seen: readonly Nonce[];
  /** When the request came, or when it was last decided that the peer is a member, in milliseconds. */
  readonly at: number;
  /** Has shown the certificate of the present admission: it was in the call, and knocks only once it has left. */
  readonly seated: boolean;
  /** Was removed, and not admitted anew since: no certificate of before opens the gate. */
  readonly barred: boolean;
}

export type EntryEvent =
  | { t: 'knock'; id: Nonce; caller: Caller; now: number }
  | { t: 'withdrawn'; id: Nonce }
  | { t: 'admit'; now: number }
  | { t: 'refuse' }
  | { t: 'muster'; caller: Caller; now: number } // holds a certificate of the authority
  | { t: 'renewed'; now: number }
  | { t: 'left' } // on purpose: whoever was only cut off, or reloads, comes back unasked (J5), this one knocks
  | { t: 'remove' };

export type EntryEffect = 'grant' | 'deny';

export const unknownEntry: Entry = {
  phase: 'unknown',
  caller: undefined,
  knock: undefined,
  seen: [],
  at: 0,
  seated: false,
  barred: false,
};

/** How many knocks of one peer are told apart. */
const SEEN_MAX = 32;

export function stepEntry(entry: Entry, event: EntryEvent): readonly [entry: Entry, effect?: EntryEffect] {
  const { phase } = entry;
  switch (event.t) {
    case 'knock':
      return entry.seen.includes(event.id) ? knockedAgain(entry, event) : knocked(entry, event);
    case 'withdrawn':
      return phase === 'pending' && entry.knock === event.id ? [{ ...entry, phase: 'withdrawn' }] : [entry];
    case 'admit':
      return phase === 'pending'
        ? [{ ...entry, phase: 'admitted', at: event.now, seated: false, barred: false }, 'grant']
        : [entry];
    case 'refuse':
      return phase === 'pending' ? [{ ...entry, phase: 'refused' }, 'deny'] : [entry];
    case 'muster':
      if (entry.barred) return [entry];
      return [
        { ...entry, phase: 'admitted', caller: event.caller, knock: undefined, at: event.now, seated: true },
        'grant',
      ];
    case 'renewed':
      return [phase === 'admitted' ? { ...entry, at: event.now } : entry];
    case 'left':
      return [phase === 'admitted' ? { ...entry, phase: 'withdrawn' } : entry];
    case 'remove':
      return [{ ...entry, phase: 'removed', barred: true }];
  }
}

type KnockEvent = Extract<EntryEvent, { t: 'knock' }>;

function knocked(entry: Entry, event: KnockEvent): readonly [Entry, EntryEffect?] {
  const { id, caller, now } = event;
  const seen = [...entry.seen, id].slice(-SEEN_MAX);
  const next = { ...entry, knock: id, seen, caller };
  // The answer was lost, or the visit's storage. Who has shown a certificate to this host comes back with that (J5): it has left,
  // and the farewell went to the host of before.
  const known = entry.phase === 'admitted' && !entry.seated && now - entry.at < CERTIFICATE_MS;
  if (known && entry.caller?.name === caller.name && entry.caller.role === caller.role) {
    return [next, 'grant'];
  }
  return [{ ...next, phase: 'pending', at: entry.phase === 'pending' ? entry.at : now }];
}

/** The same id again: perhaps the answer was lost, so it is given again; nothing else changes. */
function knockedAgain(entry: Entry, event: KnockEvent): readonly [Entry, EntryEffect?] {
  if (entry.knock !== event.id) return [entry];
  if (entry.phase === 'refused') return [entry, 'deny'];
  return entry.phase === 'admitted' && event.now - entry.at < CERTIFICATE_MS ? [entry, 'grant'] : [entry];
}
