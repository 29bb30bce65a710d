/**
 * The life of one's own screen sharing (V2) as a state machine: a state, an event, and what is to be done. It promises that a
 * picture that was ever captured is either the shared one or stopped, however late the person answers the browser's question.
 */

/** What the browser hands out when the person has chosen: the picture, and sound where the browser gives it. */
export interface Captured {
  readonly video: MediaStreamTrack;
  readonly audio: MediaStreamTrack | undefined;
}

/** denied: the system forbids it; failed: the browser could not. That the person cancelled is no failure. */
export type ShareFault = 'denied' | 'failed';

export type ShareState =
  | { readonly t: 'off'; readonly fault?: ShareFault }
  /** The browser asks what is to be shown. */
  | { readonly t: 'asking'; readonly attempt: number }
  | ({ readonly t: 'sharing' } & Captured);

export interface Share {
  /** Numbers the questions: an answer to an earlier one comes too late. */
  readonly attempt: number;
  /** 「音声のみ」 and the like forbid it. */
  readonly allowed: boolean;
  readonly shown: ShareState;
}

export type ShareEvent =
  | { readonly t: 'start' }
  | { readonly t: 'stop' }
  | { readonly t: 'allow'; readonly allowed: boolean }
  | ({ readonly t: 'captured'; readonly attempt: number } & Captured)
  /** Without a fault: the person cancelled. */
  | { readonly t: 'refused'; readonly attempt: number; readonly fault?: ShareFault }
  /** The browser's own stop button, or the window is gone. */
  | { readonly t: 'ended'; readonly video: MediaStreamTrack };

export type ShareEffect =
  { readonly t: 'ask'; readonly attempt: number } | { readonly t: 'stop'; readonly track: MediaStreamTrack };

export interface ShareStep {
  readonly share: Share;
  readonly effects: readonly ShareEffect[];
}

export const SHARE_OFF: Share = { attempt: 0, allowed: true, shown: { t: 'off' } };

const stopping = ({ video, audio }: Captured): readonly ShareEffect[] =>
  [video, audio].flatMap((track) => (track ? [{ t: 'stop', track } as const] : []));

/** The next state, and what is to be done to get there. */
export function stepShare(share: Share, event: ShareEvent): ShareStep {
  const { attempt, shown } = share;
  const stay: ShareStep = { share, effects: [] };
  const off = (change: Partial<Share> = {}): ShareStep => ({
    share: { ...share, ...change, shown: { t: 'off' } },
    effects: shown.t === 'sharing' ? stopping(shown) : [],
  });

  switch (event.t) {
    case 'start':
      if (!share.allowed || shown.t !== 'off') return stay;
      return {
        share: { ...share, attempt: attempt + 1, shown: { t: 'asking', attempt: attempt + 1 } },
        effects: [{ t: 'ask', attempt: attempt + 1 }],
      };
    case 'stop':
      return shown.t === 'off' ? stay : off();
    case 'allow':
      if (event.allowed) return { share: { ...share, allowed: true }, effects: [] };
      return off({ allowed: false });
    case 'captured': {
      const { video, audio } = event;
      if (shown.t !== 'asking' || event.attempt !== attempt) return { share, effects: stopping(event) };
      return { share: { ...share, shown: { t: 'sharing', video, audio } }, effects: [] };
    }
    case 'refused': {
      if (shown.t !== 'asking' || event.attempt !== attempt) return stay;
      const { fault } = event;
      return { share: { ...share, shown: fault ? { t: 'off', fault } : { t: 'off' } }, effects: [] };
    }
    case 'ended':
      return shown.t === 'sharing' && shown.video === event.video ? off() : stay;
  }
}
