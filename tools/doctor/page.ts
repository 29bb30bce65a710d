/** What an installation answers to somebody who comes from outside: page, headers, clock, WebSocket, and what must not be open. */
import { WebSocket } from 'ws';
import { randomBytes } from 'node:crypto';
import { jsonOf } from '../../src/lib/wire/bytes.ts';
import { parse } from '../../src/lib/wire/ids.ts';
import { ModelIndex } from '../../src/lib/wire/models.ts';
import type { Finding } from '../../turn/check.ts';
import { reasonOf } from '../../turn/transport.ts';
import { foreignLoads, weaknesses } from './subresources.ts';

/** How long one answer may take, in milliseconds. */
const ANSWER_MS = 10_000;
/** Links open and end by the clock, in milliseconds; the certificates of a call hold ten minutes. */
const CLOCK_MS = 30_000;
const FOREIGN = 'https://foreign.invalid';

const ok = (name: string, detail: string): Finding => ({ name, result: 'ok', detail });
const failed = (name: string, detail: string): Finding => ({ name, result: 'failed', detail });
const judged = (name: string, isRight: boolean, detail: string): Finding =>
  isRight ? ok(name, detail) : failed(name, detail);

const HEADERS: readonly (readonly [name: string, value: RegExp])[] = [
  ['content-security-policy', /frame-ancestors 'none'/],
  ['x-frame-options', /^DENY$/i],
  ['x-content-type-options', /^nosniff$/],
  ['cross-origin-opener-policy', /^same-origin$/],
  ['cross-origin-resource-policy', /^same-origin$/],
  ['referrer-policy', /^no-referrer$/],
  ['permissions-policy', /camera=\(self\)/],
];

const get = (url: string): Promise<Response> =>
  fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MS) });

/** `url`: the public one, without a slash at its end. `now` in milliseconds. */
export async function* checkPage(url: string, now: () => number): AsyncGenerator<Finding> {
  const isLocal = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(url);
  yield judged('HTTPS', url.startsWith('https:') || isLocal, isLocal ? 'not needed on this machine' : url);
  let health: Response;
  try {
    health = await get(`${url}/healthz`);
  } catch (error) {
    const cause = error instanceof Error && error.cause ? error.cause : error;
    return yield failed('It answers', `${reasonOf(cause)}: does it run, and do name, certificate and firewall fit?`);
  }
  yield judged('It answers', health.status === 200, `${health.status} for /healthz`);
  const ready = await get(`${url}/readyz`);
  yield judged('It wants connections', ready.status === 200, `${ready.status} for /readyz`);
  yield clock(health, now());
  const page = await get(`${url}/`);
  const text = await page.text();
  yield judged(
    'The page is served',
    page.status === 200 && text.includes('http-equiv="content-security-policy"'),
    `${page.status}, its policy ${text.includes('http-equiv="content-security-policy"') ? 'stands' : 'is missing: was the client built?'}`,
  );
  const foreign = foreignLoads(text, `${url}/`);
  yield judged('Scripts and styles', foreign.length === 0, foreign[0] ?? 'all from this server');
  const weak = weaknesses(text);
  yield judged('Policy of the page', weak.length === 0, weak.length === 0 ? 'strict' : `too wide: ${weak.join(', ')}`);
  const wanted = url.startsWith('https:')
    ? [...HEADERS, ['strict-transport-security', /max-age=\d{6,}/] as const]
    : HEADERS;
  const missing = wanted.filter(([name, value]) => !value.test(page.headers.get(name) ?? '')).map(([name]) => name);
  yield judged(
    'Headers',
    missing.length === 0,
    missing.length === 0 ? 'all there' : `missing or changed on the way: ${missing.join(', ')}`,
  );
  const figures = await (await get(`${url}/metrics`)).text();
  yield judged(
    'Figures are not public',
    !figures.includes('mensetsu_'),
    figures.includes('mensetsu_') ? 'close METRICS_PORT' : 'no /metrics here',
  );
  const own = await greeting(url, url);
  yield judged(
    'WebSocket',
    own === 'challenge',
    own === 'challenge' ? 'opens' : `${own}: does the proxy pass WebSockets on?`,
  );
  const others = await greeting(url, FOREIGN);
  yield judged(
    'WebSocket for pages of others',
    others === '403',
    others === '403' ? 'refused' : `${others}, 403 expected`,
  );
  const models = await get(`${url}/models/index.json`);
  const list = models.status === 200 ? parse(ModelIndex, jsonOf(await models.text()))?.models : [];
  yield list && list.length > 0
    ? ok('Models for transcripts', `${list.length} there`)
    : { name: 'Models for transcripts', result: 'note', detail: 'none: npm run models' };
}

function clock(answer: Response, now: number): Finding {
  const theirs = Date.parse(answer.headers.get('date') ?? '');
  if (Number.isNaN(theirs)) return { name: 'Clock', result: 'note', detail: 'the server does not say what time it is' };
  const apart = Math.abs(theirs - now);
  return judged('Clock', apart <= CLOCK_MS, `${Math.round(apart / 1000)} s apart from this machine's`);
}

/** The first frame of a relay, or the status in place of it, or why there is none. */
function greeting(url: string, origin: string): Promise<string> {
  const room = randomBytes(16).toString('base64url');
  return new Promise((resolve) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/${room}`, { origin, handshakeTimeout: ANSWER_MS });
    const timer = setTimeout(() => settle('no answer'), ANSWER_MS);
    const settle = (what: string): void => {
      clearTimeout(timer);
      socket.terminate();
      resolve(what);
    };
    socket.on('message', (data: Buffer) =>
      settle(data.toString().includes('"challenge"') ? 'challenge' : 'another greeting'),
    );
    socket.on('unexpected-response', (_, { statusCode }) => settle(String(statusCode)));
    socket.on('error', (error) => settle(reasonOf(error)));
  });
}
