import { expect, test } from 'vitest';
import { TurnClient } from '../../turn/client.ts';
import { Attribute, decodeStun, encodeStun } from '../../turn/stun.ts';
import type { Transport } from '../../turn/transport.ts';

/** A line to a server that answers everything by one error. */
function refusing(code: number): Transport & { readonly asked: () => number; readonly ended: () => boolean } {
  let listener: ((message: Buffer) => void) | undefined;
  let [asked, ended] = [0, false];
  return {
    isLossy: false,
    certificateUntil: undefined,
    send(bytes) {
      asked += 1;
      const request = decodeStun(bytes);
      if (!request) throw new Error('a request was expected');
      const value = Buffer.from([0, 0, Math.floor(code / 100), code % 100]);
      const attributes = [{ type: Attribute.errorCode, value }];
      queueMicrotask(() => listener?.(encodeStun({ ...request, kind: 'error', attributes })));
    },
    onMessage: (wanted) => (listener = wanted),
    onEnd: () => undefined,
    end: () => (ended = true),
    asked: () => asked,
    ended: () => ended,
  };
}

test('an address that the server remembers of somebody else is given up for another, once (RFC 8656, 7.4)', async () => {
  const [used, fresh] = [refusing(437), refusing(401)];
  const client = new TurnClient(used, 1_000, () => Promise.resolve(fresh));
  expect(await client.allocate(undefined)).toMatchObject({ ok: false, code: 401 });
  expect([used.asked(), used.ended(), fresh.asked(), fresh.ended()]).toEqual([1, true, 1, false]);

  const unlucky = new TurnClient(refusing(437), 1_000, () => Promise.resolve(refusing(437)));
  expect(await unlucky.allocate(undefined)).toMatchObject({ ok: false, code: 437 });
});
