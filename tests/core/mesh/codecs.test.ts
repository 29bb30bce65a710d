import { describe, expect, it } from 'vitest';
import { orderedCodecs } from '../../../src/lib/core/mesh/codecs.ts';
import { addSections, adoptSections, sectionMap, TRACK_KINDS } from '../../../src/lib/core/mesh/sections.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { FakeNetwork } from '../../support/fake-rtc.ts';

describe('V4: codecs', () => {
  it('a camera is sent as H.264 where both browsers have it, a screen as the browser likes', () => {
    const known = ['VP8', 'rtx', 'H264', 'AV1', 'h264'].map((name) => ({ mimeType: `video/${name}` }));
    const [vp8, rtx, first, av1, second] = known;
    expect(orderedCodecs('camera', known)).toEqual([first, second, vp8, rtx, av1]);
    expect(orderedCodecs('screen', known)).toEqual(known);
    expect(orderedCodecs('microphone', known)).toEqual(known);
    expect(orderedCodecs('camera', [{ mimeType: 'video/VP8' }])).toEqual([{ mimeType: 'video/VP8' }]);
  });

  it('every section is put in order, by who offers and by who answers', async () => {
    const connect = new FakeNetwork(createManualClock()).connectFor('alice');
    const watched = () => {
      const ordered = new Map<unknown, unknown>();
      const orderCodecs = (kind: string, section: object): void => void ordered.set(kind, section);
      return { ordered, port: Object.assign(connect({}), { orderCodecs }) };
    };
    const [alice, bob] = [watched(), watched()];
    const made = addSections(alice.port);
    expect(alice.ordered).toEqual(made);
    const offer = await alice.port.createOffer({ iceRestart: false });
    await alice.port.setLocalDescription(offer);
    await bob.port.setRemoteDescription(offer);
    const found = adoptSections(bob.port, sectionMap(made));
    expect(bob.ordered.size).toBe(TRACK_KINDS.length);
    expect(bob.ordered).toEqual(found);
  });
});
