/** The command line of `npm run turn` as settings, or what is wrong with it and what to do. */
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Machine } from './machine.ts';
import { isDenied, type Allowed } from './peers.ts';
import type { TurnSettings } from './render.ts';
import type { Server } from './transport.ts';

export class UsageError extends Error {}

export const USAGE = `npm run turn -- --realm turn.example.org --public-ip 203.0.113.7 [options]
  --realm NAME          the TURN server's host name
  --public-ip IP        the address at which browsers reach it
  --out FILE            writes the configuration there (mode 0600) instead of printing it
  --tls FOLDER          TURN over TLS, with fullchain.pem and privkey.pem of that folder (as certbot leaves them)
  --tls-cert FILE       the same with two files of any name
  --tls-key FILE
  --port N              default 3478        --tls-port N    default 5349
  --min-port N          default 49152       --max-port N    default 65535
  --listening-ip IP     default: all addresses of the machine. Behind NAT the inner address; needed where this is not the machine that it is for
  --allow-private       may relay to private networks (an installation inside a company)
  --allow-loopback      may relay to this machine (tests only)

npm run turn -- check [options]: asks a running server, best from another network
  --urls URLS           turn: and turns: URLs with commas between them; default: TURN_URLS
  --tls-ca FILE         certificate authority of your own
  --allow-private, --allow-loopback: as above
  The secret comes from TURN_SECRET, or from the file that made the configuration.`;

export interface Command {
  readonly out: string | undefined;
  readonly settings: Omit<TurnSettings, 'secret'>;
}

const options = {
  realm: { type: 'string' },
  'public-ip': { type: 'string' },
  'listening-ip': { type: 'string' },
  out: { type: 'string' },
  tls: { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  port: { type: 'string', default: '3478' },
  'tls-port': { type: 'string', default: '5349' },
  'min-port': { type: 'string', default: '49152' },
  'max-port': { type: 'string', default: '65535' },
  'allow-private': { type: 'boolean', default: false },
  'allow-loopback': { type: 'boolean', default: false },
} as const;

const PORT_MAX = 65_535;

/** Which address of the machine stands for the public one; undefined where that is not known. */
function relayIpOf(publicIp: string, listeningIp: string | undefined, machine: Machine): string | undefined {
  if (listeningIp !== undefined) return listeningIp;
  if (machine.addresses.includes(publicIp)) return publicIp;
  return isIP(publicIp) === 4 ? machine.outgoing : undefined;
}

/** Throws UsageError. Relative files are taken from `folder`; `machine` is where the server will run. */
export function readCommand(args: readonly string[], folder: string, machine: Machine): Command {
  const values = parsed(args, options);
  const realm = values.realm ?? '';
  // Only what a host name has: the value goes into a file where a line break would be another setting.
  if (!/^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(realm)) {
    throw new UsageError("--realm: the TURN server's host name expected, such as turn.example.org");
  }
  const publicIp = ip('--public-ip', values['public-ip']);
  const listeningIp = values['listening-ip'] === undefined ? undefined : ip('--listening-ip', values['listening-ip']);
  const allowed = { private: values['allow-private'], loopback: values['allow-loopback'] };
  if (isDenied(publicIp, allowed)) {
    throw new UsageError(
      `--public-ip: ${publicIp} is a private or special address, to which a TURN server does not relay. ` +
        'Give the public one; inside a company network add --allow-private, for tests on one machine --allow-loopback.',
    );
  }
  const [minPort, maxPort] = [port('--min-port', values['min-port']), port('--max-port', values['max-port'])];
  if (minPort > maxPort) throw new UsageError('--min-port is above --max-port');
  const cert = values['tls-cert'] ?? (values.tls === undefined ? undefined : join(values.tls, 'fullchain.pem'));
  const key = values['tls-key'] ?? (values.tls === undefined ? undefined : join(values.tls, 'privkey.pem'));
  if ((cert === undefined) !== (key === undefined)) throw new UsageError('--tls-cert and --tls-key belong together');
  const file = (name: string): string => {
    if (/[\r\n]/.test(name)) throw new UsageError('a file name with a line break cannot stand in the configuration');
    return resolve(folder, name);
  };
  const tls =
    cert !== undefined && key !== undefined
      ? { port: port('--tls-port', values['tls-port']), cert: file(cert), key: file(key) }
      : undefined;
  return {
    out: values.out === undefined ? undefined : resolve(folder, values.out),
    settings: {
      realm,
      publicIp,
      listeningIp,
      relayIp: relayIpOf(publicIp, listeningIp, machine),
      port: port('--port', values.port),
      tls,
      minPort,
      maxPort,
      allowed,
    },
  };
}

export interface CheckCommand {
  readonly servers: readonly Server[];
  readonly allowed: Allowed;
  /** File of a certificate authority. */
  readonly ca: string | undefined;
}

const checkOptions = {
  urls: { type: 'string' },
  'tls-ca': { type: 'string' },
  'allow-private': { type: 'boolean', default: false },
  'allow-loopback': { type: 'boolean', default: false },
} as const;

/** RFC 7065, 3.2. */
const DEFAULT_PORT = 3478;
const DEFAULT_TLS_PORT = 5349;

/** What `check` is to ask. Throws UsageError. */
export function readCheck(args: readonly string[], folder: string, turnUrls: string | undefined): CheckCommand {
  const values = parsed(args, checkOptions);
  const urls = (values.urls ?? turnUrls ?? '').split(',').map((url) => url.trim());
  const servers = urls.filter((url) => url !== '' && !url.startsWith('stun:')).map(serverOf);
  if (servers.length === 0) throw new UsageError('Which server? Give --urls, or set TURN_URLS as for the relay.');
  const ca = values['tls-ca'];
  return {
    servers,
    allowed: { private: values['allow-private'], loopback: values['allow-loopback'] },
    ca: ca === undefined ? undefined : resolve(folder, ca),
  };
}

function serverOf(url: string): Server {
  const [, scheme, host, portText, transport] =
    /^(turns?):(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?$/.exec(url) ?? [];
  if (!scheme || !host) throw new UsageError(`${url}: a URL such as turn:turn.example.org:3478?transport=udp expected`);
  const way = scheme === 'turns' ? 'tls' : transport === 'tcp' ? 'tcp' : 'udp';
  const fallback = way === 'tls' ? DEFAULT_TLS_PORT : DEFAULT_PORT;
  return {
    host: host.replaceAll(/[[\]]/g, ''),
    port: portText === undefined ? fallback : port('the port of a URL', portText),
    way,
  };
}

function parsed<const T extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'cannot read the arguments');
  }
}

function ip(name: string, text: string | undefined): string {
  if (text !== undefined && isIP(text) !== 0 && !text.includes('%')) return text;
  throw new UsageError(`${name}: an IPv4 or IPv6 address expected`);
}

function port(name: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= PORT_MAX) return value;
  throw new UsageError(`${name}: a number from 1 to ${PORT_MAX} expected`);
}
