/** ビデオの品質を管理 (V4), and what the line makes of one's camera (C7): warned, switched off, offered back. */
import Gauge from '@lucide/svelte/icons/gauge';
import { fromStore } from 'svelte/store';
import { useLanguage } from '$lib/app/language.svelte.ts';
import type { CallQuality } from '$lib/core/call/call-quality.ts';
import type { Cell } from '$lib/core/cell.ts';
import { mounted, type Capability } from '../capability.ts';
import type { CallNotice } from '../notices.ts';
import QualityDialog from '../QualityDialog.svelte';

export interface QualityCamera {
  readonly cameraOn: Cell<boolean>;
  setCamera(on: boolean): void;
}

export const quality =
  (
    cells: Pick<
      CallQuality,
      'preset' | 'guard' | 'rungs' | 'overloaded' | 'setPreset' | 'keepCamera' | 'declineCamera'
    >,
    camera: QualityCamera,
    /** The virtual background is drawn more coarsely than it could be. */
    coarse: Cell<boolean>,
  ): Capability =>
  () => {
    const language = useLanguage();
    const t = $derived(language.t.call.quality);
    const preset = fromStore(cells.preset);
    const guard = fromStore(cells.guard);
    const rungs = fromStore(cells.rungs);
    const overloaded = fromStore(cells.overloaded);
    const coarseBackground = fromStore(coarse);
    const cameraOn = fromStore(camera.cameraOn);
    let open = $state(false);
    /** The notice that was closed: it comes again with the next change. */
    let closed = $state<string>();

    const lowered = $derived.by(() => {
      if (preset.current === 'audio') return undefined;
      if (overloaded.current) return t.strained;
      if (coarseBackground.current) return language.t.background.coarse;
      const held = [...rungs.current.values()].some((rung) => rung !== preset.current && rung !== 'high');
      return held ? t.lowered : undefined;
    });
    const dialog = mounted(QualityDialog, {
      get open() {
        return open;
      },
      get chosen() {
        return preset.current;
      },
      get lowered() {
        return lowered;
      },
      onchoose: (chosen) => cells.setPreset(chosen),
      onclose: () => (open = false),
    });

    const line = $derived.by((): CallNotice | undefined => {
      const warn = { kind: 'line', tone: 'warn' as const };
      switch (guard.current) {
        case 'warned':
          return { ...warn, id: 'warned', text: t.warned, action: { label: t.keep, run: cells.keepCamera } };
        case 'off':
          return { ...warn, id: 'off', text: t.switchedOff };
        case 'offered': {
          const run = (): void => camera.setCamera(true);
          return {
            ...{ kind: 'line', id: 'offered', text: t.goodAgain, dismiss: cells.declineCamera },
            action: { label: t.cameraOn, run },
          };
        }
        default:
          return undefined;
      }
    });
    /** The camera's button was pressed, and nothing is sent all the same. */
    const audioOnly = $derived<CallNotice | undefined>(
      preset.current === 'audio' && cameraOn.current
        ? {
            ...{ id: 'audio', kind: 'audio-only', text: t.audioOnly },
            action: { label: t.change, run: () => (open = true) },
          }
        : undefined,
    );
    $effect(() => {
      if (closed !== undefined && ![line?.id, audioOnly?.id].includes(closed)) closed = undefined;
    });
    const closable = (notice: CallNotice): CallNotice => ({
      ...notice,
      dismiss: () => {
        closed = notice.id;
        notice.dismiss?.();
      },
    });

    return {
      get more() {
        return [
          { id: 'quality', group: 'picture' as const, label: t.title, icon: Gauge, run: () => void (open = true) },
        ];
      },
      get notices() {
        return [audioOnly, line].flatMap((notice) => (notice && notice.id !== closed ? [closable(notice)] : []));
      },
      overlays: [dialog],
    };
  };
