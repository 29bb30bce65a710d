/** Script and pictures of other servers, written where people write (N6). The page's policy is the second line; this is the first. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { newNonce, systemRandom } from '../../src/lib/core/clock.ts';
import AgendaPanel from '../../src/lib/ui/agenda/AgendaPanel.svelte';
import CallScreen from '../../src/lib/ui/call/CallScreen.svelte';
import Organiser from '../../src/lib/ui/setup/Organiser.svelte';
import CaptionBand from '../../src/lib/ui/transcript/CaptionBand.svelte';
import TranscriptLog from '../../src/lib/ui/transcript/TranscriptLog.svelte';
import WaitingRoom from '../../src/lib/ui/waiting/WaitingRoom.svelte';
import { FileName } from '../../src/lib/wire/file-name.ts';
import { parse, Sha256 } from '../../src/lib/wire/ids.ts';
import { must, someone } from '../support/interview.ts';
import { callProps, chatLine, interview, nothing, participant, waitingProps } from './support/props.ts';
import { press, render, the } from './support/render.svelte.ts';

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1280);
});

const HOSTILE = '<img src="//evil.example/x.png" onerror="alert(1)"><script>alert(2)</script><svg onload=alert(3)>';

/** It stands there, letter by letter, so often; and nothing came of it. */
function expectLetters(root: HTMLElement, times: number, text = HOSTILE): void {
  const shown = [root.textContent, ...[...root.querySelectorAll('textarea, input')].map((field) => valueOf(field))];
  expect(shown.join('\n').split(text).length - 1).toBeGreaterThanOrEqual(times);
  expect(root.querySelectorAll('script, iframe, object, embed, [onerror], [onload]')).toHaveLength(0);
  for (const element of root.querySelectorAll('*'))
    for (const { name, value } of element.attributes)
      if (/^(src|srcset|href|style|poster|action|formaction|background|data)$/.test(name))
        expect(value).not.toContain('evil');
}
const valueOf = (field: Element): string =>
  field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement ? field.value : '';

describe('N6 what others write is letters', () => {
  test('names: on tiles, in the list, of who asks, of whom a name looks like', () => {
    const requests = [{ peer: 'p', name: HOSTILE, role: 'applicant' as const, like: HOSTILE }];
    const participants = [participant('alice', { self: true, role: 'host' }), participant('bob', { name: HOSTILE })];
    const { root } = render(CallScreen, { ...callProps, participants, requests });
    press(the(root, 'button', '参加者'));
    expectLetters(root, 6);
  });

  test('chat: names, text, and the name of a file', () => {
    const name = must(parse(FileName, HOSTILE));
    const file = { name, size: 10, type: 'image/svg+xml', sha256: must(parse(Sha256, 'A'.repeat(43))) };
    const lines = [
      chatLine('1', { name: HOSTILE, text: HOSTILE }),
      chatLine('2', { text: '', file: file as NonNullable<ReturnType<typeof chatLine>['file']> }),
    ];
    const { root } = render(CallScreen, { ...callProps, chat: { lines, unread: 0, ready: true, files: new Map() } });
    press(the(root, 'button', 'チャット'));
    expectLetters(the(root, 'log'), 2);
    expect(name).not.toMatch(/[<>"/]/);
    expect(the(root, 'log').textContent).toContain(name);
  });

  test('agenda: titles, details and memos', () => {
    const items = [{ id: newNonce(systemRandom), title: HOSTILE, detail: HOSTILE, memo: HOSTILE }];
    const act = (): boolean => true;
    const actions = { addItem: act, editItem: act, moveItem: act, removeItem: act, write: act, mark: act };
    const content = { number: 1, items, freeMemo: HOSTILE, marks: [] };
    const { root } = render(AgendaPanel, { content, actions, onclose: nothing });
    expectLetters(root, 4);
  });

  test('captions and transcript: what was said, and by whom', async () => {
    const { peer } = await someone();
    const band = render(CaptionBand, { captions: [{ speaker: peer, name: HOSTILE, text: HOSTILE }] });
    expectLetters(band.root, 2);
    const about = { speaker: peer, name: HOSTILE, role: 'applicant' as const, text: HOSTILE };
    const line = { ...about, id: newNonce(systemRandom), start: 1, end: 2, words: [] };
    const log = render(TranscriptLog, { lines: [line], partials: [], empty: '' });
    expectLetters(log.root, 2);
  });

  test('the title of an interview, in the waiting room and in the list of the organiser', () => {
    const titled = { ...interview, title: HOSTILE };
    expectLetters(render(WaitingRoom, { ...waitingProps, interview: titled }).root, 1);
    const links = { host: 'https://a.example/', coInterviewer: 'https://a.example/', applicant: 'https://a.example/' };
    const made = { ...titled, id: '1', language: 'ja' as const, links };
    const { root } = render(Organiser, {
      limits: { titleMaxChars: 100, windowMaxMs: 1, needsKey: false },
      busy: false,
      problem: undefined,
      interviews: [made],
      shown: undefined,
      onissue: nothing,
      onshow: nothing,
      ondelete: nothing,
      onexport: nothing,
      oncalendar: nothing,
      now: Date.now,
    });
    expectLetters(root, 1);
  });

  test('nothing in the client makes elements of text', () => {
    const root = join(import.meta.dirname, '../../src');
    const files = globSync('**/*.{svelte,ts,tsx,js}', { cwd: root });
    expect(files.length).toBeGreaterThan(200);
    const MAKERS = /\{@html|\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|setHTMLUnsafe)\b/;
    expect(files.filter((file) => MAKERS.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });
});
