/** The host's place in a call: the authority's keys, the gate, and what is remembered of the call until it is over. */
import type { RoomPorts } from './room-ports.ts';
import type { OpenRoom } from './stage.ts';
import { issuePass } from '../core/admission/certificate.ts';
import { createGate, type Gate } from '../core/admission/gate.ts';
import type { GateCall } from '../core/admission/gate-call.ts';
import { createHostSeat } from '../core/call/host-seat.ts';
import type { Presence } from '../core/call/presence.ts';
import type { Seat } from '../core/call/seat.ts';
import type { Visit } from '../core/call/visit.ts';
import { identityFromSeed, verifyJws, type Identity } from '../core/session/identity.ts';
import type { OpenedLink } from '../core/session/link.ts';
import { JwsType } from '../wire/admission.ts';
import { parse, type CompactJws } from '../wire/ids.ts';
import type { DisplayName } from '../wire/name.ts';
import { Rules, type BulkSettings } from '../wire/rules.ts';
import { OVER_MAX } from '../wire/stored.ts';

export interface HostPlaceDeps {
  readonly ports: RoomPorts;
  readonly room: OpenRoom;
  readonly presence: Presence;
  readonly visit: Visit;
  readonly name: DisplayName;
}

export interface HostPlace {
  readonly seat: Seat;
  readonly gate: Gate;
  readonly authority: Identity;
  readonly rulesBefore: readonly CompactJws[];
  /** Set in the waiting room. */
  readonly settings: BulkSettings | undefined;
  keepRules(statement: CompactJws): void;
}

/** Whether the host wants everybody in the call behind relays (N7). */
export const requiresRelay = (ports: RoomPorts): boolean => ports.relayOnly.get()?.requireRelay ?? false;

/** The place of who has the host's link: its keys, and what of a call that goes on this browser still knows. */
export async function takeHostPlace(deps: HostPlaceDeps): Promise<HostPlace> {
  const { ports, presence, visit, name } = deps;
  const { link } = deps.room;
  if (!link.seed) throw new Error('a host link holds the seed');
  const { clock, random } = ports;
  const { identity } = visit;
  const authority = await identityFromSeed(link.seed);
  const settings = deps.room.bulk?.take();
  const kept = ports.keptCall(link.room);
  const found = kept.get();
  const before = found?.room === link.room ? found : undefined;
  const over = before?.over ?? [];
  const resumable = before?.present;
  let rules = resumable?.rules;
  const said = rules && parse(Rules, await verifyJws(authority.authority, JwsType.rules, rules));
  let rulesCall = said?.call;
  const removed = said ? [...said.removed, ...said.sentBack] : [];
  const gate: Gate = createGate({
    relayOnly: requiresRelay(ports),
    authority,
    room: link.room,
    self: identity.peer,
    clock,
    random,
    over,
    rules: () => (rulesCall === gate.call?.id ? rules : undefined),
    answer: (to, sealed) => void presence.relay.send({ t: 'answer', to, sealed }),
    expel: (peer, until) => void presence.relay.send({ t: 'expel', peer, until }),
    ...(resumable && { resume: { call: resumable.call, epoch: resumable.epoch, at: resumable.seen, removed } }),
  });
  const firstPass = await issuePass(authority, { room: link.room, peer: identity.peer, role: 'host' }, clock.now());
  const keep = ({ id, epoch }: GateCall): void =>
    kept.set({
      room: link.room,
      present: { call: id, epoch, seen: clock.now(), ...(rules && rulesCall === id && { rules }) },
      over: [...over],
    });
  const seat = createHostSeat({
    clock,
    authority,
    identity,
    room: link.room,
    name,
    gate,
    firstPass,
    keep,
  });
  return {
    ...{ seat, gate, authority, rulesBefore: rules ? [rules] : [], settings },
    keepRules(statement) {
      rules = statement;
      rulesCall = gate.call?.id;
      if (gate.call) keep(gate.call);
    },
  };
}

/** The call is over for all: the next one in this room is another, and nobody comes back into this one. */
export function closeBook(ports: RoomPorts, link: OpenedLink, gate: Gate): void {
  const kept = ports.keptCall(link.room);
  const over = [...(kept.get()?.over ?? []), ...(gate.call ? [gate.call.id] : [])].slice(-OVER_MAX);
  kept.set({ room: link.room, over });
}
