/** A hardened turnserver.conf for coturn 4.6 and later, as text (spec N2). */
import { deniedRanges, type Allowed } from './peers.ts';

export interface TurnSettings {
  readonly realm: string;
  /** The address that browsers reach. */
  readonly publicIp: string;
  /** Address to listen on; undefined: all of the machine. */
  readonly listeningIp: string | undefined;
  /** Shared with the relay, which makes time-limited credentials of it. */
  readonly secret: string;
  readonly port: number;
  /** Without it: no TLS. */
  readonly tls: { readonly port: number; readonly cert: string; readonly key: string } | undefined;
  /** UDP ports for relayed packets, one for each allocation. */
  readonly minPort: number;
  readonly maxPort: number;
  readonly allowed: Allowed;
}

/** Allocations of one credential: a mesh of six over UDP, TCP and TLS, on IPv4 and IPv6, with some to spare for restarts. */
const USER_QUOTA = 96;
/** Allocations in all: about forty people who all need the server. */
const TOTAL_QUOTA = 4_000;
/** Bytes per second of one allocation: 8 Mbit/s, five times the best preset with a shared screen. */
const MAX_BYTES_PER_SECOND = 1_000_000;
/** How long a nonce holds, in seconds; a client gets the next one without noticing. */
const NONCE_S = 600;

/** The settings as coturn reads them, one to a line, with comments. Contains the secret. */
export function renderTurnConfig(settings: TurnSettings): string {
  const { realm, publicIp, listeningIp, secret, port, tls, minPort, maxPort, allowed } = settings;
  const ports = maxPort - minPort + 1;
  const sections: readonly (readonly string[])[] = [
    [
      '# turnserver.conf for coturn, made by `npm run turn`. It holds a secret: keep it readable by the TURN server only.',
    ],
    [
      '# Where it is reached',
      `realm=${realm}`,
      `server-name=${realm}`,
      `listening-port=${port}`,
      ...(listeningIp === undefined ? [] : [`listening-ip=${listeningIp}`, `relay-ip=${listeningIp}`]),
      ...(publicIp === listeningIp ? [] : [`external-ip=${publicIp}`]),
      `min-port=${minPort}`,
      `max-port=${maxPort}`,
    ],
    tls
      ? [
          '# TLS, for networks that let only https out',
          `tls-listening-port=${tls.port}`,
          `cert=${tls.cert}`,
          `pkey=${tls.key}`,
          'no-tlsv1',
          'no-tlsv1_1',
          'no-dtls',
        ]
      : ['# No TLS: give --tls-cert and --tls-key for it', 'no-tls', 'no-dtls'],
    [
      '# Who may use it: credentials that the relay makes of this secret and that expire by themselves',
      'fingerprint',
      'use-auth-secret',
      `static-auth-secret=${secret}`,
      `stale-nonce=${NONCE_S}`,
    ],
    [
      '# How much',
      `user-quota=${USER_QUOTA}`,
      `total-quota=${Math.min(TOTAL_QUOTA, ports)}`,
      `max-bps=${MAX_BYTES_PER_SECOND}`,
    ],
    [
      '# What it does not do: remote control, relayed TCP, answers that help to flood others',
      'no-cli',
      'no-tcp-relay',
      'no-rfc5780',
      'no-stun-backward-compatibility',
      'no-software-attribute',
    ],
    [
      '# Whom it does not relay to: this machine, private and special networks',
      'no-multicast-peers',
      ...(allowed.loopback ? ['allow-loopback-peers'] : []),
      ...deniedRanges(allowed).map(([first, last]) => `denied-peer-ip=${first === last ? first : `${first}-${last}`}`),
    ],
    [
      '# One log, to standard output. coturn writes addresses into it: keep it no longer than you need it',
      'log-file=stdout',
      'simple-log',
    ],
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
