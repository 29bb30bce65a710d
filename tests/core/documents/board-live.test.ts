/** What of the board goes over the live channel: lines while they are drawn, pointers, and what is no such message. */
import { describe, expect, test } from 'vitest';
import { createBoardLive } from '../../../src/lib/core/documents/board-live.ts';
import { partsOf, type BoardRecord } from '../../../src/lib/core/documents/board-record.ts';
import { toBase64Url } from '../../../src/lib/wire/bytes.ts';
import { parse, PeerId } from '../../../src/lib/wire/ids.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const peerOf = (fill: number): PeerId => {
  const peer = parse(PeerId, toBase64Url(new Uint8Array(32).fill(fill)));
  if (!peer) throw new Error('a peer id');
  return peer;
};
const [alice, bob] = [peerOf(1), peerOf(2)];

const line = (id: string, more: Partial<Record<string, unknown>> = {}): BoardRecord => ({
  id: `shape:${id}`,
  typeName: 'shape',
  type: 'draw',
  parentId: 'page:page',
  index: 'a1',
  x: 10,
  y: 20,
  rotation: 0,
  isLocked: false,
  opacity: 1,
  props: {
    color: 'black',
    segments: [
      {
        type: 'free',
        points: [
          { x: 0, y: 0, z: 0.5 },
          { x: 3.2, y: -4.1, z: 0.25 },
        ],
      },
    ],
  },
  meta: {},
  ...more,
});

describe('B1 while it is drawn', () => {
  const points = (count: number) => Array.from({ length: count }, (_, i) => ({ x: i, y: i / 2, z: 0.5 }));
  const drawn = (count: number) =>
    line('live', { props: { color: 'black', segments: [{ type: 'free', points: points(count) }] } });

  function pair() {
    const clock = createManualClock();
    const sent: string[] = [];
    const hers = createBoardLive({ clock, broadcast: (text) => void sent.push(text) });
    const his = createBoardLive({ clock, broadcast: () => undefined });
    return { clock, sent, hers, his };
  }

  test('a line grows at the others, also when messages are lost', async () => {
    const { clock, sent, hers, his } = pair();
    for (let count = 5; count <= 60; count += 5) {
      hers.draw([drawn(count)]);
      await clock.advance(70);
    }
    expect(sent.length).toBe(12);
    sent.filter((_, index) => index % 3 !== 1).forEach((text) => his.handle(alice, text));
    expect(his.get('shape:live')).toEqual(drawn(60));
    for (const text of sent) expect(text.length).toBeLessThan(700);
  });

  test('H6: who sends what is no live message is heard no more and named; a line that was lost is nobody’s fault', async () => {
    const { clock, sent, hers, his } = pair();
    const offenders: PeerId[] = [];
    his.offender.on((peer) => offenders.push(peer));
    hers.draw([drawn(5)]);
    await clock.advance(70);
    his.handle(alice, sent[0] ?? '');
    for (let i = 0; i < 400; i++) his.handle(bob, sent[0] ?? ''); // bob has what alice holds in hand, and far too often
    expect(offenders).toEqual([]);
    await clock.advance(3_000);
    const place = JSON.stringify({ ...JSON.parse(partsOf(drawn(5))?.place ?? '{}'), type: 'embed' });
    const embed = JSON.stringify({ t: 'record', id: 'shape:evil', place, look: '{"props":{}}' });
    for (let i = 0; i < 60; i++) his.handle(alice, embed);
    expect(offenders).toEqual([alice]);
    expect(his.get('shape:evil')).toBeUndefined();
    expect(his.get('shape:live')).toBeUndefined();
    his.handle(alice, sent[0] ?? '');
    expect(his.get('shape:live')).toBeUndefined();
  });

  test('a pointer that leaves is said so again, against loss', async () => {
    const { clock, sent, hers, his } = pair();
    hers.point({ x: 1, y: 2 });
    await clock.advance(70);
    hers.point(undefined);
    await clock.advance(70);
    const [there, , ...later] = sent;
    his.handle(alice, there ?? '');
    expect(his.cursors.get().get(alice)).toEqual({ x: 1, y: 2 });
    expect(later).toEqual([]);
    await clock.advance(10_000);
    expect(sent.length).toBe(5);
    his.handle(alice, sent.at(-1) ?? '');
    expect(his.cursors.get().size).toBe(0);
  });

  test('is over when the document has it, when nothing more is heard, or when its author goes', async () => {
    const { clock, sent, hers, his } = pair();
    hers.draw([drawn(5)]);
    await clock.advance(70);
    const gone: string[] = [];
    his.changed.on((ids) => gone.push(...ids.filter((id) => his.get(id) === undefined)));
    const again = () => sent.forEach((text) => his.handle(alice, text));
    again();
    his.settle(['shape:live']);
    again();
    his.forget(alice);
    again();
    await clock.advance(7_000);
    expect(gone).toEqual(['shape:live', 'shape:live', 'shape:live']);
  });

  test('pointers come, move and go', async () => {
    const { clock, sent, hers, his } = pair();
    hers.point({ x: 1, y: 2 });
    hers.point({ x: 3, y: 4 });
    await clock.advance(70);
    hers.point(undefined);
    await clock.advance(70);
    his.handle(alice, sent[0] ?? '');
    expect([...his.cursors.get()]).toEqual([[alice, { x: 3, y: 4 }]]);
    his.handle(alice, sent[1] ?? '');
    expect(his.cursors.get().size).toBe(0);
    expect(sent.length).toBe(2);
  });

  test('nobody takes over what another has in hand, floods, or sends what is none', async () => {
    const { clock, sent, hers, his } = pair();
    hers.draw([drawn(5)]);
    await clock.advance(70);
    const [text] = sent;
    his.handle(alice, text ?? '');
    his.handle(bob, text ?? '');
    expect(his.dropped.get()).toBe(1);
    for (const bad of ['', '{', '[]', '{"t":"cursor","at":{"x":1e99,"y":0}}', 'x'.repeat(30_000)]) his.handle(bob, bad);
    his.handle(bob, new ArrayBuffer(4));
    expect(his.dropped.get()).toBe(7);
    for (let i = 0; i < 1_000; i++) his.handle(bob, `{"t":"cursor","at":{"x":${i},"y":0}}`);
    expect(his.cursors.get().get(bob)?.x).toBeLessThan(200);
  });
});
