/** What the host has ruled, as everybody sees it: the calm stage of who is on hold (V6), covered tiles, locked buttons (W7). */
import { useLanguage } from '$lib/app/language.svelte.ts';
import type { CallScreenProps } from '../call-screen.ts';
import { mounted, type Capability } from '../capability.ts';
import HoldStage from '../HoldStage.svelte';

export const rules =
  (props: CallScreenProps): Capability =>
  () => {
    const language = useLanguage();
    const held = $derived(props.participants.find(({ self }) => self)?.held ?? false);
    const curtain = mounted(HoldStage, {});
    return {
      get curtain() {
        return held ? curtain : undefined;
      },
      get microphoneLock() {
        const locked = props.role !== 'host' && props.settings?.microphones === false;
        return locked ? language.t.control.microphoneLocked : undefined;
      },
      get cameraLock() {
        const locked = props.role !== 'host' && props.settings?.cameras === false;
        return locked ? language.t.control.cameraLocked : undefined;
      },
      tileState: ({ held: covered }) => (covered ? { cover: language.t.control.held } : undefined),
    };
  };
