/** The transcript in the call, in the states that matter. */
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import { NO_CHANGES, writtenSummary } from '../../../src/lib/core/summary/written.ts';
import type { SummaryActions, SummaryView } from '../../../src/lib/ui/summary/summary.ts';
import { mounted, type Capability } from '../../../src/lib/ui/call/capability.ts';
import CaptionBand from '../../../src/lib/ui/transcript/CaptionBand.svelte';
import type { Speaker, TranscriptLine, TranscriptView } from '../../../src/lib/ui/transcript/transcript.ts';
import TranscriptMark from '../../../src/lib/ui/transcript/TranscriptMark.svelte';
import TranscriptPanel from '../../../src/lib/ui/transcript/TranscriptPanel.svelte';
import { person } from './people.ts';

const from = new Date(2026, 10, 22, 14, 0).getTime();
const nothing = (): void => undefined;
const line = (who: number, seconds: number, text: string): TranscriptLine => {
  const { peer, name, role } = person(who);
  const start = from + seconds * 1000;
  return { id: newNonce(systemRandom), speaker: peer, name, role, start, end: start + 1_000, text, words: [] };
};
const lines: readonly TranscriptLine[] = [
  line(0, 3, '本日はお時間をいただきありがとうございます'),
  line(1, 9, 'よろしくお願いいたします'),
  line(0, 15, 'では早速ですが今回当社に応募いただいた理由を教えていただけますか'),
  line(
    1,
    22,
    '大学時代から医療とデータの関わりに興味がありまして、御社が地域の病院と進めている予約データの分析に強く惹かれました。特に、患者さんの待ち時間を三割減らしたという事例を読んで、自分の技術が人の役に立つ場所で働きたいと考えました',
  ),
  { ...line(1, 58, ''), gap: true },
  line(0, 66, 'これまでのお仕事について担当された業務を簡単に説明してください'),
];
const speakers = (waitingMs: number): readonly Speaker[] =>
  [0, 1].map((who) => {
    const { peer, name, self } = person(who);
    return { peer, name, self, leftOut: false, waitingMs: who === 1 ? waitingMs : 0 };
  });
const sound = (waitingMs: number): Pick<TranscriptView, 'speakers' | 'waitingMs'> => ({
  speakers: speakers(waitingMs),
  waitingMs,
});

const views = {
  empty: { allowed: false, state: { t: 'off' }, lines: [], partials: [], ...sound(0) },
  before: { state: { t: 'off' }, lines: [], partials: [], ...sound(0) },
  loading: {
    state: { t: 'preparing', here: 21_300_000, of: 49_704_573, breakdowns: 0 },
    lines: [],
    partials: [],
    ...sound(0),
  },
  on: {
    state: { t: 'on', breakdowns: 0 },
    lines,
    partials: [{ speaker: person(1).peer, name: person(1).name, text: 'そうですね新卒で入った会社では三年間' }],
    ...sound(0),
  },
  behind: { state: { t: 'on', breakdowns: 0 }, lines, partials: [], ...sound(23_000) },
  finishing: { state: { t: 'finishing' }, lines, partials: [], ...sound(41_000) },
  'no-model': { state: { t: 'off', fault: 'no-model' }, lines: [], partials: [], ...sound(0) },
} as const satisfies Record<string, Omit<TranscriptView, 'allowed'> & { allowed?: false }>;
export type TranscriptState = keyof typeof views;
export const transcriptStates = Object.keys(views) as readonly TranscriptState[];

const items = [
  { id: newNonce(systemRandom), title: '志望動機', detail: 'なぜ当社を志望したのか、どこに魅力を感じたか', memo: '' },
  { id: newNonce(systemRandom), title: '職務経歴', detail: 'これまでの担当業務、使用した技術、実績', memo: '' },
  { id: newNonce(systemRandom), title: '希望年収', detail: '', memo: '' },
];
const talk: readonly TranscriptLine[] = [
  ...lines,
  line(1, 70, '新卒で入った会社では三年間、ECサイトのバックエンドを担当していました。五人のチームをまとめています。'),
  line(0, 90, '最後に何か質問はありますか。'),
  line(1, 95, '入社した場合、最初に関わるプロジェクトはどのようなものになりますか。とても楽しみにしています。'),
];
const written = writtenSummary({ lines: talk, items, marks: [], changes: NO_CHANGES });
export const summaryView: SummaryView = {
  ...{ summary: written, items, lines: talk },
  writer: {
    state: {
      t: 'writing',
      item: items[1]?.id ?? newNonce(systemRandom),
      done: 1,
      of: 2,
      partial: '新卒で入った会社では三年間、',
    },
    model: { name: 'LFM2.5 350M', licence: 'LFM Open License v1.0', files: [{ bytes: 276_000_000 }] },
  },
};
export const summaryActions: SummaryActions = {
  ...{ onplace: nothing, onwrite: nothing, onrenew: nothing },
  onwatch: () => nothing,
  writer: { onlook: nothing, onstart: nothing, oncancel: nothing },
};

/** The host's panel, open. */
export const transcriptInCall =
  (state: TranscriptState, tab: 'lines' | 'summary' = 'lines'): Capability =>
  (screen) => {
    screen.show('transcript');
    const panel = mounted(TranscriptPanel, {
      view: { allowed: true, ...views[state] },
      tab,
      summary: summaryView,
      summaryActions,
      oncorrect: nothing,
      ...{ onstart: nothing, onstop: nothing, onagenda: nothing, onleaveout: nothing, onclose: nothing },
      onfree: () => Promise.resolve(true),
    });
    const isOn = views[state].state.t !== 'off';
    return { panels: { transcript: panel }, header: isOn ? [mounted(TranscriptMark, {})] : [] };
  };

/** Captions, as anybody may have them. */
export const captionsInCall: Capability = () => ({
  header: [mounted(TranscriptMark, {})],
  faces: [
    mounted(CaptionBand, {
      captions: [0, 1].map((who) => {
        const { peer, name } = person(who);
        return { speaker: peer, name, text: lines[who === 0 ? 2 : 3]?.text ?? '' };
      }),
    }),
  ],
});
