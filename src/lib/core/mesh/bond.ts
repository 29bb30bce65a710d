/**
 * The channel binding of one connection (binding.ts) as it goes on: our proof is made while ICE still looks for a path, sent
 * ahead as a signal, and is the first thing on the control channel. The peer is *trusted* once its proof holds, whichever way it
 * came: media may be sent, which only the DTLS session that was proven can receive. It is *bound* once the channels are
 * open too. What it sends on other channels before is held, since channels overtake each other; little of it, and it is
 * thrown away where the proof fails.
 */
import type { ChannelName, ControlMessage } from '../../wire/control.ts';
import type { Nonce, PeerId, RoomId, Signature } from '../../wire/ids.ts';
import type { Identity } from '../session/identity.ts';
import { signBinding, verifyBinding, type End } from './binding.ts';
import type { ChannelData } from './channels.ts';
import type { Connection } from './connection.ts';

/** How much is held for a peer whose proof is still to come: messages and bytes (UTF-16 units of text). */
const HELD_MESSAGES_MAX = 64;
const HELD_SIZE_MAX = 1024 * 1024;

export interface BondDeps {
  readonly identity: Pick<Identity, 'sign'>;
  readonly room: RoomId;
  readonly self: PeerId;
  readonly peer: PeerId;
  readonly connection: Connection;
  /** Our proof, to go ahead of the channel. */
  sendAhead(signature: Signature): void;
  /** The peer's proof holds: called once, before `bound`. */
  trusted(): void;
  /** Both proofs are in order, and the channels are open: called once. */
  bound(): void;
  /** The peer's proof is wrong, or its fingerprints changed: the connection is to be closed. */
  broken(): void;
  deliver(channel: ChannelName, data: ChannelData): void;
  dropped(): void;
}

export interface Bond {
  readonly trusted: boolean;
  readonly bound: boolean;
  /** Both descriptions are set; `challenge` is that of the peer's connection. Again with each later description. */
  handleDescriptions(challenge: Nonce): void;
  handleOpen(): void;
  handleBind(signature: Signature): void;
  /** The peer's proof that came ahead, for its connection with this challenge. What does not hold is left to the channel. */
  handleAhead(challenge: Nonce, signature: Signature): void;
  /** Anything but a bind. */
  handleData(channel: ChannelName, data: ChannelData): void;
}

export function createBond(deps: BondDeps): Bond {
  let ends: { readonly self: End; readonly other: End } | undefined;
  let proof: Promise<Signature> | undefined;
  let proofSent = false;
  let received: Signature | undefined;
  let ahead: { readonly challenge: Nonce; readonly signature: Signature } | undefined;
  let verified = false;
  let bound = false;
  let broken = false;
  let held: { channel: ChannelName; data: ChannelData }[] = [];
  let heldSize = 0;

  function fail(): void {
    if (broken) return;
    broken = true;
    for (let left = held.length; left > 0; left -= 1) deps.dropped();
    held = [];
    deps.broken();
  }

  async function sendProof(): Promise<void> {
    if (!proof || proofSent || !deps.connection.channelsOpen()) return;
    const signature = await proof;
    if (proofSent || broken || !deps.connection.channelsOpen()) return;
    proofSent = deps.connection.send('control', JSON.stringify({ t: 'bind', signature } satisfies ControlMessage));
    finish();
  }

  async function verify(): Promise<void> {
    if (!ends || !received || verified) return;
    const ok = await verifyBinding(deps.room, ends.self, ends.other, received);
    if (broken) return;
    if (!ok) return fail();
    trust();
  }

  async function verifyAhead(): Promise<void> {
    if (!ends || verified || ahead?.challenge !== ends.other.challenge) return;
    const ok = await verifyBinding(deps.room, ends.self, ends.other, ahead.signature);
    if (ok && !broken) trust();
    else if (!ok) deps.dropped();
  }

  function trust(): void {
    if (verified) return;
    verified = true;
    deps.trusted();
    finish();
  }

  function finish(): void {
    if (!proofSent || !verified || bound || broken) return;
    bound = true;
    deps.bound();
    const waiting = held;
    held = [];
    for (const { channel, data } of waiting) deps.deliver(channel, data);
  }

  return {
    get trusted() {
      return verified && !broken;
    },
    get bound() {
      return bound;
    },
    handleDescriptions(challenge) {
      const prints = deps.connection.fingerprints();
      if (!prints || broken) return;
      if (ends) {
        if (ends.other.fingerprints.join() !== prints.remote.join()) fail();
        return;
      }
      ends = {
        self: { peer: deps.self, challenge: deps.connection.challenge, fingerprints: prints.local },
        other: { peer: deps.peer, challenge, fingerprints: prints.remote },
      };
      proof = signBinding(deps.identity, deps.room, ends.self, ends.other);
      void proof.then((signature) => {
        if (!broken && !proofSent) deps.sendAhead(signature);
      });
      void sendProof();
      void verify();
      void verifyAhead();
    },
    handleAhead(challenge, signature) {
      ahead = { challenge, signature };
      void verifyAhead();
    },
    handleOpen: () => void sendProof(),
    handleBind(signature) {
      if (received) return deps.dropped();
      received = signature;
      void verify();
    },
    handleData(channel, data) {
      if (bound) return deps.deliver(channel, data);
      const size = typeof data === 'string' ? data.length : data.byteLength;
      const room = held.length < HELD_MESSAGES_MAX && heldSize + size <= HELD_SIZE_MAX;
      if (broken || !room || channel === 'live') return deps.dropped();
      heldSize += size;
      held.push({ channel, data });
    },
  };
}
