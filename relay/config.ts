/** The relay's settings, from the environment. What is wrong is said at the start, with what to do about it. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import type { OperatorConfig } from './operator.ts';
import { isLoopback } from './origin.ts';
import { readSecretFile } from './secret.ts';
import type { TurnConfig } from './turn.ts';

export interface RelayConfig {
  /** 0: any free one. */
  readonly port: number;
  /** Address to listen on; undefined: all. */
  readonly host: string | undefined;
  /** Without a slash at the end; undefined: http://localhost with the actual port. */
  readonly publicUrl: string | undefined;
  /** Who knows it may make interviews; undefined: everybody may. */
  readonly organizerKey: string | undefined;
  /** Folder of the signing secret. */
  readonly dataDir: string;
  /** Folder of the built client; undefined: none is served. */
  readonly staticDir: string | undefined;
  /** Folder of the models that `npm run models` puts there; undefined: none are served. */
  readonly modelsDir: string | undefined;
  /** Files of a certificate and its key, in PEM: the relay speaks https itself; undefined: a proxy does. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly turn: TurnConfig;
  /** How many proxies in front are trusted to tell the address (X-Forwarded-For). */
  readonly trustProxy: number;
  /** Origins beside the public URL's that may connect. */
  readonly allowedOrigins: readonly string[];
  readonly limits: Limits;
  /** Figures for the operator, on a port of their own; undefined: nowhere. */
  readonly operator: OperatorConfig | undefined;
  /** How long a relay that is asked to end says that it is draining before it sends its clients away, in milliseconds. */
  readonly drainMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A setting cannot be used; the message names it and says what to do. */
export class ConfigError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_PORT = 8080;
const PORT_MAX = 65_535;
/** Short keys can be guessed. */
const ORGANIZER_KEY_MIN_CHARS = 12;
/** Longer than any proxy needs to see that a relay drains, in seconds. */
const DRAIN_MAX_S = 600;
const TURN_URLS_MAX = 12;
/** `npm run turn` writes it, the relay reads it. */
export const TURN_SECRET_FILE = 'turn-secret';

/** Configuration for a relay in this process, for what is not said: any port of this machine, defaults for the rest. */
export const configWith = (given: Partial<RelayConfig> & Pick<RelayConfig, 'dataDir'>): RelayConfig => ({
  port: 0,
  host: '127.0.0.1',
  publicUrl: undefined,
  organizerKey: undefined,
  staticDir: undefined,
  modelsDir: undefined,
  tls: undefined,
  turn: { urls: [], secret: '' },
  trustProxy: 0,
  allowedOrigins: [],
  limits: DEFAULT_LIMITS,
  operator: undefined,
  drainMs: 0,
  now: Date.now,
  ...given,
});

/** Throws ConfigError, or SecretError for a TURN secret file that others can read. `root`: the project's folder. */
export function configFrom(env: Environment, root: string): RelayConfig {
  const port = integer(env, 'PORT', DEFAULT_PORT, PORT_MAX);
  const publicUrl = publicUrlOf(env['PUBLIC_URL'], port);
  const organizerKey = env['ORGANIZER_KEY'] || undefined;
  checkOrganizerKey(publicUrl, organizerKey);
  const dataDir = resolve(root, env['DATA_DIR'] || 'data');
  return configWith({
    port,
    // Whoever reaches an unprotected relay may make interviews: unless told otherwise it is reached from this machine only.
    host: env['HOST'] || (organizerKey === undefined ? '127.0.0.1' : undefined),
    publicUrl: port === 0 && !env['PUBLIC_URL'] ? undefined : publicUrl,
    organizerKey,
    dataDir,
    staticDir: resolve(root, env['STATIC_DIR'] || 'build'),
    modelsDir: resolve(root, env['MODELS_DIR'] || 'models'),
    tls: tlsOf(env, root, publicUrl),
    turn: turnOf(env, dataDir),
    trustProxy: integer(env, 'TRUST_PROXY', 0, 8),
    allowedOrigins: list(env['ALLOWED_ORIGINS']).map(originOf),
    operator: env['METRICS_PORT']
      ? { port: integer(env, 'METRICS_PORT', 0, PORT_MAX), host: env['METRICS_HOST'] || '127.0.0.1' }
      : undefined,
    drainMs: integer(env, 'DRAIN_SECONDS', 0, DRAIN_MAX_S) * 1000,
    limits: {
      ...DEFAULT_LIMITS,
      ...perAddress(integer(env, 'MAX_CONNECTIONS_PER_ADDRESS', DEFAULT_LIMITS.connectionsPerAddress, 1_000_000)),
      connections: integer(env, 'MAX_CONNECTIONS', DEFAULT_LIMITS.connections, 1_000_000),
      signBurst: integer(env, 'MAX_LINKS_PER_ADDRESS', DEFAULT_LIMITS.signBurst, 1_000_000),
    },
  });
}

/** Who may have more sockets from one address may also open them faster: all of them twice at once, and again within half a minute. */
const perAddress = (sockets: number): Pick<Limits, 'connectionsPerAddress' | 'connectBurst' | 'connectRate'> => ({
  connectionsPerAddress: sockets,
  connectBurst: sockets * 2,
  connectRate: sockets / 16,
});

const list = (text: string | undefined): string[] => (text ?? '').split(',').flatMap((part) => part.trim() || []);

function integer(env: Environment, name: string, fallback: number, max: number): number {
  const text = env[name]?.trim();
  if (!text) return fallback;
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= max) return value;
  throw new ConfigError(`${name}: a whole number from 0 to ${max} expected.`);
}

function publicUrlOf(text: string | undefined, port: number): string {
  if (!text) return `http://localhost:${port}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isUsable =
    url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash && !url.username;
  if (!isUsable) throw new ConfigError('PUBLIC_URL: scheme, host and port only, such as https://interview.example.org');
  return url.origin;
}

function originOf(text: string): string {
  if (URL.canParse(text) && new URL(text).origin === text) return text;
  throw new ConfigError('ALLOWED_ORIGINS: origins with commas between them, such as https://interview.example.org');
}

/** Spec R4. */
function checkOrganizerKey(publicUrl: string, organizerKey: string | undefined): void {
  if (organizerKey === undefined && !isLoopback(new URL(publicUrl))) {
    throw new ConfigError(
      'ORGANIZER_KEY is not set, and PUBLIC_URL is not localhost: anybody could make interviews on this server. ' +
        'Set ORGANIZER_KEY to a long random text (for example the output of: openssl rand -base64 24) ' +
        'and give it to those who may make interviews.',
    );
  }
  if (organizerKey !== undefined && organizerKey.length < ORGANIZER_KEY_MIN_CHARS) {
    throw new ConfigError(`ORGANIZER_KEY: at least ${ORGANIZER_KEY_MIN_CHARS} characters, or it can be guessed.`);
  }
}

function tlsOf(env: Environment, root: string, publicUrl: string): RelayConfig['tls'] {
  const [cert, key] = [env['TLS_CERT'], env['TLS_KEY']];
  if (!cert && !key) return undefined;
  if (!cert || !key) throw new ConfigError('TLS_CERT and TLS_KEY belong together: files in PEM.');
  if (!publicUrl.startsWith('https:')) throw new ConfigError('TLS_CERT is set, so PUBLIC_URL has to begin with https:');
  const files = { cert: resolve(root, cert), key: resolve(root, key) };
  for (const [name, file] of [['TLS_CERT', files.cert] as const, ['TLS_KEY', files.key] as const]) {
    if (!existsSync(file)) throw new ConfigError(`${name}: there is no ${file}`);
  }
  return files;
}

function turnOf(env: Environment, dataDir: string): TurnConfig {
  const urls = list(env['TURN_URLS']);
  const wrong = urls.some((url) => !/^(stun|turns?):[A-Za-z0-9.[\]:-]+(\?transport=(udp|tcp))?$/.test(url));
  if (wrong || urls.length > TURN_URLS_MAX) {
    throw new ConfigError(
      `TURN_URLS: up to ${TURN_URLS_MAX} with commas between them, such as turn:turn.example.org:3478?transport=udp`,
    );
  }
  const file = join(dataDir, TURN_SECRET_FILE);
  const needsSecret = urls.some((url) => url.startsWith('turn'));
  const secret = env['TURN_SECRET'] || (needsSecret ? readSecretFile(file) : '');
  if (needsSecret && !secret) {
    throw new ConfigError(
      `TURN_URLS is set, but no secret: set TURN_SECRET to the static-auth-secret of your TURN server, ` +
        `or make both with: npm run turn -- --realm … --public-ip … (it keeps the secret in ${file})`,
    );
  }
  return { urls, secret: secret ?? '' };
}
