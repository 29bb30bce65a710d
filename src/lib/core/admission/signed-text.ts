/** Knocks and musters: JSON, signed by its sender over exactly its characters, sealed to the authority. */
import type * as v from 'valibot';
import { SignedText } from '../../wire/admission.ts';
import { jsonOf, utf8 } from '../../wire/bytes.ts';
import { parse, type KemKey, type PeerId, type RoomId } from '../../wire/ids.ts';
import type { Sealed } from '../../wire/relay.ts';
import { seal, verifySignature, type Identity } from '../session/identity.ts';

type Kind = 'knock' | 'muster';

export async function sealText(
  sender: Identity,
  to: KemKey,
  kind: Kind,
  room: RoomId,
  content: object,
): Promise<Sealed> {
  const json = JSON.stringify(content);
  const signature = await sender.sign(`mensetsu/1 ${kind}`, [json]);
  return seal(to, kind, room, utf8(JSON.stringify({ json, signature })));
}

/** The content, where it opens with the authority's key, `from` signed it, and it is what the schema says. Never rejects. */
export async function openText<const S extends v.GenericSchema>(
  authority: Identity,
  kind: Kind,
  room: RoomId,
  from: PeerId,
  sealed: Sealed,
  schema: S,
): Promise<v.InferOutput<S> | undefined> {
  const plain = await authority.open(sealed, kind, room);
  const text = plain && parse(SignedText, jsonOf(plain));
  if (!text || !(await verifySignature(from, `mensetsu/1 ${kind}`, [text.json], text.signature))) return undefined;
  return parse(schema, jsonOf(text.json));
}
