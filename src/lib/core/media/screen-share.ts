/** One's own screen sharing: carries out share-state.ts on a browser, and publishes what is to be sent. */
import { cell, type Cell } from '../cell.ts';
import { SHARE_OFF, stepShare, type Captured, type Share, type ShareEvent, type ShareState } from './share-state.ts';

/** What sharing needs of a browser; the adapter is in platform/media. */
export interface DisplayPort {
  /** False on phones and tablets (C3), and where the browser cannot. */
  readonly available: boolean;
  /** Asks the person. 'cancelled' where they would not; 'denied' where the system forbids it. Never rejects. */
  capture(): Promise<Captured | 'cancelled' | 'denied' | 'failed'>;
  /** Calls `run` once when the track ends without our doing. */
  onEnded(track: MediaStreamTrack, run: () => void): void;
}

export interface ScreenShare {
  readonly available: boolean;
  readonly state: Cell<ShareState>;
  /** The tracks to send; undefined while nothing is shared. */
  readonly video: Cell<MediaStreamTrack | undefined>;
  readonly audio: Cell<MediaStreamTrack | undefined>;
  /** False: forbidden just now (V4). */
  readonly allowed: Cell<boolean>;
  /** Forbidding also stops a sharing that goes on. */
  allow(allowed: boolean): void;
  /** To be called in answer to a press: browsers ask only then. */
  start(): void;
  stop(): void;
  end(): void;
}

export function createScreenShare(display: DisplayPort): ScreenShare {
  let share: Share = SHARE_OFF;
  let ended = false;
  const state = cell<ShareState>(share.shown);
  const video = cell<MediaStreamTrack | undefined>(undefined);
  const audio = cell<MediaStreamTrack | undefined>(undefined);
  const allowed = cell(share.allowed);

  function publish(): void {
    const { shown } = share;
    video.set(shown.t === 'sharing' ? shown.video : undefined);
    audio.set(shown.t === 'sharing' ? shown.audio : undefined);
    allowed.set(share.allowed);
    state.set(shown);
  }

  async function ask(attempt: number): Promise<void> {
    const answer = await display.capture();
    if (answer === 'cancelled') return dispatch({ t: 'refused', attempt });
    if (answer === 'denied' || answer === 'failed') return dispatch({ t: 'refused', attempt, fault: answer });
    display.onEnded(answer.video, () => dispatch({ t: 'ended', video: answer.video }));
    dispatch({ t: 'captured', attempt, ...answer });
  }

  function dispatch(event: ShareEvent): void {
    const next = stepShare(share, event);
    share = next.share;
    // First nobody is sent the track any more, then it is stopped: the last picture is no black one.
    publish();
    for (const effect of next.effects) {
      if (effect.t === 'stop') effect.track.stop();
      else void ask(effect.attempt);
    }
  }

  return {
    available: display.available,
    state,
    video,
    audio,
    allowed,
    allow: (on) => dispatch({ t: 'allow', allowed: on }),
    start() {
      if (display.available && !ended) dispatch({ t: 'start' });
    },
    stop: () => dispatch({ t: 'stop' }),
    end() {
      ended = true;
      dispatch({ t: 'allow', allowed: false });
    },
  };
}
