/** Alice the host, bob and carol the applicants, with real keys and certificates, and chats that they take part in. */
import '@automerge/automerge'; // under Node the full entry initialises the wasm that the slim entries use
import { createChat, type Chat } from '../../../src/lib/core/documents/chat.ts';
import { systemClock, systemRandom, newNonce } from '../../../src/lib/core/clock.ts';
import { checkCertificate, issue } from '../../../src/lib/core/admission/certificate.ts';
import { identityFromSeed, newSeed, roomOf, verifyJws, type Identity } from '../../../src/lib/core/session/identity.ts';
import { parse, type CompactJws, type Nonce, type Role, type RoomId } from '../../../src/lib/wire/ids.ts';
import { DisplayName } from '../../../src/lib/wire/name.ts';
import { channelPair, type Cable } from './channel-pair.ts';

export interface Person {
  readonly identity: Identity;
  readonly certificate: CompactJws;
}

export interface World {
  readonly authority: Identity;
  readonly room: RoomId;
  readonly call: Nonce;
  person(name: string, role: Role): Promise<Person>;
  /** A new visit of the page by the same person: an empty document. */
  chat(person: Person, options?: { goesOn: boolean }): Promise<Chat>;
  /** Ends all chats that were made. */
  end(): void;
}

export async function makeWorld(): Promise<World> {
  const authority = await identityFromSeed(newSeed(systemRandom));
  const room = await roomOf(authority.authority);
  const call = newNonce(systemRandom);
  const chats: Chat[] = [];
  return {
    authority,
    room,
    call,
    async person(name, role) {
      const identity = await identityFromSeed(newSeed(systemRandom));
      const display = parse(DisplayName, name);
      if (!display) throw new Error('no name');
      const { peer, kem } = identity;
      // Long expired: what was said in time stays said.
      const { certificate } = await issue(authority, { room, call, peer, kem, role, name: display }, 1_000_000);
      return { identity, certificate };
    },
    async chat({ identity, certificate }, options) {
      const chat = await createChat({
        self: identity.peer,
        ...options,
        room,
        call,
        clock: systemClock,
        random: systemRandom,
        certificate: () => certificate,
        signJws: identity.signJws,
        verifyJws,
        verifyCertificate: (jws) => checkCertificate(authority.authority, room, jws, 0),
      });
      chats.push(chat);
      return chat;
    },
    end() {
      for (const chat of chats) chat.end();
    },
  };
}

/** Connects two people's chats, as the mesh does when both are present. */
export function connect(a: Person, chatOfA: Chat, b: Person, chatOfB: Chat): Cable {
  const cable = channelPair(a.identity.peer, b.identity.peer);
  chatOfA.addChannel(cable.atFirst);
  chatOfB.addChannel(cable.atSecond);
  return cable;
}

export const textsOf = (chat: Chat): string[] => chat.lines.get().map(({ text }) => text);
