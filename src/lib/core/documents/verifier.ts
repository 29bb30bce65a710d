/**
 * Decides whether one statement is what its key says: signed by the person that the key names, for this call, and by somebody
 * who may say so. Who somebody is comes from certificates by the authority; their expiry does not matter here, since what
 * was said in time stays said.
 */
import type { Certificate } from '../../wire/admission.ts';
import { JwsType } from '../../wire/admission.ts';
import { ChatClear, ChatDelete, ChatEntry } from '../../wire/chat.ts';
import { CompactJws, parse, type Nonce, type PeerId } from '../../wire/ids.ts';
import { nameOf, type StatementName } from './chat-document.ts';

export type Verified =
  | { readonly kind: 'entry'; readonly entry: ChatEntry }
  | { readonly kind: 'delete'; readonly statement: ChatDelete }
  | { readonly kind: 'clear'; readonly statement: ChatClear }
  | { readonly kind: 'certificate'; readonly certificate: Certificate };

export type Verdict =
  | { readonly t: 'verified'; readonly by: PeerId; readonly verified: Verified }
  /** Nothing can be said before this peer's certificate is here. */
  | { readonly t: 'wait'; readonly by: PeerId }
  | { readonly t: 'false' };

export interface VerifierDeps {
  readonly call: Nonce;
  verifyJws(key: string, typ: JwsType, jws: CompactJws): Promise<unknown>;
  /** The certificate, where the authority of this room made it. */
  verifyCertificate(jws: CompactJws, options: { ignoreExpiry: true }): Promise<Certificate | undefined>;
  certificateOf(peer: PeerId): Certificate | undefined;
}

const FALSE: Verdict = { t: 'false' };

export type Verify = (key: string, text: string | undefined) => Promise<Verdict>;

export function createVerifier(deps: VerifierDeps): Verify {
  const { call } = deps;

  /** The payload as the kind has it, where it agrees with the key in everything that both say. */
  async function read(name: StatementName, jws: CompactJws): Promise<Verified | undefined> {
    if (name.kind === 'certificate') {
      const certificate = await deps.verifyCertificate(jws, { ignoreExpiry: true });
      if (certificate?.call !== call || certificate.peer !== name.by) return undefined;
      return { kind: 'certificate', certificate };
    }
    if (name.kind === 'entry') {
      const entry = parse(ChatEntry, await deps.verifyJws(name.by, JwsType.chatEntry, jws));
      if (entry?.call !== call || entry.author !== name.by || entry.id !== name.id) return undefined;
      return { kind: 'entry', entry };
    }
    if (name.kind === 'delete') {
      const statement = parse(ChatDelete, await deps.verifyJws(name.by, JwsType.chatDelete, jws));
      if (statement?.call !== call || statement.by !== name.by) return undefined;
      if (statement.author !== name.author || statement.id !== name.id) return undefined;
      return { kind: 'delete', statement };
    }
    const statement = parse(ChatClear, await deps.verifyJws(name.by, JwsType.chatClear, jws));
    return statement?.call === call && statement.by === name.by ? { kind: 'clear', statement } : undefined;
  }

  return async (key, text) => {
    const name = nameOf(key);
    const jws = parse(CompactJws, text);
    if (!name || !jws) return FALSE;
    if (name.kind !== 'certificate') {
      const speaker = deps.certificateOf(name.by);
      if (!speaker) return { t: 'wait', by: name.by };
      const own = name.kind === 'entry' || (name.kind === 'delete' && name.author === name.by);
      if (!own && speaker.role !== 'host') return FALSE;
    }
    const verified = await read(name, jws);
    return verified ? { t: 'verified', by: name.by, verified } : FALSE;
  };
}
