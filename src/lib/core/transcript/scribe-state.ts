/** Whether a transcript is being written, as a state machine: (state, event) -> state and what is to be done. */

/** no-model: the installation serves none for this language; model-failed: it could not be loaded; broken: it broke down again and again. */
export type ScribeFault = 'no-model' | 'model-failed' | 'broken';

export type ScribeState =
  | { readonly t: 'off'; readonly fault?: ScribeFault }
  /** The model is being loaded; bytes, once they are known. What is said meanwhile is heard and written afterwards. */
  | { readonly t: 'preparing'; readonly here?: number; readonly of?: number; readonly breakdowns: number }
  | { readonly t: 'on'; readonly breakdowns: number }
  /** Nothing is listened to any more; what was heard is still being written. */
  | { readonly t: 'finishing' };

export type ScribeEvent =
  | { readonly t: 'start' | 'stop' | 'ready' | 'broke-down' | 'drained' }
  | { readonly t: 'progress'; readonly here: number; readonly of: number | undefined }
  | { readonly t: 'failed'; readonly fault: ScribeFault };

/** open: load the model; listen, deafen: begin and stop to take sound; close: end the engine and whatever waits. */
export type ScribeEffect = 'open' | 'listen' | 'deafen' | 'close';

/** After so many breakdowns it is not begun anew. */
export const BREAKDOWNS_MAX = 3;

type Step = readonly [ScribeState, ...ScribeEffect[]];

export function scribeStep(state: ScribeState, event: ScribeEvent): Step {
  const stay: Step = [state];
  switch (state.t) {
    case 'off':
      return event.t === 'start' ? [{ t: 'preparing', breakdowns: 0 }, 'listen', 'open'] : stay;
    case 'preparing': {
      const { breakdowns } = state;
      if (event.t === 'progress') {
        return [{ t: 'preparing', here: event.here, ...(event.of !== undefined && { of: event.of }), breakdowns }];
      }
      if (event.t === 'ready') return [{ t: 'on', breakdowns }];
      if (event.t === 'failed') return [{ t: 'off', fault: event.fault }, 'deafen', 'close'];
      if (event.t === 'broke-down') return [{ t: 'off', fault: 'model-failed' }, 'deafen', 'close'];
      // Nothing has been written yet, and nobody waits for it.
      return event.t === 'stop' ? [{ t: 'off' }, 'deafen', 'close'] : stay;
    }
    case 'on':
      if (event.t === 'stop') return [{ t: 'finishing' }, 'deafen'];
      if (event.t !== 'broke-down') return stay;
      return state.breakdowns < BREAKDOWNS_MAX
        ? [{ t: 'preparing', breakdowns: state.breakdowns + 1 }, 'open']
        : [{ t: 'off', fault: 'broken' }, 'deafen', 'close'];
    case 'finishing':
      // Begun anew while the rest is written: the engine is there.
      if (event.t === 'start') return [{ t: 'on', breakdowns: 0 }, 'listen'];
      if (event.t === 'drained' || event.t === 'stop') return [{ t: 'off' }, 'close'];
      return event.t === 'broke-down' ? [{ t: 'off', fault: 'broken' }, 'close'] : stay;
  }
}
