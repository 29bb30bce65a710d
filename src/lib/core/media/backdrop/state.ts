/**
 * The virtual background as a state machine: a state, an event, and what is to be done. What it promises: who has chosen a
 * background is never shown with the bare room unless they say so. Where it cannot be replaced the camera goes off, and the
 * person is asked (docs/decisions/0010-no-bare-room.md).
 */
export type StopReason =
  | 'failed' // could not be loaded, or broke
  | 'too-slow'; // this machine does not keep up

export type BackdropState =
  | { readonly t: 'off' } // no background is chosen: the picture goes out as the camera has it
  | { readonly t: 'waiting' } // one is chosen, and there is no camera picture
  /** `bare`: the room was being shown, by choice, when the background was chosen; it is until the first replaced picture. */
  | { readonly t: 'preparing'; readonly bare: boolean }
  | { readonly t: 'running' }
  | { readonly t: 'stopped'; readonly why: StopReason }; // the camera was switched off; the person is asked

export type BackdropEvent =
  | { readonly t: 'chosen'; readonly some: boolean; readonly live: boolean } // live: there is a camera picture
  | { readonly t: 'camera'; readonly live: boolean } // the track has come, gone, or is another
  | { readonly t: 'ready' } // the first replaced picture
  | { readonly t: 'dismissed' } // asked, the person leaves the camera off
  | { readonly t: 'broken'; readonly why: StopReason };

export type BackdropEffect =
  | 'start' // begin with the present track and choice
  | 'end'
  | 'change' // another background behind the running picture
  | 'camera-off'
  | 'camera-on';

export interface BackdropStep {
  readonly state: BackdropState;
  readonly effects: readonly BackdropEffect[];
}

/** The next state, and what is to be done to get there, in this order. */
export function step(state: BackdropState, event: BackdropEvent): BackdropStep {
  const stay: BackdropStep = { state, effects: [] };
  const to = (next: BackdropState, ...effects: BackdropEffect[]): BackdropStep => ({ state: next, effects });
  const under = state.t === 'preparing' || state.t === 'running';
  const end: readonly BackdropEffect[] = under ? ['end'] : [];

  switch (event.t) {
    case 'chosen':
      if (!event.some) return to({ t: 'off' }, ...end);
      if (under) return to(state, 'change');
      // Chosen anew after it broke: that is the answer, and means "try with this one".
      if (state.t === 'stopped') return to({ t: 'waiting' }, 'camera-on');
      if (!event.live) return to({ t: 'waiting' });
      return to({ t: 'preparing', bare: state.t === 'off' }, 'start');
    case 'camera':
      if (state.t === 'off') return stay;
      if (event.live) return to({ t: 'preparing', bare: false }, ...end, 'start');
      return state.t === 'stopped' ? stay : to({ t: 'waiting' }, ...end);
    case 'ready':
      return state.t === 'preparing' ? to({ t: 'running' }) : stay;
    case 'dismissed':
      return state.t === 'stopped' ? to({ t: 'waiting' }) : stay;
    case 'broken':
      return under ? to({ t: 'stopped', why: event.why }, 'end', 'camera-off') : stay;
  }
}

/** Whether the picture may go out as the camera has it. */
export const isBare = (state: BackdropState): boolean => state.t === 'off' || (state.t === 'preparing' && state.bare);
