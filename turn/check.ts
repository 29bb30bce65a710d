/**
 * Asks a running TURN server what its users will ask: each of its addresses, credentials that are good, expired, forged or
 * missing, data from one allocation to another, and peers that it must not relay to. Every finding is an answer of the server.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { FAMILY_NOT_SUPPORTED, relayedOf, TurnClient, type Answer, type Credential, type Family } from './client.ts';
import { endpointText, type Endpoint } from './endpoint.ts';
import type { Allowed } from './peers.ts';
import { connectTo, reasonOf, type Server } from './transport.ts';

export interface Finding {
  readonly name: string;
  /** `note`: could not be asked, and says why. */
  readonly result: 'ok' | 'failed' | 'note';
  readonly detail: string;
}

export interface CheckOptions {
  readonly servers: readonly Server[];
  readonly secret: string;
  readonly allowed: Allowed;
  /** PEM of a certificate authority of one's own. */
  readonly ca: string | undefined;
  /** How long one answer may take, in milliseconds. */
  readonly timeout: number;
  readonly now: () => number;
}

/** RFC 8656, 18, and RFC 8489, 14.8. */
const FORBIDDEN = 403;
const UNAUTHORIZED = 401;
/** Any port will do: the server has to refuse the address before it sends anything. */
const PEER_PORT = 9;
const FIRST_CHANNEL = 0x4000;
const CREDENTIAL_S = 600;
const DAY_MS = 24 * 3600 * 1000;
/** Certificates are renewed a month before their end; one that is nearer than this has been forgotten. */
const CERTIFICATE_DAYS_MIN = 14;
const DATA_TRIES = 5;

interface Peer {
  readonly address: string;
  readonly family: Family;
  readonly what: string;
}

const THIS_MACHINE: readonly Peer[] = [
  { address: '127.0.0.1', family: 'ipv4', what: 'this machine' },
  { address: '::1', family: 'ipv6', what: 'this machine' },
];
const PRIVATE_PEERS: readonly Peer[] = [
  { address: '10.0.0.1', family: 'ipv4', what: 'a private network' },
  { address: '172.16.0.1', family: 'ipv4', what: 'a private network' },
  { address: '192.168.0.1', family: 'ipv4', what: 'a private network' },
  { address: 'fc00::1', family: 'ipv6', what: 'a private network' },
];
const NEVER_PEERS: readonly Peer[] = [
  { address: '0.0.0.0', family: 'ipv4', what: 'this machine by another name' },
  { address: '169.254.169.254', family: 'ipv4', what: "the cloud's metadata service" },
  { address: '::', family: 'ipv6', what: 'this machine by another name' },
  { address: '::ffff:127.0.0.1', family: 'ipv6', what: 'IPv4 inside of IPv6' },
  { address: '::ffff:10.0.0.1', family: 'ipv6', what: 'IPv4 inside of IPv6' },
  { address: 'fe80::1', family: 'ipv6', what: 'link-local' },
];

const nameOf = ({ host, port, way }: Server): string => `${way.toUpperCase()} ${endpointText(host, port)}`;
const said = (answer: Answer): string =>
  answer.ok ? 'it was allowed' : [answer.code, answer.reason].filter(Boolean).join(' ');

/** As the relay makes them (draft-uberti-behave-turn-rest-00). `until` in milliseconds. */
export function credentialOf(secret: string, until: number): Credential {
  const username = `${Math.floor(until / 1000)}:${randomBytes(9).toString('base64url')}`;
  return { username, password: createHmac('sha1', secret).update(username).digest('base64') };
}

/** Findings in the order in which they come. */
export async function* checkTurn(options: CheckOptions): AsyncGenerator<Finding> {
  const working: Server[] = [];
  for (const server of options.servers) {
    const finding = await checkPath(server, options);
    if (finding.result === 'ok') working.push(server);
    yield finding;
  }
  const [server] = working;
  if (!server) {
    yield { name: 'The rest', result: 'note', detail: 'not asked: the server gives no allocation' };
    return;
  }
  yield* checkCredentials(server, options);
  yield await checkData(server, options);
  yield* checkPeers(server, options);
}

/** What `use` says of a client at the server, or why there is none. */
async function withClient<T>(
  server: Server,
  options: CheckOptions,
  use: (client: TurnClient, certificateUntil: Date | undefined) => Promise<T>,
): Promise<T> {
  const transport = await connectTo(server, options);
  const client = new TurnClient(transport, options.timeout, () => connectTo(server, options));
  try {
    return await use(client, transport.certificateUntil);
  } finally {
    await client.end();
  }
}

const good = ({ secret, now }: CheckOptions): Credential => credentialOf(secret, now() + CREDENTIAL_S * 1000);

async function checkPath(server: Server, options: CheckOptions): Promise<Finding> {
  const name = `${nameOf(server)} gives an allocation`;
  const begun = performance.now();
  try {
    return await withClient(server, options, async (client, certificateUntil) => {
      const answer = await client.allocate(good(options));
      const relayed = relayedOf(answer);
      if (!relayed) return { name, result: 'failed', detail: advice(server, answer) };
      const took = `at ${relayed.address}, in ${Math.round(performance.now() - begun)} ms`;
      const days = certificateUntil && Math.floor((certificateUntil.getTime() - options.now()) / DAY_MS);
      if (days === undefined) return { name, result: 'ok', detail: took };
      const detail = `${took}; its certificate holds ${days} more days`;
      return { name, result: days < CERTIFICATE_DAYS_MIN ? 'failed' : 'ok', detail };
    });
  } catch (error) {
    return { name, result: 'failed', detail: `${reasonOf(error)}: is ${server.port} open, and the name right?` };
  }
}

function advice(server: Server, answer: Answer): string {
  if (answer.ok) return 'the answer holds no address';
  if (answer.code === UNAUTHORIZED) return `${said(answer)}: the server has another secret`;
  if (answer.code !== undefined) return said(answer);
  return `${answer.reason}: does it run, and is ${server.port}/${server.way === 'udp' ? 'udp' : 'tcp'} open?`;
}

async function* checkCredentials(server: Server, options: CheckOptions): AsyncGenerator<Finding> {
  const later = options.now() + CREDENTIAL_S * 1000;
  const attempts: readonly (readonly [string, Credential | undefined])[] = [
    ['No credential', undefined],
    ['An expired credential', credentialOf(options.secret, options.now() - DAY_MS)],
    ['A forged credential', credentialOf(randomBytes(32).toString('hex'), later)],
  ];
  for (const [what, credential] of attempts) {
    const answer = await withClient(server, options, (client) => client.allocate(credential));
    const isRefused = !answer.ok && answer.code === UNAUTHORIZED;
    yield { name: `${what} is refused`, result: isRefused ? 'ok' : 'failed', detail: said(answer) };
  }
}

const OWN_ADDRESS = 'Make its configuration anew on that machine: npm run turn';

/** One allocation sends to the other, which is what two people do who both need the server. */
async function checkData(server: Server, options: CheckOptions): Promise<Finding> {
  const name = 'Data goes from one allocation to another';
  return withClient(server, options, (from) =>
    withClient(server, options, async (to) => {
      const [left, right] = [
        relayedOf(await from.allocate(good(options))),
        relayedOf(await to.allocate(good(options))),
      ];
      if (!left || !right) return { name, result: 'failed', detail: 'no second allocation' };
      const permitted = [await from.permit(right), await to.permit(left)];
      const refused = permitted.find(({ ok }) => !ok);
      if (refused)
        return {
          name,
          result: 'failed',
          detail: `the server refuses its own address: ${said(refused)}. ${OWN_ADDRESS}`,
        };
      const came = await arrives(from, to, right, options.timeout);
      const detail = came
        ? `${left.port} to ${right.port}`
        : `nothing came: are the UDP ports around ${right.port} open?`;
      return { name, result: came ? 'ok' : 'failed', detail };
    }),
  );
}

async function arrives(from: TurnClient, to: TurnClient, peer: Endpoint, timeout: number): Promise<boolean> {
  const sent = randomBytes(200);
  return new Promise((resolve) => {
    const settle = (came: boolean): void => {
      clearInterval(again);
      clearTimeout(over);
      resolve(came);
    };
    to.onData((data) => {
      if (data.equals(sent)) settle(true);
    });
    const again = setInterval(() => from.send(peer, sent), timeout / DATA_TRIES);
    const over = setTimeout(() => settle(false), timeout);
    from.send(peer, sent);
  });
}

async function* checkPeers(server: Server, options: CheckOptions): AsyncGenerator<Finding> {
  const { allowed } = options;
  const peers = [...NEVER_PEERS, ...(allowed.loopback ? [] : THIS_MACHINE), ...(allowed.private ? [] : PRIVATE_PEERS)];
  for (const family of ['ipv4', 'ipv6'] as const) {
    const asked = peers.filter((peer) => peer.family === family);
    yield* await withClient(server, options, async (client): Promise<Finding[]> => {
      const answer = await client.allocate(good(options), family);
      if (!answer.ok) {
        const none =
          answer.code === FAMILY_NOT_SUPPORTED ? 'the server has no such address to relay from' : said(answer);
        return [
          { name: `Peers in ${family === 'ipv4' ? 'IPv4' : 'IPv6'}`, result: 'note', detail: `not asked: ${none}` },
        ];
      }
      const findings: Finding[] = [];
      for (const [at, peer] of asked.entries()) findings.push(await checkPeer(client, peer, FIRST_CHANNEL + at));
      return findings;
    });
  }
}

/** By both doors that a peer can be let in through. */
async function checkPeer(client: TurnClient, { address, what }: Peer, channel: number): Promise<Finding> {
  const peer = { address, port: PEER_PORT };
  const answers = [await client.permit(peer), await client.bindChannel(peer, channel)] as const;
  // Another error says that the question was wrong, not that the peer is out of bounds.
  const open = answers.find((answer) => answer.ok || answer.code !== FORBIDDEN);
  const detail = said(open ?? answers[0]);
  return { name: `${address} (${what}) is refused as a peer`, result: open ? 'failed' : 'ok', detail };
}
