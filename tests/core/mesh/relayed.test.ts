import { describe, expect, test } from 'vitest';
import { onlyRelayed } from '../../../src/lib/core/mesh/relayed.ts';
import type { SignalBody } from '../../../src/lib/wire/signal.ts';

const line = (kind: string): string => `candidate:1 1 udp 2113937151 192.0.2.7 54321 typ ${kind} generation 0`;
const signal = (candidate: string): SignalBody => ({
  t: 'candidate',
  candidate: { candidate, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'u' },
});

describe('N7: a call in which only TURN paths count', () => {
  test.each([
    ['host', false],
    ['srflx', false],
    ['prflx', false],
    ['relay', true],
  ])('a candidate of kind %s: used %s', (kind, used) => {
    expect(onlyRelayed(signal(line(kind)))).toEqual(used ? signal(line(kind)) : undefined);
  });
  test('a candidate that says nothing of its kind is not used; the end of candidates is', () => {
    expect(onlyRelayed(signal('candidate:1 1 udp 1 192.0.2.7 5 relay'))).toBeUndefined();
    expect(onlyRelayed(signal(''))).toEqual(signal(''));
    expect(onlyRelayed({ t: 'candidate', candidate: null })).toEqual({ t: 'candidate', candidate: null });
  });
  test.each(['\r', '\n', '\r\n'])('a candidate with a second line after %j brings no other path in', (end) => {
    expect(onlyRelayed(signal(`${line('relay')}${end}a=${line('host')}`))).toBeUndefined();
    expect(onlyRelayed(signal(`${line('relay')}${end}`))).toEqual(signal(`${line('relay')}${end}`));
  });
  test('a description keeps everything else, with its line ends', () => {
    const sdp = ['v=0', 'm=audio 9 RTP/AVP 0', `a=${line('host')}`, `a=${line('relay')}`, 'a=mid:0', ''].join('\r\n');
    const body = { t: 'description', sdp } as SignalBody;
    const expected = ['v=0', 'm=audio 9 RTP/AVP 0', `a=${line('relay')}`, 'a=mid:0', ''].join('\r\n');
    expect(onlyRelayed(body)).toEqual({ t: 'description', sdp: expected });
  });
  test.each(['\r', '\n', '\r\n', '\r\r\n', '\n\r'])(
    'a line of a description ends at %j, however a parser reads it',
    (end) => {
      const body = { t: 'description', sdp: `v=0${end}a=${line('host')}${end}a=${line('relay')}${end}` } as SignalBody;
      const left = onlyRelayed(body);
      expect(left).toHaveProperty('sdp', expect.stringContaining(line('relay')));
      expect(left).not.toHaveProperty('sdp', expect.stringContaining('typ host'));
    },
  );
});
