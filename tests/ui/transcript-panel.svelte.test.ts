/** The host's panel of the transcript on a machine that cannot keep up (T1). */
import { flushSync, tick } from 'svelte';
import { expect, test, vi } from 'vitest';
import { NO_CHANGES, writtenSummary } from '../../src/lib/core/summary/written.ts';
import type { TranscriptView } from '../../src/lib/ui/transcript/transcript.ts';
import TranscriptPanel from '../../src/lib/ui/transcript/TranscriptPanel.svelte';
import { participant } from './support/props.ts';
import { render } from './support/render.svelte.ts';

const [me, bob] = [participant('me', { self: true, name: '毎日太郎' }), participant('bob', { name: '佐藤花子' })];
const nothing = (): void => undefined;

function open(view: Pick<TranscriptView, 'state' | 'waitingMs'>, tab: 'lines' | 'summary') {
  const onleaveout = vi.fn<(peer: string, out: boolean) => void>();
  const speakers = [me, bob].map(({ peer, name, self }) => ({ peer, name, self, leftOut: false, waitingMs: 20_000 }));
  const { root } = render(TranscriptPanel, {
    view: { allowed: true, lines: [], partials: [], speakers, ...view },
    tab,
    summary: {
      ...{ summary: writtenSummary({ lines: [], items: [], marks: [], changes: NO_CHANGES }), items: [], lines: [] },
      writer: { state: { t: 'idle' }, model: null },
    },
    summaryActions: {
      ...{ onplace: nothing, onwrite: nothing, onrenew: nothing, onwatch: () => nothing },
      writer: { onlook: nothing, onstart: nothing, oncancel: nothing },
    },
    ...{ onstart: nothing, onstop: nothing, onagenda: nothing, oncorrect: nothing, onclose: nothing, onleaveout },
    onfree: () => Promise.resolve(true),
  });
  const button = (name: string) => [...root.querySelectorAll('button')].find((one) => one.textContent?.includes(name));
  return { root, button, onleaveout };
}

test('T1 behind, it says by how much, and leads to whose words it may do without, from the summary too', async () => {
  const { root, button, onleaveout } = open({ state: { t: 'on', breakdowns: 0 }, waitingMs: 41_000 }, 'summary');
  expect(root.textContent).toContain('処理が41秒遅れています');
  button('対象の人を選ぶ')?.click();
  flushSync();
  await tick();
  expect(root.querySelector('details')?.open).toBe(true);
  const switches = [...root.querySelectorAll<HTMLButtonElement>('[role="switch"]')];
  expect(document.activeElement).toBe(switches[0]);
  switches[1]?.click();
  expect(onleaveout).toHaveBeenCalledWith(bob.peer, true);
});

test('T1 stopped while it is behind, it says how much is still to be written', () => {
  const { root } = open({ state: { t: 'finishing' }, waitingMs: 41_000 }, 'lines');
  expect(root.textContent).toContain('残りの発言を文字にしています（あと41秒分）');
});
