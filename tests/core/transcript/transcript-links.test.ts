import { describe, expect, test } from 'vitest';
import { createControl, type Control } from '../../../src/lib/core/call/control.ts';
import { encodeControl } from '../../../src/lib/core/call/control-codec.ts';
import { captionText, createTranscriptLinks } from '../../../src/lib/core/call/transcript-links.ts';
import { cell, happening } from '../../../src/lib/core/cell.ts';
import type { GoneReason, PeerView } from '../../../src/lib/core/mesh/peer-view.ts';
import { createScope } from '../../../src/lib/core/scope.ts';
import { createCaptions } from '../../../src/lib/core/transcript/captions.ts';
import type { ControlMessage } from '../../../src/lib/wire/control.ts';
import type { PeerId, Role } from '../../../src/lib/wire/ids.ts';
import { CAPTION_MAX_CHARS, type Caption } from '../../../src/lib/wire/transcript.ts';
import { someone } from '../../support/interview.ts';
import { stillClock } from './fake-speech.ts';

const [host, bob, carol] = (await Promise.all([1, 2, 3].map(() => someone()))).map(({ peer }) => peer) as [
  PeerId,
  PeerId,
  PeerId,
];
const caption = (text: string, speaker = bob): Caption => ({ speaker, text, final: true });

/** One person's end: the others are present, and what is sent is looked at. */
function end(isHost: boolean, others: readonly (readonly [PeerId, Role])[]) {
  const view = ([peer, role]: readonly [PeerId, Role]) =>
    [peer, { peer, phase: 'present', certificate: { role } } as unknown as PeerView] as const;
  const peers = cell<ReadonlyMap<PeerId, PeerView>>(new Map(others.map(view)));
  const present = happening<PeerId>();
  const gone = happening<{ peer: PeerId; reason: GoneReason }>();
  const sent: [PeerId | 'all', ControlMessage][] = [];
  const held = new Set<PeerId>();
  const control: Control = createControl({
    peers,
    send: (peer, _channel, data) => sent.push([peer, JSON.parse(String(data)) as ControlMessage]) > 0,
    broadcast: (_channel, data) => void sent.push(['all', JSON.parse(String(data)) as ControlMessage]),
  });
  const links = createTranscriptLinks({
    ...{ scope: createScope(stillClock(0)), mesh: { peers, present, gone }, control, isHost },
    isHeld: (peer) => held.has(peer),
  });
  const hear = (from: PeerId, message: ControlMessage): void => control.handleData(from, encodeControl(message));
  return { links, hear, sent, peers, present, gone, held };
}

describe('the transcript towards the others', () => {
  test('T2 everybody is told when it begins and ends, and who comes later as well', () => {
    const { links, sent, present } = end(true, [[bob, 'applicant']]);
    links.announce(true);
    links.announce(true);
    present.emit(carol);
    links.announce(false);
    expect(sent).toEqual([
      ['all', { t: 'transcript', on: true }],
      [carol, { t: 'transcript', on: true }],
      ['all', { t: 'transcript', on: false }],
    ]);
  });

  test('T2 only the host’s word counts, and it ends with the host', () => {
    const { links, hear, peers } = end(false, [
      [host, 'host'],
      [carol, 'co-interviewer'],
    ]);
    hear(carol, { t: 'transcript', on: true });
    expect(links.on.get()).toBe(false);
    hear(host, { t: 'transcript', on: true });
    hear(carol, { t: 'transcript', on: false });
    expect(links.on.get()).toBe(true);
    peers.set(new Map([...peers.get()].filter(([peer]) => peer !== host)));
    expect(links.on.get()).toBe(false);
  });

  test('T4 captions go to whoever wants them, and to nobody on hold (V6)', () => {
    const { links, hear, sent, held, gone } = end(true, [
      [bob, 'applicant'],
      [carol, 'applicant'],
    ]);
    links.caption(caption('はい'));
    expect(sent).toEqual([]);
    hear(bob, { t: 'captions', wanted: true });
    hear(carol, { t: 'captions', wanted: true });
    held.add(carol);
    links.caption(caption('質問'));
    expect(sent).toEqual([[bob, { t: 'caption', caption: caption('質問') }]]);
    held.clear();
    hear(bob, { t: 'captions', wanted: false });
    gone.emit({ peer: carol, reason: 'leave' });
    links.caption(caption('以上'));
    expect(sent.length).toBe(1);
  });

  test('T4 captions are shown where they are wanted, from the host alone, and asked for again from one that comes back', () => {
    const { links, hear, sent, present } = end(false, [
      [host, 'host'],
      [carol, 'applicant'],
    ]);
    const seen: string[] = [];
    links.captions.on(({ text }) => void seen.push(text));
    hear(host, { t: 'transcript', on: true });
    hear(host, { t: 'caption', caption: caption('unwanted') });
    links.want(true);
    hear(carol, { t: 'caption', caption: caption('forged') });
    hear(host, { t: 'caption', caption: caption('はい') });
    expect(seen).toEqual(['はい']);
    present.emit(host);
    present.emit(carol);
    links.want(false);
    expect(sent).toEqual([
      [host, { t: 'captions', wanted: true }],
      [host, { t: 'captions', wanted: true }],
      [host, { t: 'captions', wanted: false }],
    ]);
  });

  test('T4 a caption that is too long, or none, is dropped; the host sends the end of a long one', () => {
    const { links, hear } = end(false, [[host, 'host']]);
    const seen: string[] = [];
    links.captions.on(({ text }) => void seen.push(text));
    hear(host, { t: 'transcript', on: true });
    links.want(true);
    hear(host, { t: 'caption', caption: caption('あ'.repeat(CAPTION_MAX_CHARS + 1)) });
    hear(host, { t: 'caption', caption: { ...caption(''), speaker: 'nobody' as PeerId } });
    expect(seen).toEqual([]);
    const long = captionText(`${'あ'.repeat(CAPTION_MAX_CHARS)}です`);
    expect([long.length, long[0], long.endsWith('です'), captionText('はい')]).toEqual([
      CAPTION_MAX_CHARS,
      '…',
      true,
      'はい',
    ]);
    hear(host, { t: 'caption', caption: caption(long) });
    expect(seen).toEqual([long]);
  });
});

describe('captions as they are shown (T4)', () => {
  test('T4 of each speaker the newest, in place while it grows, gone when it was read; three at most', () => {
    const clock = stillClock(0);
    const captions = createCaptions(clock);
    const read = (): string[] => captions.shown.get().map(({ text }) => text);
    captions.take({ ...caption('東京', bob), final: false });
    captions.take(caption('はい', carol));
    captions.take(caption('東京に', bob));
    captions.take(caption('', bob));
    expect(read()).toEqual(['東京に', 'はい']);
    clock.advance(5_000);
    captions.take(caption('質問', host));
    captions.take(caption('四人目', 'd' as PeerId));
    expect(read()).toEqual(['はい', '質問', '四人目']);
    clock.advance(1_000);
    expect(read()).toEqual(['質問', '四人目']);
    captions.clear();
    expect(read()).toEqual([]);
    captions.end();
  });
});
