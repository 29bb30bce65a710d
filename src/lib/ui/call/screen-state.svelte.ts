/** What is open and what is large on the call screen: its own affair, which capabilities may read and change. */
import type { BarId } from './places.ts';
import { STAGE_VIEW, stepStage, type StageEvent, type StageView } from './stage-view.ts';

export interface ScreenState {
  /** The panel beside the tiles. */
  readonly panel: string | undefined;
  show(panel: string | undefined): void;
  toggle(panel: string): void;
  /** What is large: see stage-view.ts. */
  readonly view: StageView;
  dispatch(event: StageEvent): void;
  /** Presses a button of the bar, if it is there and can be pressed. */
  press(id: BarId): void;
  offers(id: BarId): boolean;
}

/** What the state needs of its screen. */
export interface ScreenDeps {
  /** Hears of each change of the panel. */
  onpanel(panel: string | undefined): void;
  /** What a press of this button would do now; undefined: nothing. */
  action(id: BarId): (() => void) | undefined;
}

export function createScreenState({ onpanel, action }: ScreenDeps): ScreenState {
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
    press: (id) => action(id)?.(),
    offers: (id) => action(id) !== undefined,
    dispatch: (event) => (view = stepStage(view, event)),
  };
}
