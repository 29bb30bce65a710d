/**
 * A process that writes a long history, and then joins it as somebody who comes late, over a channel in memory. Tells what the
 * joining used (`process.cpuUsage`), what the document weighs, and how many bytes came over the channel. Both ends run here; what the
 * elder one uses to make the message is in the figure too.
 */
import '@automerge/automerge'; // under Node the full entry initialises the wasm that the slim entries use
import * as A from '@automerge/automerge/slim';
import { settled } from '../src/lib/core/cell.ts';
import { newNonce, systemClock, systemRandom } from '../src/lib/core/clock.ts';
import { BOARD_LIMITS, boardDocumentId, createBoard, type BoardDocument } from '../src/lib/core/documents/board.ts';
import { partsOf, type BoardRecord } from '../src/lib/core/documents/board-record.ts';
import { certificateKey } from '../src/lib/core/documents/chat-document.ts';
import { firstDocument } from '../src/lib/core/documents/document-id.ts';
import { createRepository } from '../src/lib/core/documents/repository.ts';
import { createSpeaker } from '../src/lib/core/documents/speaker.ts';
import { channelPair } from '../tests/core/documents/channel-pair.ts';
import { connect, makeWorld } from '../tests/core/documents/people.ts';

interface Joining {
  /** Resolves when the joiner has all of it. */
  join(): Promise<{ bytes: number; wire: number }>;
}

/** A document in which each of these was written by itself, as they are in a call: a change with a writer of its own. */
function history(writes: Iterable<Readonly<Record<string, string | Uint8Array>>>): Uint8Array {
  // Below the JavaScript side of Automerge, which makes all of a document anew for each copy.
  const whole = A.getBackend(A.load(firstDocument()));
  for (const values of writes) {
    const fork = whole.fork();
    for (const [key, value] of Object.entries(values)) {
      fork.put('_root', key, value, typeof value === 'string' ? 'str' : 'bytes');
    }
    fork.commit(undefined, Date.now());
    const change = fork.getLastLocalChange();
    fork.free();
    if (change) whole.applyChanges([change]);
  }
  return whole.save();
}

const LETTERS = 'あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん';
/** About as long as people write in an interview. */
const MESSAGE_LETTERS = 40;

async function longChat(count: number): Promise<Joining> {
  const world = await makeWorld();
  const [alice, bob, carol] = await Promise.all(['Alice', 'Bob', 'Carol'].map((name) => world.person(name, 'host')));
  if (!alice || !bob || !carol) throw new Error('nobody');
  const hers = await world.chat(alice);
  const { identity, certificate } = bob;
  const speaker = createSpeaker({
    self: identity.peer,
    call: world.call,
    clock: systemClock,
    random: systemRandom,
    signJws: identity.signJws,
  });
  const writes: Record<string, string>[] = [{ [certificateKey(identity.peer)]: certificate }];
  for (let at = 0; at < count; at++) {
    const text = Array.from(systemRandom(MESSAGE_LETTERS), (byte) => LETTERS[byte % LETTERS.length]).join('');
    const { key, jws } = await speaker.entry({ kind: 'text', text }, at + 1);
    writes.push({ [key]: jws });
  }
  if (!hers.load(history(writes))) throw new Error('the history was not taken');
  await settled(hers.lines, (lines) => lines.length === count);
  return {
    async join() {
      const late = await world.chat(carol, { goesOn: true });
      const { toSecond } = connect(alice, hers, carol, late);
      await settled(late.lines, (lines) => lines.length === count);
      return { bytes: late.snapshot().length, wire: toSecond.reduce((sum, piece) => sum + piece.length, 0) };
    },
  };
}

const POINTS = 60;

/** A line as a hand draws it: steps of a few pixels, with pressure. */
function stroke(at: number): BoardRecord {
  const random = systemRandom(POINTS * 3);
  const points = [{ x: 0, y: 0, z: 0.5 }];
  for (let i = 1; i < POINTS; i++) {
    const [dx = 0, dy = 0, dz = 0] = random.subarray(i * 3, i * 3 + 3);
    const last = points.at(-1) ?? { x: 0, y: 0, z: 0.5 };
    points.push({
      x: last.x + dx / 32 - 4,
      y: last.y + dy / 32 - 4,
      z: Math.min(1, Math.max(0, last.z + (dz - 128) / 2048)),
    });
  }
  return {
    id: `shape:${newNonce(systemRandom)}`,
    typeName: 'shape',
    type: 'draw',
    parentId: 'page:page',
    index: `a${at.toString().padStart(6, '0')}1`,
    x: (at * 37) % 2000,
    y: (at * 91) % 2000,
    rotation: 0,
    isLocked: false,
    opacity: 1,
    meta: {},
    props: {
      color: 'black',
      fill: 'none',
      dash: 'draw',
      size: 'm',
      isComplete: true,
      isClosed: false,
      isPen: false,
      scale: 1,
      segments: [{ type: 'free', points }],
    },
  };
}

async function longBoard(count: number): Promise<Joining> {
  const world = await makeWorld();
  const [alice, carol] = await Promise.all(['Alice', 'Carol'].map((name) => world.person(name, 'host')));
  if (!alice || !carol) throw new Error('nobody');
  const id = await boardDocumentId(world.room, world.call);
  const desk = (peer: typeof alice.identity.peer) => {
    const repository = createRepository(peer);
    const document = repository.open<BoardDocument>(id, firstDocument(), BOARD_LIMITS);
    return { repository, document, board: createBoard(document) };
  };
  const hers = desk(alice.identity.peer);
  const writes = Array.from({ length: count }, (_, at): Record<string, string | Uint8Array> => {
    const record = stroke(at);
    const parts = partsOf(record);
    if (!parts?.ink) throw new Error('no line');
    return { [`${record.id}/p`]: parts.place, [`${record.id}/l`]: parts.look, [`${record.id}/i`]: parts.ink };
  });
  if (!hers.document.merge(history(writes))) throw new Error('the history was not taken');
  if (hers.board.ids().length !== count) throw new Error('some strokes were not taken');
  return {
    async join() {
      const late = desk(carol.identity.peer);
      const cable = channelPair(alice.identity.peer, carol.identity.peer);
      const whole = new Promise<void>((resolve) => {
        late.board.changed.on(() => {
          if (late.board.ids().length === count) resolve();
        });
      });
      hers.repository.addChannel(cable.atFirst);
      late.repository.addChannel(cable.atSecond);
      await whole;
      return {
        bytes: late.document.save().length,
        wire: cable.toSecond.reduce((sum, piece) => sum + piece.length, 0),
      };
    },
  };
}

const [what, count] = [process.argv[2], Number(process.argv[3])];
const { join } = what === 'chat' ? await longChat(count) : await longBoard(count);
const before = process.cpuUsage();
const figures = await join();
const { user, system } = process.cpuUsage(before);
const MICROSECONDS = 1000;
process.send?.({ ...figures, cpuMs: (user + system) / MICROSECONDS }, () => process.exit(0));
