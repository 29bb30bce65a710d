import { expect, test } from 'vitest';
import { cell, happening } from '../../../src/lib/core/cell.ts';
import { createTurnServers } from '../../../src/lib/core/call/turn-servers.ts';
import { createScope } from '../../../src/lib/core/scope.ts';
import type { RelaySession } from '../../../src/lib/core/session/relay-session.ts';
import type { ClientFrame, ServerFrame } from '../../../src/lib/wire/relay.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const welcome = (as: 'lobby' | 'call'): ServerFrame => ({ t: 'welcome', as, now: 1, members: [] });
const answer: ServerFrame = { t: 'turn', servers: [{ urls: ['turn:turn.example.org'] }], ttl: 600 };

function setUp() {
  const clock = createManualClock();
  const frames = happening<ServerFrame>();
  const sent: ClientFrame[] = [];
  const relay: Pick<RelaySession, 'frames' | 'send'> = { frames, send: (frame) => sent.push(frame) > 0 };
  const turn = createTurnServers({ relay, scope: createScope(clock) });
  const ready = cell(false);
  void turn.ready.then(() => ready.set(true));
  return { clock, frames, sent, turn, ready };
}

test('N2: asks when it is in the call, not in the lobby, and is ready with the answer', async () => {
  const { frames, sent, turn, ready } = setUp();
  frames.emit(welcome('lobby'));
  expect(sent).toEqual([]);
  frames.emit(welcome('call'));
  expect(sent).toEqual([{ t: 'turn' }]);
  expect(turn.servers()).toEqual([]);
  await Promise.resolve();
  expect(ready.get()).toBe(false);
  frames.emit(answer);
  await turn.ready;
  expect(turn.servers()).toEqual([{ urls: ['turn:turn.example.org'] }]);
});

test.each([
  [[], false],
  [['stun:stun.example.org'], false],
  [['stun:stun.example.org', 'turns:turn.example.org:443'], true],
])('N7: with the servers %j there is something to relay: %s', (urls, relaying) => {
  const { frames, turn } = setUp();
  frames.emit(welcome('call'));
  expect(turn.relaying.get()).toBeUndefined();
  frames.emit({ t: 'turn', servers: urls.map((url) => ({ urls: [url] })), ttl: 600 });
  expect(turn.relaying.get()).toBe(relaying);
});

test('N2: asks again before the credentials run out', async () => {
  const { clock, frames, sent } = setUp();
  frames.emit(welcome('call'));
  frames.emit(answer);
  await clock.advance(599_000);
  expect(sent.length).toBe(2);
});

test('N2: does not wait for ever for a relay that gives no answer', async () => {
  const { clock, frames, turn } = setUp();
  frames.emit(welcome('call'));
  await clock.advance(3_000);
  await turn.ready;
  expect(turn.servers()).toEqual([]);
});
