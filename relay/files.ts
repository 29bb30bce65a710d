/**
 * The built client. Every request looks at the disk, so a new build or a model that is put there counts without a restart, and
 * a file that has gone is a 404. (sirv was meant to do this: a range that runs backwards or a file that is gone throws
 * where nobody can catch it, and an aborted download keeps its file open.)
 */
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { scriptPolicy } from './headers.ts';
import { answerError } from './answers.ts';
import { partOf } from './range.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wav': 'audio/wav',
  '.gz': 'application/gzip',
};
/** What a page may start as a worker. */
const SCRIPTS: ReadonlySet<string> = new Set(['.js', '.mjs']);
/** Precompressed neighbours, best first. */
const ENCODINGS = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const;
/** Names under it carry the hash of their content. */
const IMMUTABLE = '/_app/immutable/';
/** Where a miss is a miss: a page in place of a script or a model would be taken for it, and kept. */
const NEVER_A_PAGE = /^\/(_app|models|api|ws|probe)(\/|$)/;

export interface Found {
  readonly handle: FileHandle;
  readonly size: number;
  readonly modified: number;
  readonly encoding: string | undefined;
}

/** Serves the files under `root`. `path` is the request's path, still percent-encoded. */
export async function serveFile(
  root: string,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return answerError(response, 405);
  const name = safeName(path);
  if (name === undefined) return answerError(response, 404);
  const wanted = name === '/' ? '/index.html' : name;
  const found = await find(root, wanted, request);
  if (found) return send(wanted, found, wanted.startsWith(IMMUTABLE), request, response);
  const page = isNavigation(name, request) ? await find(root, '/index.html', request) : undefined;
  return page ? send('/index.html', page, false, request, response) : answerError(response, 404);
}

/** The decoded path, unless it could leave the root or name a hidden file. */
export function safeName(path: string): string | undefined {
  let name: string;
  try {
    name = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  const isSafe = name.startsWith('/') && !/[\0\\]/.test(name) && !name.split('/').some((part) => part.startsWith('.'));
  return isSafe ? name : undefined;
}

const isNavigation = (name: string, request: IncomingMessage): boolean =>
  !NEVER_A_PAGE.test(name) && extname(name) === '' && (request.headers.accept ?? '').includes('text/html');

async function find(root: string, name: string, request: IncomingMessage): Promise<Found | undefined> {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  for (const { name: encoding, suffix } of ENCODINGS) {
    if (!new RegExp(`\\b${encoding}\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))`).test(accepted)) continue;
    const found = await openFile(join(root, name + suffix), encoding);
    if (found) return found;
  }
  return openFile(join(root, name), undefined);
}

export async function openFile(path: string, encoding: string | undefined): Promise<Found | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path);
    const stats = await handle.stat();
    if (stats.isFile()) return { handle, size: stats.size, modified: Math.floor(stats.mtimeMs), encoding };
  } catch {
    // no such file
  }
  await handle?.close();
  return undefined;
}

export async function send(
  name: string,
  found: Found,
  isImmutable: boolean,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { handle, size, modified, encoding } = found;
  // Before a 304, whose headers replace those that the browser has kept.
  if (SCRIPTS.has(extname(name))) response.setHeader('Content-Security-Policy', scriptPolicy(name));
  const etag = `W/"${size.toString(36)}-${modified.toString(36)}"`;
  response.setHeader('Cache-Control', isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  response.setHeader('ETag', etag);
  response.setHeader('Vary', 'Accept-Encoding');
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return handle.close();
  }
  response.setHeader('Content-Type', TYPES[extname(name)] ?? 'application/octet-stream');
  if (encoding) response.setHeader('Content-Encoding', encoding);
  else response.setHeader('Accept-Ranges', 'bytes');
  // A weak ETag proves no part to be of the same file (RFC 9110, 13.1.5): who asks "if it is still that one" gets the whole.
  const range = encoding || request.headers['if-range'] !== undefined ? undefined : request.headers.range;
  const part = partOf(range, size);
  if (part === 'none') {
    response.setHeader('Content-Range', `bytes */${size}`);
    await handle.close();
    return answerError(response, 416);
  }
  if (part) response.setHeader('Content-Range', `bytes ${part.start}-${part.end}/${size}`);
  response.setHeader('Content-Length', part ? part.end - part.start + 1 : size);
  response.writeHead(part ? 206 : 200);
  if (request.method === 'HEAD') {
    response.end();
    return handle.close();
  }
  try {
    // `end`: a file that grows while it is read must not run over its announced length.
    await pipeline(handle.createReadStream(part ?? (size > 0 ? { end: size - 1 } : {})), response);
  } catch {
    response.destroy(); // the reader went away; the pipeline has closed the file
  }
}
