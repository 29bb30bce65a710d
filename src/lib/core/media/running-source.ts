/** Runs a source's state machine: opens and stops tracks as it says, and tells it when a track ends by itself. */
import { cell, settled, type Cell } from '../cell.ts';
import type { Device } from './devices.ts';
import type { OpenResult } from './opener.ts';
import { SOURCE_OFF, step, type MediaSourceState, type SourceEvent } from './source.ts';

export interface RunningSource {
  readonly shown: Cell<MediaSourceState>;
  dispatch(event: SourceEvent): void;
  /** Resolves when nothing is being opened. */
  ready(): Promise<void>;
}

export interface RunningSourceDeps {
  /** `only`: this device, or none. */
  open(only?: Device): Promise<OpenResult>;
  /** A track has become the live one; the result is called when it no longer is. */
  onLive(track: MediaStreamTrack): () => void;
}

export function runSource(deps: RunningSourceDeps): RunningSource {
  const shown = cell<MediaSourceState>(SOURCE_OFF.shown);
  let source = SOURCE_OFF;
  let leaveLive: () => void = () => undefined;

  const follow = (track: MediaStreamTrack): (() => void) => {
    const lost = (): void => dispatch({ t: 'lost', track });
    const left = deps.onLive(track);
    track.addEventListener('ended', lost);
    return () => {
      track.removeEventListener('ended', lost);
      left();
    };
  };

  const dispatch = (event: SourceEvent): void => {
    const before = source.shown;
    const next = step(source, event);
    source = next.source;
    const after = source.shown;
    if (before.t === 'live' && after !== before) leaveLive();
    for (const effect of next.effects) {
      if (effect.t === 'stop') effect.track.stop();
      else void open(effect.attempt, effect.only);
    }
    if (after.t === 'live' && after !== before) leaveLive = follow(after.track);
    shown.set(after);
  };

  const open = async (attempt: number, only?: Device): Promise<void> => {
    const result = await deps.open(only);
    if (result.ok) dispatch({ t: 'opened', attempt, track: result.track });
    else dispatch({ t: 'refused', attempt, fault: result.fault, ...(only && { device: only }) });
  };

  return { shown, dispatch, ready: () => settled(shown, ({ t }) => t !== 'starting').then(() => undefined) };
}
