/** `GET /api/installation`: the hosts and ports of this installation, for its help page (spec S2). No secret, no credential. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Installation } from '../src/lib/wire/installation.ts';
import { answerError, answerJson } from './answers.ts';

/** RFC 7064 and 7065: where no port is given. */
const DEFAULT_PORT = 3478;
const DEFAULT_TLS_PORT = 5349;
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80 };

type Server = Installation['servers'][number];

/** A STUN or TURN URI of the configuration; an IPv6 address stands in brackets. */
function serverOf(uri: string): Server[] {
  const [, scheme, host, port, transport] =
    /^(stun|turns?):(\[[^\]]+\]|[^:?]+)(?::(\d+))?(?:\?transport=(udp|tcp))?$/.exec(uri) ?? [];
  if (!scheme || !host) return [];
  const kind = scheme === 'stun' ? 'stun' : scheme === 'turns' ? 'tls' : transport === 'tcp' ? 'tcp' : 'udp';
  return [{ host, port: port ? Number(port) : kind === 'tls' ? DEFAULT_TLS_PORT : DEFAULT_PORT, kind }];
}

/** `url`: the public one. */
export function installationOf(url: string, turnUrls: readonly string[]): Installation {
  const { protocol, hostname, port } = new URL(url);
  return {
    page: {
      host: hostname,
      port: port ? Number(port) : (DEFAULT_PORTS[protocol] ?? 443),
      secure: protocol === 'https:',
    },
    servers: turnUrls.flatMap(serverOf),
  };
}

export function handleInstallation(known: Installation, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') return answerError(response, 405);
  answerJson(response, 200, known);
}
