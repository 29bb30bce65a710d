import { describe, expect, it } from 'vitest';
import { CompactSign, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { systemRandom } from '../../../src/lib/core/clock.ts';
import {
  identityFromSeed,
  newSeed,
  roomOf,
  seal,
  verifyJws,
  verifySignature,
} from '../../../src/lib/core/session/identity.ts';
import { isSmallOrder, signingKey } from '../../../src/lib/core/session/keys.ts';
import { JwsType } from '../../../src/lib/wire/admission.ts';
import { fromBase64Url, toBase64Url, utf8 } from '../../../src/lib/wire/bytes.ts';
import { CompactJws, KemKey, parse, Seed, Signature } from '../../../src/lib/wire/ids.ts';
import { Sealed } from '../../../src/lib/wire/relay.ts';
import { mutations, must, someone } from '../../support/interview.ts';

describe('identity', () => {
  it('comes out of a seed the same each time, with the public key of RFC 8032 test 1', async () => {
    const raw = Uint8Array.from(
      must('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'.match(/../g)).map((byte) =>
        parseInt(byte, 16),
      ),
    );
    const seed = must(parse(Seed, toBase64Url(raw)));
    const [one, two] = [await identityFromSeed(seed), await identityFromSeed(seed)];
    expect(Buffer.from(one.id, 'base64url').toString('hex')).toBe(
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    );
    expect([two.id, two.kem]).toEqual([one.id, one.kem]);
    expect(one.kem).not.toBe(one.id);
  });

  it('keeps no key that could be read out', async () => {
    const { key } = await signingKey(must(fromBase64Url(newSeed(systemRandom))));
    expect(key.extractable).toBe(false);
  });

  it('signs for one context and these very parts', async () => {
    const alice = await someone();
    const signature = await alice.sign('mensetsu/1 knock', ['ab', 'c']);
    const verify = (context: 'mensetsu/1 knock' | 'mensetsu/1 muster', parts: string[], key = alice.id) =>
      verifySignature(key, context, parts, signature);
    expect(await verify('mensetsu/1 knock', ['ab', 'c'])).toBe(true);
    expect(await verify('mensetsu/1 muster', ['ab', 'c'])).toBe(false);
    expect(await verify('mensetsu/1 knock', ['a', 'bc'])).toBe(false);
    expect(await verify('mensetsu/1 knock', ['abc'])).toBe(false);
    expect(await verify('mensetsu/1 knock', ['ab', 'c'], (await someone()).id)).toBe(false);
  });

  it('takes no signature of a small-order key, for which anybody can sign', async () => {
    const trivial = must(parse(Signature, toBase64Url(Uint8Array.from([1, ...new Array<number>(63).fill(0)]))));
    const neutral = Uint8Array.from([1, ...new Array<number>(31).fill(0)]);
    expect(await verifySignature(toBase64Url(neutral), 'mensetsu/1 knock', ['anything'], trivial)).toBe(false);
    expect(isSmallOrder(neutral)).toBe(true);
    expect(isSmallOrder(Uint8Array.from([1, ...new Array<number>(30).fill(0), 0x80]))).toBe(true);
    expect(isSmallOrder(must(fromBase64Url((await someone()).id)))).toBe(false);
  });

  it('names a room by the key alone', async () => {
    const [alice, bob] = [await someone(), await someone()];
    expect(await roomOf(alice.authority)).toBe(await roomOf(alice.authority));
    expect(await roomOf(alice.authority)).not.toBe(await roomOf(bob.authority));
  });
});

describe('signed statements', () => {
  it('count for their type and signer only, and in one spelling', async () => {
    const alice = await someone();
    const jws = await alice.signJws(JwsType.pass, { some: 'thing' });
    expect(await verifyJws(alice.id, JwsType.pass, jws)).toEqual({ some: 'thing' });
    expect(await verifyJws(alice.id, JwsType.certificate, jws)).toBeUndefined();
    expect(await verifyJws((await someone()).id, JwsType.pass, jws)).toBeUndefined();
    for (const mutant of mutations(jws)) {
      const parsed = parse(CompactJws, mutant);
      if (parsed) expect(await verifyJws(alice.id, JwsType.pass, parsed), mutant).toBeUndefined();
    }
  });

  it('are refused with another algorithm, none, or more in the header', async () => {
    const pair = await generateKeyPair('Ed25519', { extractable: true });
    const { x } = await crypto.subtle.exportKey('jwk', pair.publicKey);
    const id = must(x);
    const sign = async (header: { alg: string; [name: string]: unknown }): Promise<CompactJws> =>
      must(parse(CompactJws, await new CompactSign(utf8('{}')).setProtectedHeader(header).sign(pair.privateKey)));
    const good = await sign({ alg: 'Ed25519', typ: JwsType.pass });
    expect(await verifyJws(id, JwsType.pass, good)).toEqual({});
    expect(
      await verifyJws(id, JwsType.pass, await sign({ alg: 'Ed25519', typ: JwsType.pass, kid: '1' })),
    ).toBeUndefined();
    const eddsa = must(
      parse(CompactJws, good.replace(/^[^.]*/, toBase64Url(utf8(JSON.stringify({ alg: 'EdDSA', typ: JwsType.pass }))))),
    );
    expect(await verifyJws(id, JwsType.pass, eddsa)).toBeUndefined();
    // HMAC keyed with the public key: the classic confusion
    const confused = await new SignJWT({}).setProtectedHeader({ alg: 'HS256', typ: JwsType.pass }).sign(utf8(id));
    expect(await verifyJws(id, JwsType.pass, must(parse(CompactJws, confused)))).toBeUndefined();
    expect(parse(CompactJws, new UnsecuredJWT({}).encode())).toBeUndefined();
  });
});

describe('sealing', () => {
  it('opens for this key, purpose and room only, and not when altered', async () => {
    const [alice, bob] = [await someone(), await someone()];
    const [room, elsewhere] = [await roomOf(alice.authority), await roomOf(bob.authority)];
    const sealed = await seal(alice.kem, 'knock', room, utf8('田中'));
    expect(await alice.open(sealed, 'knock', room)).toEqual(utf8('田中'));
    expect(await alice.open(sealed, 'muster', room)).toBeUndefined();
    expect(await alice.open(sealed, 'knock', elsewhere)).toBeUndefined();
    expect(await bob.open(sealed, 'knock', room)).toBeUndefined();
    for (const mutant of mutations(sealed)) {
      const parsed = parse(Sealed, mutant);
      if (parsed) expect(await alice.open(parsed, 'knock', room), mutant).toBeUndefined();
    }
  });

  it('rejects a key that is no usable point', async () => {
    const zero = must(parse(KemKey, toBase64Url(new Uint8Array(32))));
    const room = await roomOf((await someone()).authority);
    await expect(seal(zero, 'admission', room, utf8('x'))).rejects.toThrow();
  });
});
