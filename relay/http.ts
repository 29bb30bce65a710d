/** Who answers which HTTP request. Paths are never logged: some hold a room or a ticket. */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { answerError, answerHealth, answerReady } from './answers.ts';
import { serveFile } from './files.ts';
import { setSecurityHeaders } from './headers.ts';
import type { Installation } from '../src/lib/wire/installation.ts';
import { handleInstallation } from './installation.ts';
import type { Limits } from './limits.ts';
import { handleLinks, type LinkDesk } from './links.ts';
import { ModelFiles, serveModel } from './models.ts';
import type { ProbeDesk } from './probe.ts';

/** How often Node looks for requests that take too long, at most, in milliseconds: its own 30 s would make of 10 s up to 40. */
const LOOK_MS = 5_000;
const MODELS = '/models/';

export interface HttpDeps {
  readonly limits: Pick<Limits, 'headMs' | 'requestMs' | 'stallMs'>;
  /** Files of a certificate and its key; undefined: plain http. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly links: LinkDesk;
  readonly probes: ProbeDesk;
  /** Folder of the built client; undefined: this relay serves none. */
  readonly staticDir: string | undefined;
  /** Folder of the models; undefined: there are none. */
  readonly modelsDir: string | undefined;
  readonly installation: () => Installation;
  readonly isHttps: () => boolean;
  readonly isReady: () => boolean;
  readonly addressOf: (request: IncomingMessage) => string;
}

export function createHttp(deps: HttpDeps): Server {
  // Not by `import`, which asks a built-in module for all that it exports: here also for its WebSocket client, and so loads
  // all of undici, 13 MB that nobody uses.
  const { createServer } = process.getBuiltinModule('node:http');
  const { headMs, requestMs, stallMs } = deps.limits;
  const options = {
    headersTimeout: headMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(LOOK_MS, headMs),
  };
  const models = deps.modelsDir === undefined ? undefined : new ModelFiles(deps.modelsDir);
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    route(deps, models, request, response).catch(() => response.destroy());
  };
  const server: Server = deps.tls
    ? process
        .getBuiltinModule('node:https')
        .createServer({ ...options, cert: readFileSync(deps.tls.cert), key: readFileSync(deps.tls.key) }, answer)
    : createServer(options, answer);
  server.maxHeadersCount = 64;
  // Who stops reading in the middle of a model would hold its file and its socket for ever. `ws` takes this off its sockets.
  server.timeout = stallMs;
  return server;
}

async function route(
  deps: HttpDeps,
  models: ModelFiles | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  setSecurityHeaders(response, deps.isHttps());
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  if (path === '/healthz') return answerHealth(response);
  if (path === '/readyz') return answerReady(response, deps.isReady());
  if (path === '/api/links') return handleLinks(deps.links, deps.addressOf(request), request, response);
  if (path === '/api/installation') return handleInstallation(deps.installation(), request, response);
  if (path.startsWith('/probe/')) {
    const bytes = new URLSearchParams(query).get('bytes');
    return deps.probes.handle(path.slice('/probe/'.length), bytes, request, response);
  }
  if (path.startsWith(MODELS)) return serveModel(models, path.slice(MODELS.length - 1), request, response);
  if (deps.staticDir === undefined) return answerError(response, 404);
  return serveFile(deps.staticDir, path, request, response);
}
