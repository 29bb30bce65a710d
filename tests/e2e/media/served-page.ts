/** Builds the test page with Vite and serves it on localhost, with the relay's /healthz and /probe/<ticket>. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sirv from 'sirv';
import { build } from 'vite';

export interface ServedPage {
  readonly url: string;
  readonly port: number;
  /** Slows what goes down to so many bytes a second; undefined: as fast as it goes. */
  limitDown(bytesPerSecond: number | undefined): void;
  close(): void;
}

const PROBE_BYTES = 4 * 1024 * 1024;
const PIECE_MS = 50;

export async function servePage(): Promise<ServedPage> {
  const folder = mkdtempSync(path.join(tmpdir(), 'mensetsu-media-page-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root: path.join(import.meta.dirname, 'page'),
    build: { outDir: folder, target: 'es2022' },
  });
  const files = sirv(folder, { dev: true });
  let limit: number | undefined;

  const server = createServer((request, response) => {
    if (request.url === '/healthz') return void response.end('ok');
    if (!request.url?.startsWith('/probe/')) return void files(request, response);
    if (request.method === 'POST') return void request.resume().on('end', () => response.end());
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': PROBE_BYTES });
    if (limit === undefined) return void response.end(Buffer.alloc(PROBE_BYTES, 7));
    const piece = Buffer.alloc(Math.round((limit * PIECE_MS) / 1000), 7);
    const timer = setInterval(() => response.write(piece), PIECE_MS);
    response.on('close', () => clearInterval(timer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/`,
    port,
    limitDown(bytesPerSecond) {
      limit = bytesPerSecond;
    },
    close() {
      server.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
