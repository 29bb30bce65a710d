/** From a message to what is done about it: size, budget, form, hello. What passes goes to traffic.ts. */
import type { RawData } from 'ws';
import { CloseCode, FRAME_MAX_BYTES, LOBBY_FRAME_MAX_BYTES, type ClientFrame } from '../src/lib/wire/relay.ts';
import type { Connection } from './connection.ts';
import { BAD_FRAME_COST, decodeFrame, isForeignHello, Rules } from './frames.ts';
import { judgeHello, type Hello } from './hello.ts';
import type { Limits } from './limits.ts';
import type { Rooms } from './rooms.ts';
import type { Tally } from './tally.ts';

/** Frames dropped for want of budget before the connection is closed: who cannot be slowed down has to go. */
const OVERDRAWN_MAX = 200;

export interface ReceptionDeps {
  readonly secret: Uint8Array;
  readonly rooms: Rooms;
  readonly limits: Limits;
  readonly tally: Tally;
  readonly traffic: (from: Connection, frame: ClientFrame) => void;
  readonly now: () => number;
}

export interface Reception {
  receive(from: Connection, data: RawData, isBinary: boolean): void;
}

export function createReception({ secret, rooms, limits, tally, traffic, now }: ReceptionDeps): Reception {
  /** Its place is free at once, not when the other side has answered the close. */
  function end(connection: Connection, code: number): void {
    connection.close(code, now());
    rooms.leave(connection);
  }

  function receive(from: Connection, data: RawData, isBinary: boolean): void {
    if (from.stage === 'closing') return;
    tally.frames += 1;
    if (Buffer.isBuffer(data)) tally.bytes += data.length;
    from.heardAt = now();
    const maxBytes = from.isMember ? FRAME_MAX_BYTES : LOBBY_FRAME_MAX_BYTES;
    if (isBinary || !Buffer.isBuffer(data) || data.length > maxBytes) {
      tally.badFrames += 1;
      return end(from, CloseCode.badFrame);
    }
    const frame = decodeFrame(data);
    if (!frame) tally.badFrames += 1;
    if (from.stage === 'new') return greet(from, frame, data);
    if (!frame) from.badFrames += 1;
    if (from.badFrames >= limits.badFrames) return end(from, CloseCode.badFrame);
    const cost = frame ? Rules[frame.t].cost : BAD_FRAME_COST;
    if (!from.pay(cost, data.length, now())) return overdraw(from);
    if (!frame) return;
    if (from.stage === 'verifying') {
      from.send({ t: 'dropped', code: 'not-allowed' });
    } else {
      traffic(from, frame);
    }
  }

  function overdraw(from: Connection): void {
    from.overdrawn += 1;
    if (from.overdrawn >= OVERDRAWN_MAX) return end(from, CloseCode.tooMany);
    from.send({ t: 'dropped', code: 'too-many' });
  }

  /** The first frame is a hello, or the connection is over. */
  function greet(from: Connection, frame: ClientFrame | undefined, data: Buffer): void {
    const { nonce } = from;
    if (frame?.t === 'hello' && nonce) {
      from.stage = 'verifying';
      from.nonce = undefined;
      judgeHello(secret, from.room, nonce, frame, now()).then(
        (judged) => settle(from, frame, judged),
        () => end(from, CloseCode.badFrame),
      );
      return;
    }
    if (isForeignHello(data)) {
      tally.refused('version');
      from.send({ t: 'refused', code: 'version' });
      return end(from, CloseCode.refused);
    }
    end(from, CloseCode.badFrame);
  }

  function settle(from: Connection, hello: Hello, judged: Awaited<ReturnType<typeof judgeHello>>): void {
    if (from.stage !== 'verifying') return; // it went away meanwhile
    const refusal = judged.ok ? rooms.join(from, judged.value, hello.takeover ?? false) : judged.code;
    if (refusal) {
      tally.refused(refusal);
      from.send({ t: 'refused', code: refusal });
      return end(from, CloseCode.refused);
    }
    from.stage = 'open';
    if (from.isMember) from.grantMemberBudget(now());
  }

  return { receive };
}
