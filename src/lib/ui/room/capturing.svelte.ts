/** 「画面をキャプチャする」 (V3) in the menu of each tile: saves what it shows, or puts it on the whiteboard (B2). */
import Camera from '@lucide/svelte/icons/camera';
import Presentation from '@lucide/svelte/icons/presentation';
import { savePicture, snapshot } from '$lib/app/capture.ts';
import { createCallNotices } from '$lib/app/call-notices.svelte.ts';
import { useLanguage } from '$lib/app/language.svelte.ts';
import type { MenuEntry } from '../parts/menu.ts';
import type { Capability, TileView } from '../call/capability.ts';
import { captureStamp } from '../call/capture-name.ts';

/** @param onboard puts a picture on the whiteboard; without one it is not offered */
export const capturing =
  (onboard?: (picture: Blob) => void): Capability =>
  () => {
    const language = useLanguage();
    const told = createCallNotices<'captured' | 'capture-failed'>();

    async function take({ video }: TileView, use: (picture: Blob) => void): Promise<void> {
      const element = video();
      const picture = element && (await snapshot(element).catch(() => undefined));
      if (picture) use(picture);
      else told.show('capture-failed', language.t.call.capture.failed);
    }
    function save({ participant }: TileView, picture: Blob): void {
      const t = language.t.call.capture;
      const title = `${t.file(participant.name)}_${captureStamp(Date.now())}`;
      told.show('captured', t.saved(savePicture(picture, title)));
    }
    const obstacle = ({ participant, source, covered }: TileView): string | undefined => {
      const t = language.t.call.capture;
      if (covered) return t.covered;
      if (source === 'screen') return participant.screen ? undefined : t.noPicture;
      if (!participant.state.camera) return t.cameraOff;
      return participant.camera ? undefined : t.noPicture;
    };
    return {
      tile(view): MenuEntry[] {
        const t = language.t.call.capture;
        const hint = obstacle(view);
        const entry = (
          id: string,
          label: string,
          icon: MenuEntry['icon'],
          use: (picture: Blob) => void,
        ): MenuEntry => ({
          ...{ id, label, icon, hint },
          disabled: hint !== undefined,
          run: () => void take(view, use),
        });
        const board = onboard ? [entry('to-board', t.toBoard, Presentation, onboard)] : [];
        return [entry('capture', t.label, Camera, (picture) => save(view, picture)), ...board];
      },
      get notices() {
        return told.shown.map((notice) => ({ ...notice, dismiss: () => told.dismiss([notice.id]) }));
      },
    };
  };
