/** Summaries by a language model in the host's browser (T6): which model the installation has, and core's writer on its worker. */
import { cell, type Cell } from '../core/cell.ts';
import type { Clock } from '../core/clock.ts';
import type { AgendaContent } from '../core/documents/agenda-document.ts';
import type { SummaryDesk } from '../core/summary/desk.ts';
import { createModelWriter, type WriterState } from '../core/summary/model-writer.ts';
import { textModel } from '../platform/transcript/models.ts';
import type { InstalledModel } from '../wire/models.ts';
import type { TextDevice } from '../wire/text-model.ts';

export interface TextWriter {
  readonly state: Cell<WriterState>;
  /** Which model the installation serves; undefined as long as it is not known, null: none. */
  readonly model: Cell<InstalledModel | null | undefined>;
  /** Looks whether there is one. */
  look(): Promise<void>;
  /** `auto`: WebGPU where this browser has it. */
  start(device: TextDevice | 'auto'): Promise<void>;
  cancel(): void;
}

export function openTextWriter(deps: {
  readonly clock: Clock;
  readonly desk: SummaryDesk;
  readonly agenda: Cell<AgendaContent | undefined>;
}): TextWriter {
  const { clock, desk, agenda } = deps;
  const model = cell<InstalledModel | null | undefined>(undefined);
  const engine = () => import('../platform/summary/text-engine.ts');
  const writer = createModelWriter({
    ...{ clock, desk },
    items: () => agenda.get()?.items ?? [],
    open: async (...given) => (await engine()).openTextModel(...given),
  });
  return {
    state: writer.state,
    model,
    look: () =>
      textModel().then(
        (found) => model.set(found ?? null),
        () => model.set(null),
      ),
    async start(device) {
      const present = model.get();
      if (!present) return;
      if (device !== 'auto') return writer.start(present, device);
      const best = await (await engine()).textDevice();
      await writer.start(present, ...(best === 'webgpu' ? (['webgpu', 'wasm'] as const) : (['wasm'] as const)));
    },
    cancel: () => writer.cancel(),
  };
}
