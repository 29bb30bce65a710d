/**
 * RTCPeerConnection in memory, for the part that the mesh uses: signaling states with rollback, transceivers and mids,
 * candidates that need their description, fingerprints that must fit, channels, and a network that can be cut, healed, or
 * have an address changed. Times follow Chromium: "disconnected" 2.5 s after a cut, "failed" 15 s later.
 */
import type { Clock } from '../../src/lib/core/clock.ts';
import type {
  ChannelPort,
  ConnectionPort,
  StatsPort,
  TransceiverPort,
} from '../../src/lib/core/mesh/connection-port.ts';

const DISCONNECT_MS = 2_500;
const FAIL_MS = 15_000;

type Listener = (event: never) => void;

class Listeners {
  readonly #byType = new Map<string, Listener[]>();
  add(type: string, listener: Listener): void {
    this.#byType.set(type, [...(this.#byType.get(type) ?? []), listener]);
  }
  emit(type: string, event: object = {}): void {
    for (const listener of this.#byType.get(type) ?? []) listener(event as never);
  }
}

/** A track that is nothing but its identity. */
export const fakeTrack = (kind: string, id: string) => ({ kind, id, getSettings: () => ({}) }) as MediaStreamTrack;

export class FakeChannel implements ChannelPort {
  readyState: RTCDataChannelState = 'connecting';
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  binaryType: BinaryType = 'blob';
  readonly #listeners = new Listeners();
  readonly id: number;
  readonly reliable: boolean;
  readonly #owner: FakeConnection;
  constructor(owner: FakeConnection, init: RTCDataChannelInit) {
    this.#owner = owner;
    this.id = init.id ?? 0;
    this.reliable = init.maxRetransmits === undefined;
  }
  send(data: string | ArrayBuffer): void {
    if (this.readyState !== 'open') throw new DOMException('not open', 'InvalidStateError');
    this.#owner.network.carry(this.#owner, this, typeof data === 'string' ? data : data.slice(0));
  }
  addEventListener(type: string, listener: Listener): void {
    this.#listeners.add(type, listener);
  }
  open(): void {
    if (this.readyState !== 'connecting') return;
    this.readyState = 'open';
    this.#listeners.emit('open');
  }
  shut(tell: boolean): void {
    if (this.readyState === 'closed') return;
    this.readyState = 'closed';
    if (tell) this.#listeners.emit('close');
  }
  receive(data: string | ArrayBuffer): void {
    if (this.readyState === 'open') this.#listeners.emit('message', { data });
  }
}

export class FakeTransceiver implements TransceiverPort {
  mid: string | null = null;
  direction: RTCRtpTransceiverDirection;
  readonly kind: 'audio' | 'video';
  readonly receiver: TransceiverPort['receiver'];
  /** What the packets of the other end say of its loudness. */
  audioLevel: number | undefined;
  sent: MediaStreamTrack | null = null;
  readonly sender = {
    replaceTrack: async (track: MediaStreamTrack | null): Promise<void> => {
      this.sent = track;
    },
    getParameters: (): RTCRtpSendParameters => ({
      encodings: [{ ...this.encoding }],
      transactionId: 't',
      codecs: [],
      headerExtensions: [],
      rtcp: {},
    }),
    setParameters: async (
      parameters: RTCRtpSendParameters,
      options?: { encodingOptions?: { keyFrame?: boolean }[] },
    ): Promise<void> => {
      this.encoding = parameters.encodings[0];
      if (options?.encodingOptions?.[0]?.keyFrame) this.keyFrames += 1;
    },
  };
  encoding: RTCRtpEncodingParameters | undefined;
  keyFrames = 0;
  constructor(kind: 'audio' | 'video', direction: RTCRtpTransceiverDirection, id: string) {
    this.kind = kind;
    this.direction = direction;
    this.receiver = {
      track: fakeTrack(kind, `remote ${id}`),
      getSynchronizationSources: () => (this.audioLevel === undefined ? [] : [{ audioLevel: this.audioLevel }]),
    };
  }
}

interface Sdp {
  readonly text: string;
  readonly fingerprint: string;
  readonly ufrag: string;
  readonly media: readonly { readonly kind: 'audio' | 'video'; readonly mid: string }[];
}

function readSdp(text: string): Sdp {
  const fingerprint = /^a=fingerprint:sha-256 (\S+)$/m.exec(text)?.[1];
  const ufrag = /^a=ice-ufrag:(\S+)$/m.exec(text)?.[1];
  if (!fingerprint || !ufrag) throw new DOMException('bad sdp', 'OperationError');
  const media = [...text.matchAll(/^m=(audio|video) (\S+)$/gm)].map(([, kind, mid = '']) => ({
    kind: kind === 'audio' ? ('audio' as const) : ('video' as const),
    mid,
  }));
  return { text, fingerprint, ufrag, media };
}

const tick = (): Promise<void> => new Promise((resolve) => queueMicrotask(resolve));
const description = (type: RTCSdpType, sdp: Sdp | undefined) => (sdp ? { type, sdp: sdp.text } : null);

/** Each in a task of its own, as in browsers. */
function openInTurn([first, ...others]: FakeChannel[]): void {
  queueMicrotask(() => first?.open());
  if (others.length > 0) setImmediate(() => openInTurn(others));
}

export class FakeConnection implements ConnectionPort {
  signalingState: RTCSignalingState = 'stable';
  connectionState: RTCPeerConnectionState = 'new';
  readonly channels: FakeChannel[] = [];
  readonly transceivers: FakeTransceiver[] = [];
  readonly fingerprint: string;
  config: RTCConfiguration;
  readonly owner: string;
  readonly network: FakeNetwork;
  readonly id: number;
  current: { local?: Sdp; remote?: Sdp } = {};
  pendingLocal: Sdp | undefined;
  pendingRemote: Sdp | undefined;
  /** Remote ufrags of which a candidate is known. */
  readonly candidates = new Set<string>();
  readonly #listeners = new Listeners();
  #generation = 0;
  #mids = 0;

  constructor(network: FakeNetwork, owner: string, id: number, config: RTCConfiguration) {
    this.network = network;
    this.owner = owner;
    this.id = id;
    this.config = config;
    this.fingerprint = `AA:${id.toString(16).padStart(2, '0').toUpperCase()}`;
  }
  get localDescription() {
    return description(this.pendingLocal ? 'offer' : 'answer', this.pendingLocal ?? this.current.local);
  }
  get remoteDescription() {
    return description(this.pendingRemote ? 'offer' : 'answer', this.pendingRemote ?? this.current.remote);
  }
  addTransceiver(kind: 'audio' | 'video', init: { direction: 'sendrecv' }): FakeTransceiver {
    const transceiver = new FakeTransceiver(kind, init.direction, `${this.id}.${this.transceivers.length}`);
    this.transceivers.push(transceiver);
    return transceiver;
  }
  setConfiguration = (config: RTCConfiguration): void => void (this.config = config);
  getTransceivers = (): FakeTransceiver[] => [...this.transceivers];
  createDataChannel(_label: string, init: RTCDataChannelInit): FakeChannel {
    const channel = new FakeChannel(this, init);
    this.channels.push(channel);
    return channel;
  }
  #make(media: Sdp['media'], restart: boolean): string {
    if (restart || this.#generation === 0) this.#generation += 1;
    return [
      'v=0',
      `a=fingerprint:sha-256 ${this.fingerprint}`,
      `a=ice-ufrag:u${this.id}.${this.#generation}`,
      ...media.map(({ kind, mid }) => `m=${kind} ${mid}`),
    ].join('\n');
  }
  async createOffer({ iceRestart }: { iceRestart: boolean }): Promise<RTCSessionDescriptionInit> {
    await this.#begin('stable', 'have-local-offer');
    let next = this.#mids;
    const media = this.transceivers.map(({ kind, mid }) => ({ kind, mid: mid ?? `${next++}` }));
    return { type: 'offer', sdp: this.#make(media, iceRestart) };
  }
  async setLocalDescription(given?: RTCSessionDescriptionInit): Promise<void> {
    if (given) {
      await this.#begin('stable', 'have-local-offer');
      const sdp = readSdp(given.sdp ?? '');
      this.transceivers.forEach((transceiver, at) => (transceiver.mid ??= sdp.media[at]?.mid ?? null));
      this.#mids = Math.max(this.#mids, sdp.media.length);
      this.pendingLocal = sdp;
      this.signalingState = 'have-local-offer';
      this.#gather(sdp.ufrag);
      return;
    }
    await this.#begin('have-remote-offer');
    const remote = this.pendingRemote;
    if (!remote) throw new DOMException('no offer', 'InvalidStateError');
    // A restart by the offerer (a new ufrag) restarts the answerer's end too.
    const restart = this.current.remote !== undefined && this.current.remote.ufrag !== remote.ufrag;
    const local = readSdp(this.#make(remote.media, restart));
    this.current = { local, remote };
    this.pendingRemote = undefined;
    this.signalingState = 'stable';
    this.#gather(local.ufrag);
    this.#negotiated();
  }
  async setRemoteDescription({ type, sdp: text = '' }: RTCSessionDescriptionInit): Promise<void> {
    const sdp = readSdp(text);
    if (type === 'answer') {
      await this.#begin('have-local-offer');
      if (!this.pendingLocal) throw new DOMException('no offer', 'InvalidStateError');
      this.current = { local: this.pendingLocal, remote: sdp };
      this.pendingLocal = undefined;
      this.signalingState = 'stable';
      this.#negotiated();
      return;
    }
    await this.#begin('stable', 'have-local-offer', 'have-remote-offer');
    const known = this.current.remote;
    if (known && known.fingerprint !== sdp.fingerprint)
      throw new DOMException('new DTLS identity', 'InvalidAccessError');
    if (this.pendingLocal && !known) for (const transceiver of this.transceivers) transceiver.mid = null;
    this.pendingLocal = undefined;
    this.pendingRemote = sdp;
    this.signalingState = 'have-remote-offer';
    for (const { kind, mid } of sdp.media) {
      if (this.transceivers.some((transceiver) => transceiver.mid === mid)) continue;
      const transceiver = new FakeTransceiver(kind, 'recvonly', `${this.id}.${this.transceivers.length}`);
      transceiver.mid = mid;
      this.transceivers.push(transceiver);
    }
    this.#mids = Math.max(this.#mids, sdp.media.length);
  }
  async addIceCandidate(candidate: RTCIceCandidateInit | null): Promise<void> {
    if (!this.remoteDescription) throw new DOMException('no remote description', 'InvalidStateError');
    await tick();
    if (!candidate) return;
    const ufrag = candidate.usernameFragment ?? '';
    if (![this.pendingRemote?.ufrag, this.current.remote?.ufrag].includes(ufrag)) {
      throw new DOMException('unknown ufrag', 'OperationError');
    }
    this.candidates.add(ufrag);
    this.network.check();
  }
  async getStats(): Promise<StatsPort> {
    await tick();
    const stats = new Map<string, object>();
    if (['connected', 'disconnected'].includes(this.connectionState)) {
      stats.set('T', { type: 'transport', selectedCandidatePairId: 'P' });
      const relayed = this.config.iceTransportPolicy === 'relay';
      stats.set('P', {
        type: 'candidate-pair',
        id: 'P',
        localCandidateId: 'L',
        remoteCandidateId: 'R',
        currentRoundTripTime: 0.01,
        responsesReceived: this.network.pulse(this),
      });
      stats.set('L', { type: 'local-candidate', id: 'L', candidateType: relayed ? 'relay' : 'host', protocol: 'udp' });
      stats.set('R', { type: 'remote-candidate', id: 'R', candidateType: 'host' });
    }
    return stats;
  }
  close(): void {
    if (this.connectionState === 'closed') return;
    this.connectionState = 'closed';
    this.signalingState = 'closed';
    for (const channel of this.channels) channel.shut(false);
    this.network.handleClosed(this);
  }
  addEventListener(type: string, listener: Listener): void {
    this.#listeners.add(type, listener);
  }
  become(state: RTCPeerConnectionState): void {
    if (this.connectionState === state || this.connectionState === 'closed') return;
    this.connectionState = state;
    this.#listeners.emit('connectionstatechange');
    if (state === 'connected') openInTurn([...this.channels]);
  }
  #negotiated(): void {
    if (this.connectionState === 'new' || this.connectionState === 'failed') this.become('connecting');
    queueMicrotask(() => this.network.check());
  }
  #gather(ufrag: string): void {
    queueMicrotask(() => {
      if (this.connectionState === 'closed') return;
      const own = { candidate: `candidate:${this.owner}`, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: ufrag };
      this.#listeners.emit('icecandidate', { candidate: own });
      this.#listeners.emit('icecandidate', { candidate: null });
    });
  }
  /** As in a browser, what is asked of a closed connection never settles. */
  async #begin(...states: RTCSignalingState[]): Promise<void> {
    await tick();
    if (this.connectionState === 'closed') await new Promise<never>(() => undefined);
    if (!states.includes(this.signalingState)) throw new DOMException(this.signalingState, 'InvalidStateError');
  }
}

interface Route {
  readonly ends: readonly [FakeConnection, FakeConnection];
  readonly ufrags: string;
  dead: boolean;
  lastPulse: number;
  held: (() => void)[];
}

export class FakeNetwork {
  readonly connections: FakeConnection[] = [];
  /** How long ICE takes to notice that nothing passes, in milliseconds. */
  disconnectMs = DISCONNECT_MS;
  readonly #clock: Clock;
  readonly #cuts = new Set<string>();
  #routes: Route[] = [];
  constructor(clock: Clock) {
    this.#clock = clock;
  }
  /** The connect function of somebody. */
  connectFor(owner: string): (config: RTCConfiguration) => FakeConnection {
    return (config) => {
      const connection = new FakeConnection(this, owner, this.connections.length + 1, config);
      this.connections.push(connection);
      return connection;
    };
  }
  /** Connections of an owner that are not closed. */
  openOf(owner: string): FakeConnection[] {
    return this.connections.filter((one) => one.owner === owner && one.connectionState !== 'closed');
  }
  /** From now on nothing passes between the two, silently. */
  cut(a: string, b: string): void {
    this.#cuts.add([a, b].sort().join());
    for (const route of this.#routes) this.#fade(route);
  }
  heal(): void {
    this.#cuts.clear();
    this.check();
  }
  /** The owner has a new address: its routes are dead, and only new candidates help. */
  move(owner: string): void {
    for (const route of this.#routes) {
      if (!route.ends.some((end) => end.owner === owner)) continue;
      route.dead = true;
      this.#fade(route);
    }
  }
  #passes(route: Route): boolean {
    return !route.dead && !this.#isCut(route.ends[0], route.ends[1]);
  }
  #isCut(a: FakeConnection, b: FakeConnection): boolean {
    return this.#cuts.has([a.owner, b.owner].sort().join());
  }
  #fade(route: Route): void {
    const lost = (): boolean => this.#routes.includes(route) && !this.#passes(route);
    this.#clock.after(this.disconnectMs, () => {
      if (!lost()) return;
      for (const end of route.ends) if (end.connectionState === 'connected') end.become('disconnected');
    });
    this.#clock.after(this.disconnectMs + FAIL_MS, () => {
      if (!lost()) return;
      for (const end of route.ends) if (end.connectionState === 'disconnected') end.become('failed');
    });
  }
  /** Looks which ends can reach each other now. */
  check(): void {
    for (const route of this.#routes) {
      if (!this.#passes(route)) continue;
      for (const end of route.ends) if (end.connectionState === 'disconnected') end.become('connected');
      for (const deliver of route.held.splice(0)) deliver();
    }
    for (const a of this.connections) for (const b of this.connections) if (a.id < b.id) this.#pair(a, b);
  }
  #pair(a: FakeConnection, b: FakeConnection): void {
    const { local, remote } = a.current;
    if (!local || !remote || !b.current.local || !b.current.remote) return;
    if (a.connectionState === 'closed' || b.connectionState === 'closed') return;
    if (local.ufrag !== b.current.remote.ufrag || remote.ufrag !== b.current.local.ufrag) return;
    if (!a.candidates.has(remote.ufrag) && !b.candidates.has(local.ufrag)) return;
    const ufrags = [local.ufrag, remote.ufrag].sort().join();
    if (this.#isCut(a, b) || this.#routes.some((route) => route.ufrags === ufrags)) return;
    if (remote.fingerprint !== b.fingerprint || b.current.remote.fingerprint !== a.fingerprint) {
      a.become('failed');
      b.become('failed');
      return;
    }
    const former = this.#routes.find((route) => route.ends.includes(a) && route.ends.includes(b));
    this.#routes = this.#routes.filter((route) => route !== former);
    const route: Route = { ends: [a, b], ufrags, dead: false, lastPulse: 0, held: [] };
    this.#routes.push(route);
    a.become('connected');
    b.become('connected');
    for (const deliver of former?.held ?? []) deliver();
  }
  /** Grows as long as something passes. */
  pulse(connection: FakeConnection): number {
    const route = this.#routeOf(connection);
    if (route && this.#passes(route)) route.lastPulse = this.#clock.now();
    return route?.lastPulse ?? 0;
  }
  #routeOf(connection: FakeConnection): Route | undefined {
    return this.#routes.find((route) => route.ends.includes(connection));
  }
  carry(from: FakeConnection, channel: FakeChannel, data: string | ArrayBuffer): void {
    const route = this.#routeOf(from);
    const to = route?.ends.find((end) => end !== from)?.channels.find((other) => other.id === channel.id);
    if (!route || !to) return;
    const deliver = (): void => queueMicrotask(() => (to.open(), to.receive(data)));
    if (this.#passes(route)) deliver();
    else if (channel.reliable) route.held.push(deliver);
  }
  handleClosed(connection: FakeConnection): void {
    const route = this.#routeOf(connection);
    if (!route) return;
    const reached = this.#passes(route);
    this.#routes = this.#routes.filter((other) => other !== route);
    if (!reached) return;
    const other = route.ends.find((end) => end !== connection);
    queueMicrotask(() => {
      for (const channel of other?.channels ?? []) channel.shut(true);
      other?.become('disconnected');
    });
  }
}
