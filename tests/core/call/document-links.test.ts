import { describe, expect, test } from 'vitest';
import { createDocumentLinks } from '../../../src/lib/core/call/document-links.ts';
import { systemRandom } from '../../../src/lib/core/clock.ts';
import type { Channel } from '../../../src/lib/core/documents/channel.ts';
import { toBase64Url, type Bytes } from '../../../src/lib/wire/bytes.ts';
import { parse, PeerId, type Role } from '../../../src/lib/wire/ids.ts';
import { createJoiner, markPiece, piecesOf, repositoryOf, unmarkPiece } from '../../../src/lib/wire/sync.ts';
import { must } from '../../support/interview.ts';

const peer = must(parse(PeerId, toBase64Url(systemRandom(32))));

function linksOf(ownRole: Role) {
  const sent: Bytes[] = [];
  const opened: [string, Channel][] = [];
  const links = createDocumentLinks({
    ownRole,
    send: (_peer, data) => sent.push(data) > 0,
    bufferedAmount: () => 0,
    opened: (channel, repository) => void opened.push([repository, channel]),
  });
  return { links, sent, opened };
}
const names = (opened: readonly [string, Channel][]): string[] => opened.map(([name]) => name);
const heardBy = (channel: Channel | undefined): number[][] => {
  const heard: number[][] = [];
  channel?.onMessage((data) => heard.push([...new Uint8Array(data)]));
  return heard;
};

describe('A6 who is given the panel’s documents', () => {
  const panel: readonly Role[] = ['host', 'co-interviewer'];
  const roles: readonly Role[] = [...panel, 'applicant'];
  test.each(roles.flatMap((own) => roles.map((theirs) => [own, theirs] as const)))('%s and %s', (own, theirs) => {
    const { links, opened } = linksOf(own);
    links.handlePresent(peer, theirs);
    const both = panel.includes(own) && panel.includes(theirs);
    expect(names(opened)).toEqual(both ? ['shared', 'panel'] : ['shared']);
    expect(links.open()).toHaveLength(both ? 2 : 1);
  });

  test('an applicant’s pieces for the panel reach nothing, and nothing is sent back', () => {
    const { links, sent, opened } = linksOf('host');
    links.handlePresent(peer, 'applicant');
    const heard = heardBy(opened[0]?.[1]);
    for (const flags of [2, 3, 6, 255]) links.handleData(peer, Uint8Array.of(flags, 1, 2, 3));
    links.handleData(peer, new Uint8Array());
    links.handleData(peer, Uint8Array.of(0, 7));
    expect(heard).toEqual([[], [0, 7]]); // an empty one is no piece: the joiner refuses it
    expect(sent).toEqual([]);
  });

  test('an applicant does not listen to pieces for the panel either', () => {
    const { links, opened } = linksOf('applicant');
    links.handlePresent(peer, 'host');
    const heard = heardBy(opened[0]?.[1]);
    links.handleData(peer, Uint8Array.of(2, 1));
    expect(heard).toEqual([]);
  });

  test('on the panel each repository has its own pieces, marked on the way', () => {
    const { links, sent, opened } = linksOf('host');
    links.handlePresent(peer, 'co-interviewer');
    const [shared, agenda] = opened.map(([, channel]) => channel);
    const [inShared, inAgenda] = [heardBy(shared), heardBy(agenda)];
    shared?.send(Uint8Array.of(1, 10));
    agenda?.send(Uint8Array.of(1, 20));
    expect(sent.map((piece) => [...piece])).toEqual([
      [1, 10],
      [3, 20],
    ]);
    for (const piece of sent) links.handleData(peer, piece);
    expect([inShared, inAgenda]).toEqual([[[1, 10]], [[1, 20]]]);
    links.handleGone(peer);
    expect([shared, agenda].map((channel) => channel?.send(Uint8Array.of(0, 1)))).toEqual([false, false]);
  });

  test('a peer that comes back with another certificate loses the panel', () => {
    const { links, opened } = linksOf('host');
    links.handlePresent(peer, 'co-interviewer');
    links.handlePresent(peer, 'applicant');
    expect(opened.find(([name]) => name === 'panel')?.[1].send(Uint8Array.of(0, 1))).toBe(false);
    expect(links.open().map(({ repository }) => repository)).toEqual(['shared']);
  });
});

test('pieces of any size survive marking', () => {
  for (const size of [1, 16 * 1024 - 1, 16 * 1024, 40_000]) {
    const message = Uint8Array.from({ length: size }, (_, at) => at * 31);
    const joiner = createJoiner();
    const marked = [...piecesOf(message)].map((piece) => markPiece(piece, 'panel'));
    expect(marked.every((piece) => repositoryOf(piece) === 'panel')).toBe(true);
    expect(marked.map((piece) => joiner.add(unmarkPiece(piece))).at(-1)).toEqual(message);
  }
});
