/**
 * A connection together with its channel binding and its gauge: they live and end as one.
 * Sorts what comes over the channels: proofs to the bond, a bye apart, the rest on, all of it only once bound.
 */
import { jsonOf } from '../../wire/bytes.ts';
import { CONTROL_MAX_BYTES, ControlMessage, type ChannelName } from '../../wire/control.ts';
import { parse } from '../../wire/ids.ts';
import { newNonce } from '../clock.ts';
import { createBond, type Bond } from './bond.ts';
import type { ChannelData } from './channels.ts';
import { createConnection, type Candidate, type Connection } from './connection.ts';
import { createGauge, type Gauge } from './gauge.ts';
import type { PeerDeps } from './peer-view.ts';

export interface LinkHandlers {
  candidate(candidate: Candidate): void;
  stateChanged(): void;
  opened(): void;
  /** The peer closed the connection: ICE would need long to notice. */
  severed(connection: Connection): void;
  /** The peer's proof holds: media may be sent. */
  trusted(): void;
  bound(): void;
  broken(): void;
  bye(reason: 'away' | 'leave' | 'end'): void;
  message(channel: ChannelName, data: ChannelData): void;
  /** Nothing arrives any more; has not for longer; or something does again. */
  stalled(): void;
  silent(again: boolean): void;
  resumed(): void;
}

export interface Link {
  readonly connection: Connection;
  readonly bond: Bond;
  readonly gauge: Gauge;
  close(): void;
}

const controlMessage = (data: ChannelData): ControlMessage | undefined =>
  typeof data === 'string' && data.length <= CONTROL_MAX_BYTES ? parse(ControlMessage, jsonOf(data)) : undefined;

export function createLink(deps: PeerDeps, as: 'offerer' | 'answerer', handlers: LinkHandlers): Link {
  const connection = createConnection(deps.connect(), newNonce(deps.random), as, {
    candidate: handlers.candidate,
    stateChanged: handlers.stateChanged,
    open() {
      bond.handleOpen();
      handlers.opened();
    },
    closed(channel) {
      if (channel === 'control') handlers.severed(connection);
    },
    message(channel, data) {
      if (channel !== 'control') return bond.handleData(channel, data);
      const message = controlMessage(data);
      if (!message) deps.dropped();
      else if (message.t === 'bind') bond.handleBind(message.signature);
      else bond.handleData(channel, data);
    },
    low: deps.low,
    dropped: deps.dropped,
  });
  const bond: Bond = createBond({
    identity: deps.identity,
    room: deps.room,
    self: deps.self,
    peer: deps.peer,
    connection,
    sendAhead: (signature) => deps.send({ t: 'proof', challenge: connection.challenge, signature }),
    trusted: handlers.trusted,
    bound: handlers.bound,
    broken: handlers.broken,
    deliver(channel, data) {
      if (connection.state() === 'closed') return;
      const message = channel === 'control' ? controlMessage(data) : undefined;
      if (message?.t === 'bye') handlers.bye(message.reason);
      else handlers.message(channel, data);
    },
    dropped: deps.dropped,
  });
  const { stalled, silent, resumed } = handlers;
  const gauge = createGauge({ clock: deps.clock, connection, changed: deps.changed, stalled, silent, resumed });
  return {
    connection,
    bond,
    gauge,
    close() {
      gauge.end();
      connection.close();
    },
  };
}
