/** What a firewall has to let in to an installation, from its settings: for docs/self-hosting.md, which a test compares with it. */
import type { RelayConfig } from '../relay/config.ts';
import { installationOf } from '../relay/installation.ts';
import type { TurnSettings } from '../turn/render.ts';

export interface Opening {
  readonly port: string;
  readonly protocol: 'tcp' | 'udp';
  readonly what: string;
}

/** `turn`: of the TURN server's configuration. The relay's own port is not among them: only the proxy reaches it. */
export function openings(
  relay: Pick<RelayConfig, 'publicUrl' | 'turn'>,
  turn: Pick<TurnSettings, 'minPort' | 'maxPort'>,
): readonly Opening[] {
  const { page, servers } = installationOf(relay.publicUrl ?? 'http://localhost', relay.turn.urls);
  const kinds = { stun: 'udp', udp: 'udp', tcp: 'tcp', tls: 'tcp' } as const;
  const whats = { stun: 'STUN', udp: 'TURN over UDP', tcp: 'TURN over TCP', tls: 'TURN over TLS' } as const;
  return [
    ...(page.secure
      ? [{ port: '80', protocol: 'tcp', what: 'the certificate (ACME), and the way to https' } as const]
      : []),
    { port: String(page.port), protocol: 'tcp', what: 'page, links, signaling' },
    ...servers.map(({ port, kind }) => ({ port: String(port), protocol: kinds[kind], what: whats[kind] })),
    ...(servers.length > 0
      ? [{ port: `${turn.minPort}-${turn.maxPort}`, protocol: 'udp', what: 'packets that TURN relays' } as const]
      : []),
  ];
}

export const openingsTable = (rows: readonly Opening[]): string =>
  [
    '| port | protocol | what for |',
    '| --- | --- | --- |',
    ...rows.map(({ port, protocol, what }) => `| ${port} | ${protocol} | ${what} |`),
  ].join('\n');
