/**
 * The part of RTCPeerConnection that the mesh uses, so that it runs on a fake in Node. A real RTCPeerConnection fits as it
 * is, but for the order of codecs, whose list the browser has elsewhere. There is no `negotiationneeded` here: media sections
 * and channels are set up once, so the mesh alone decides when an offer is made.
 */
import type { TrackKind } from '../../wire/signal.ts';

export interface ChannelPort {
  readonly readyState: RTCDataChannelState;
  readonly bufferedAmount: number;
  bufferedAmountLowThreshold: number;
  binaryType: BinaryType;
  send(data: string | ArrayBuffer): void;
  addEventListener(type: 'open' | 'close' | 'bufferedamountlow', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

export interface SenderPort {
  replaceTrack(track: MediaStreamTrack | null): Promise<void>;
  getParameters(): RTCRtpSendParameters;
  /** `keyFrame` asks the encoder for a whole picture (WebRTC extensions, section 5.7); other browsers pass it over. */
  setParameters(
    parameters: RTCRtpSendParameters,
    options?: { encodingOptions?: { keyFrame?: boolean }[] },
  ): Promise<void>;
}

export interface ReceiverPort {
  readonly track: MediaStreamTrack;
  /** Who was heard within the last ten seconds; `audioLevel` is linear, 0 to 1, as the packets say (RFC 6464). */
  getSynchronizationSources(): readonly { readonly audioLevel?: number }[];
}

export interface TransceiverPort {
  readonly mid: string | null;
  direction: RTCRtpTransceiverDirection;
  readonly sender: SenderPort;
  readonly receiver: ReceiverPort;
}

/** What getStats gives: each entry is read by name and type, see figures.ts. */
export interface StatsPort {
  forEach(run: (stat: unknown) => void): void;
}

interface DescriptionPort {
  readonly type: RTCSdpType;
  readonly sdp: string;
}

export interface ConnectionPort {
  readonly connectionState: RTCPeerConnectionState;
  readonly localDescription: DescriptionPort | null;
  readonly remoteDescription: DescriptionPort | null;
  addTransceiver(kind: 'audio' | 'video', init: { direction: 'sendrecv' }): TransceiverPort;
  getTransceivers(): TransceiverPort[];
  /** Puts the codecs of a section into our order (codecs.ts); before the description that is to have it. */
  orderCodecs?(kind: TrackKind, section: TransceiverPort): void;
  /** Counts from the next gathering on: an ICE restart, or the answer to one. */
  setConfiguration(config: RTCConfiguration): void;
  createDataChannel(label: string, init: RTCDataChannelInit): ChannelPort;
  createOffer(options: { iceRestart: boolean }): Promise<RTCSessionDescriptionInit>;
  /** Without a description: makes the fitting answer. */
  setLocalDescription(description?: RTCSessionDescriptionInit): Promise<void>;
  /** Never called with an offer while an own one waits: it would be rolled back, see negotiation.ts. */
  setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void>;
  /** null: no more candidates will come. */
  addIceCandidate(candidate: RTCIceCandidateInit | null): Promise<void>;
  getStats(): Promise<StatsPort>;
  close(): void;
  addEventListener(type: 'connectionstatechange', listener: () => void): void;
  addEventListener(
    type: 'icecandidate',
    listener: (event: { readonly candidate: RTCIceCandidate | null }) => void,
  ): void;
}

/** Makes a connection; the certificate of the peer that it is for has been verified before. */
export type Connect = (config: RTCConfiguration) => ConnectionPort;
