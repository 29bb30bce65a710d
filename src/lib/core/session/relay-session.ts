/**
 * One presence at the relay that outlives its sockets: opens one, proves the visit's key, pings, notices a dead path,
 * comes back with growing, jittered waits, and says hello again as what the page wants to be (check, lobby, or call with
 * the newest pass). All that the relay says beyond that goes out as `frames`; nothing in them is trusted here.
 */
import { jsonOf } from '../../wire/bytes.ts';
import { parse, type CompactJws, type Nonce, type RoomId } from '../../wire/ids.ts';
import { FRAME_MAX_BYTES, RELAY_DEAD_MS, RELAY_PING_MS, RELAY_VERSION, ServerFrame } from '../../wire/relay.ts';
import type { ClientFrame, Refusal, Standing } from '../../wire/relay.ts';
import { cell, happening, type Cell, type Happening } from '../cell.ts';
import type { Clock, Random } from '../clock.ts';
import { createScope } from '../scope.ts';
import { backoffMs, restartMs } from './backoff.ts';
import type { Identity } from './identity.ts';
import { startingState, step, type SessionEffect, type SessionEvent } from './relay-session-state.ts';
import type { OpenSocket, RelaySocket } from './relay-socket.ts';

/** After a change of network a ping is given this long, in milliseconds, before a new socket is tried. */
const POKE_MS = 1_500;

export interface RelayState {
  readonly t: 'connecting' | 'open' | 'retrying' | 'refused' | 'replaced' | 'ended';
  /** As the relay last had it. */
  readonly standing: Standing | undefined;
  readonly refusal: Refusal | undefined;
}

export interface RelaySession {
  readonly state: Cell<RelayState>;
  /** What the relay sends, parsed; challenge, refused and pong stay inside. */
  readonly frames: Happening<ServerFrame>;
  /** Frames from the relay that no schema takes: dropped. */
  readonly badFrames: Cell<number>;
  /** Connects anew as this. */
  join(as: 'check' | 'lobby'): void;
  /** Into the call: on the open connection, or by connecting. `pass` is asked again on each reconnect; `takeover` counts once. */
  enter(pass: () => CompactJws, takeover?: boolean): void;
  /** Whether the frame went out: only on an open connection. */
  send(frame: ClientFrame): boolean;
  /** The network changed: look at once whether the relay still answers. */
  poke(): void;
  end(): void;
}

export interface RelaySessionDeps {
  readonly open: OpenSocket;
  readonly clock: Clock;
  readonly random: Random;
  readonly identity: Identity;
  readonly room: RoomId;
  readonly token: CompactJws;
}

type Wanted = { as: 'check' | 'lobby' } | { as: 'call'; pass: () => CompactJws; takeover: boolean };

export function createRelaySession(deps: RelaySessionDeps): RelaySession {
  const { clock, identity, room, token } = deps;
  const sameState = (a: RelayState, b: RelayState): boolean =>
    a.t === b.t && a.standing === b.standing && a.refusal === b.refusal;
  const published = cell<RelayState>({ t: 'connecting', standing: undefined, refusal: undefined }, sameState);
  const frames = happening<ServerFrame>();
  const badFrames = cell(0);
  let state = startingState;
  let wanted: Wanted = { as: 'check' };
  let socket: RelaySocket | undefined;
  /** Timers of the present socket or waiting time. */
  let timers = createScope(clock);
  let stopWaiting: (() => void) | undefined;
  let challenge: Nonce | undefined;

  const raw = (frame: ClientFrame): void => socket?.send(JSON.stringify(frame));

  function tell(event: SessionEvent): void {
    const [next, ...effects] = step(state, event);
    state = next;
    effects.forEach(run);
    const { t, standing, refusal } = state;
    published.set({ t: t === 'idle' || t === 'greeting' ? 'connecting' : t, standing, refusal });
  }

  function run(effect: SessionEffect): void {
    switch (effect) {
      case 'open':
        return open();
      case 'close':
        return close();
      case 'hello':
        return void hello();
      case 'enter':
        if (wanted.as === 'call') raw({ t: 'enter', pass: wanted.pass(), ...takeover(wanted) });
        return;
      case 'check':
        raw({ t: 'ping' });
        return expectFrame(POKE_MS);
      case 'wait':
        return void timers.after(backoffMs(state.failures, deps.random), () => tell({ t: 'retry' }));
      case 'wait-briefly':
        return void timers.after(restartMs(deps.random), () => tell({ t: 'retry' }));
    }
  }

  function close(): void {
    timers.end();
    timers = createScope(clock);
    stopWaiting = undefined;
    socket?.close();
    socket = undefined;
  }

  function open(): void {
    close();
    const mine = deps.open(`/ws/${room}`, {
      onOpen: () => undefined, // the relay speaks first
      onText: (text) => {
        if (mine === socket) receive(text);
      },
      onClose: (code) => {
        if (mine === socket) tell({ t: 'closed', code });
      },
    });
    socket = mine;
    expectFrame(RELAY_DEAD_MS);
    timers.every(RELAY_PING_MS, () => {
      if (state.t !== 'open') return;
      raw({ t: 'ping' });
      if (!stopWaiting) expectFrame(RELAY_DEAD_MS - RELAY_PING_MS);
    });
  }

  /** Takes the relay for dead unless a frame comes within `ms`. It is measured from a ping, since a page in the background sleeps. */
  function expectFrame(ms: number): void {
    stopWaiting?.();
    stopWaiting = timers.after(ms, () => tell({ t: 'silent' }));
  }

  const takeover = (want: Wanted): { takeover?: true } =>
    want.as === 'call' && want.takeover ? { takeover: true } : {};

  async function hello(): Promise<void> {
    const [mine, nonce] = [socket, challenge];
    if (!nonce) return;
    const proof = await identity.sign('mensetsu/1 relay', [room, nonce]);
    if (mine !== socket) return;
    const { as } = wanted;
    const pass = wanted.as === 'call' ? { pass: wanted.pass(), ...takeover(wanted) } : {};
    raw({ t: 'hello', v: RELAY_VERSION, token, peer: identity.peer, proof, as, ...pass });
  }

  function receive(text: string): void {
    const frame = text.length > FRAME_MAX_BYTES ? undefined : parse(ServerFrame, jsonOf(text));
    stopWaiting?.();
    stopWaiting = undefined;
    if (!frame) return badFrames.update((count) => count + 1);
    switch (frame.t) {
      case 'challenge':
        challenge = frame.nonce;
        return tell({ t: 'challenged' });
      case 'refused':
        return tell({ t: 'refused', refusal: frame.code });
      case 'pong':
        return tell({ t: 'pong' });
      case 'welcome':
        tell({ t: 'welcomed', standing: frame.as });
        // a page that enters while its hello as lobby is on the way
        if (wanted.as === 'call' && frame.as !== 'call' && frame.as !== 'host') run('enter');
        else if (wanted.as === 'call') wanted.takeover = false;
        break;
    }
    if (state.t === 'open') frames.emit(frame);
  }

  return {
    state: published,
    frames,
    badFrames,
    join(as) {
      wanted = { as };
      tell({ t: 'join' });
    },
    enter(pass, takeover = false) {
      wanted = { as: 'call', pass, takeover };
      tell({ t: 'enter' });
    },
    send(frame) {
      if (state.t !== 'open') return false;
      raw(frame);
      return true;
    },
    poke: () => tell({ t: 'poke' }),
    end: () => tell({ t: 'end' }),
  };
}
