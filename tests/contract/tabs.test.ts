import { afterEach, describe, expect, test, vi } from 'vitest';
import * as v from 'valibot';
import { systemClock, systemRandom } from '../../src/lib/core/clock.ts';
import { claimRoom, type RoomClaim, type TabPorts } from '../../src/lib/platform/tabs.ts';
import { parse, RoomId } from '../../src/lib/wire/ids.ts';
import { toBase64Url } from '../../src/lib/wire/bytes.ts';
import { createManualClock, quiet } from '../support/manual-clock.ts';
import { tabsContract, type OpenTab } from './tabs.ts';

/** Node's own locks and channels, which follow the same specifications. */
const ports: TabPorts = {
  clock: systemClock,
  random: systemRandom,
  locks: navigator.locks,
  channel: (name) => new BroadcastChannel(name),
};
const Given = v.object({ seed: v.string() });

function newRoom(): RoomId {
  const room = parse(RoomId, toBase64Url(systemRandom(16)));
  if (!room) throw new Error('16 bytes are a room');
  return room;
}

const claims: RoomClaim<unknown>[] = [];
afterEach(() => {
  for (const claim of claims.splice(0)) claim.end();
});

describe('tabs, in one process', () => {
  test.each(tabsContract.map((one) => [one.title, one] as const))('%s', async (_title, { run }) => {
    const room = newRoom();
    const open: OpenTab = async (gives) => {
      const claim: RoomClaim<unknown> = await claimRoom(ports, room, Given);
      claims.push(claim);
      let taken = 0;
      claim.onTaken(() => {
        taken++;
        return gives;
      });
      return {
        state: () => Promise.resolve(claim.state.get()),
        takeOver: claim.takeOver,
        timesTaken: () => Promise.resolve(taken),
        close: () => Promise.resolve(claim.end()),
      };
    };
    await run(open);
  });
});

test('R7 a tab that is frozen and answers nothing loses the room all the same, and learns it when it wakes', async () => {
  const room = newRoom();
  const deaf: TabPorts = { ...ports, channel: () => new BroadcastChannel(`elsewhere ${room}`) };
  const frozen = await claimRoom(deaf, room, Given);
  const clock = createManualClock();
  const second = await claimRoom({ ...ports, clock }, room, Given);
  claims.push(frozen, second);
  let taken = 0;
  frozen.onTaken(() => {
    taken++;
    return { seed: 'late' };
  });
  const handed = second.takeOver();
  await clock.advance(2_000);
  expect(await handed).toBe(undefined);
  expect(second.state.get()).toBe('mine');
  await vi.waitFor(() => expect(frozen.state.get()).toBe('elsewhere'));
  expect(taken).toBe(1);
});

test('J5 a tab that reloads finds its room again, though another has been waiting for it', async () => {
  const room = newRoom();
  const clock = createManualClock();
  const before = await claimRoom(ports, room, Given);
  const waiting = await claimRoom({ ...ports, clock }, room, Given);
  before.end();
  await clock.advance(500);
  const after = await claimRoom(ports, room, Given);
  claims.push(waiting, after);
  expect(after.state.get()).toBe('mine');
  await clock.advance(60_000);
  expect(waiting.state.get()).toBe('elsewhere');
  after.end();
  await quiet();
  await clock.advance(5_000);
  expect(waiting.state.get()).toBe('mine');
});

test('J5 a tab that is closed leaves what it has to the one that gets the room, one that only reloads does not', async () => {
  const room = newRoom();
  const clock = createManualClock();
  const waiting = await claimRoom({ ...ports, clock }, room, Given);
  const first = (): Promise<RoomClaim<{ seed: string }>> => claimRoom(ports, room, Given);
  waiting.end();
  let before = await first();
  const next = await claimRoom({ ...ports, clock }, room, Given);
  claims.push(next);
  before.bequeath({ seed: 'reloaded' });
  before.end();
  await clock.advance(500);
  before = await first();
  expect(before.state.get()).toBe('mine');
  await clock.advance(60_000);
  expect([next.state.get(), next.inherited()]).toEqual(['elsewhere', undefined]);
  before.bequeath({ seed: 'closed' });
  before.end();
  await quiet();
  await clock.advance(5_000);
  expect([next.state.get(), next.inherited(), next.inherited()]).toEqual(['mine', { seed: 'closed' }, undefined]);
});

test('messages of a foreign shape on the channel change nothing', async () => {
  const room = newRoom();
  const claim = await claimRoom(ports, room, Given);
  claims.push(claim);
  const channel = new BroadcastChannel(`mensetsu/room/${room}`);
  const echo = new BroadcastChannel(`mensetsu/room/${room}`);
  const arrived = new Promise((resolve) => (echo.onmessage = ({ data }) => data === 'last' && resolve(data)));
  for (const message of [
    null,
    1,
    'take',
    {},
    { t: 'take' },
    { t: 'take', from: 1 },
    { t: 'given', to: 'x' },
    { t: 'closing' },
    'last',
  ]) {
    channel.postMessage(message);
  }
  await arrived;
  expect(claim.state.get()).toBe('mine');
  channel.close();
  echo.close();
});
