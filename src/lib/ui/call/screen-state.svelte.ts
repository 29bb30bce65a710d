/** What is open and what is large on the call screen: its own affair, which capabilities may read and change. */
export interface ScreenState {
  /** The panel beside the tiles. */
  readonly panel: string | undefined;
  show(panel: string | undefined): void;
  toggle(panel: string): void;
  /** タイルビュー: all alike. */
  readonly tiled: boolean;
  setTiled(tiled: boolean): void;
  /** The peer that was chosen to be large. */
  readonly chosen: string | undefined;
  enlarge(peer: string): void;
}

/** @param onpanel hears of each change of the panel */
export function createScreenState(onpanel: (panel: string | undefined) => void): ScreenState {
  let panel = $state<string>();
  let tiled = $state(true);
  let chosen = $state<string>();
  const show = (next: string | undefined): void => {
    panel = next;
    onpanel(next);
  };
  return {
    get panel() {
      return panel;
    },
    get tiled() {
      return tiled;
    },
    get chosen() {
      return chosen;
    },
    show,
    toggle: (which) => show(panel === which ? undefined : which),
    setTiled: (on) => (tiled = on),
    enlarge(peer) {
      chosen = peer;
      tiled = false;
    },
  };
}
