/**
 * One's presence at the relay, from the environment check to the end of the call: the session, who the relay says is host, how
 * many there are (host links only), and for who has to ask the petition, fed with what the relay sends.
 */
import { createPetition, type Petition } from '../admission/petition.ts';
import type { Membership } from '../admission/admission-check.ts';
import { cell, type Cell } from '../cell.ts';
import type { Clock, Random } from '../clock.ts';
import { createScope } from '../scope.ts';
import type { Identity } from '../session/identity.ts';
import type { OpenedLink } from '../session/link.ts';
import { createRelaySession, type RelaySession } from '../session/relay-session.ts';
import type { OpenSocket } from '../session/relay-socket.ts';
import { relayQuestions, type RelayQuestions } from '../session/relay-probe.ts';
import type { PeerId } from '../../wire/ids.ts';
import type { ServerFrame } from '../../wire/relay.ts';

export interface Counts {
  readonly lobby: number;
  readonly call: number;
}

export interface Presence {
  readonly relay: RelaySession;
  readonly questions: RelayQuestions;
  /** Undefined for a host, who asks nobody. */
  readonly petition: Petition | undefined;
  /** The relay's word: good for telling people what to expect, for nothing else. */
  readonly host: Cell<PeerId | undefined>;
  readonly counts: Cell<Counts | undefined>;
  end(): void;
}

export function createPresence(deps: {
  readonly clock: Clock;
  readonly random: Random;
  readonly open: OpenSocket;
  readonly identity: Identity;
  readonly link: OpenedLink;
  readonly restored?: Membership;
}): Presence {
  const { clock, random, identity, link } = deps;
  const scope = createScope(clock);
  const host = cell<PeerId | undefined>(undefined);
  const counts = cell<Counts | undefined>(undefined);
  const relay = createRelaySession({ open: deps.open, clock, random, identity, room: link.room, token: link.token });
  const petition =
    link.role === 'host'
      ? undefined
      : createPetition({
          identity,
          link,
          clock,
          random,
          send: relay.send,
          ...(deps.restored && { restored: deps.restored }),
        });

  const handleFrame = (frame: ServerFrame): void => {
    switch (frame.t) {
      case 'host':
        host.set(frame.peer ?? undefined);
        return petition?.handleHost(frame.peer);
      case 'welcome':
      case 'joined': {
        const members = frame.t === 'welcome' ? frame.members : [frame];
        const found = members.find((member) => member.as === 'host');
        if (!found) return;
        host.set(found.peer);
        return petition?.handleHost(found.peer);
      }
      case 'counts':
        return counts.set({ lobby: frame.lobby, call: frame.call });
      case 'answer':
        return petition?.handleAnswer(frame.sealed);
      case 'host-absent':
        return petition?.handleHostAbsent(frame.id);
    }
  };
  scope.own(() => relay.end());
  scope.own(() => petition?.end());
  scope.own(relay.frames.on(handleFrame));
  return { relay, questions: relayQuestions(relay), petition, host, counts, end: () => scope.end() };
}
