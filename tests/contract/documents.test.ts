import '@automerge/automerge'; // under Node the full entry initialises the wasm that the slim entries use
import { Repo, type DocumentId, type Message, type PeerId as RepoPeerId } from '@automerge/automerge-repo/slim';
import { describe, expect, test } from 'vitest';
import { ChannelAdapter } from '../../src/lib/core/documents/channel-adapter.ts';
import type { Judgement } from '../../src/lib/core/documents/guard.ts';
import { systemRandom } from '../../src/lib/core/clock.ts';
import { toBase64Url } from '../../src/lib/wire/bytes.ts';
import { parse, PeerId } from '../../src/lib/wire/ids.ts';
import { encodeSyncFrame, piecesOf } from '../../src/lib/wire/sync.ts';
import { channelPair, type Cable } from '../core/documents/channel-pair.ts';
import { channelContract } from './documents-channel.ts';

function newPeer(): PeerId {
  const peer = parse(PeerId, toBase64Url(systemRandom(32)));
  if (!peer) throw new Error('no peer');
  return peer;
}

channelContract('in memory', () => {
  const { atFirst: first, atSecond: second, cut } = channelPair(newPeer(), newPeer());
  return Promise.resolve({ first, second, cut });
});

const ALICE = 'alice' as RepoPeerId;
const BOB = 'bob' as RepoPeerId;
const pass = { judge: (): Judgement => 'pass' };
const refused = (): void => undefined;
const cutOff = (): void => undefined;

function adapters(): { alice: ChannelAdapter; bob: ChannelAdapter; cable: Cable } {
  const cable = channelPair(newPeer(), newPeer());
  return {
    alice: new ChannelAdapter({ channel: cable.atFirst, remote: BOB, guard: pass, refused, cutOff }),
    bob: new ChannelAdapter({ channel: cable.atSecond, remote: ALICE, guard: pass, refused, cutOff }),
    cable,
  };
}

describe('NetworkAdapter over a channel', () => {
  test('two repos find and follow a document', async () => {
    const { alice, bob } = adapters();
    const hers = new Repo({ peerId: ALICE, network: [alice] });
    const his = new Repo({ peerId: BOB, network: [bob] });
    const written = hers.create<{ text: string }>({ text: 'one' });
    const found = await his.find<{ text: string }>(written.url);
    expect(found.doc().text).toBe('one');
    const changed = new Promise((resolve) => written.once('change', resolve));
    found.change((doc) => void (doc.text = 'two'));
    await changed;
    expect(written.doc().text).toBe('two');
  });

  test('names the peer that it was given, whatever arrives', async () => {
    const { bob, cable } = adapters();
    const candidate = new Promise((resolve) => bob.once('peer-candidate', resolve));
    const message = new Promise<Message>((resolve) => bob.once('message', resolve));
    bob.connect(BOB);
    expect(await candidate).toMatchObject({ peerId: ALICE });
    const documentId = '3S9hEB66TqZ8Ubncq1FwwwmoMPF' as DocumentId;
    for (const piece of piecesOf(encodeSyncFrame({ kind: 'request', documentId, data: Uint8Array.of(1) }))) {
      cable.atFirst.send(piece);
    }
    expect(await message).toEqual({
      type: 'request',
      senderId: ALICE,
      targetId: BOB,
      documentId,
      data: Uint8Array.of(1),
    });
  });

  test('a cut channel disconnects both sides, once; nothing is sent afterwards', () => {
    const { alice, bob, cable } = adapters();
    let gone = 0;
    for (const adapter of [alice, bob]) adapter.on('peer-disconnected', () => gone++);
    alice.connect(ALICE);
    bob.connect(BOB);
    cable.cut();
    alice.disconnect();
    expect(gone).toBe(2);
    alice.send({ type: 'sync', senderId: ALICE, targetId: BOB, documentId: 'x' as DocumentId, data: Uint8Array.of(1) });
    expect(cable.toSecond).toEqual([]);
  });

  test('a document of megabytes passes no faster than the channel takes it', async () => {
    const { alice, bob, cable } = adapters();
    const hers = new Repo({ peerId: ALICE, network: [alice] });
    const his = new Repo({ peerId: BOB, network: [bob] });
    const noise = Uint8Array.from({ length: 2_000_000 }, (_, at) => (at * at * 31) >> 5);
    const written = hers.create<{ noise: Uint8Array }>({ noise });
    let most = 0;
    cable.atSecond.onMessage(() => (most = Math.max(most, cable.atFirst.bufferedAmount())));
    const found = await his.find<{ noise: Uint8Array }>(written.url);
    expect(found.doc().noise).toEqual(noise);
    expect(most).toBeLessThan(300 * 1024);
  });
});
