/**
 * One RTCPeerConnection, from its making to its end: its sections, channels and descriptions. It carries out what
 * negotiation.ts decides and knows nothing of retries or trust. After `close()` nothing is reported any more, and whatever
 * still waited for the browser rejects (a closed RTCPeerConnection would leave it waiting for ever).
 */
import type { ChannelName } from '../../wire/control.ts';
import type { Nonce } from '../../wire/ids.ts';
import type { SignalBody, TrackKind } from '../../wire/signal.ts';
import { fingerprintsOf } from './binding.ts';
import { openChannels, sendOn, type ChannelData } from './channels.ts';
import type { ConnectionPort, SenderPort, StatsPort } from './connection-port.ts';
import { addSections, adoptSections, sameSections, sectionMap, type SectionMap, type Sections } from './sections.ts';

export type Candidate = Extract<SignalBody, { t: 'candidate' }>['candidate'];
export interface Description {
  readonly sdp: string;
  readonly sections: SectionMap;
}
export type Tracks = Readonly<Partial<Record<TrackKind, MediaStreamTrack>>>;
/** Limits of what one peer is sent of one track; what is absent is left to the browser. */
export interface Encoding {
  readonly maxBitrate?: number;
  readonly maxFramerate?: number;
  readonly scaleResolutionDownBy?: number;
  /** false: nothing is encoded, and nothing sent. */
  readonly active?: boolean;
  /** How bits are shared out where they are scarce, and how packets are marked for routers (WebRTC priority). */
  readonly priority?: RTCPriorityType;
  readonly networkPriority?: RTCPriorityType;
}

export interface ConnectionHandlers {
  /** An own candidate, only ever after the description that it belongs to has been given out. */
  candidate(candidate: Candidate): void;
  stateChanged(): void;
  open(channel: ChannelName): void;
  closed(channel: ChannelName): void;
  message(channel: ChannelName, data: ChannelData): void;
  low(channel: ChannelName): void;
  dropped(): void;
}

export interface Connection {
  readonly challenge: Nonce;
  state(): RTCPeerConnectionState;
  /** Servers and policy for the next gathering: credentials of a TURN server hold for some hours only. */
  configure(config: RTCConfiguration): void;
  /** All of them: the browser opens one after another, and what is sent on one that is not open yet is lost. */
  channelsOpen(): boolean;
  /** Makes and sets an own offer, with a new path where `restart`. `send` gives it out. */
  offer(restart: boolean, send: (description: Description) => void): Promise<void>;
  answer(remote: Description, send: (description: Description) => void): Promise<void>;
  takeAnswer(remote: Description): Promise<void>;
  /** Adds a remote candidate, or keeps it until the remote description is there. */
  addCandidate(candidate: Candidate): Promise<void>;
  /** Both ends' DTLS fingerprints, once both descriptions are known. */
  fingerprints(): { readonly local: readonly string[]; readonly remote: readonly string[] } | undefined;
  tracks(): Tracks;
  /** How loud the peer's microphone is at present, linear, 0 to 1. Cheap: no sound is looked at. */
  level(): number;
  setTrack(kind: TrackKind, track: MediaStreamTrack | null): void;
  tune(kind: TrackKind, encoding: Encoding): void;
  /** Sends whole pictures next: after a gap the receivers' decoders wait for them. */
  requestKeyFrames(): void;
  /** While there is a reason to, no pictures are sent; the first one after it is whole. */
  holdPictures(why: HoldReason, held: boolean): void;
  send(channel: ChannelName, data: ChannelData): boolean;
  bufferedAmount(channel: ChannelName): number;
  stats(): Promise<StatsPort>;
  close(): void;
}

/** Remote candidates that are kept for a description which is not there yet. */
const EARLY_CANDIDATES_MAX = 64;

/**
 * stalled: what piles up before a dead path arrives seconds late and makes Chromium's receiver take the delay for normal: it then keeps
 * the next picture back for just as long.
 * withheld: without a track Chromium still fills its probes of the line with parts of the last pictures, of shared screens above all.
 */
export type HoldReason = 'stalled' | 'withheld';

const PICTURES = ['camera', 'screen'] as const satisfies readonly TrackKind[];

/** A description or candidate that cannot be used. */
export class UnusableDescription extends Error {}

export function createConnection(
  port: ConnectionPort,
  challenge: Nonce,
  as: 'offerer' | 'answerer',
  handlers: ConnectionHandlers,
): Connection {
  let closed = false;
  let sections: Sections = as === 'offerer' ? addSections(port) : new Map();
  let early: Candidate[] = [];
  /** Own candidates that would overtake their description; undefined: they may go. */
  let outbox: Candidate[] | undefined = [];

  const live = <A extends unknown[]>(run: (...args: A) => void) => {
    return (...args: A): void => {
      if (!closed) run(...args);
    };
  };
  const channels = openChannels(port, {
    open: live(handlers.open),
    close: live(handlers.closed),
    message: live(handlers.message),
    low: live(handlers.low),
    dropped: live(handlers.dropped),
  });
  port.addEventListener('connectionstatechange', live(handlers.stateChanged));
  port.addEventListener(
    'icecandidate',
    live(({ candidate }: { readonly candidate: RTCIceCandidate | null }) => {
      const own = candidate && {
        candidate: candidate.candidate,
        sdpMid: candidate.sdpMid,
        sdpMLineIndex: candidate.sdpMLineIndex,
        usernameFragment: candidate.usernameFragment,
      };
      if (outbox) outbox.push(own);
      else handlers.candidate(own);
    }),
  );

  let abort: (reason: Error) => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => (abort = reject));
  aborted.catch(() => undefined);
  const unlessClosed = <T>(work: Promise<T>): Promise<T> => Promise.race([work, aborted]);

  function giveOut(send: (description: Description) => void): void {
    const local = port.localDescription;
    if (closed || !local) throw new UnusableDescription('closed');
    send({ sdp: local.sdp, sections: sectionMap(sections) });
    const waiting = outbox ?? [];
    outbox = undefined;
    for (const candidate of waiting) handlers.candidate(candidate);
  }

  async function setRemote(type: 'offer' | 'answer', sdp: string): Promise<void> {
    await unlessClosed(port.setRemoteDescription({ type, sdp }));
    const waiting = early;
    early = [];
    for (const candidate of waiting) await addNow(candidate);
  }

  /** A candidate of a description that was given up in between fails: harmless, others follow. */
  async function addNow(candidate: Candidate): Promise<void> {
    try {
      await unlessClosed(
        port.addIceCandidate(candidate && { ...candidate, usernameFragment: candidate.usernameFragment ?? null }),
      );
    } catch {
      live(handlers.dropped)();
    }
  }

  const holds = new Set<HoldReason>();
  /** Whether each track is to be sent, as it was tuned. */
  const wished = new Map<TrackKind, boolean>();
  const isActive = (kind: TrackKind): boolean =>
    (wished.get(kind) ?? true) && !(holds.size > 0 && PICTURES.some((picture) => picture === kind));

  /** Chains parameter changes of one sender: setParameters must follow its own getParameters without another between. */
  let parameterQueue: Promise<void> = Promise.resolve();
  function changeParameters(
    kind: TrackKind,
    change: (parameters: RTCRtpSendParameters) => Parameters<SenderPort['setParameters']>[1],
  ): void {
    parameterQueue = parameterQueue.then(async () => {
      const sender = sections.get(kind)?.sender;
      if (closed || !sender) return;
      try {
        const parameters = sender.getParameters();
        if (parameters.encodings.length === 0) return;
        const options = change(parameters);
        await unlessClosed(options ? sender.setParameters(parameters, options) : sender.setParameters(parameters));
      } catch {
        // The browser refuses: it goes on with what it had.
      }
    });
  }

  return {
    challenge,
    state: () => (closed ? 'closed' : port.connectionState),
    channelsOpen: () => !closed && Object.values(channels).every(({ readyState }) => readyState === 'open'),
    configure(config) {
      if (closed) return;
      try {
        port.setConfiguration(config);
      } catch {
        // The browser refuses the change: the former servers are better than none.
      }
    },
    async offer(restart, send) {
      outbox ??= [];
      const made = await unlessClosed(port.createOffer({ iceRestart: restart }));
      await unlessClosed(port.setLocalDescription(made));
      giveOut(send);
    },
    async answer(remote, send) {
      const first = sections.size === 0;
      if (!first && !sameSections(sections, remote.sections)) throw new UnusableDescription('sections');
      outbox ??= [];
      await setRemote('offer', remote.sdp);
      if (first) {
        const adopted = adoptSections(port, remote.sections);
        if (!adopted) throw new UnusableDescription('sections');
        sections = adopted;
      }
      await unlessClosed(port.setLocalDescription());
      giveOut(send);
    },
    async takeAnswer(remote) {
      if (!sameSections(sections, remote.sections)) throw new UnusableDescription('sections');
      await setRemote('answer', remote.sdp);
    },
    async addCandidate(candidate) {
      if (port.remoteDescription) await addNow(candidate);
      else if (early.length < EARLY_CANDIDATES_MAX) early.push(candidate);
      else live(handlers.dropped)();
    },
    fingerprints() {
      if (!port.localDescription || !port.remoteDescription) return undefined;
      return { local: fingerprintsOf(port.localDescription.sdp), remote: fingerprintsOf(port.remoteDescription.sdp) };
    },
    tracks() {
      return Object.fromEntries([...sections].map(([kind, { receiver }]) => [kind, receiver.track]));
    },
    level: () => (closed ? 0 : (sections.get('microphone')?.receiver.getSynchronizationSources()[0]?.audioLevel ?? 0)),
    setTrack(kind, track) {
      const sender = sections.get(kind)?.sender;
      if (closed || !sender) return;
      // It rejects where the connection closes in between, or the track ends: nothing is sent then, as it should be.
      sender.replaceTrack(track).catch(() => undefined);
    },
    tune(kind, encoding) {
      wished.set(kind, encoding.active ?? true);
      changeParameters(kind, (parameters) => apply(parameters, encoding, isActive(kind)));
    },
    requestKeyFrames() {
      for (const kind of PICTURES) {
        changeParameters(kind, (parameters) => ({
          encodingOptions: parameters.encodings.map(() => ({ keyFrame: true })),
        }));
      }
    },
    holdPictures(why, held) {
      if (held === holds.has(why)) return;
      if (held) holds.add(why);
      else holds.delete(why);
      for (const kind of PICTURES) {
        changeParameters(kind, (parameters) => {
          for (const encoding of parameters.encodings) encoding.active = isActive(kind);
          return undefined;
        });
      }
    },
    send: (channel, data) => !closed && sendOn(channels[channel], channel, data),
    bufferedAmount: (channel) => channels[channel].bufferedAmount,
    stats: () => unlessClosed(port.getStats()),
    close() {
      if (closed) return;
      closed = true;
      abort(new UnusableDescription('closed'));
      port.close();
    },
  };
}

function apply(parameters: RTCRtpSendParameters, encoding: Encoding, active: boolean): undefined {
  const { maxBitrate, maxFramerate, scaleResolutionDownBy, priority, networkPriority } = encoding;
  for (const target of parameters.encodings) {
    const limits = { maxBitrate, maxFramerate, scaleResolutionDownBy, priority, networkPriority };
    for (const [name, value] of Object.entries(limits)) {
      if (value === undefined) Reflect.deleteProperty(target, name);
      else Reflect.set(target, name, value);
    }
    target.active = active;
  }
}
