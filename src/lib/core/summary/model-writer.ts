/**
 * Summaries by a language model, where the host asks for them (T6): loads it, writes item by item, keeps each as it comes, and can be called off at any
 * moment. What the model invents is dropped; where nothing is left, or anything fails, the extractive summary stays.
 */
import type { Nonce } from '../../wire/ids.ts';
import type { InstalledModel } from '../../wire/models.ts';
import type { ChatMessage, TextDevice } from '../../wire/text-model.ts';
import { cell, type Cell } from '../cell.ts';
import type { Clock } from '../clock.ts';
import { createScope } from '../scope.ts';
import type { SummaryDesk } from './desk.ts';
import { grounded } from './grounding.ts';
import { createReading } from './language.ts';
import { questionsAbout, tidy } from './prompt.ts';
import type { ItemWords } from './summary.ts';
import { basisOf, type WrittenItem } from './written.ts';

/** Longest answer, in tokens: three sentences. */
const ANSWER_MAX_TOKENS = 256;
const SENTENCES_MAX = 6;
/** A model that is called off and does not stop for so long, in milliseconds, is ended; it is loaded anew when it is wanted again. */
const GRACE_MS = 5_000;

export interface TextEngine {
  /** Rejects when it breaks down or is ended. After `cancel` it resolves with what there is. */
  write(messages: readonly ChatMessage[], maxTokens: number, partial: (text: string) => void): Promise<string>;
  cancel(): void;
  end(): void;
}

export type OpenTextModel = (
  model: InstalledModel,
  device: TextDevice,
  how: {
    progress(here: number, of: number | undefined): void;
    /** Rejects at once when it is aborted, and loads no more. */
    readonly signal: AbortSignal;
  },
) => Promise<TextEngine>;

/** load: it could not be loaded; broken: it broke down while writing. */
export type WriterFault = 'load' | 'broken';

/** What came of it: items that it was asked about, those of which something stands, and sentences that do not. */
export interface WriterResult {
  readonly asked: number;
  readonly written: number;
  readonly dropped: number;
}

export type WriterState =
  /** calledOff: so many items it had written before it was. */
  | { readonly t: 'idle'; readonly fault?: WriterFault; readonly last?: WriterResult; readonly calledOff?: number }
  | { readonly t: 'loading'; readonly here?: number; readonly of?: number }
  | {
      readonly t: 'writing';
      readonly item: Nonce;
      readonly done: number;
      readonly of: number;
      readonly partial: string;
    };

export interface ModelWriter {
  readonly state: Cell<WriterState>;
  /** Writes what it has not written yet; what somebody wrote by hand stays. `devices`: the first on which the model loads. */
  start(model: InstalledModel, ...devices: readonly TextDevice[]): Promise<void>;
  /** What was finished stays. */
  cancel(): void;
  end(): void;
}

export function createModelWriter(deps: {
  readonly clock: Clock;
  readonly desk: SummaryDesk;
  items(): readonly ItemWords[];
  readonly open: OpenTextModel;
}): ModelWriter {
  const { desk } = deps;
  const state = cell<WriterState>({ t: 'idle' });
  let engine: TextEngine | undefined;
  let opened: string | undefined;
  let loading: AbortController | undefined;
  /** What is being written, whoever still waits for it; settles without a failure. */
  let underWay: Promise<unknown> | undefined;
  /** Counts beginnings and ends: what an earlier one brings is not wanted any more. */
  let run = 0;
  /** Items that the present run has written. */
  let written = 0;

  function close(): void {
    loading?.abort();
    loading = undefined;
    engine?.end();
    engine = undefined;
    opened = undefined;
  }
  /** Items that a model may write about and has not. */
  const due = (): readonly WrittenItem[] =>
    desk.summary.get()?.items.filter(({ discussed, by }) => discussed && by === 'extract') ?? [];

  async function writeItem(
    item: WrittenItem,
    words: ItemWords,
    of: TextEngine,
    isMine: () => boolean,
    tell: (text: string) => void,
  ): Promise<Omit<WriterResult, 'asked'>> {
    const lines = item.exchanges.flatMap(({ asked, answered }) => [...asked, ...answered]);
    const reading = createReading();
    const found = new Map<string, readonly (typeof lines)[number]['id'][]>();
    let dropped = 0;
    for (const question of questionsAbout(words, item.exchanges)) {
      const writing = of.write(question, ANSWER_MAX_TOKENS, tell);
      underWay = writing.catch(() => undefined);
      const answer = tidy(await writing);
      if (!isMine()) return { written: 0, dropped };
      const checked = grounded(answer, lines, reading);
      dropped += checked.dropped;
      for (const sentence of checked.sentences) found.set(sentence.text, sentence.lines);
    }
    const sentences = [...found].slice(0, SENTENCES_MAX).map(([text, sources]) => ({ text, lines: sources }));
    if (sentences.length > 0) desk.put(item.item, { by: 'model', sentences, basis: basisOf(item.exchanges) });
    return { written: Math.min(sentences.length, 1), dropped };
  }

  return {
    state,
    async start(model, ...devices) {
      if (state.get().t !== 'idle') return;
      const mine = (run += 1);
      const isMine = (): boolean => mine === run;
      const fail = (fault: WriterFault): void => {
        if (isMine()) state.set({ t: 'idle', fault });
      };
      state.set({ t: 'loading' });
      written = 0;
      // One that was called off and has not stopped yet.
      await underWay;
      if (!isMine()) return;
      const keyOf = (device: TextDevice): string => `${model.id}/${model.version}/${device}`;
      if (opened === undefined || !devices.map(keyOf).includes(opened)) {
        close();
        for (const device of devices) {
          // What WebGPU cannot do here (precision, memory) WebAssembly may.
          const { signal } = (loading = new AbortController());
          const made = await deps
            .open(model, device, {
              progress(here, of) {
                if (isMine()) state.set({ t: 'loading', here, ...(of !== undefined && { of }) });
              },
              signal,
            })
            .catch(() => undefined);
          if (!isMine()) return made?.end();
          if (!made) continue;
          loading = undefined;
          engine = made;
          opened = keyOf(device);
          break;
        }
      }
      const writer = engine;
      if (!writer) return fail('load');
      const list = due();
      let dropped = 0;
      for (const [done, item] of list.entries()) {
        const words = deps.items().find(({ id }) => id === item.item);
        if (!words) continue;
        const tell = (partial: string): void => {
          if (isMine()) state.set({ t: 'writing', item: item.item, done, of: list.length, partial });
        };
        tell('');
        try {
          const result = await writeItem(item, words, writer, isMine, tell);
          if (isMine()) written += result.written;
          dropped += result.dropped;
        } catch {
          // Also of one that was called off: nothing more comes of it.
          if (engine === writer) close();
          return fail('broken');
        }
        if (!isMine()) return;
      }
      state.set({ t: 'idle', last: { asked: list.length, written, dropped } });
    },
    cancel() {
      const present = state.get().t;
      if (present === 'idle') return;
      run += 1;
      state.set({ t: 'idle', calledOff: written });
      loading?.abort();
      if (present === 'loading' || !engine) return;
      const called = engine;
      called.cancel();
      const scope = createScope(deps.clock);
      scope.after(GRACE_MS, () => void (engine === called && close()));
      void underWay?.then(() => scope.end());
    },
    end() {
      run += 1;
      close();
    },
  };
}
