/**
 * automerge-repo's NetworkAdapter over one channel: one adapter is one remote peer. The remote never names itself: the sender
 * of everything that arrives is the one that `remote` says, so nobody can borrow another's access. No handshake: the mesh has
 * done it. Ephemeral messages and the repo's gossip do not exist on this wire.
 */
import { NetworkAdapter, type DocumentId, type Message, type PeerId } from '@automerge/automerge-repo/slim';
import { createJoiner, CUT_OFF, decodeSyncFrame, encodeSyncFrame, isCutOff, type SyncKind } from '../../wire/sync.ts';
import type { Channel } from './channel.ts';
import type { Guard, Judgement } from './guard.ts';
import { createOutbox } from './outbox.ts';

const KINDS: readonly string[] = ['sync', 'request', 'doc-unavailable'] satisfies SyncKind[];
const isKind = (type: string): type is SyncKind => KINDS.includes(type);

export interface AdapterDeps {
  readonly channel: Channel;
  /** The name of this peer within the repo. */
  readonly remote: PeerId;
  readonly guard: Guard;
  /** Something was not passed on. After an 'offence' the adapter has told the peer and disconnected itself. */
  refused(judgement: Exclude<Judgement, 'pass'>): void;
  /** The peer says that it no longer listens to us. The adapter has disconnected itself. */
  cutOff(): void;
}

export class ChannelAdapter extends NetworkAdapter {
  readonly #deps: AdapterDeps;
  readonly #joiner = createJoiner();
  readonly #outbox;
  readonly #stops: (() => void)[];
  /** What came before the repo was ready for it: `connect` is called a moment after the adapter was added. */
  #early: Uint8Array[] | undefined = [];
  #up = true;

  constructor(deps: AdapterDeps) {
    super();
    this.#deps = deps;
    this.#outbox = createOutbox(deps.channel, () => this.disconnect());
    this.#stops = [
      deps.channel.onMessage((data) => {
        const piece = data instanceof Uint8Array ? data : new Uint8Array(data);
        if (this.#early) this.#early.push(piece);
        else this.#receive(piece);
      }),
      deps.channel.onClose(() => this.disconnect()),
      () => this.#outbox.end(),
    ];
  }

  override isReady(): boolean {
    return true;
  }

  override whenReady(): Promise<void> {
    return Promise.resolve();
  }

  override connect(peerId: PeerId): void {
    if (!this.#up || !this.#early) return;
    this.peerId = peerId;
    this.emit('peer-candidate', { peerId: this.#deps.remote, peerMetadata: { isEphemeral: true } });
    const early = this.#early;
    this.#early = undefined;
    for (const piece of early) this.#receive(piece);
  }

  override send(message: Message): void {
    if (!this.#up || !isKind(message.type) || !message.documentId) return;
    const { type: kind, documentId, data = new Uint8Array() } = message;
    // A message that is lost leaves the two sync states apart for good: a new channel must start them afresh.
    if (!this.#outbox.send(encodeSyncFrame({ kind, documentId, data }))) this.disconnect();
  }

  override disconnect(): void {
    if (!this.#up) return;
    this.#up = false;
    for (const stop of this.#stops) stop();
    this.emit('peer-disconnected', { peerId: this.#deps.remote });
    this.emit('close');
  }

  #receive(piece: Uint8Array): void {
    if (!this.#up || !this.peerId) return;
    if (isCutOff(piece)) {
      this.disconnect();
      this.#deps.cutOff();
      return;
    }
    const whole = this.#joiner.add(piece);
    if (whole === 'more') return;
    const frame = whole === 'bad' ? undefined : decodeSyncFrame(whole);
    const judgement = this.#deps.guard.judge(frame);
    if (judgement !== 'pass') {
      if (judgement === 'offence') {
        this.disconnect();
        this.#deps.channel.send(CUT_OFF);
      }
      this.#deps.refused(judgement);
      return;
    }
    if (!frame) return;
    const message: Message = {
      type: frame.kind,
      senderId: this.#deps.remote,
      targetId: this.peerId,
      documentId: frame.documentId as DocumentId, // one of ours: the guard passes no other
    };
    this.emit('message', frame.kind === 'doc-unavailable' ? message : { ...message, data: frame.data });
  }
}
