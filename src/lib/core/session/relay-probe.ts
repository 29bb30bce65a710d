/** What the environment check asks of the relay, over a session: each question goes out once and takes the next answer of its kind. */
import type { Nonce } from '../../wire/ids.ts';
import type { ClientFrame, ServerFrame, TurnServer } from '../../wire/relay.ts';
import { settled } from '../cell.ts';
import type { RelaySession } from './relay-session.ts';

type Asked = 'turn' | 'probe';

export interface RelayQuestions {
  /** Resolves true once the relay has taken the link, false where it refuses; pending while it cannot be reached. */
  reach(): Promise<boolean>;
  ticket(): Promise<{ readonly ticket: Nonce; readonly maxBytes: number } | undefined>;
  turnServers(): Promise<readonly TurnServer[]>;
}

export function relayQuestions(relay: RelaySession): RelayQuestions {
  const ask = <T extends Asked>(t: T): Promise<Extract<ServerFrame, { t: T }> | undefined> =>
    new Promise((resolve) => {
      const stop = relay.frames.on((frame) => {
        if (frame.t === 'dropped') finish(undefined);
        else if (frame.t === t) finish(frame as Extract<ServerFrame, { t: T }>);
      });
      const finish = (answer: Extract<ServerFrame, { t: T }> | undefined): void => {
        stop();
        resolve(answer);
      };
      if (!relay.send({ t } as Extract<ClientFrame, { t: T }>)) finish(undefined);
    });
  return {
    async reach() {
      const state = await settled(relay.state, ({ t }) => t === 'open' || t === 'refused' || t === 'ended');
      return state.t === 'open';
    },
    ticket: () => ask('probe'),
    turnServers: async () => (await ask('turn'))?.servers ?? [],
  };
}
