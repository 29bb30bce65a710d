/**
 * Summaries by a language model, where the host asks for them (T6): loads it, writes item by item, keeps each as it comes, and can be called off at any
 * moment. What the model invents is dropped; where nothing is left, or anything fails, the extractive summary stays.
 */
import type { Nonce } from '../../wire/ids.ts';
import type { InstalledModel } from '../../wire/models.ts';
import type { ChatMessage, TextDevice } from '../../wire/text-model.ts';
import { cell, type Cell } from '../cell.ts';
import type { SummaryDesk } from './desk.ts';
import { grounded } from './grounding.ts';
import { createReading } from './language.ts';
import { questionsAbout, tidy } from './prompt.ts';
import type { ItemWords } from './summary.ts';
import { basisOf, type WrittenItem } from './written.ts';

/** Longest answer, in tokens: three sentences. */
const ANSWER_MAX_TOKENS = 256;
const SENTENCES_MAX = 6;

export interface TextEngine {
  /** Rejects when it breaks down. After `cancel` it resolves with what there is. */
  write(messages: readonly ChatMessage[], maxTokens: number, partial: (text: string) => void): Promise<string>;
  cancel(): void;
  end(): void;
}

export type OpenTextModel = (
  model: InstalledModel,
  device: TextDevice,
  progress: (here: number, of: number | undefined) => void,
) => Promise<TextEngine>;

/** load: it could not be loaded; broken: it broke down while writing. */
export type WriterFault = 'load' | 'broken';

export type WriterState =
  | {
      readonly t: 'idle';
      readonly fault?: WriterFault;
      readonly last?: { readonly items: number; readonly dropped: number };
    }
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
  readonly desk: SummaryDesk;
  items(): readonly ItemWords[];
  readonly open: OpenTextModel;
}): ModelWriter {
  const { desk } = deps;
  const state = cell<WriterState>({ t: 'idle' });
  let engine: TextEngine | undefined;
  let opened: string | undefined;
  /** Counts beginnings and ends: what an earlier one brings is not wanted any more. */
  let run = 0;

  function close(): void {
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
  ): Promise<number> {
    const lines = item.exchanges.flatMap(({ asked, answered }) => [...asked, ...answered]);
    const reading = createReading();
    const found = new Map<string, readonly (typeof lines)[number]['id'][]>();
    let dropped = 0;
    for (const question of questionsAbout(words, item.exchanges)) {
      const answer = tidy(await of.write(question, ANSWER_MAX_TOKENS, tell));
      if (!isMine()) return dropped;
      const checked = grounded(answer, lines, reading);
      dropped += checked.dropped;
      for (const sentence of checked.sentences) found.set(sentence.text, sentence.lines);
    }
    const sentences = [...found].slice(0, SENTENCES_MAX).map(([text, sources]) => ({ text, lines: sources }));
    if (sentences.length > 0) desk.put(item.item, { by: 'model', sentences, basis: basisOf(item.exchanges) });
    return dropped;
  }

  return {
    state,
    async start(model, ...devices) {
      if (state.get().t !== 'idle') return;
      const mine = (run += 1);
      const isMine = (): boolean => mine === run;
      const fail = (fault: WriterFault): void => {
        if (!isMine()) return;
        close();
        state.set({ t: 'idle', fault });
      };
      const keyOf = (device: TextDevice): string => `${model.id}/${model.version}/${device}`;
      if (opened === undefined || !devices.map(keyOf).includes(opened)) {
        close();
        state.set({ t: 'loading' });
        for (const device of devices) {
          // What WebGPU cannot do here (precision, memory) WebAssembly may.
          const made = await deps
            .open(model, device, (here, of) => {
              if (isMine()) state.set({ t: 'loading', here, ...(of !== undefined && { of }) });
            })
            .catch(() => undefined);
          if (!isMine()) return made?.end();
          if (!made) continue;
          engine = made;
          opened = keyOf(device);
          break;
        }
        if (!engine) return fail('load');
      }
      const list = due();
      let dropped = 0;
      for (const [done, item] of list.entries()) {
        const words = deps.items().find(({ id }) => id === item.item);
        if (!words || !engine) continue;
        const tell = (partial: string): void => {
          if (isMine()) state.set({ t: 'writing', item: item.item, done, of: list.length, partial });
        };
        tell('');
        try {
          dropped += await writeItem(item, words, engine, isMine, tell);
        } catch {
          return fail('broken');
        }
        if (!isMine()) return;
      }
      state.set({ t: 'idle', last: { items: list.length, dropped } });
    },
    cancel() {
      const present = state.get().t;
      if (present === 'idle') return;
      run += 1;
      if (present === 'loading') close();
      else engine?.cancel();
      state.set({ t: 'idle' });
    },
    end() {
      run += 1;
      close();
    },
  };
}
