/** What a device's state comes to on a screen. */
import type { FaultCode } from '$lib/core/errors.ts';
import type { MediaSourceState } from '$lib/core/media/source.ts';

export const shownSource = (state: MediaSourceState): 'off' | 'starting' | 'live' | FaultCode =>
  state.t === 'failed' ? state.fault : state.t;

/** The id of the device that is in use. */
export const inUse = (state: MediaSourceState): string | undefined => (state.t === 'live' ? state.deviceId : undefined);
