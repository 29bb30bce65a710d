/** A hardened turnserver.conf for coturn 4.6 and later, as text (spec N2). */
import { deniedRanges, type Allowed } from './peers.ts';

export interface TurnSettings {
  readonly realm: string;
  /** The address that browsers reach. */
  readonly publicIp: string;
  /** Address to listen on; undefined: all of the machine. */
  readonly listeningIp: string | undefined;
  /** The machine's own address that packets for others leave from: `publicIp`, or the inner one behind NAT. undefined: coturn takes all that there are. */
  readonly relayIp: string | undefined;
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

/** A setting, and why it stands there. */
type Line = readonly [setting: string, why: string];

interface Section {
  readonly title: string;
  readonly lines: readonly Line[];
}

/** The settings as coturn reads them, each under a comment that says what it is for. Contains the secret. */
export function renderTurnConfig(settings: TurnSettings): string {
  const sections = [
    placeSection(settings),
    tlsSection(settings),
    whoSection(settings.secret),
    amountSection(settings),
    CLOSED_SECTION,
    peersSection(settings.allowed),
    LOG_SECTION,
  ];
  const head =
    '# turnserver.conf for coturn, made by `npm run turn`. It holds a secret: keep it readable by the TURN server only.';
  const blocks = sections.map(({ title, lines }) =>
    [`# == ${title} ==`, ...lines.flatMap(([setting, why]) => [`# ${why}`, setting])].join('\n'),
  );
  return `${[head, ...blocks].join('\n\n')}\n`;
}

function placeSection({ realm, publicIp, listeningIp, relayIp, port, minPort, maxPort }: TurnSettings): Section {
  const external = relayIp === undefined ? publicIp : `${publicIp}/${relayIp}`;
  return {
    title: 'Where it is reached',
    lines: [
      [`realm=${realm}`, 'Part of every password, so that one of another server is of no use here.'],
      [`server-name=${realm}`, 'Its name towards clients.'],
      [`listening-port=${port}`, 'UDP and TCP. Open both in the firewall.'],
      ...lineFor(listeningIp, (ip) => [`listening-ip=${ip}`, 'Only this address of the machine answers.']),
      ...lineFor(relayIp, (ip) => [`relay-ip=${ip}`, 'Packets for others leave from this address of the machine.']),
      ...lineFor(publicIp === relayIp ? undefined : external, (ip) => [
        `external-ip=${ip}`,
        'The address that clients are told, and what it is inside (NAT): without the latter two who both need this server could not meet.',
      ]),
      [`min-port=${minPort}`, 'One UDP port for each allocation, from here on. Open them in the firewall.'],
      [`max-port=${maxPort}`, 'Up to here.'],
    ],
  };
}

const lineFor = (value: string | undefined, line: (value: string) => Line): Line[] =>
  value === undefined ? [] : [line(value)];

function tlsSection({ tls }: TurnSettings): Section {
  const noDtls: Line = ['no-dtls', 'TLS over UDP: no browser uses it, and it can be made to flood others.'];
  if (!tls) {
    return {
      title: 'No TLS: give --tls, or --tls-cert and --tls-key',
      lines: [['no-tls', 'There is no certificate.'], noDtls],
    };
  }
  return {
    title: 'TLS, for networks that let only https out',
    lines: [
      [
        `tls-listening-port=${tls.port}`,
        'TCP. 443 gets through most firewalls, 5349 is the port that is registered for it.',
      ],
      [
        `cert=${tls.cert}`,
        'Certificate with its chain. coturn reads it at the start and on SIGUSR2: send that after each renewal.',
      ],
      [`pkey=${tls.key}`, 'Its key; the user that coturn runs as must be able to read it.'],
      ['no-tlsv1', 'Broken for years.'],
      ['no-tlsv1_1', 'Broken for years.'],
      noDtls,
    ],
  };
}

const whoSection = (secret: string): Section => ({
  title: 'Who may use it',
  lines: [
    ['use-auth-secret', 'Credentials expire by themselves: there are no users and no fixed passwords.'],
    [
      `static-auth-secret=${secret}`,
      'The relay makes the credentials of this secret (TURN_SECRET, or the file data/turn-secret).',
    ],
    [`stale-nonce=${NONCE_S}`, 'Seconds that a signed request can be repeated by somebody who has overheard it.'],
    ['fingerprint', 'Marks STUN messages, so that they are told from media on the same port.'],
  ],
});

const amountSection = ({ minPort, maxPort }: TurnSettings): Section => ({
  title: 'How much',
  lines: [
    [`user-quota=${USER_QUOTA}`, 'Allocations of one credential: a call of six with restarts, and no more.'],
    [
      `total-quota=${Math.min(TOTAL_QUOTA, maxPort - minPort + 1)}`,
      'Allocations in all; never more than there are ports.',
    ],
    [`max-bps=${MAX_BYTES_PER_SECOND}`, 'Bytes per second of one allocation: five times the best picture.'],
  ],
});

const CLOSED_SECTION: Section = {
  title: 'What it does not do',
  lines: [
    ['no-cli', 'No remote control by telnet.'],
    ['no-tcp-relay', 'Relays packets only: opens no TCP connections to others.'],
    ['no-rfc5780', 'No answers about NAT behaviour, which can be sent to somebody else.'],
    ['no-stun-backward-compatibility', 'Nothing of the old STUN, whose answers are larger than the questions.'],
    ['no-software-attribute', 'Does not say which version it is.'],
  ],
};

const peersSection = (allowed: Allowed): Section => ({
  title: 'Whom it does not relay to',
  lines: [
    ['no-multicast-peers', 'No multicast.'],
    ...(allowed.loopback ? ([['allow-loopback-peers', 'For tests on one machine; never on a server.']] as const) : []),
    ...deniedRanges(allowed).map(([first, last, what]): Line => [
      `denied-peer-ip=${first === last ? first : `${first}-${last}`}`,
      what,
    ]),
  ],
});

const LOG_SECTION: Section = {
  title: 'Log',
  lines: [
    ['log-file=stdout', 'One log. coturn writes addresses into it: keep it no longer than you need it.'],
    ['simple-log', 'No files with dates of its own, which nobody would delete.'],
  ],
};
