/** Small answers of the HTTP side. None may be kept by anybody on the way. */
import type { ServerResponse } from 'node:http';

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
  });
  response.end(text);
}

/** An empty-handed answer; what the client is still sending is not waited for. */
export function answerError(response: ServerResponse, status: number): void {
  response.writeHead(status, {
    'Content-Length': 0,
    'Cache-Control': 'no-store',
    ...(status === 413 && { Connection: 'close' }),
  });
  response.end();
}

/** Whether the process lives: also while it drains, or its supervisor would end it before its calls have moved. */
export const answerHealth = (response: ServerResponse): void => answerJson(response, 200, { status: 'ok' });

/** Whether new connections are wanted here: a proxy sends them elsewhere while they are not. */
export const answerReady = (response: ServerResponse, isReady: boolean): void =>
  isReady ? answerJson(response, 200, { status: 'ready' }) : answerJson(response, 503, { status: 'draining' });
