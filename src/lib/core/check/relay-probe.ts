/**
 * The relay as the environment check asks it, over the relay session that the page has anyway. Questions of one kind are asked
 * one at a time, since answers carry no number; what is never answered stays pending, and the check has time limits.
 */
import type { ClientFrame, ServerFrame } from '../../wire/relay.ts';
import { settled, type Cell, type Happening } from '../cell.ts';
import type { RelayProbe } from './ports.ts';

/** The part of a RelaySession (core/session) that is used. */
export interface ProbeSession {
  readonly state: Cell<{ readonly t: string }>;
  readonly frames: Happening<ServerFrame>;
  send(frame: ClientFrame): boolean;
}

type Answer<T extends ServerFrame['t']> = Extract<ServerFrame, { t: T }>;

/** `now` in milliseconds, as fine as there is (performance.now). */
export function createRelayProbe(session: ProbeSession, now: () => number): RelayProbe {
  const ask = <const T extends ServerFrame['t']>(question: ClientFrame, wanted: T): Promise<Answer<T>> =>
    new Promise((resolve, reject) => {
      const is = (frame: ServerFrame): frame is Answer<T> => frame.t === wanted;
      const stop = session.frames.on((frame) => {
        if (is(frame)) resolve(frame);
        else if (frame.t === 'dropped') reject(new Error(`the relay dropped the question: ${frame.code}`));
        else return;
        stop();
      });
      if (session.send(question)) return;
      stop();
      reject(new Error('not connected'));
    });

  return {
    async reach() {
      const { t } = await settled(session.state, (state) => ['open', 'refused', 'replaced', 'ended'].includes(state.t));
      return t === 'open';
    },
    async ping() {
      const begun = now();
      await ask({ t: 'ping' }, 'pong');
      return now() - begun;
    },
    async ticket() {
      const { ticket, maxBytes } = await ask({ t: 'probe' }, 'probe');
      return { ticket, maxBytes };
    },
    turnServers: async () => (await ask({ t: 'turn' }, 'turn')).servers,
  };
}
