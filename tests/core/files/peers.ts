/** Alice, bob and carol with an exchange each, and the cables between them; and a peer that speaks the bulk channel by hand. */
import { createExchange, fileKey, type Exchange, type FileRef } from '../../../src/lib/core/files/exchange.ts';
import { sha256Of } from '../../../src/lib/core/files/assembly.ts';
import { settled } from '../../../src/lib/core/cell.ts';
import { systemClock, type Clock } from '../../../src/lib/core/clock.ts';
import type { Channel } from '../../../src/lib/core/documents/channel.ts';
import type { PeerId } from '../../../src/lib/wire/ids.ts';
import { decodeBulk, encodeWord, type BulkMessage, type BulkWord } from '../../../src/lib/wire/files.ts';
import type { Bytes } from '../../../src/lib/wire/bytes.ts';
import { someone } from '../../support/interview.ts';
import { channelPair, type Cable } from '../documents/channel-pair.ts';

export interface Sharer {
  readonly peer: PeerId;
  readonly exchange: Exchange;
}

export async function sharer(options: { clock?: Clock; maxBytes?: number } = {}): Promise<Sharer> {
  const { peer } = await someone();
  return { peer, exchange: createExchange({ clock: systemClock, ...options }) };
}

export function link(a: Sharer, b: Sharer): Cable {
  const cable = channelPair(a.peer, b.peer);
  a.exchange.addChannel(cable.atFirst);
  b.exchange.addChannel(cable.atSecond);
  return cable;
}

/** A peer without an exchange: the test says what it sends, and sees what it gets. */
export interface Stranger {
  readonly peer: PeerId;
  readonly got: BulkMessage[];
  words<T extends BulkWord['t']>(t: T): Extract<BulkWord, { t: T }>[];
  say(word: BulkWord): void;
  send(bytes: Bytes): void;
  readonly cable: Cable;
}

export async function stranger(victim: Sharer): Promise<Stranger> {
  const { peer } = await someone();
  const cable = channelPair(victim.peer, peer);
  const mine: Channel = cable.atSecond;
  const got: BulkMessage[] = [];
  mine.onMessage((data) => {
    const message = decodeBulk(new Uint8Array(data));
    if (!message) throw new Error('our own client sent what it would not read');
    got.push(message.t === 'part' ? { ...message, bytes: message.bytes.slice() } : message);
  });
  victim.exchange.addChannel(cable.atFirst);
  return {
    peer,
    got,
    cable,
    words: <T extends BulkWord['t']>(t: T) =>
      got.flatMap((message) =>
        message.t === 'word' && message.word.t === t ? [message.word as Extract<BulkWord, { t: T }>] : [],
      ),
    say: (word) => void mine.send(encodeWord(word)),
    send: (bytes) => void mine.send(bytes),
  };
}

/** Bytes that differ in every place and from seed to seed. */
export function bytesOf(size: number, seed = 1): Bytes {
  const bytes = new Uint8Array(size);
  let state = seed * 2_654_435_761;
  for (let at = 0; at < size; at++) {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_507) + at) >>> 0;
    bytes[at] = state >>> 11;
  }
  return bytes;
}

export async function refOf(bytes: Bytes): Promise<FileRef> {
  return { sha256: await sha256Of(new Blob([bytes])), size: bytes.length };
}

export async function keep(who: Sharer, bytes: Bytes): Promise<FileRef> {
  const result = await who.exchange.keep(new Blob([bytes]));
  if (result.t !== 'kept') throw new Error(result.t);
  return result.file;
}

/** What somebody has of a file, byte by byte; undefined where they do not have it. */
export async function held(who: Sharer, file: FileRef): Promise<Bytes | undefined> {
  const blob = who.exchange.read(file);
  return blob && new Uint8Array(await blob.arrayBuffer());
}

export const isHere = (who: Sharer, file: FileRef) =>
  settled(who.exchange.states, (states) => states.get(fileKey(file))?.t === 'here');
export const isStuck = (who: Sharer, file: FileRef, why: string) =>
  settled(who.exchange.states, (states) => {
    const state = states.get(fileKey(file));
    return state?.t === 'stuck' && state.why === why;
  });
