/** What becomes of each frame of a connection that has been welcomed. Payloads are passed on unread: they are sealed. */
import type { ClientFrame } from '../src/lib/wire/relay.ts';
import type { Connection } from './connection.ts';
import { PONG, Rules } from './frames.ts';
import { judgePass } from './hello.ts';
import type { ProbeDesk } from './probe.ts';
import type { Rooms } from './rooms.ts';
import type { Tally } from './tally.ts';
import { turnOffer, type TurnConfig } from './turn.ts';

export interface TrafficDeps {
  readonly rooms: Rooms;
  readonly probes: ProbeDesk;
  readonly turn: TurnConfig;
  readonly tally: Tally;
  readonly now: () => number;
}

export function createTraffic({
  rooms,
  probes,
  turn,
  tally,
  now,
}: TrafficDeps): (from: Connection, frame: ClientFrame) => void {
  return (from, frame) => {
    const { presence } = from;
    if (!presence) return;
    if (!Rules[frame.t].from.includes(presence.standing)) return from.send({ t: 'dropped', code: 'not-allowed' });
    const lost = (): void => from.send({ t: 'dropped', code: 'no-such-peer' });
    const host = rooms.hostOf(from.room);
    switch (frame.t) {
      case 'ping':
        return from.say(PONG);
      case 'turn':
        return from.send({ t: 'turn', ...turnOffer(turn, presence.standing, now()) });
      case 'probe': {
        const ticket = probes.issue(from.from.address);
        return from.send(ticket ? { t: 'probe', ...ticket } : { t: 'dropped', code: 'too-many' });
      }
      case 'knock':
        if (!host) return from.send({ t: 'host-absent', id: frame.id });
        from.knock = frame.id;
        return host.send({ t: 'knock', from: presence.peer, id: frame.id, sealed: frame.sealed });
      case 'withdraw':
        from.knock = undefined;
        return host?.send({ t: 'withdrawn', from: presence.peer, id: frame.id });
      case 'enter':
        return void enter(from, frame);
      case 'muster':
        return host ? host.send({ t: 'muster', from: presence.peer, sealed: frame.sealed }) : lost();
      case 'answer': {
        const waiting = rooms.waiting(from.room, frame.to);
        const to = waiting ?? rooms.member(from.room, frame.to);
        if (!to) return lost();
        // Answered, so no longer to be withdrawn when the applicant's connection ends.
        if (waiting) waiting.knock = undefined;
        return to.send({ t: 'answer', sealed: frame.sealed });
      }
      case 'expel':
        return rooms.expel(from, frame.peer, frame.until) ? undefined : lost();
      case 'signal': {
        const to = rooms.member(from.room, frame.to);
        return to && to !== from ? to.send({ t: 'signal', from: presence.peer, box: frame.box }) : lost();
      }
    }
  };

  async function enter(from: Connection, frame: Extract<ClientFrame, { t: 'enter' }>): Promise<void> {
    const { presence } = from;
    if (!presence || from.stage !== 'open') return from.send({ t: 'dropped', code: 'not-allowed' });
    from.stage = 'entering';
    const pass = await judgePass(presence, from.room, frame.pass, now());
    // It may have been closed or replaced while the pass was verified.
    if (from.stage !== 'entering' || from.presence !== presence) return;
    from.stage = 'open';
    const refusal = pass.ok ? rooms.join(from, { ...presence, ...pass.value }, frame.takeover ?? false) : pass.code;
    if (!refusal) return from.grantMemberBudget(now());
    tally.refused(refusal);
    from.send({ t: 'refused', code: refusal });
  }
}
