/** Captions in the call screen (T4): whose words they are, as this screen may name them (W7). */
import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import type { CallTranscript } from '../../src/lib/app/transcript.ts';
import { standInNumber } from '../../src/lib/core/call/stand-in.ts';
import { cell } from '../../src/lib/core/cell.ts';
import { ja } from '../../src/lib/i18n/ja.ts';
import CallScreen from '../../src/lib/ui/call/CallScreen.svelte';
import { shownPeople } from '../../src/lib/ui/room/shown-names.ts';
import { transcript } from '../../src/lib/ui/room/transcript.svelte.ts';
import type { Role } from '../../src/lib/wire/ids.ts';
import { callProps, participant } from './support/props.ts';
import { render } from './support/render.svelte.ts';

const people = [
  participant('me', { self: true, name: '佐藤花子' }),
  participant('host', { role: 'host', name: '毎日太郎' }),
  participant('other', { name: '鈴木一郎' }),
];
const [, , other] = people;
const stranger = `参加者 ${other && standInNumber(other.peer)}`;

/** The screen of a viewer of this role, with captions on, while all three speak. */
function captionsOf(viewer: Role) {
  const call = {
    on: cell(true),
    captions: cell(people.map(({ peer }) => ({ speaker: peer, text: 'はい。' }))),
    captionsWanted: cell(true),
  } as unknown as CallTranscript;
  const as = (names: boolean) => shownPeople(people, { settings: { names }, viewer, standIn: ja.control.anonymous });
  const named = cell(as(false));
  const { root } = render(CallScreen, {
    ...callProps,
    role: viewer,
    participants: named.get(),
    capabilities: [transcript(call, named)],
  });
  const band = (): Element | null => root.querySelector('[aria-label="字幕"]:not(button)');
  return {
    names: () => [...(band()?.querySelectorAll('strong') ?? [])].map(({ textContent }) => textContent),
    text: () => band()?.textContent ?? '',
    showNames(names: boolean) {
      named.set(as(names));
      flushSync();
    },
  };
}

test('W7 T4 the words of somebody whose name is not shown stand under a number, until the host shows names again', () => {
  const captions = captionsOf('applicant');
  expect(captions.names()).toEqual(['佐藤花子', '毎日太郎', stranger]);
  expect(captions.text()).not.toContain('鈴木');
  captions.showNames(true);
  expect(captions.names()).toEqual(['佐藤花子', '毎日太郎', '鈴木一郎']);
  captions.showNames(false);
  expect(captions.text()).not.toContain('鈴木');
});

test('W7 T4 the panel sees all names', () => {
  for (const viewer of ['host', 'co-interviewer'] as const) {
    expect(captionsOf(viewer).names()).toEqual(['佐藤花子', '毎日太郎', '鈴木一郎']);
  }
});
