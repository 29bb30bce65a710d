import { describe, expect, test } from 'vitest';
import type { Measured } from '../../../src/lib/core/check/items.ts';
import { judgeLine } from '../../../src/lib/core/check/line.ts';
import { judgeSecurity, transportOf, waysOf } from '../../../src/lib/core/check/security.ts';

describe('E2 the line', () => {
  test.each([
    ['good', 20, 5, 40, 'ok', undefined],
    ['slow to send', 20, 1, 40, 'warning', 'line-slow'],
    ['slow to receive', 1, 5, 40, 'warning', 'line-slow'],
    ['far away', 20, 5, 600, 'warning', 'line-slow'],
    ['too slow to send', 20, 0.1, 40, 'failed', 'line-too-slow'],
    ['too slow to receive', 0.1, 5, 40, 'failed', 'line-too-slow'],
    ['not measured', undefined, 5, 40, 'failed', 'line-unmeasured'],
    ['half measured', 20, undefined, 40, 'failed', 'line-unmeasured'],
    ['without a round trip', 20, 5, undefined, 'failed', 'line-unmeasured'],
  ] as const)('%s', (_what, downMbps, upMbps, roundTripMs, state, problem) => {
    const outcome = judgeLine({ downMbps, upMbps, roundTripMs });
    expect([outcome.state, outcome.problem]).toEqual([state, problem]);
  });
});

describe('E2 the ways to the TURN server', () => {
  test.each([
    ['turn:turn.example:3478', 'udp'],
    ['turn:turn.example:3478?transport=udp', 'udp'],
    ['turn:turn.example:3478?transport=tcp', 'tcp'],
    ['turns:turn.example:5349?transport=tcp', 'tls'],
    ['stun:turn.example', undefined],
  ] as const)('%s is %s', (url, transport) => expect(transportOf(url)).toBe(transport));

  test('each URL is tried alone, with the credentials of its server', () => {
    const server = { urls: ['stun:a', 'turn:a', 'turn:a?transport=tcp', 'turns:a'], username: 'u', credential: 'c' };
    const ways = waysOf([server]);
    expect(ways.udp).toEqual([{ urls: ['turn:a'], username: 'u', credential: 'c' }]);
    expect([ways.tcp.length, ways.tls.length]).toEqual([1, 1]);
  });

  const fine: Measured['security'] = {
    secureContext: true,
    relay: true,
    turn: 'configured',
    paths: { udp: 'reached', tcp: 'reached', tls: 'not-offered' },
    direct: true,
  };
  const unreached = { udp: 'unreached', tcp: 'unreached', tls: 'unreached' } as const;
  test.each([
    ['all open', fine, 'ok', undefined],
    ['insecure', { ...fine, secureContext: false }, 'failed', 'insecure-context'],
    ['no relay', { ...fine, relay: false }, 'failed', 'relay-unreachable'],
    ['UDP blocked', { ...fine, paths: { ...fine.paths, udp: 'unreached' } }, 'warning', 'turn-partly'],
    ['TURN blocked', { ...fine, paths: unreached }, 'warning', 'turn-unreachable'],
    ['all blocked', { ...fine, paths: unreached, direct: false }, 'failed', 'ice-blocked'],
    ['relayed only', { ...fine, direct: false }, 'ok', undefined],
    [
      'no TURN here',
      { ...fine, turn: 'none', paths: { udp: 'not-offered', tcp: 'not-offered', tls: 'not-offered' } },
      'ok',
      undefined,
    ],
  ] as const)('%s', (_what, measured, state, problem) => {
    const outcome = judgeSecurity(measured);
    expect([outcome.state, outcome.problem]).toEqual([state, problem]);
  });
});
