/** Tokens (JWT by the relay's secret) and passes (JWS by an interview's authority). Verified here, judged in hello.ts. */
import { compactVerify } from 'jose/jws/compact/verify';
import { CompactSign } from 'jose/jws/compact/sign';
import { jsonOf, utf8 } from '../src/lib/wire/bytes.ts';
import { JwsType, Pass } from '../src/lib/wire/admission.ts';
import { CompactJws, parse, type AuthorityKey } from '../src/lib/wire/ids.ts';
import { TokenClaims } from '../src/lib/wire/link.ts';
import { publicKey } from './ed25519.ts';

/** A token over the claims: HS256, typ JWT. */
export async function signToken(secret: Uint8Array, claims: TokenClaims): Promise<CompactJws> {
  const signing = new CompactSign(utf8(JSON.stringify(claims))).setProtectedHeader({ alg: 'HS256', typ: 'JWT' });
  const token = parse(CompactJws, await signing.sign(secret));
  if (!token) throw new Error('a token has outgrown the wire schema');
  return token;
}

/** Claims of a token of this relay, whatever the time is; `undefined` where it is not this relay's. */
export async function openToken(secret: Uint8Array, token: CompactJws): Promise<TokenClaims | undefined> {
  try {
    const { payload, protectedHeader } = await compactVerify(token, secret, { algorithms: ['HS256'] });
    return protectedHeader.typ === 'JWT' ? parse(TokenClaims, jsonOf(payload)) : undefined;
  } catch {
    return undefined;
  }
}

/** A pass of this authority, whatever the time is; `undefined` where it is not the authority's, or is no pass. */
export async function openPass(authority: AuthorityKey, pass: CompactJws): Promise<Pass | undefined> {
  const key = publicKey(authority);
  if (!key) return undefined;
  try {
    const { payload, protectedHeader } = await compactVerify(pass, key, { algorithms: ['Ed25519'] });
    return protectedHeader.typ === JwsType.pass ? parse(Pass, jsonOf(payload)) : undefined;
  } catch {
    return undefined;
  }
}
