/**
 * Whether this computer keeps up, from what holds its pictures back: 'cpu' for ten seconds in a row means that it does not. Then a virtual
 * background is made coarse first (whoever makes one listens to `strained`); where ten seconds more change nothing it is given up, and the
 * best pictures are (`lowered`). Pure.
 */
export interface StrainState {
  readonly strained: boolean;
  /** The best rung is not tried. */
  readonly lowered: boolean;
  readonly busy: number;
  readonly easy: number;
  /** Easy readings before the best is tried again. */
  readonly patience: number;
}

const STRAINED_AFTER = 5;
const LOWERED_AFTER = 10;
/** Half a minute, doubled each time, to eight minutes. */
const PATIENCE = 15;
const PATIENCE_MAX = 240;

export const newStrain = (): StrainState => ({
  strained: false,
  lowered: false,
  busy: 0,
  easy: 0,
  patience: PATIENCE,
});

/** `limits`: what holds each sent picture back, as the browser says. One reading every two seconds. */
export function judgeStrain(state: StrainState, limits: readonly (string | undefined)[]): StrainState {
  if (limits.length === 0) return state;
  const cpu = limits.filter((limit) => limit === 'cpu').length * 2 >= limits.length;
  if (!cpu) {
    const easy = state.easy + 1;
    if (easy < state.patience || !state.strained) return { ...state, busy: 0, easy };
    return { ...newStrain(), patience: Math.min(state.patience * 2, PATIENCE_MAX) };
  }
  const busy = state.busy + 1;
  return {
    ...state,
    ...{ busy, easy: 0 },
    strained: state.strained || busy >= STRAINED_AFTER,
    lowered: state.lowered || busy >= LOWERED_AFTER,
  };
}
