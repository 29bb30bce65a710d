/**
 * `npm start -- --lan` (spec N8): the settings with which phones in the same network can join. Browsers give camera and keys to https pages only,
 * so the relay gets a certificate that is made here, and kept: a phone that was told once to trust it is not asked again.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import path from 'node:path';
import { holdsFor, selfSigned } from './certificate.ts';

export interface Interface {
  readonly address: string;
  readonly internal: boolean;
}

/** Private networks, the most usual at home and in offices first (RFC 1918). */
const PRIVATE = [/^192\.168\./, /^10\./, /^172\.(1[6-9]|2\d|3[01])\./] as const;
/** Of containers and virtual machines: no phone is there. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vboxnet|utun|tun|tap|wg|zt|tailscale)/;
const DEFAULT_PORT = '8443';
const KEY_BYTES = 15;

/** The machine's address in the local network; undefined: it has none. */
export function lanAddress(interfaces: Readonly<Record<string, readonly Interface[] | undefined>>): string | undefined {
  const found = Object.entries(interfaces).flatMap(([name, all]) =>
    VIRTUAL.test(name) ? [] : (all ?? []).filter(({ address, internal }) => !internal && isIPv4(address)),
  );
  const rank = ({ address }: Interface): number => {
    const at = PRIVATE.findIndex((network) => network.test(address));
    return at === -1 ? PRIVATE.length : at;
  };
  return found.toSorted((left, right) => rank(left) - rank(right))[0]?.address;
}

/** The certificate for this address: that of last time where it holds. Its file and that of the key, mode 0600. */
export function lanCertificate(dataDir: string, address: string, now: number): { cert: string; key: string } {
  const [cert, key] = [path.join(dataDir, 'lan-cert.pem'), path.join(dataDir, 'lan-key.pem')];
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  let known = '';
  try {
    readFileSync(key);
    known = readFileSync(cert, 'utf8');
  } catch {
    // the first time
  }
  if (holdsFor(known, [address], now)) return { cert, key };
  const made = selfSigned([address], now);
  writeFileSync(key, made.key, { mode: 0o600 });
  writeFileSync(cert, made.cert, { mode: 0o600 });
  return { cert, key };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What the relay is started with. Who makes interviews has to know a key (spec R4), which is made for this run unless one was given. */
export function lanEnvironment(env: Environment, address: string, files: { cert: string; key: string }) {
  const port = env['PORT'] || DEFAULT_PORT;
  return {
    PORT: port,
    HOST: '0.0.0.0',
    PUBLIC_URL: `https://${address}:${port}`,
    ALLOWED_ORIGINS: `https://localhost:${port}`,
    ORGANIZER_KEY: env['ORGANIZER_KEY'] || randomBytes(KEY_BYTES).toString('base64url'),
    TLS_CERT: files.cert,
    TLS_KEY: files.key,
  };
}
