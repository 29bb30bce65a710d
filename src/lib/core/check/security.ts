/** Whether connections can come about (spec E2): secure context, WebSocket to the relay, and each way to the TURN server. */
import type { TurnServer } from '../../wire/relay.ts';
import type { Clock } from '../clock.ts';
import type { Measured, Outcome, Transport } from './items.ts';
import type { NetworkProbe, RelayProbe } from './ports.ts';
import { within } from './within.ts';

const RELAY_MAX_MS = 8_000;
const ANSWER_MAX_MS = 4_000;
const CANDIDATE_MAX_MS = 5_000;

const TRANSPORTS = ['udp', 'tcp', 'tls'] as const satisfies readonly Transport[];

/** How a TURN URI reaches its server (RFC 7065): udp unless it says otherwise. undefined: no TURN. */
export function transportOf(url: string): Transport | undefined {
  if (/^turns:/.test(url)) return 'tls';
  if (!/^turn:/.test(url)) return undefined;
  return /[?&]transport=tcp\b/.test(url) ? 'tcp' : 'udp';
}

/** The servers again, one URL each, sorted by how it is reached. */
export function waysOf(servers: readonly TurnServer[]): Readonly<Record<Transport, readonly TurnServer[]>> {
  const ways: Record<Transport, TurnServer[]> = { udp: [], tcp: [], tls: [] };
  for (const server of servers) {
    for (const url of server.urls) {
      const transport = transportOf(url);
      if (transport) ways[transport].push({ ...server, urls: [url] });
    }
  }
  return ways;
}

export function judgeSecurity(measured: Measured['security']): Outcome<'security'> {
  if (!measured.secureContext) return { state: 'failed', measured, problem: 'insecure-context' };
  if (!measured.relay) return { state: 'failed', measured, problem: 'relay-unreachable' };
  const states = Object.values(measured.paths);
  const reached = states.includes('reached');
  if (!measured.direct && !reached) return { state: 'failed', measured, problem: 'ice-blocked' };
  if (measured.turn === 'none') return { state: 'ok', measured };
  if (!reached) return { state: 'warning', measured, problem: 'turn-unreachable' };
  if (states.includes('unreached')) return { state: 'warning', measured, problem: 'turn-partly' };
  return { state: 'ok', measured };
}

export interface SecurityDeps {
  readonly clock: Clock;
  readonly secureContext: boolean;
  readonly relay: RelayProbe;
  readonly network: Pick<NetworkProbe, 'reachTurn' | 'findAddress'>;
  report(measured: Measured['security']): void;
}

export async function checkSecurity(deps: SecurityDeps): Promise<Outcome<'security'>> {
  const { clock, relay, network } = deps;
  let measured: Measured['security'] = {
    secureContext: deps.secureContext,
    relay: undefined,
    turn: undefined,
    paths: { udp: 'running', tcp: 'running', tls: 'running' },
    direct: undefined,
  };
  const learn = (figures: Partial<Measured['security']>): void => deps.report((measured = { ...measured, ...figures }));
  if (!deps.secureContext) return judgeSecurity(measured);

  learn({ relay: await within(clock, RELAY_MAX_MS, relay.reach(), false) });
  if (!measured.relay) return judgeSecurity(measured);

  // A relay that does not answer this is taken for one without TURN: the direct way decides.
  const servers = await within(clock, ANSWER_MAX_MS, relay.turnServers(), []);
  const ways = waysOf(servers);
  learn({ turn: TRANSPORTS.some((transport) => ways[transport].length > 0) ? 'configured' : 'none' });
  const walk = async (transport: Transport): Promise<void> => {
    const tries = ways[transport].map((server) => network.reachTurn(server, CANDIDATE_MAX_MS));
    const reached = (await Promise.all(tries)).includes(true);
    const state = tries.length === 0 ? 'not-offered' : reached ? 'reached' : 'unreached';
    learn({ paths: { ...measured.paths, [transport]: state } });
  };
  await Promise.all([
    ...TRANSPORTS.map(walk),
    network.findAddress(CANDIDATE_MAX_MS).then((direct) => learn({ direct })),
  ]);
  return judgeSecurity(measured);
}
