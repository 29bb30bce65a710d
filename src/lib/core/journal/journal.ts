/**
 * The journal of a room: what the host's browser keeps of its calls (spec T7, X6). Chunks are sealed (AES-256-GCM) with a key that
 * only the host link gives, and bound to their room, call, part, name and time, so that nobody who gets at the disk can read them
 * or put one in another's place.
 */
import { frameBytes, fromBase64Url, jsonOf, utf8, type Bytes } from '../../wire/bytes.ts';
import { parse, type Nonce, type RoomId, type Seed } from '../../wire/ids.ts';
import {
  CALL_FACTS_MAX_BYTES,
  CallFacts,
  JOURNAL_CHUNK_MAX_BYTES,
  JOURNAL_CHUNKS_MAX,
  JOURNAL_IV_BYTES,
  JOURNAL_KEEP_MS,
  JournalPart,
  type JournalChunk,
} from '../../wire/journal.ts';
import { newNonce, type Clock, type Random } from '../clock.ts';
import { deriveAesKey } from '../session/keys.ts';
import type { JournalStore } from './store.ts';

/** A call of which something is kept. */
export interface KeptCall {
  readonly call: Nonce;
  /** Undefined where they cannot be read: the other parts may be sound all the same. */
  readonly facts: CallFacts | undefined;
  /** The last write, in milliseconds since the epoch. */
  readonly at: number;
  /** When it will be erased. */
  readonly erasedAt: number;
  /** What there is, and the names of its chunks. */
  readonly parts: ReadonlyMap<JournalPart, readonly Nonce[]>;
}

/** A chunk as it was given in. */
export interface Piece {
  readonly id: Nonce;
  readonly at: number;
  readonly bytes: Bytes;
}

export interface Journal {
  /** Newest first; also what cannot be opened with this key: somebody may miss it. */
  calls(): Promise<readonly KeptCall[]>;
  /** The pieces of a part, the oldest first; what this key did not seal for this place is left out. */
  read(call: Nonce, part: JournalPart): Promise<readonly Piece[]>;
  facts(call: Nonce): Promise<CallFacts | undefined>;
  /** Whether chunks of a part are on the disk that `read` did not give: damaged, or not ours. */
  isDamaged(kept: KeptCall, part: JournalPart, read: readonly Piece[]): Promise<boolean>;
  /** Resolves with the new piece's name when it is on the disk in place of `instead`; rejects where it cannot be. */
  write(call: Nonce, part: JournalPart, bytes: Uint8Array, instead?: readonly Nonce[]): Promise<Nonce>;
  /** One part, or all of a call. */
  discard(call: Nonce, part?: JournalPart): Promise<void>;
}

export interface JournalDeps {
  readonly store: JournalStore;
  /** The host link's. */
  readonly seed: Seed;
  readonly room: RoomId;
  readonly clock: Clock;
  readonly random: Random;
}

function part(text: string): JournalPart {
  const parsed = parse(JournalPart, text);
  if (!parsed) throw new Error('no part of a journal');
  return parsed;
}
export const PARTS = {
  facts: part('facts'),
  chat: part('chat'),
  agenda: part('agenda'),
  board: part('board'),
  transcript: part('transcript'),
  summary: part('summary'),
} as const;
/** The part that holds a file of the chat, by its SHA-256. */
export const filePart = (sha256: string): JournalPart | undefined => parse(JournalPart, `file/${sha256}`);

/** What the facts' bytes say, where they are facts. */
const factsOf = (bytes: Uint8Array): CallFacts | undefined =>
  bytes.length <= CALL_FACTS_MAX_BYTES ? parse(CallFacts, jsonOf(bytes)) : undefined;

export async function createJournal({ store, seed, room, clock, random }: JournalDeps): Promise<Journal> {
  const raw = fromBase64Url(seed);
  if (!raw) throw new Error('a seed is base64url');
  const key = await deriveAesKey(raw, 'journal');

  const how = ({ call, part, id, at }: Omit<JournalChunk, 'sealed'>, iv: Bytes): AesGcmParams => ({
    name: 'AES-GCM',
    iv,
    additionalData: frameBytes([utf8('mensetsu/1 journal'), ...[room, call, part, id, String(at)].map(utf8)]),
  });
  async function open(chunk: JournalChunk): Promise<Piece | undefined> {
    const iv = chunk.sealed.slice(0, JOURNAL_IV_BYTES);
    try {
      const plain = await crypto.subtle.decrypt(how(chunk, iv), key, chunk.sealed.slice(JOURNAL_IV_BYTES));
      return { id: chunk.id, at: chunk.at, bytes: new Uint8Array(plain) };
    } catch {
      return undefined;
    }
  }

  const journal: Journal = {
    async calls() {
      const heads = await store.list(room);
      const found: KeptCall[] = [];
      for (const call of new Set(heads.map((head) => head.call))) {
        const own = heads.filter((head) => head.call === call);
        const facts = await journal.facts(call);
        // In the clear, hence anybody's: what has not come yet would be no date, or never erased.
        const at = Math.min(clock.now(), Math.max(...own.map((head) => head.at)));
        const parts = new Map<JournalPart, Nonce[]>();
        for (const { part, id } of own) parts.set(part, [...(parts.get(part) ?? []), id]);
        found.push({ call, facts, at, erasedAt: at + JOURNAL_KEEP_MS, parts });
      }
      return found.sort((a, b) => b.at - a.at);
    },
    async read(call, part) {
      const chunks = (await store.read(room, call, part)).slice(0, JOURNAL_CHUNKS_MAX);
      const pieces: Piece[] = [];
      for (const chunk of chunks) {
        const piece = await open(chunk);
        if (piece) pieces.push(piece);
      }
      return pieces.sort((a, b) => a.at - b.at);
    },
    async facts(call) {
      const pieces = await journal.read(call, PARTS.facts);
      const all = pieces.flatMap(({ bytes }) => factsOf(bytes) ?? []);
      return all.at(-1);
    },
    async isDamaged({ parts }, part, read) {
      const given = new Set(read.map(({ id }) => id));
      const lost = (parts.get(part) ?? []).filter((id) => !given.has(id));
      if (lost.length === 0) return false;
      // Another tab may have put them together since: then they are there no longer.
      const now = new Set((await store.list(room)).map(({ id }) => id));
      return lost.some((id) => now.has(id));
    },
    async write(call, part, plain, instead) {
      const id = newNonce(random);
      const head = { room, call, part, id, at: clock.now() };
      const iv = random(JOURNAL_IV_BYTES);
      const cipher = new Uint8Array(await crypto.subtle.encrypt(how(head, iv), key, Uint8Array.from(plain)));
      if (iv.length + cipher.length > JOURNAL_CHUNK_MAX_BYTES) throw new Error('a chunk of the journal is too large');
      const sealed = new Uint8Array(iv.length + cipher.length);
      sealed.set(iv);
      sealed.set(cipher, iv.length);
      await store.write({ ...head, sealed }, instead);
      return id;
    },
    discard: (call, part) => store.remove(room, call, part),
  };
  return journal;
}
