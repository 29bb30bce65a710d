/** What is open and what is large on the call screen: its own affair, which capabilities may read and change. */
import { STAGE_VIEW, stepStage, type StageEvent, type StageView } from './stage-view.ts';

export interface ScreenState {
  /** The panel beside the tiles. */
  readonly panel: string | undefined;
  show(panel: string | undefined): void;
  toggle(panel: string): void;
  /** What is large: see stage-view.ts. */
  readonly view: StageView;
  dispatch(event: StageEvent): void;
}

/** @param onpanel hears of each change of the panel */
export function createScreenState(onpanel: (panel: string | undefined) => void): ScreenState {
  let panel = $state<string>();
  let view = $state.raw(STAGE_VIEW);
  const show = (next: string | undefined): void => {
    panel = next;
    onpanel(next);
  };
  return {
    get panel() {
      return panel;
    },
    show,
    toggle: (which) => show(panel === which ? undefined : which),
    get view() {
      return view;
    },
    dispatch: (event) => (view = stepStage(view, event)),
  };
}
