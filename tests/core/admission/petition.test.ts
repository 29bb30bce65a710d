import { afterEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { restoreMembership, type Membership } from '../../../src/lib/core/admission/admission-check.ts';
import { checkCertificate, issue, issuePass, readPass } from '../../../src/lib/core/admission/certificate.ts';
import { createPetition, type Petition } from '../../../src/lib/core/admission/petition.ts';
import { openText } from '../../../src/lib/core/admission/signed-text.ts';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import { seal, type Identity } from '../../../src/lib/core/session/identity.ts';
import { CERTIFICATE_MS, CLOCK_TOLERANCE_MS, JwsType, Knock, Muster } from '../../../src/lib/wire/admission.ts';
import { toBase64Url, utf8 } from '../../../src/lib/wire/bytes.ts';
import { CallKey, CompactJws, parse, type Nonce } from '../../../src/lib/wire/ids.ts';
import { Sealed, type ClientFrame } from '../../../src/lib/wire/relay.ts';
import { must, mutations, named, someone, START, testInterview } from '../../support/interview.ts';
import { createManualClock, quiet, until } from '../../support/manual-clock.ts';

const petitions: Petition[] = [];
afterEach(() => petitions.splice(0).forEach((petition) => petition.end()));

const newKey = (): CallKey => must(parse(CallKey, toBase64Url(systemRandom(32))));

async function setup(restored?: (link: Awaited<ReturnType<typeof testInterview>>) => Promise<Membership | undefined>) {
  const interview = await testInterview();
  const [identity, host] = [await someone(), (await someone()).peer];
  const clock = createManualClock();
  const sent: Extract<ClientFrame, { t: 'knock' | 'withdraw' | 'muster' }>[] = [];
  const kept = await restored?.(interview);
  const petition = createPetition({
    ...{ identity, link: interview.applicant, clock, random: systemRandom },
    send: (frame) => sent.push(frame) > 0,
    ...(kept && { restored: kept }),
  });
  petitions.push(petition);
  const { authority, room } = interview;
  const call = newNonce(systemRandom);

  /** An admission of this identity by the authority. */
  async function admitted(change: { knock?: Nonce; epoch?: number; key?: CallKey; now?: number }): Promise<CompactJws> {
    const { now = clock.now(), ...rest } = change;
    const about = {
      room,
      call,
      peer: identity.peer,
      kem: identity.kem,
      role: 'applicant',
      name: named('Bob'),
    } as const;
    const papers = await issue(authority, about, now);
    const said = { verdict: 'admitted', room, peer: identity.peer, call, epoch: 1, key: newKey(), ...papers };
    return authority.signJws(JwsType.admission, { ...said, ...rest });
  }
  const sealed = (jws: string) => seal(identity.kem, 'admission', room, utf8(jws));
  const knocks = () => sent.filter((frame): frame is Extract<ClientFrame, { t: 'knock' }> => frame.t === 'knock');
  const musters = () => sent.filter((frame): frame is Extract<ClientFrame, { t: 'muster' }> => frame.t === 'muster');
  return { interview, identity, host, clock, petition, sent, knocks, musters, admitted, sealed, call };
}
type Setup = Awaited<ReturnType<typeof setup>>;

async function knocked(one: Setup, name = 'Bob') {
  one.petition.handleHost(one.host);
  await one.petition.ask(named(name));
  return must(one.knocks().at(-1));
}
async function member(): Promise<Setup & { key: CallKey }> {
  const one = await setup();
  const { id } = await knocked(one);
  const key = newKey();
  one.petition.handleAnswer(await one.sealed(await one.admitted({ knock: id, epoch: 5, key })));
  await until(() => one.petition.state.get() === 'admitted', 'the admission');
  return { ...one, key };
}

describe('petition (J3)', () => {
  it('knocks with name, key and link, signed, readable to the authority only, without the seed of anything', async () => {
    const one = await setup();
    const { id, sealed } = await knocked(one, '佐藤 花子');
    const { authority, room } = one.interview;
    const knock = await openText(authority, 'knock', room, one.identity.peer, sealed, Knock);
    expect(knock).toMatchObject({
      id,
      host: one.host,
      peer: one.identity.peer,
      kem: one.identity.kem,
      name: '佐藤 花子',
    });
    expect(knock?.link.signature).toBe(one.interview.applicant.signature);
    expect(await openText(authority, 'knock', room, (await someone()).peer, sealed, Knock)).toBeUndefined();
  });

  it('waits for a host that is absent, and knocks by itself when it comes', async () => {
    const one = await setup();
    await one.petition.ask(named('Bob'));
    expect(one.petition.state.get()).toBe('host-absent');
    expect(one.sent).toEqual([]);
    one.petition.handleHost(one.host);
    await until(() => one.knocks().length === 1, 'the knock');
    one.petition.handleHostAbsent(newNonce(systemRandom));
    expect(one.petition.state.get()).toBe('waiting');
    one.petition.handleHostAbsent(must(one.knocks()[0]).id);
    expect(one.petition.state.get()).toBe('host-absent');
    one.petition.handleHost((await someone()).peer);
    await until(() => one.knocks().length === 2, 'the knock at the next host');
    expect(new Set(one.knocks().map(({ id }) => id)).size).toBe(2);
  });

  it('knocks at most once a second, however often the relay names the host, and never forgets to', async () => {
    const one = await setup();
    await knocked(one);
    for (let count = 0; count < 20; count += 1) {
      one.petition.handleHost(null);
      one.petition.handleHost(one.host);
    }
    await quiet();
    expect(one.knocks()).toHaveLength(1);
    await one.clock.advance(1_000);
    await until(() => one.knocks().length === 2, 'the second knock');
  });

  it('sends an unanswered knock again under the same id, until it is withdrawn', async () => {
    const one = await setup();
    const first = await knocked(one);
    await one.clock.advance(15_000);
    expect(one.knocks()).toEqual([first, first]);
    one.petition.withdraw();
    expect(one.sent.at(-1)).toEqual({ t: 'withdraw', id: first.id });
    await one.clock.advance(60_000);
    expect(one.knocks()).toHaveLength(2);
  });

  it('J3: refused, it can ask again; an answer to the knock of before counts no more', async () => {
    const one = await setup();
    const { id } = await knocked(one);
    const { authority, room } = one.interview;
    const refusal = { verdict: 'refused', room, peer: one.identity.peer, knock: id };
    one.petition.handleAnswer(await one.sealed(await authority.signJws(JwsType.admission, refusal)));
    await until(() => one.petition.state.get() === 'refused', 'the refusal');
    await one.clock.advance(2_000);
    await one.petition.ask(named('Bob'));
    const second = must(one.knocks().at(-1));
    expect(second.id).not.toBe(id);
    one.petition.handleAnswer(await one.sealed(await one.admitted({ knock: id })));
    const good = await one.sealed(await one.admitted({ knock: second.id, epoch: 7 }));
    await quiet();
    expect(one.petition.state.get()).toBe('waiting');
    one.petition.handleAnswer(good);
    await until(() => one.petition.admission.get()?.epoch === 7, 'the answer to the second knock');
  });

  it('J4: refuses every altered character of an admission, and never throws', async () => {
    const one = await setup();
    const { id } = await knocked(one);
    const good = await one.sealed(await one.admitted({ knock: id }));
    for (const mutant of mutations(good, 12)) {
      const altered = parse(Sealed, mutant);
      if (altered) one.petition.handleAnswer(altered);
    }
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), async (text) => {
        one.petition.handleAnswer(await one.sealed(text));
        return one.petition.state.get() === 'waiting';
      }),
      { numRuns: 30 },
    );
    one.petition.handleAnswer(good);
    await until(() => one.petition.state.get() === 'admitted', 'the true one, after all others');
  }, 30_000);
});

describe('membership (J5)', () => {
  it('takes a later key and longer papers, and nothing older or different', async () => {
    const one = await member();
    const epochs: number[] = [];
    one.petition.admission.subscribe((membership) => epochs.push(membership?.epoch ?? -1));
    const now = one.clock.now() + 60_000;
    const attempts = [
      await one.admitted({ epoch: 4, now }),
      await one.admitted({ epoch: 5, now }), // same epoch, another key
      await one.admitted({ epoch: 5, key: one.key, now: START - 60_000 }), // papers that hold shorter
      await one.admitted({ epoch: 5, key: one.key, now }),
      await one.admitted({ epoch: 6, now: START - 60_000 }),
      await one.admitted({ epoch: 5, key: one.key, now: now + 60_000 }),
    ];
    for (const jws of attempts) one.petition.handleAdmission(jws);
    await until(() => one.petition.admission.get()?.epoch === 6, 'the later key');
    await quiet();
    expect(epochs).toEqual([5, 5, 6]);
    expect(one.petition.state.get()).toBe('admitted');
  });

  it('musters to a host that arrives, not to the one that has just let it in, and once a second at most', async () => {
    const one = await member();
    one.petition.handleHost(one.host);
    await quiet();
    expect(one.musters()).toEqual([]);
    const next = (await someone()).peer;
    for (let count = 0; count < 5; count += 1) one.petition.handleHost(next);
    await until(() => one.musters().length === 1, 'the muster');
    const { authority, room } = one.interview;
    const { sealed } = must(one.musters()[0]);
    const muster = await openText(authority, 'muster', room, one.identity.peer, sealed, Muster);
    expect(muster).toMatchObject({ host: next, call: one.call, epoch: 5 });
    await one.clock.advance(1_000);
    one.petition.handleHost(next);
    await until(() => one.musters().length === 2, 'the second muster');
  });

  it('musters when somebody signals under a newer key, also to a host that has just let it in', async () => {
    const one = await member();
    one.petition.handleBehind();
    one.petition.handleBehind();
    await until(() => one.musters().length === 1, 'the muster');
    await quiet();
    expect(one.musters()).toHaveLength(1);
  });

  it('musters to the same host after that went away: it may have been reloaded', async () => {
    const one = await member();
    one.petition.handleHost(null);
    one.petition.handleHost(one.host);
    await until(() => one.musters().length === 1, 'the muster');
  });

  it.each([true, false])('lapses back to asking where the host has another call (ours over: %s)', async (over) => {
    const one = await member();
    const told: boolean[] = [];
    one.petition.lapsed.on((how) => told.push(how.over));
    const { authority, room } = one.interview;
    const about = { verdict: 'lapsed', room, peer: one.identity.peer, call: one.call, over };
    const say = async (by: Identity, change: object = {}): Promise<void> =>
      one.petition.handleAnswer(await one.sealed(await by.signJws(JwsType.admission, { ...about, ...change })));
    // Of another call, about somebody else, in another room, by nobody of any authority: each changes nothing.
    const stranger = await someone();
    await say(authority, { call: newNonce(systemRandom) });
    await say(authority, { peer: stranger.peer });
    await say(authority, { room: (await testInterview()).room });
    await say(stranger);
    await quiet();
    expect([one.petition.state.get(), told]).toEqual(['admitted', []]);
    await say(authority);
    await until(() => told.length === 1, 'word of it');
    expect([one.petition.state.get(), one.petition.admission.get(), told]).toEqual(['idle', undefined, [over]]);
    await one.clock.advance(1_000);
    await one.petition.ask(named('Bob'));
    await until(() => one.knocks().length === 2, 'a knock');
    // Played again it takes nothing away from who waits.
    await say(authority);
    await quiet();
    expect([one.petition.state.get(), told]).toEqual(['waiting', [over]]);
  });

  it('is restored from what was kept, unless that is of another room, identity or role, or was altered', async () => {
    const one = await member();
    const { papers: _papers, ...kept } = must(one.petition.admission.get());
    const { applicant, coInterviewer } = one.interview;
    const restore = (change: object = {}, link = applicant, identity = one.identity) =>
      restoreMembership(link, identity, { ...kept, ...change });
    expect(await restore()).toEqual(one.petition.admission.get());
    expect(await restore({}, coInterviewer)).toBeUndefined();
    expect(await restore({}, (await testInterview()).applicant)).toBeUndefined();
    expect(await restore({}, applicant, await someone())).toBeUndefined();
    expect(await restore({ call: newNonce(systemRandom) })).toBeUndefined();
    expect(await restore({ certificate: kept.pass })).toBeUndefined();
    expect(await restore({ pass: kept.certificate })).toBeUndefined();
  });
});

describe('pass and certificate', () => {
  it('are the authority’s, for one room, for ten minutes and the difference of two clocks', async () => {
    const { authority, room } = await testInterview();
    const other = await testInterview();
    const bob = await someone();
    const about = {
      room,
      call: newNonce(systemRandom),
      peer: bob.peer,
      kem: bob.kem,
      role: 'applicant',
      name: named('Bob'),
    } as const;
    const { certificate, pass } = await issue(authority, about, START);
    const check = (now: number, jws = certificate, where = room, by = authority.authority) =>
      checkCertificate(by, where, jws, now);
    expect(await check(START)).toEqual({ ...about, exp: START + CERTIFICATE_MS });
    expect(await check(START + CERTIFICATE_MS + CLOCK_TOLERANCE_MS - 1)).toBeDefined();
    expect(await check(START + CERTIFICATE_MS + CLOCK_TOLERANCE_MS)).toBeUndefined();
    expect(await check(START, pass)).toBeUndefined();
    expect(await check(START, certificate, other.room)).toBeUndefined();
    expect(await check(START, certificate, room, other.authority.authority)).toBeUndefined();
    expect(await check(START, (await issue(bob, about, START)).certificate)).toBeUndefined();
    for (const mutant of mutations(certificate)) {
      const altered = parse(CompactJws, mutant);
      if (altered) expect(await check(START, altered), mutant).toBeUndefined();
    }
    expect(await readPass(authority.authority, room, pass)).toEqual({
      ...{ room, peer: bob.peer, role: 'applicant', exp: START + CERTIFICATE_MS },
    });
    expect(await readPass(authority.authority, room, certificate)).toBeUndefined();
    const own = await issuePass(authority, { room, peer: bob.peer, role: 'host' }, START);
    expect(await readPass(authority.authority, room, own)).toMatchObject({ role: 'host' });
    // what the relay reads holds no name
    expect(Buffer.from(must(pass.split('.')[1]), 'base64url').toString()).not.toContain('Bob');
  });
});
