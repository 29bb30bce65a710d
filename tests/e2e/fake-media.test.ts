/** The instruments before what they measure: picture and sound of a known person arrive over a real connection. */
import { expect, test } from '@playwright/test';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBrowsers } from '../support/browsers.ts';
import { alice, bob, type Person } from '../support/fake-media.ts';
import { averageColour, colourDistance, framesDecoded, heardTones, hears } from '../support/measure.ts';

const browsers = createBrowsers();
const server = createServer((_request, response) =>
  response.setHeader('Content-Type', 'text/html').end('<p>test page'),
);

test.beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
test.afterAll(async () => {
  await browsers.closeAll();
  server.close();
});

for (const person of [alice, bob] satisfies Person[]) {
  test(`${person.name}'s picture and voice are told from others' after coding`, async () => {
    const seat = await browsers.seat(person);
    const url = `http://localhost:${(server.address() as AddressInfo).port}/`;
    await seat.page.goto(url);
    await seat.page.evaluate(async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
      const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()];
      near.onicecandidate = ({ candidate }) => void far.addIceCandidate(candidate ?? undefined);
      far.onicecandidate = ({ candidate }) => void near.addIceCandidate(candidate ?? undefined);
      for (const kind of ['audio', 'video'] as const) {
        const element = document.body.appendChild(document.createElement(kind));
        element.autoplay = true;
        far.addEventListener('track', ({ track }) => {
          if (track.kind === kind) element.srcObject = new MediaStream([track]);
        });
      }
      for (const track of stream.getTracks()) near.addTrack(track, stream);
      await near.setLocalDescription();
      await far.setRemoteDescription(near.localDescription as RTCSessionDescription);
      await far.setLocalDescription();
      await near.setRemoteDescription(far.localDescription as RTCSessionDescription);
    });
    const video = seat.page.locator('video');
    await expect.poll(() => framesDecoded(video)).toBeGreaterThan(20);
    const colour = await averageColour(video);
    expect(colour && colourDistance(colour, person.colour)).toBeLessThan(40);
    const other = person === alice ? bob : alice;
    await expect.poll(async () => hears(await heardTones(seat.page), person.tone)).toBe(true);
    const tones = await heardTones(seat.page);
    expect(hears(tones, other.tone)).toBe(false);
    expect([...seat.hostsAsked]).toEqual([new URL(url).host]);
    expect(seat.errors).toEqual([]);
  });
}
