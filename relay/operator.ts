/**
 * The operator's own port: figures, and whether the relay lives and wants connections. It is another port than the one that a proxy shows
 * to the world, and on the loopback address unless told otherwise, so that nobody finds it who was not let in.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { answerError, answerHealth, answerReady } from './answers.ts';
import { METRICS_TYPE, renderMetrics, type Figures } from './metrics.ts';

export interface OperatorConfig {
  /** 0: any free one. */
  readonly port: number;
  /** Address to listen on. */
  readonly host: string;
}

export interface OperatorPort {
  listen(): Promise<number>;
  close(): Promise<void>;
}

/** How often the event loop's delay is measured, in milliseconds. */
const DELAY_GRAIN_MS = 20;

export function createOperatorPort(
  { port, host }: OperatorConfig,
  figures: () => Omit<Figures, 'delay'>,
): OperatorPort {
  const delay = monitorEventLoopDelay({ resolution: DELAY_GRAIN_MS });
  const { createServer } = process.getBuiltinModule('node:http'); // as in http.ts
  const server: Server = createServer((request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return answerError(response, 405);
    switch (request.url?.split('?', 1)[0]) {
      case '/healthz':
        return answerHealth(response);
      case '/readyz':
        return answerReady(response, figures().isReady);
      case '/metrics': {
        const text = renderMetrics({ ...figures(), delay });
        delay.reset();
        response.writeHead(200, { 'Content-Type': METRICS_TYPE, 'Cache-Control': 'no-store' });
        return void response.end(text);
      }
      default:
        return answerError(response, 404);
    }
  });
  return {
    async listen() {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          resolve();
        });
      });
      delay.enable();
      return (server.address() as AddressInfo).port; // a TCP server that listens has no other kind
    },
    async close() {
      delay.disable();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
