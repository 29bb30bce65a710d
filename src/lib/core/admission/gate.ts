/**
 * The host's side of admission: who asks, who is let in, which call and key they get. A host that arrives in a call that is
 * there already waits a moment for its members to muster, and brings them under its own new key. Nothing is decided by what
 * the relay says; it can hold messages back, and nothing else.
 */
import { CERTIFICATE_MS, JwsType, type Admission, type Certificate } from '../../wire/admission.ts';
import { toBase64Url, utf8 } from '../../wire/bytes.ts';
import { CallKey, parse, type CompactJws, type Nonce, type PeerId } from '../../wire/ids.ts';
import type { Sealed } from '../../wire/relay.ts';
import { cell, happening, settled, type Cell, type Happening } from '../cell.ts';
import { newNonce, type Clock, type Random } from '../clock.ts';
import { seal } from '../session/identity.ts';
import { createLanes } from '../session/lanes.ts';
import { issue } from './certificate.ts';
import { decideCall, rekeyed, type GateCall, type Resume } from './gate-call.ts';
import { createRegister, type Request } from './gate-register.ts';
import type { Caller, EntryEvent } from './gate-entry.ts';
import { readKnock, readMuster, type Post } from './gate-read.ts';

export type { GateCall, Resume } from './gate-call.ts';
export type { Request } from './gate-register.ts';

/** How long a host that finds members waits for the first muster, in milliseconds. */
const GATHER_MS = 3_000;
/** A member's musters are answered at most this often, in milliseconds. */
const APART_MS = 1_000;

export interface Gate {
  readonly queue: Cell<readonly Request[]>;
  /** The call; `undefined` until it is known whether there is one already. */
  readonly call: GateCall | undefined;
  readonly ready: Promise<GateCall>;
  /** The key changed after `ready`. `grace`: nobody was removed, so the key before may open what is on its way. */
  readonly rekeyed: Happening<{ call: GateCall; grace: boolean }>;
  /** A certificate was made for somebody. */
  readonly admitted: Happening<Certificate>;
  /** Who was removed and not admitted anew: to be kept with the call for a reload. */
  readonly removed: Cell<readonly PeerId[]>;
  /** Knocks and musters that did not verify. */
  readonly dropped: Cell<number>;
  /** The relay let this host in; `members` as in its welcome. What the call is, it decides once. */
  start(members: readonly PeerId[]): void;
  handleKnock(from: PeerId, id: Nonce, sealed: Sealed): void;
  handleWithdrawn(from: PeerId, id: Nonce): void;
  handleMuster(from: PeerId, sealed: Sealed): void;
  /** The member itself said that it leaves: when it knocks again the host is asked. */
  handleFarewell(peer: PeerId): void;
  /** `left` frames: the member may come back at once, and is then answered at once. */
  handleLeft(peer: PeerId): void;
  /** Lets in who asks; resolves when the answer is on its way. Who does not ask (any more) is not let in. */
  admit(peer: PeerId): Promise<void>;
  refuse(peer: PeerId): Promise<void>;
  /** A new admission for a member, for its control channel; `undefined` for anybody else. */
  renew(peer: PeerId): Promise<CompactJws | undefined>;
  /** Removes a member: all others get a new key. */
  expel(peer: PeerId): Promise<void>;
  end(): void;
}

export interface GateDeps extends Post {
  readonly clock: Clock;
  readonly random: Random;
  /** To the relay, as an `answer` frame. */
  readonly answer: (to: PeerId, sealed: Sealed) => void;
  /** To the relay: this peer's place there ends, and its passes up to then count no more. Nothing depends on its being done. */
  readonly expel?: (peer: PeerId, until: number) => void;
  /** The rules that stand, to be given with each admission; told to who was sent out. */
  readonly rules?: () => CompactJws | undefined;
  readonly resume?: Resume;
  /** Members may use TURN paths only (N7). */
  readonly relayOnly?: boolean;
  /** Calls of this room that the host has ended: a certificate of theirs may still hold, and opens nothing. */
  readonly over?: readonly Nonce[];
}

export function createGate(deps: GateDeps): Gate {
  const { authority, room, clock, random } = deps;
  const call = cell<GateCall | undefined>(undefined);
  const changed = happening<{ call: GateCall; grace: boolean }>();
  const admitted = happening<Certificate>();
  const dropped = cell(0);
  const register = createRegister(deps.resume?.removed ?? []);
  const lanes = createLanes<PeerId>();
  const mustered = new Map<PeerId, number>();
  /** The epoch that each peer was last given here. */
  const given = new Map<PeerId, number>();
  let stopGathering: (() => void) | undefined;
  let ended = false;
  const fresh = { nonce: () => newNonce(random), key: () => newCallKey(random) };
  const drop = (): void => dropped.update((count) => count + 1);

  function settle(found?: { call: Nonce; epoch: number }): void {
    stopGathering?.();
    if (!call.get() && !ended) call.set(decideCall(fresh, clock.now(), found, deps.resume));
  }

  /** Moves a peer's entry and sends what follows from it. */
  async function tell(peer: PeerId, event: EntryEvent): Promise<void> {
    const effect = register.tell(peer, event);
    const { knock, caller } = register.entry(peer);
    if (effect === 'grant') await grant(peer);
    if (effect === 'deny' && knock && caller) await post(peer, caller, { verdict: 'refused', room, peer, knock });
  }

  /** The admission as it stands now, for a member. */
  async function admission(peer: PeerId, caller: Caller): Promise<Admission> {
    const { id, epoch, key } = await settled(call, (value) => value !== undefined);
    const now = clock.now();
    given.set(peer, epoch);
    const { knock } = register.entry(peer);
    const papers = await issue(authority, { room, call: id, peer, ...caller }, now);
    admitted.emit({ room, call: id, peer, ...caller, exp: now + CERTIFICATE_MS });
    const rules = deps.rules?.();
    const about = { room, peer, ...(knock && { knock }), call: id, epoch, key, ...(rules && { rules }) };
    return { verdict: 'admitted', ...about, ...papers, ...(deps.relayOnly && { relayOnly: true }) };
  }

  async function grant(peer: PeerId): Promise<void> {
    const { caller } = register.entry(peer);
    if (caller) await post(peer, caller, await admission(peer, caller));
  }

  async function post(peer: PeerId, { kem }: Caller, said: Admission): Promise<void> {
    const jws = await authority.signJws(JwsType.admission, said);
    // a key that nobody can seal to is its owner's own loss
    const sealed = await seal(kem, 'admission', room, utf8(jws)).catch(() => undefined);
    if (sealed && !ended && !register.entry(peer).barred) deps.answer(peer, sealed);
  }

  /** A member of another call than this one, which waits for a host that will not come. */
  const turnAway = (peer: PeerId, caller: Caller, from: Nonce, over: boolean): Promise<void> =>
    post(peer, caller, { verdict: 'lapsed', room, peer, call: from, over });

  /** Who was sent out learns it by the rules, which say so, where no connection tells it. */
  async function farewell(peer: PeerId, { kem }: Caller): Promise<void> {
    const rules = deps.rules?.();
    const sealed = rules && (await seal(kem, 'admission', room, utf8(rules)).catch(() => undefined));
    if (sealed && !ended && register.entry(peer).barred) deps.answer(peer, sealed);
  }

  /** What was signed before this moment; what is signed for somebody who is let in again holds longer. */
  function expelAtRelay(peer: PeerId): void {
    if (!ended && register.entry(peer).barred) deps.expel?.(peer, clock.now() + CERTIFICATE_MS);
  }

  /** A new key for all members; `over`: an epoch that it must be above. */
  async function rekey(grace: boolean, over = 0): Promise<void> {
    const present = call.get();
    if (!present) return;
    const next = rekeyed(fresh, clock.now(), present, over);
    call.set(next);
    changed.emit({ call: next, grace });
    await Promise.all(register.members(clock.now()).map(grant));
  }

  return {
    queue: register.queue,
    get call() {
      return call.get();
    },
    ready: settled(call, (value) => value !== undefined),
    rekeyed: changed,
    admitted,
    removed: register.removed,
    dropped,
    start(members) {
      // A relay that was started anew, or a room that was empty meanwhile, knows nothing of it any more.
      for (const peer of register.removed.get()) expelAtRelay(peer);
      if (call.get() || stopGathering) return;
      if (members.length === 0) settle();
      else stopGathering = clock.after(GATHER_MS, () => settle());
    },
    handleKnock(from, id, sealed) {
      if (!register.hasRoomFor(from)) return drop();
      lanes.run(from, async () => {
        const { seen, caller } = register.entry(from);
        const known = seen.includes(id) ? caller : await readKnock(deps, from, id, sealed);
        if (ended) return;
        if (known) await tell(from, { t: 'knock', id, caller: known, now: clock.now() });
        else drop();
      });
    },
    handleWithdrawn: (from, id) => void lanes.run(from, () => tell(from, { t: 'withdrawn', id })),
    handleMuster(from, sealed) {
      lanes.run(from, async () => {
        const now = clock.now();
        if (now < (mustered.get(from) ?? 0) + APART_MS) return;
        const read = await readMuster(deps, from, sealed, now);
        if (!read || ended) return drop();
        mustered.set(from, now);
        if (register.entry(from).barred) {
          drop();
          return farewell(from, read.caller);
        }
        const { caller, muster } = read;
        if (deps.over?.includes(muster.call)) return turnAway(from, caller, muster.call, true);
        if (!call.get()) settle(muster);
        if (muster.call !== call.get()?.id) return turnAway(from, caller, muster.call, false);
        // a member with our epoch that it has not from us has another key under it: a host of before counted as far
        const { epoch } = call.get() ?? { epoch: 0 };
        const ahead = muster.epoch > epoch || (muster.epoch === epoch && given.get(from) !== epoch);
        if (ahead) await rekey(true, muster.epoch);
        await tell(from, { t: 'muster', caller, now });
      });
    },
    handleFarewell: (peer) => void register.tell(peer, { t: 'left' }),
    handleLeft: (peer) => void mustered.delete(peer),
    admit: (peer) => tell(peer, { t: 'admit', now: clock.now() }),
    refuse: (peer) => tell(peer, { t: 'refuse' }),
    async renew(peer) {
      const { phase, caller } = register.entry(peer);
      if (phase !== 'admitted' || !caller || ended) return undefined;
      register.tell(peer, { t: 'renewed', now: clock.now() });
      return authority.signJws(JwsType.admission, await admission(peer, caller));
    },
    async expel(peer) {
      register.tell(peer, { t: 'remove' });
      const { caller } = register.entry(peer);
      await Promise.all([rekey(false), caller && farewell(peer, caller)]);
      // After the farewell, which the relay carries.
      expelAtRelay(peer);
    },
    end() {
      ended = true;
      stopGathering?.();
      lanes.clear();
    },
  };
}

function newCallKey(random: Random): CallKey {
  const KEY_BYTES = 32;
  const key = parse(CallKey, toBase64Url(random(KEY_BYTES)));
  if (!key) throw new Error('the random source gave too few bytes');
  return key;
}
