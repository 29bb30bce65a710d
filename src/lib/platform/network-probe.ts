/** Measures the line against the relay's /probe/<ticket>, and whether ICE gets through, with the browser's own means. */
import type { NetworkProbe, Transfer } from '../core/check/ports.ts';

const probePath = (ticket: string): string => `/probe/${ticket}`;
/** getRandomValues gives at most this many bytes at once. */
const RANDOM_BYTES = 65_536;

/** From the first piece to the last, so that the way to the server is not counted; where all came in one, from the question. */
async function download(ticket: string, maxBytes: number, maxMs: number): Promise<Transfer | undefined> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), maxMs);
  const begun = performance.now();
  let first: number | undefined;
  let firstBytes = 0;
  let last = begun;
  let bytes = 0;
  try {
    const answer = await fetch(probePath(ticket), { cache: 'no-store', signal: stop.signal });
    if (!answer.ok || !answer.body) return undefined;
    const reader = answer.body.getReader();
    while (bytes < maxBytes) {
      const { done, value } = await reader.read();
      if (done) break;
      last = performance.now();
      bytes += value.length;
      if (first !== undefined) continue;
      first = last;
      firstBytes = value.length;
    }
    stop.abort();
  } catch {
    // The time is over, which is how a slow line ends; or the connection broke.
  } finally {
    clearTimeout(timer);
  }
  if (first === undefined) return undefined;
  return bytes > firstBytes ? { bytes: bytes - firstBytes, ms: last - first } : { bytes, ms: last - begun };
}

/** One round trip to the server by HTTP, in milliseconds; rejects where it does not answer. The first one of a page also connects. */
export async function pingServer(): Promise<number> {
  const begun = performance.now();
  const answer = await fetch('/healthz', { cache: 'no-store' });
  await answer.arrayBuffer();
  return performance.now() - begun;
}

/** The download has closed its connection: making another one is no part of the upload. */
const connect = (maxMs: number): Promise<unknown> =>
  fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(maxMs) })
    .then((answer) => answer.arrayBuffer())
    .catch(() => undefined);

/** By XMLHttpRequest, since fetch tells nothing of the progress of an upload. Random bytes, which no proxy can compress. */
async function upload(ticket: string, maxBytes: number, maxMs: number): Promise<Transfer | undefined> {
  const pieces = Array.from({ length: Math.ceil(maxBytes / RANDOM_BYTES) }, (_, index) =>
    crypto.getRandomValues(new Uint8Array(Math.min(RANDOM_BYTES, maxBytes - index * RANDOM_BYTES))),
  );
  await connect(maxMs);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let begun = performance.now();
    let sent: Transfer | undefined;
    const timer = setTimeout(() => request.abort(), maxMs);
    const finish = (result: Transfer | undefined): void => {
      clearTimeout(timer);
      resolve(result);
    };
    request.upload.addEventListener('loadstart', () => (begun = performance.now()));
    request.upload.addEventListener('progress', ({ loaded }) => {
      sent = { bytes: loaded, ms: performance.now() - begun };
    });
    request.addEventListener('load', () => {
      const ok = request.status >= 200 && request.status < 300;
      // The answer comes when all has arrived; progress counts what only stands in a buffer.
      finish(ok ? { bytes: maxBytes, ms: performance.now() - begun } : undefined);
    });
    request.addEventListener('error', () => finish(undefined));
    request.addEventListener('abort', () => finish(sent));
    request.open('POST', probePath(ticket));
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.send(new Blob(pieces));
  });
}

/** Gathers until a candidate is `wanted`, gathering is over, or the time is. */
function gathers(
  config: RTCConfiguration,
  maxMs: number,
  wanted: (candidate: RTCIceCandidate) => boolean,
): Promise<boolean> {
  return new Promise((resolve) => {
    let connection: RTCPeerConnection;
    try {
      connection = new RTCPeerConnection(config);
    } catch {
      resolve(false); // a URL that this browser does not take, or WebRTC is switched off
      return;
    }
    const finish = (found: boolean): void => {
      clearTimeout(timer);
      connection.close();
      resolve(found);
    };
    const timer = setTimeout(() => finish(false), maxMs);
    connection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate === null) finish(false);
      else if (candidate.candidate !== '' && wanted(candidate)) finish(true);
    });
    connection.createDataChannel('probe');
    connection
      .createOffer()
      .then((offer) => connection.setLocalDescription(offer))
      .catch(() => finish(false));
  });
}

export const browserNetworkProbe = (): NetworkProbe => ({
  download,
  upload,
  reachTurn: ({ urls, username, credential }, maxMs) =>
    gathers(
      {
        iceServers: [
          { urls, ...(username !== undefined && { username }), ...(credential !== undefined && { credential }) },
        ],
        iceTransportPolicy: 'relay',
      },
      maxMs,
      ({ candidate }) => / typ relay\b/.test(candidate),
    ),
  findAddress: (maxMs) => gathers({}, maxMs, ({ candidate }) => / typ (host|srflx)\b/.test(candidate)),
});
