/** The virtual background's cells as the screens see them. Where `backdrop.available` is false there is none to choose. */
import { fromStore } from 'svelte/store';
import type { BackgroundView } from '../parts/background.ts';
import type { OpenRoom } from '$lib/app/stage.ts';

export function useBackground({ backdrop }: OpenRoom): { readonly view: BackgroundView } {
  const choice = fromStore(backdrop.choice);
  const state = fromStore(backdrop.state);
  const coarse = fromStore(backdrop.coarse);
  const missed = fromStore(backdrop.missed);
  const own = fromStore(backdrop.own);
  const view = $derived<BackgroundView>({
    choice: choice.current,
    state: state.current,
    coarse: coarse.current,
    missed: missed.current,
    own: own.current,
    onchoose: backdrop.choose,
    onfind: () => void backdrop.findOwn().catch(() => undefined),
    onkeep: (file) => backdrop.keepOwn(file).catch(() => 'unreadable' as const),
    onremove: () => void backdrop.removeOwn().catch(() => undefined),
    onDismiss: backdrop.dismiss,
    onShowRoom: () => void backdrop.showRoom(),
  });
  return {
    get view() {
      return view;
    },
  };
}
