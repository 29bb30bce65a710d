import { describe, expect, it, test, vi } from 'vitest';
import { screenEncoding } from '../../../src/lib/core/call/screen-encoding.ts';
import { createScreenShare, type DisplayPort } from '../../../src/lib/core/media/screen-share.ts';
import {
  stepShare,
  type Captured,
  type Share,
  type ShareEffect,
  type ShareEvent,
} from '../../../src/lib/core/media/share-state.ts';
import { fakeTrack } from '../../support/fake-rtc.ts';

const track = (name: string): MediaStreamTrack => Object.assign(fakeTrack('video', name), { stop: vi.fn() });
const [video, audio, late] = [track('screen'), track('sound'), track('late')];
const shared: Captured = { video, audio };

const off: Share = { attempt: 3, allowed: true, shown: { t: 'off' } };
const failed: Share = { ...off, shown: { t: 'off', fault: 'denied' } };
const forbidden: Share = { ...off, allowed: false };
const asking: Share = { ...off, shown: { t: 'asking', attempt: 3 } };
const sharing: Share = { ...off, shown: { t: 'sharing', ...shared } };
const askingNext: Share = { ...off, attempt: 4, shown: { t: 'asking', attempt: 4 } };

const ask: ShareEffect = { t: 'ask', attempt: 4 };
const stopBoth: readonly ShareEffect[] = [
  { t: 'stop', track: video },
  { t: 'stop', track: audio },
];
const stopLate: ShareEffect = { t: 'stop', track: late };

const start: ShareEvent = { t: 'start' };
const stop: ShareEvent = { t: 'stop' };
const forbid: ShareEvent = { t: 'allow', allowed: false };
const allow: ShareEvent = { t: 'allow', allowed: true };
const captured: ShareEvent = { t: 'captured', attempt: 3, ...shared };
const capturedLate: ShareEvent = { t: 'captured', attempt: 2, video: late, audio: undefined };
const cancelled: ShareEvent = { t: 'refused', attempt: 3 };
const denied: ShareEvent = { t: 'refused', attempt: 3, fault: 'denied' };
const deniedLate: ShareEvent = { t: 'refused', attempt: 2, fault: 'denied' };
const ended: ShareEvent = { t: 'ended', video };
const endedOther: ShareEvent = { t: 'ended', video: late };

type Row = readonly [from: Share, event: ShareEvent, to: Share, ...effects: readonly ShareEffect[]];
const table: readonly Row[] = [
  [off, start, askingNext, ask],
  [off, stop, off],
  [off, forbid, forbidden],
  [off, allow, off],
  [off, captured, off, ...stopBoth],
  [off, capturedLate, off, stopLate],
  [off, cancelled, off],
  [off, denied, off],
  [off, deniedLate, off],
  [off, ended, off],
  [off, endedOther, off],

  [failed, start, askingNext, ask],
  [failed, stop, failed],
  [failed, forbid, forbidden],
  [failed, allow, failed],
  [failed, captured, failed, ...stopBoth],
  [failed, capturedLate, failed, stopLate],
  [failed, cancelled, failed],
  [failed, denied, failed],
  [failed, deniedLate, failed],
  [failed, ended, failed],
  [failed, endedOther, failed],

  [forbidden, start, forbidden],
  [forbidden, stop, forbidden],
  [forbidden, forbid, forbidden],
  [forbidden, allow, off],
  [forbidden, captured, forbidden, ...stopBoth],
  [forbidden, capturedLate, forbidden, stopLate],
  [forbidden, cancelled, forbidden],
  [forbidden, denied, forbidden],
  [forbidden, deniedLate, forbidden],
  [forbidden, ended, forbidden],
  [forbidden, endedOther, forbidden],

  [asking, start, asking],
  [asking, stop, off],
  [asking, forbid, forbidden],
  [asking, allow, asking],
  [asking, captured, sharing],
  [asking, capturedLate, asking, stopLate],
  [asking, cancelled, off],
  [asking, denied, failed],
  [asking, deniedLate, asking],
  [asking, ended, asking],
  [asking, endedOther, asking],

  [sharing, start, sharing],
  [sharing, stop, off, ...stopBoth],
  [sharing, forbid, forbidden, ...stopBoth],
  [sharing, allow, sharing],
  [sharing, captured, sharing, ...stopBoth],
  [sharing, capturedLate, sharing, stopLate],
  [sharing, cancelled, sharing],
  [sharing, denied, sharing],
  [sharing, deniedLate, sharing],
  [sharing, ended, off, ...stopBoth],
  [sharing, endedOther, sharing],
];

test.each(table.map((row) => [JSON.stringify(row[0].shown.t), row[1].t, row] as const))(
  'V2 V4 %s, then %s',
  (_from, _event, [from, event, to, ...effects]) => {
    expect(stepShare(from, event)).toEqual({ share: to, effects });
  },
);

interface Asked {
  answer(found: Awaited<ReturnType<DisplayPort['capture']>>): Promise<void>;
}
function display(available = true): DisplayPort & { asked: Asked[]; endOf: Map<MediaStreamTrack, () => void> } {
  const asked: Asked[] = [];
  const endOf = new Map<MediaStreamTrack, () => void>();
  return {
    available,
    asked,
    endOf,
    capture: () =>
      new Promise((resolve) => {
        asked.push({
          async answer(found) {
            resolve(found);
            await Promise.resolve();
            await Promise.resolve();
          },
        });
      }),
    onEnded: (of, run) => void endOf.set(of, run),
  };
}

describe('sharing', () => {
  it('V2 gives out the tracks while it goes on, and stops by the browser’s own button', async () => {
    const port = display();
    const share = createScreenShare(port);
    share.start();
    const [picture, sound] = [track('a'), track('b')];
    await port.asked[0]?.answer({ video: picture, audio: sound });
    expect([share.video.get(), share.audio.get()]).toEqual([picture, sound]);
    port.endOf.get(picture)?.();
    expect([share.video.get(), share.audio.get(), share.state.get()]).toEqual([undefined, undefined, { t: 'off' }]);
    expect(sound.stop).toHaveBeenCalledOnce();
  });
  it('V2 asks nobody twice at once, and not at all on a phone', () => {
    const port = display();
    const share = createScreenShare(port);
    share.start();
    share.start();
    expect(port.asked).toHaveLength(1);
    const phone = display(false);
    createScreenShare(phone).start();
    expect(phone.asked).toHaveLength(0);
  });
  it('V4 forbidden while the browser asks: what the person then chooses is stopped at once', async () => {
    const port = display();
    const share = createScreenShare(port);
    share.start();
    share.allow(false);
    const picture = track('a');
    await port.asked[0]?.answer({ video: picture, audio: undefined });
    expect(picture.stop).toHaveBeenCalledOnce();
    expect(share.video.get()).toBeUndefined();
    share.start();
    expect(port.asked).toHaveLength(1);
    share.allow(true);
    share.start();
    expect(port.asked).toHaveLength(2);
  });
  it('says that the system forbids it, and nothing where the person changed their mind', async () => {
    const port = display();
    const share = createScreenShare(port);
    share.start();
    await port.asked[0]?.answer('cancelled');
    expect(share.state.get()).toEqual({ t: 'off' });
    share.start();
    await port.asked[1]?.answer('denied');
    expect(share.state.get()).toEqual({ t: 'off', fault: 'denied' });
  });
  it('ends with the call, also what was still being asked', async () => {
    const port = display();
    const share = createScreenShare(port);
    share.start();
    share.end();
    const picture = track('a');
    await port.asked[0]?.answer({ video: picture, audio: undefined });
    expect(picture.stop).toHaveBeenCalledOnce();
    share.allow(true);
    share.start();
    expect(port.asked).toHaveLength(1);
  });
});

test('V2 a screen takes no more of the line than there is, and no less than text needs', () => {
  const rates = [1, 2, 4, 8, 15].map((receivers) => screenEncoding(receivers).maxBitrate);
  expect(rates).toEqual([2_500_000, 2_500_000, 1_500_000, 750_000, 600_000]);
});
