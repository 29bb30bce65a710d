/**
 * Who stands where, and who hears of it. A room exists while somebody is in it. All decisions are synchronous: what was
 * verified before comes in, and no two arrivals interleave.
 */
import type { AuthorityKey, PeerId, RoomId } from '../src/lib/wire/ids.ts';
import { CloseCode, type Refusal, type ServerFrame } from '../src/lib/wire/relay.ts';
import type { Connection } from './connection.ts';
import { Expelled } from './expelled.ts';
import { encodeFrame } from './frames.ts';
import type { Presence } from './hello.ts';
import type { Limits } from './limits.ts';

/** Few enough that a search through an array costs less than two maps for each of thousands of rooms. */
class Room {
  readonly id: RoomId;
  readonly key: AuthorityKey;
  members: readonly Connection[] = [];
  lobby: readonly Connection[] = [];
  checks: readonly Connection[] = [];
  /** Whose passes count no more, and those up to when. Most rooms never have any. */
  expelled: Expelled | undefined;

  constructor(id: RoomId, key: AuthorityKey) {
    this.id = id;
    this.key = key;
  }

  get host(): Connection | undefined {
    return this.members.find(({ standing }) => standing === 'host');
  }

  get isEmpty(): boolean {
    return this.members.length + this.lobby.length + this.checks.length === 0;
  }
}

const ofPeer = (connections: readonly Connection[], peer: PeerId): Connection | undefined =>
  connections.find(({ presence }) => presence?.peer === peer);
const without = (connections: readonly Connection[], gone: Connection): readonly Connection[] =>
  connections.includes(gone) ? connections.filter((one) => one !== gone) : connections;

export class Rooms {
  readonly #rooms = new Map<RoomId, Room>();
  readonly #limits: Limits;
  readonly #now: () => number;

  constructor(limits: Limits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  get size(): number {
    return this.#rooms.size;
  }

  hostOf(id: RoomId): Connection | undefined {
    return this.#rooms.get(id)?.host;
  }

  member(id: RoomId, peer: PeerId): Connection | undefined {
    return ofPeer(this.#rooms.get(id)?.members ?? [], peer);
  }

  waiting(id: RoomId, peer: PeerId): Connection | undefined {
    return ofPeer(this.#rooms.get(id)?.lobby ?? [], peer);
  }

  /**
   * Gives a connection its place (after a hello) or a new one (after an enter), welcomes it and tells the others. Where it
   * is refused nothing has changed.
   */
  join(connection: Connection, presence: Presence, takeover: boolean): Refusal | undefined {
    const room = this.#rooms.get(connection.room) ?? new Room(connection.room, presence.key);
    const refusal = this.#refusal(room, connection, presence, takeover);
    if (refusal) return refusal;
    this.#rooms.set(room.id, room);
    // One string of each for the whole room, instead of one for each connection.
    connection.room = room.id;
    const settled: Presence = { ...presence, key: room.key };

    const replaced = this.#isPlaced(presence) ? this.#other(room, connection, presence.peer) : undefined;
    const unnoticed = replaced?.isMember === true && replaced.standing === presence.standing;
    if (presence.standing === 'host' && room.host && room.host !== replaced) this.#replace(room, room.host, false);
    if (replaced) this.#replace(room, replaced, unnoticed);
    room.lobby = without(room.lobby, connection);
    connection.knock = undefined;

    const before = room.members;
    connection.presence = settled;
    this.#place(room, connection);
    this.#welcome(room, connection, before);
    if (connection.isMember && !unnoticed) this.#announce(room, connection, before);
    this.#tellCounts(room);
    return undefined;
  }

  /** Takes a connection out, whatever it was, and tells the others. Safe twice. */
  leave(connection: Connection): void {
    const room = this.#rooms.get(connection.room);
    if (!room || !connection.presence) return;
    this.#remove(room, connection, false);
    this.#tellCounts(room);
    if (room.isEmpty) this.#rooms.delete(room.id);
  }

  /**
   * The host has sent somebody out of the call: the peer's connection there ends, as one that was refused, and does not come back with the
   * pass that it has. False where the host means itself.
   */
  expel(by: Connection, peer: PeerId, until: number): boolean {
    const room = this.#rooms.get(by.room);
    if (!room || room.host?.presence?.peer === peer) return false;
    room.expelled ??= new Expelled();
    room.expelled.add(peer, until, this.#now());
    const member = ofPeer(room.members, peer);
    if (!member) return true;
    member.send({ t: 'refused', code: 'bad-pass' });
    this.#remove(room, member, false);
    member.close(CloseCode.refused, this.#now());
    this.#tellCounts(room);
    return true;
  }

  #isPlaced(presence: Presence): boolean {
    return presence.standing !== 'check';
  }

  #other(room: Room, connection: Connection, peer: PeerId): Connection | undefined {
    return [...room.members, ...room.lobby].find((one) => one !== connection && one.presence?.peer === peer);
  }

  #refusal(
    room: Room,
    connection: Connection,
    { peer, standing, role, passUntil }: Presence,
    takeover: boolean,
  ): Refusal | undefined {
    const { members, lobby, checks } = this.#limits;
    if (standing === 'check') return room.checks.length >= checks ? 'full' : undefined;
    if (standing === 'call' && room.expelled?.refuses(peer, passUntil ?? 0)) return 'bad-pass';
    const { host } = room;
    if (standing === 'host' && host && host.presence?.peer !== peer && !takeover) return 'host-present';
    // Nobody can keep the host out by filling the room.
    if (role === 'host') return undefined;
    const others = (standing === 'lobby' ? room.lobby : room.members).filter(
      (one) => one !== connection && one.presence?.peer !== peer,
    );
    return others.length >= (standing === 'lobby' ? lobby : members) ? 'full' : undefined;
  }

  #place(room: Room, connection: Connection): void {
    const { standing } = connection;
    if (standing === 'check') room.checks = [...room.checks, connection];
    else if (standing === 'lobby') room.lobby = [...room.lobby, connection];
    else room.members = [...room.members, connection];
  }

  #replace(room: Room, old: Connection, unnoticed: boolean): void {
    this.#remove(room, old, unnoticed);
    old.close(CloseCode.replaced, this.#now());
  }

  #remove(room: Room, gone: Connection, unnoticed: boolean): void {
    const { presence, knock } = gone;
    gone.presence = undefined;
    room.checks = without(room.checks, gone);
    room.lobby = without(room.lobby, gone);
    const remaining = without(room.members, gone);
    const wasMember = remaining !== room.members;
    room.members = remaining;
    if (!presence || unnoticed) return;
    if (knock) room.host?.send({ t: 'withdrawn', from: presence.peer, id: knock });
    if (wasMember) tell(room.members, { t: 'left', peer: presence.peer });
    if (presence.standing === 'host') tell([...room.members, ...room.lobby], { t: 'host', peer: null });
  }

  #welcome(room: Room, connection: Connection, before: readonly Connection[]): void {
    const { presence } = connection;
    if (!presence) return;
    const members = connection.isMember
      ? before.flatMap((one) =>
          one.presence
            ? [{ peer: one.presence.peer, as: one.standing === 'host' ? ('host' as const) : ('call' as const) }]
            : [],
        )
      : [];
    connection.send({ t: 'welcome', as: presence.standing, now: this.#now(), members });
    if (presence.standing !== 'check') connection.send({ t: 'host', peer: room.host?.presence?.peer ?? null });
  }

  #announce(room: Room, { presence, standing }: Connection, before: readonly Connection[]): void {
    if (!presence) return;
    tell(before, { t: 'joined', peer: presence.peer, as: standing === 'host' ? 'host' : 'call' });
    if (standing === 'host') tell([...before, ...room.lobby], { t: 'host', peer: presence.peer });
  }

  /** How many wait and how many talk, for those whose link is the host's. A host who is still in the lobby does not wait. */
  #tellCounts(room: Room): void {
    const lobby = room.lobby.filter(({ presence }) => presence?.role !== 'host').length;
    const hosts = [...room.members, ...room.lobby].filter(({ presence }) => presence?.role === 'host');
    tell(hosts, { t: 'counts', lobby, call: room.members.length });
  }
}

function tell(receivers: readonly Connection[], frame: ServerFrame): void {
  if (receivers.length === 0) return;
  const text = encodeFrame(frame);
  for (const receiver of receivers) receiver.say(text);
}
