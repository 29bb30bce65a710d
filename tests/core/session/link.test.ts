import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../../src/lib/core/clock.ts';
import { makeInterview } from '../../../src/lib/core/session/interview.ts';
import { openLink, windowState } from '../../../src/lib/core/session/link.ts';
import { supposedLanguage, WINDOW_MAX_MS } from '../../../src/lib/wire/link.ts';
import { HOUR_MS, mutations, must, signLinks, START, testInterview, token } from '../../support/interview.ts';

describe('links (R2)', () => {
  it('open to what was asked for; only the host link holds the seed', async () => {
    const { host, coInterviewer, applicant, room, fragments } = await testInterview('一次面接');
    for (const [link, role] of [
      [host, 'host'],
      [coInterviewer, 'co-interviewer'],
      [applicant, 'applicant'],
    ] as const) {
      expect(link).toMatchObject({ role, room, from: START - HOUR_MS, until: START + HOUR_MS });
      expect(link.details).toMatchObject({ title: '一次面接', language: 'ja' });
    }
    expect([host.seed, coInterviewer.seed, applicant.seed].map((seed) => seed !== undefined)).toEqual([
      true,
      false,
      false,
    ]);
    expect(fragments.applicant).not.toContain(must(host.seed));
    expect(await openLink(`#${fragments.applicant}`)).toMatchObject({ ok: true });
  });

  it('R2 U2: the language can be told before a link is verified, and what is no link has none', async () => {
    const { fragments } = await testInterview();
    expect(supposedLanguage(`#${fragments.applicant}`)).toBe('ja');
    const parts = fragments.applicant.split('.');
    const told = (details: string): string => ['#1', ...parts.slice(1, 5), details, ...parts.slice(6)].join('.');
    expect(supposedLanguage(told(btoa('{"language":"en"}').replaceAll('=', '')))).toBe('en');
    for (const fragment of ['', '#', '#browsers', told('x'), told(btoa('{"language":"xx"}').replaceAll('=', ''))])
      expect(supposedLanguage(fragment), fragment).toBeUndefined();
  });

  it('R6: every altered character of every link is noticed', async () => {
    const { fragments } = await testInterview();
    for (const fragment of Object.values(fragments)) {
      for (const mutant of mutations(fragment, 120)) expect((await openLink(mutant)).ok, mutant).toBe(false);
    }
  });

  it('R6: a link that was cut is damaged, one whose parts were exchanged is altered', async () => {
    const [one, other] = [(await testInterview()).fragments, (await testInterview()).fragments];
    expect(await openLink(one.applicant.slice(0, -10))).toEqual({ ok: false, why: 'link-damaged' });
    expect(await openLink('')).toEqual({ ok: false, why: 'link-damaged' });
    expect(await openLink(one.applicant.replace('1.a.', '1.c.'))).toEqual({ ok: false, why: 'link-altered' });
    const [a, b] = [one.host.split('.'), other.host.split('.')];
    const foreignSeed = [...a.slice(0, 7), ...b.slice(7)].join('.');
    expect(await openLink(foreignSeed)).toEqual({ ok: false, why: 'link-altered' });
    const foreignDetails = [...a.slice(0, 5), b[5], ...a.slice(6)].join('.');
    expect(await openLink(foreignDetails)).toEqual({ ok: false, why: 'link-altered' });
  });

  it('never throws, whatever stands after the #', async () => {
    const { fragments } = await testInterview();
    const part = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...fragments.host.split('.')));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.array(part, { maxLength: 10 }).map((parts) => parts.join('.')),
          fc.string(),
        ),
        async (text) => {
          const outcome = await openLink(text);
          return !outcome.ok || Object.values(fragments).includes(text.replace(/^#/, ''));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('R6: knows early from open from expired', () => {
    const link = { from: 1000, until: 2000 };
    expect([999, 1000, 1999, 2000].map((now) => windowState(link, now))).toEqual(['early', 'open', 'open', 'expired']);
  });
});

describe('making an interview (R2)', () => {
  const request = { title: 'T', language: 'en', from: START, until: START + HOUR_MS } as const;

  it('refuses a window that is empty, turned round, too long or no number', async () => {
    for (const [from, until] of [
      [START, START],
      [START, START - 1],
      [START, START + WINDOW_MAX_MS + 1],
      [NaN, START],
    ] as const) {
      const made = makeInterview({ random: systemRandom }, { ...request, from, until });
      await expect(made).rejects.toMatchObject({ code: 'bad-window' });
    }
  });

  it('refuses tokens that are not what was asked for: another role, room, window or key', async () => {
    const draft = await makeInterview({ random: systemRandom }, request);
    const good = await signLinks(draft.signRequest);
    const { room, key } = draft.signRequest;
    const claims = { room, key, role: 'applicant', nbf: START / 1000, exp: (START + HOUR_MS) / 1000 };
    const other = (await testInterview()).room;
    for (const wrong of [
      { role: 'host' },
      { room: other },
      { exp: claims.exp + 60 },
      { nbf: claims.nbf - 60 },
      { exp: 'soon' },
    ]) {
      const tokens = { ...good, applicant: await token({ ...claims, ...wrong }) };
      await expect(draft.links(tokens)).rejects.toMatchObject({ code: 'sign-failed' });
    }
    await expect(draft.links(good)).resolves.toBeDefined();
  });

  it('tells the relay room, key and window, and neither title nor seed', async () => {
    const draft = await makeInterview({ random: systemRandom }, { ...request, title: 'Geheim' });
    expect(Object.keys(draft.signRequest).sort()).toEqual(['from', 'key', 'proof', 'room', 'until']);
    const { host } = await draft.links(await signLinks(draft.signRequest));
    expect(JSON.stringify(draft.signRequest)).not.toContain(must(host.split('.').at(-1)));
  });
});
