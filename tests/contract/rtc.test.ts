import { describe, test } from 'vitest';
import { FakeNetwork } from '../support/fake-rtc.ts';
import { createManualClock, until } from '../support/manual-clock.ts';
import { rtcContract } from './rtc.ts';

describe('RTCPeerConnection: the fake', () => {
  test.each(rtcContract)('$title', async ({ run }) => {
    const network = new FakeNetwork(createManualClock());
    await run({ connect: (side) => network.connectFor(side)({}), until });
  });
});
