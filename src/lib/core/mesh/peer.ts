/**
 * One visit of one peer: drives its connection by negotiation.ts, lets watch.ts call for new paths, and calls it present
 * when the channel binding is done (bond.ts). What changes the negotiation goes through one queue, so that each event
 * finds the browser where the last one left it.
 */
import type { Nonce } from '../../wire/ids.ts';
import { createScope } from '../scope.ts';
import { createBudget } from '../budget.ts';
import type { Candidate, Connection, Description } from './connection.ts';
import { createLink, type Link } from './link.ts';
import { negotiate, newNegotiation, type NegotiationEffect, type NegotiationEvent } from './negotiation.ts';
import { sameView, type GoneReason, type Peer, type PeerDeps, type PeerView } from './peer-view.ts';
import { createWatch } from './watch.ts';

/** New connections that a peer may make us open: in a burst, and in the long run. */
const OPENS_BURST = 8;
const OPENS_PER_SECOND = 0.5;
/** An own offer that is unanswered for so long, in milliseconds, when one of the peer's had to give way was lost. */
const GLARE_RECHECK_MS = 1_000;
/** The second request for whole pictures after a gap, in milliseconds: the first may fall into its last moment. */
const KEY_FRAMES_AGAIN_MS = 500;
/** Events that may wait in the queue; signals are limited before, so this only guards against a stuck browser. */
const QUEUE_MAX = 256;

interface Remote extends Description {
  readonly offer: number;
  readonly challenge: Nonce;
}

/** What belongs to an event of the negotiation. */
interface Details {
  readonly remote?: Remote;
  readonly candidate?: Candidate;
  /** The event counts only while this is the connection. */
  readonly only?: Connection;
}

export function createPeer(deps: PeerDeps): Peer {
  const scope = createScope(deps.clock);
  const opens = createBudget(deps.clock, OPENS_BURST, OPENS_PER_SECOND);
  let certificate = deps.certificate;
  let negotiation = newNegotiation(deps.self < deps.peer, deps.offerBase);
  let current: Link | undefined;
  let wasUp = false;
  let everUp = false;
  let interrupted = false;
  /** The network changed and nothing was negotiated since: the path may be dead although ICE has not noticed. */
  let suspect = false;
  let shown: PeerView | undefined;
  let queue: Promise<void> = Promise.resolve();
  let queued = 0;
  let wanting = false;

  const watch = createWatch({
    clock: deps.clock,
    scope,
    leader: !negotiation.polite,
    signaling: () => ({ up: deps.signalingUp(), answered: negotiation.phase === 'stable' }),
    restart: want,
    giveUp: () => gone('silent'),
  });
  scope.own(() => closeConnection());

  function gone(reason: GoneReason): void {
    if (scope.ended) return;
    scope.end();
    deps.gone(reason);
  }

  // --- negotiation -------------------------------------------------------------------------------------------------------

  function enqueue(event: NegotiationEvent, details: Details = {}): void {
    if (scope.ended) return;
    if (queued >= QUEUE_MAX) return deps.dropped();
    queued += 1;
    queue = queue.then(async () => {
      queued -= 1;
      if (details.only === undefined || details.only === current?.connection) await step(event, details);
    });
  }

  /** One that waits for a busy browser stands for all that come meanwhile. */
  function want(): void {
    if (wanting) return;
    wanting = queued < QUEUE_MAX;
    enqueue({ t: 'wanted' });
  }

  async function step(event: NegotiationEvent, details: Details): Promise<void> {
    if (scope.ended) return;
    if (event.t === 'wanted') wanting = false;
    const [next, effects] = negotiate(negotiation, event);
    negotiation = next;
    try {
      for (const effect of effects) await perform(effect, details);
    } catch {
      // The peer's description is of no use, or the browser refused: begin anew when the watch says so.
      if (scope.ended) return;
      deps.dropped();
      await step({ t: 'failed' }, {});
    }
    deps.changed();
  }

  async function perform(effect: NegotiationEffect, { remote, candidate }: Details): Promise<void> {
    if (effect.t === 'close') return closeConnection();
    if (effect.t === 'open') return open(effect.as);
    if (effect.t === 'drop') return handleDropped(effect.why);
    if (effect.t === 'ask') return deps.send({ t: 'hello', certificate: deps.ownCertificate(), reply: true });
    if (!current) return;
    const { connection, bond } = current;
    if (effect.t === 'add-candidate') return connection.addCandidate(candidate ?? null);
    if (effect.t === 'send-offer') {
      const { offer } = negotiation;
      if (effect.restart) connection.configure(deps.config());
      return connection.offer(effect.restart, (own) => describe('offer', offer, connection.challenge, own));
    }
    if (!remote) return;
    if (effect.t === 'take-answer') await connection.takeAnswer(remote);
    else {
      connection.configure(deps.config());
      await connection.answer(remote, (own) => describe('answer', remote.offer, connection.challenge, own));
    }
    suspect = false;
    bond.handleDescriptions(remote.challenge);
  }

  function describe(type: 'offer' | 'answer', offer: number, challenge: Nonce, own: Description): void {
    const sections = { ...own.sections };
    deps.send({ t: 'description', type, sdp: own.sdp, offer, sections, challenge, certificate: deps.ownCertificate() });
  }

  function handleDropped(why: Extract<NegotiationEffect, { t: 'drop' }>['why']): void {
    deps.dropped();
    if (why !== 'glare') return;
    const { offer } = negotiation;
    scope.after(GLARE_RECHECK_MS, () => {
      if (negotiation.phase === 'offered' && negotiation.offer === offer) watch.hurry();
    });
  }

  // --- the connection ----------------------------------------------------------------------------------------------------

  function open(as: 'offerer' | 'answerer'): void {
    if (!opens.take()) throw new Error('too many connections for one peer');
    current = createLink(deps, as, {
      candidate: (candidate) => deps.send({ t: 'candidate', candidate }),
      stateChanged: handleState,
      opened: deps.changed,
      severed: (only) => enqueue({ t: 'failed' }, { only }),
      trusted: attachTracks,
      bound: handleBound,
      broken: () => gone('mismatch'),
      bye: handleBye,
      message: (channel, data) => deps.message(channel, data),
      stalled: () => current?.connection.holdPictures('stalled', true),
      silent: handleSilence,
      resumed: handleResumed,
    });
  }

  function closeConnection(): void {
    const closing = current;
    current = undefined;
    closing?.close();
    wasUp = false;
    interrupted = false;
    if (scope.ended) return;
    watch.handleState('down');
    if (closing?.bond.bound) deps.detached();
  }

  const isUp = (): boolean => current?.connection.state() === 'connected' && current.bond.bound;

  function attachTracks(): void {
    const withheld = deps.withheld();
    current?.connection.holdPictures('withheld', withheld);
    for (const [kind, track] of deps.localTracks) current?.connection.setTrack(kind, withheld ? null : track);
  }

  function handleBound(): void {
    handleState();
    deps.present();
  }

  function handleState(): void {
    const state = current?.connection.state();
    if (isUp()) {
      watch.handleState('up');
      if (interrupted) refreshPictures();
      interrupted = false;
      wasUp = true;
      everUp = true;
      void current?.gauge.readPath();
    } else {
      interrupted ||= wasUp;
      wasUp = false;
      watch.handleState(state === 'failed' ? 'failed' : 'down');
    }
    deps.changed();
  }

  /** After a gap the receivers' decoders wait for whole pictures; Chromium's own asks for one only after 3 s. */
  function refreshPictures(): void {
    current?.connection.requestKeyFrames();
    scope.after(KEY_FRAMES_AGAIN_MS, () => current?.connection.requestKeyFrames());
  }

  /**
   * Nothing arrives although ICE is content: one side looks for a new path, both do when signaling comes back. It asks once more
   * where it had no answer; where it had one, ICE is at work and another restart would only throw that away.
   */
  function handleSilence(again: boolean): void {
    if (!isUp() || (again && negotiation.phase === 'stable')) return;
    suspect = true;
    if (deps.signalingUp() && !negotiation.polite) watch.hurry();
  }

  function handleResumed(): void {
    current?.connection.holdPictures('stalled', false);
    if (isUp()) return refreshPictures();
    if (!everUp || watch.away) return;
    // It reaches us while we think that it is lost: our own end has not noticed that the path is back.
    deps.reachable();
    if (deps.signalingUp()) watch.hurry();
  }

  // --- what it says --------------------------------------------------------------------------------

  function handleBye(reason: 'away' | 'leave' | 'end'): void {
    if (reason !== 'away') return gone(reason);
    watch.setAway(true);
    deps.changed();
  }

  function heard(): void {
    if (!watch.away) return;
    watch.setAway(false);
    handleState();
  }

  function phase(): PeerView['phase'] {
    if (isUp() && !watch.away) return 'present';
    if (everUp) return 'lost';
    return current?.connection.channelsOpen() ? 'binding' : 'connecting';
  }

  /** The same object as long as nothing changed. */
  function view(): PeerView {
    const tracks = everUp ? (current?.connection.tracks() ?? {}) : {};
    const next: PeerView = { peer: deps.peer, certificate, phase: phase(), tracks, path: current?.gauge.path };
    if (!shown || !sameView(shown, next)) shown = next;
    return shown;
  }

  return {
    visit: deps.visit,
    get lastOffer() {
      return negotiation.offer;
    },
    get bound() {
      return current?.bond.bound ?? false;
    },
    get up() {
      return isUp() && !watch.away;
    },
    view,
    handleHello() {
      heard();
      watch.hurry();
    },
    handleDescription({ type, sdp, sections, offer, challenge }) {
      heard();
      enqueue({ t: type, offer, challenge }, { remote: { sdp, sections, offer, challenge } });
    },
    handleProof: (challenge, signature) => current?.bond.handleAhead(challenge, signature),
    handleCandidate: (candidate) => enqueue({ t: 'candidate' }, { candidate }),
    handleBye,
    handleCertificate(renewed) {
      certificate = renewed;
      deps.changed();
    },
    handleSignalingUp() {
      const leads = !negotiation.polite && negotiation.phase !== 'none';
      if (suspect || (leads && !isUp() && !watch.away)) watch.hurry();
      else watch.review();
      return !suspect && !leads && !isUp();
    },
    handleNetworkChange() {
      suspect = true;
      if (deps.signalingUp() && !watch.away) watch.hurry();
    },
    setTrack(kind, track) {
      if (current?.bond.trusted) current.connection.setTrack(kind, deps.withheld() ? null : track);
    },
    handleWithheld() {
      if (current?.bond.trusted) attachTracks();
    },
    tune: (kind, encoding) => current?.connection.tune(kind, encoding),
    send: (channel, data) => (current?.bond.bound ?? false) && (current?.connection.send(channel, data) ?? false),
    bufferedAmount: (channel) => current?.connection.bufferedAmount(channel) ?? 0,
    level: () => (phase() === 'present' ? (current?.connection.level() ?? 0) : 0),
    figures: async () => current?.gauge.figures(),
    end: () => scope.end(),
  };
}
