import { describe, expect, test } from 'vitest';
import { cell } from '../../../src/lib/core/cell.ts';
import { newNonce, systemRandom } from '../../../src/lib/core/clock.ts';
import type { AgendaContent } from '../../../src/lib/core/documents/agenda-document.ts';
import { createScope } from '../../../src/lib/core/scope.ts';
import { scribeStep, type ScribeState } from '../../../src/lib/core/transcript/scribe-state.ts';
import { createTranscriptSwitch } from '../../../src/lib/core/transcript/transcript-switch.ts';
import { stillClock } from './fake-speech.ts';

type Move = 'fill' | 'empty' | 'start' | 'stop' | 'ready' | 'no-model' | 'drained';

/** A scribe's states without its ears. */
function follow(moves: readonly Move[], declinedBefore = false): { state: ScribeState['t']; declined: boolean } {
  const state = cell<ScribeState>({ t: 'off' });
  const send = (event: Parameters<typeof scribeStep>[1]): void => state.set(scribeStep(state.get(), event)[0]);
  const item = (title: string) => ({ id: newNonce(systemRandom), title, detail: '', memo: '' });
  const agenda = cell<Pick<AgendaContent, 'items'> | undefined>(undefined);
  let declined = declinedBefore;
  const transcriptSwitch = createTranscriptSwitch({
    scope: createScope(stillClock(0)),
    scribe: { state, start: () => send({ t: 'start' }), stop: () => send({ t: 'stop' }) },
    agenda,
    declined: { get: () => declined, set: (value) => void (declined = value) },
  });
  const carryOut: Record<Move, () => void> = {
    fill: () => agenda.set({ items: [item(''), item('自己紹介')] }),
    empty: () => agenda.set({ items: [item(' ')] }),
    start: transcriptSwitch.start,
    stop: transcriptSwitch.stop,
    ready: () => send({ t: 'ready' }),
    'no-model': () => send({ t: 'failed', fault: 'no-model' }),
    drained: () => send({ t: 'drained' }),
  };
  for (const move of moves) carryOut[move]();
  return { state: state.get().t, declined };
}

describe('A5: when a transcript is written', () => {
  test.each<[string, Move[], ScribeState['t']]>([
    ['not while all items are empty', ['start'], 'off'],
    ['by itself as soon as there is an item', ['fill'], 'preparing'],
    ['to its end when the last item goes', ['fill', 'ready', 'empty'], 'finishing'],
    ['not to begin with, when the item goes while the model is loaded', ['fill', 'empty'], 'off'],
    ['again, when another item comes', ['fill', 'ready', 'empty', 'drained', 'fill'], 'preparing'],
    ['not again for what is written into the agenda after a fault', ['fill', 'no-model', 'fill'], 'off'],
    ['not after the host stopped it', ['fill', 'ready', 'stop', 'drained', 'empty', 'fill'], 'off'],
    ['again when the host wants it', ['fill', 'ready', 'stop', 'drained', 'start'], 'preparing'],
    ['by the host, where the model came later', ['fill', 'no-model', 'start'], 'preparing'],
  ])('%s', (_, moves, state) => {
    expect(follow(moves).state).toBe(state);
  });

  test('a reload does not begin what the host stopped; the host’s own start is no refusal any more', () => {
    expect(follow(['fill'], true)).toEqual({ state: 'off', declined: true });
    expect(follow(['fill', 'start'], true)).toEqual({ state: 'preparing', declined: false });
  });
});
