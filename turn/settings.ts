/** The command line of `npm run turn` as settings, or what is wrong with it and what to do. */
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isDenied } from './peers.ts';
import type { TurnSettings } from './render.ts';

export class UsageError extends Error {}

export const USAGE = `npm run turn -- --realm turn.example.org --public-ip 203.0.113.7 [options]
  --realm NAME          the TURN server's host name
  --public-ip IP        the address at which browsers reach it
  --out FILE            writes the configuration there (mode 0600) instead of printing it
  --tls-cert FILE       certificate chain and key, for TURN over TLS
  --tls-key FILE
  --port N              default 3478        --tls-port N    default 5349
  --min-port N          default 49152       --max-port N    default 65535
  --listening-ip IP     default: all addresses of the machine
  --allow-private       may relay to private networks (an installation inside a company)
  --allow-loopback      may relay to this machine (tests only)`;

export interface Command {
  readonly out: string | undefined;
  readonly settings: Omit<TurnSettings, 'secret'>;
}

const options = {
  realm: { type: 'string' },
  'public-ip': { type: 'string' },
  'listening-ip': { type: 'string' },
  out: { type: 'string' },
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

/** Throws UsageError. Relative files are taken from `folder`. */
export function readCommand(args: readonly string[], folder: string): Command {
  const values = parsed(args);
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
  const [cert, key] = [values['tls-cert'], values['tls-key']];
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
    settings: { realm, publicIp, listeningIp, port: port('--port', values.port), tls, minPort, maxPort, allowed },
  };
}

function parsed(args: readonly string[]) {
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
