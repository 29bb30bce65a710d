/** Makes one's own statements: entries, deletions and clearances, signed by the visit's identity. */
import { JwsType } from '../../wire/admission.ts';
import { CHAT_CLEAR_MAX_IDS, type ChatClear, type ChatDelete, type ChatEntry } from '../../wire/chat.ts';
import type { SharedFile } from '../../wire/files.ts';
import type { CompactJws, Nonce, PeerId } from '../../wire/ids.ts';
import { newNonce, type Clock, type Random } from '../clock.ts';
import { clearKey, deleteKey, entryKey } from './chat-document.ts';
import type { Kept } from './ledger.ts';

export interface SpeakerDeps {
  readonly self: PeerId;
  readonly call: Nonce;
  readonly clock: Clock;
  readonly random: Random;
  signJws(typ: JwsType, payload: object): Promise<CompactJws>;
}

/** What an entry says. */
export type Said =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'file'; readonly file: SharedFile };

export interface Speaker {
  /** `order` is one more than the greatest that was seen. */
  entry(said: Said, order: number): Promise<Kept>;
  deletion(of: ChatEntry): Promise<Kept>;
  /** As many as it takes to name them all. */
  clearance(of: readonly ChatEntry[]): Promise<readonly Kept[]>;
}

export function createSpeaker({ self, call, clock, random, signJws }: SpeakerDeps): Speaker {
  async function clear(ids: Nonce[]): Promise<Kept> {
    const statement: ChatClear = { call, by: self, at: clock.now(), ids };
    const jws = await signJws(JwsType.chatClear, statement);
    return { key: clearKey(self, newNonce(random)), jws, by: self, verified: { kind: 'clear', statement } };
  }
  return {
    async entry(said, order) {
      const id = newNonce(random);
      const entry: ChatEntry = { call, id, author: self, at: clock.now(), order, ...said };
      const jws = await signJws(JwsType.chatEntry, entry);
      return { key: entryKey(self, id), jws, by: self, verified: { kind: 'entry', entry } };
    },
    async deletion({ author, id }) {
      const statement: ChatDelete = { call, author, id, by: self, at: clock.now() };
      const jws = await signJws(JwsType.chatDelete, statement);
      return { key: deleteKey(author, id, self), jws, by: self, verified: { kind: 'delete', statement } };
    },
    clearance(of) {
      const parts: Nonce[][] = [];
      for (let from = 0; from < of.length; from += CHAT_CLEAR_MAX_IDS) {
        parts.push(of.slice(from, from + CHAT_CLEAR_MAX_IDS).map(({ id }) => id));
      }
      return Promise.all(parts.map(clear));
    },
  };
}
