/**
 * The applicant's (or co-interviewer's) side of admission: knocks, waits, knocks again by itself when the host comes back,
 * and keeps the membership that the host grants, renews and rekeys. Nothing that the relay says lets anybody in: only a
 * statement of the authority, sealed to this visit, in answer to a knock of this very wish. Stores nothing.
 */
import type { Knock, Muster } from '../../wire/admission.ts';
import { textOf } from '../../wire/bytes.ts';
import { CompactJws, parse, type Nonce, type PeerId } from '../../wire/ids.ts';
import type { DisplayName } from '../../wire/name.ts';
import type { ClientFrame, Sealed } from '../../wire/relay.ts';
import { cell, happening, type Cell, type Happening } from '../cell.ts';
import { newNonce, type Clock, type Random } from '../clock.ts';
import type { Identity } from '../session/identity.ts';
import { createLanes } from '../session/lanes.ts';
import type { OpenedLink } from '../session/link.ts';
import { checkAdmission, supersedes, type Membership } from './admission-check.ts';
import { stepPetition, type PetitionEvent, type PetitionPhase, type PetitionState } from './petition-state.ts';
import { sealText } from './signed-text.ts';

/** A knock that nobody answers is sent again this often, in milliseconds: the host's socket may have been dead unnoticed. */
const REPEAT_MS = 15_000;
/** The relay may name the host as often as it likes; we knock and muster at most this often, in milliseconds. */
const APART_MS = 1_000;
/** A member who was admitted by this host so recently, in milliseconds, has nothing to tell it. */
const FRESH_MS = 5_000;

export interface Petition {
  readonly state: Cell<PetitionPhase>;
  /** The membership in force; replaced with each renewal and each new call key. */
  readonly admission: Cell<Membership | undefined>;
  /** What came sealed from the host, or so it may be, and is no admission: for whoever knows what it is. */
  readonly statements: Happening<CompactJws>;
  /** The host has another call than the one of our membership, which is gone with this; `over`: it ended ours. */
  readonly lapsed: Happening<{ readonly over: boolean }>;
  /** Asks to be let in; resolves when the knock is on its way or the host is known to be absent. */
  ask(name: DisplayName): Promise<void>;
  withdraw(): void;
  /** `answer` frames of the relay. */
  handleAnswer(sealed: Sealed): void;
  /** An admission that came over the control channel of a bound host. */
  handleAdmission(jws: CompactJws): void;
  /** `host` frames, and the host in `welcome` and `joined`: also when it is the same one again after a reconnect. */
  handleHost(peer: PeerId | null): void;
  /** Somebody signals under a key that is newer than ours (`behind` of signaling): asks the host for it. */
  handleBehind(): void;
  /** `host-absent` frames. */
  handleHostAbsent(id: Nonce): void;
  end(): void;
}

export interface PetitionDeps {
  readonly identity: Identity;
  readonly link: OpenedLink;
  readonly clock: Clock;
  readonly random: Random;
  /** To the relay; `false` where it did not go out. */
  readonly send: (frame: Extract<ClientFrame, { t: 'knock' | 'withdraw' | 'muster' }>) => boolean;
  /** From before a reload: see restoreMembership. */
  readonly restored?: Membership;
}

export function createPetition(deps: PetitionDeps): Petition {
  const { identity, link, clock } = deps;
  let state: PetitionState = { phase: deps.restored ? 'admitted' : 'idle', host: undefined };
  const phase = cell<PetitionPhase>(state.phase);
  const admission = cell<Membership | undefined>(deps.restored);
  const statements = happening<CompactJws>();
  const lapsed = happening<{ readonly over: boolean }>();
  /** Knocks of the present wish: an answer to any of them counts, one to an earlier wish does not. */
  let wish = new Set<Nonce>();
  let knock: { id: Nonce; name: DisplayName; host: PeerId | undefined; at: number } | undefined;
  let stopRepeating: (() => void) | undefined;
  /** Until when this host needs no (other) muster; `fresh`: because it has just admitted us. */
  let greeted: { host: PeerId; until: number; fresh: boolean } | undefined;
  const answers = createLanes<'answers'>();
  let ended = false;
  let sealing: Promise<void> = Promise.resolve();

  function tell(event: PetitionEvent): void {
    if (ended) return;
    const [next, ...effects] = stepPetition(state, event);
    state = next;
    if (state.phase !== 'waiting') stopRepeating?.();
    for (const effect of effects) {
      if (effect === 'knock') sealing = knockAt(state.host);
      else if (effect === 'muster') void musterAt(state.host);
      else if (knock) deps.send({ t: 'withdraw', id: knock.id });
    }
    phase.set(state.phase);
  }

  async function knockAt(host: PeerId | undefined): Promise<void> {
    const now = clock.now();
    if (!knock || !host) return;
    stopRepeating?.();
    const tooSoon = knock.host === host ? knock.at + APART_MS - now : 0;
    if (tooSoon > 0) {
      stopRepeating = clock.after(tooSoon, () => void knockAt(state.host));
      return;
    }
    const id = newNonce(deps.random);
    const mine = (knock = { id, name: knock.name, host, at: now });
    wish.add(id);
    const { role, token, detailsText, signature } = link;
    const content: Knock = {
      ...{ id, room: link.room, host, peer: identity.peer, kem: identity.kem, name: mine.name },
      link: { role, token, details: detailsText, signature },
    };
    const sealed = await sealText(identity, link.details.kem, 'knock', link.room, content);
    const present = (): boolean => knock === mine && state.phase === 'waiting' && !ended;
    const repeat = (): void => {
      if (!present()) return;
      deps.send({ t: 'knock', id, sealed });
      stopRepeating = clock.after(REPEAT_MS, repeat);
    };
    repeat();
  }

  async function musterAt(host: PeerId | undefined): Promise<void> {
    const membership = admission.get();
    const now = clock.now();
    if (!membership || !host || (greeted?.host === host && now < greeted.until)) return;
    greeted = { host, until: now + APART_MS, fresh: false };
    const { call, epoch, certificate } = membership;
    const content: Muster = { room: link.room, host, call, epoch, certificate };
    const sealed = await sealText(identity, link.details.kem, 'muster', link.room, content);
    if (!ended) deps.send({ t: 'muster', sealed });
  }

  async function consider(jws: CompactJws): Promise<void> {
    const verdict = await checkAdmission(link, identity, jws);
    if (ended) return;
    if (!verdict) return statements.emit(jws);
    if (verdict.verdict === 'refused') {
      if (wish.has(verdict.knock)) tell({ t: 'refused' });
      return;
    }
    const present = admission.get();
    if (verdict.verdict === 'lapsed') {
      if (state.phase !== 'admitted' || present?.call !== verdict.call) return;
      admission.set(undefined);
      tell({ t: 'lapsed' });
      return lapsed.emit({ over: verdict.over });
    }
    const { membership } = verdict;
    const pending = state.phase === 'waiting' || state.phase === 'host-absent';
    const answersWish = pending && membership.knock !== undefined && wish.has(membership.knock);
    const renews = state.phase === 'admitted' && present !== undefined && supersedes(membership, present);
    if (!answersWish && !renews) return;
    if (state.host) greeted = { host: state.host, until: clock.now() + FRESH_MS, fresh: true };
    admission.set(membership);
    tell({ t: 'admitted' });
  }

  const handleAdmission = (jws: CompactJws): void => void answers.run('answers', () => consider(jws));

  return {
    state: phase,
    admission,
    statements,
    lapsed,
    async ask(name) {
      if (state.phase === 'idle' || state.phase === 'refused') {
        wish = new Set();
        knock = { id: newNonce(deps.random), name, host: undefined, at: 0 };
      }
      tell({ t: 'ask' });
      await sealing;
    },
    withdraw: () => tell({ t: 'withdraw' }),
    handleAnswer(sealed) {
      answers.run('answers', async () => {
        const plain = await identity.open(sealed, 'admission', link.room);
        const jws = plain && parse(CompactJws, textOf(plain));
        if (jws) await consider(jws);
      });
    },
    handleAdmission,
    handleHost(host) {
      if (host === null) greeted = undefined; // who comes now is another, or starts anew
      tell(host === null ? { t: 'host-gone' } : { t: 'host-here', host });
    },
    handleBehind() {
      if (state.phase !== 'admitted') return;
      if (greeted?.fresh) greeted = undefined;
      void musterAt(state.host);
    },
    handleHostAbsent(id) {
      if (id === knock?.id) tell({ t: 'host-gone' });
    },
    end() {
      ended = true;
      stopRepeating?.();
      answers.clear();
    },
  };
}
