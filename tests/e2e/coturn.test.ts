/** The TURN instrument: the configuration of `npm run turn`, the relay's credentials, Debian's coturn, and a real browser. */
import { expect, test } from '@playwright/test';
import { turnOffer } from '../../relay/turn.ts';
import { createBrowsers } from '../support/browsers.ts';
import { startCoturn, whyNoCoturn } from '../support/coturn.ts';
import { alice } from '../support/fake-media.ts';
import { startRelay } from '../support/server.ts';

const why = whyNoCoturn();
const browsers = createBrowsers();
test.afterAll(() => browsers.closeAll());

test('N2 two connections that may use TURN only meet through coturn', async () => {
  test.skip(why !== undefined, why);
  const coturn = await startCoturn();
  const relay = await startRelay();
  try {
    const { page } = await browsers.seat(alice);
    await page.goto(`${relay.url}/healthz`);
    const { servers } = turnOffer(coturn.turn, 'call', Date.now());
    const kinds = await page.evaluate(async (offered) => {
      const iceServers = offered.map(({ urls, username = '', credential = '' }) => ({ urls, username, credential }));
      const config: RTCConfiguration = { iceServers, iceTransportPolicy: 'relay' };
      const [near, far] = [new RTCPeerConnection(config), new RTCPeerConnection(config)];
      near.onicecandidate = ({ candidate }) => void far.addIceCandidate(candidate ?? undefined);
      far.onicecandidate = ({ candidate }) => void near.addIceCandidate(candidate ?? undefined);
      const channel = near.createDataChannel('control');
      const open = new Promise((resolve) => channel.addEventListener('open', resolve));
      await near.setLocalDescription();
      await far.setRemoteDescription(near.localDescription as RTCSessionDescription);
      await far.setLocalDescription();
      await near.setRemoteDescription(far.localDescription as RTCSessionDescription);
      await open;
      const pair = near.sctp?.transport.iceTransport.getSelectedCandidatePair();
      return [pair?.local?.type, pair?.remote?.type];
    }, servers);
    expect(kinds).toEqual(['relay', 'relay']);
    expect(coturn.log()).toMatch(/ALLOCATE processed, success/);
  } finally {
    await relay.close();
    await coturn.stop();
  }
});
