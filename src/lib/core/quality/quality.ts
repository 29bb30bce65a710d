/**
 * How good the pictures are that each peer is sent (V4, C7): the least of the preset, what the peer's line carries (line.ts), what this
 * computer can do (strain.ts) and what the peer shows (shown.ts). It tunes the mesh's senders, never renegotiates, and says when the own
 * camera should go off; switching it is its owner's affair. Sound is put before everything else.
 */
import type { ShownSize } from '../../wire/control.ts';
import type { PeerId } from '../../wire/ids.ts';
import type { VideoQuality } from '../../wire/remembered.ts';
import type { TrackKind } from '../../wire/signal.ts';
import { cell, happening, type Cell, type Happening } from '../cell.ts';
import type { Clock } from '../clock.ts';
import type { Encoding } from '../mesh/connection.ts';
import type { ConnectionFigures } from '../mesh/figures.ts';
import type { Scope } from '../scope.ts';
import { guardCamera, newGuard, type GuardEvent, type GuardState } from './camera-guard.ts';
import { cameraEncoding, MICROPHONE, RUNGS, UNTOLD, type Rung, type Size } from './encoding.ts';
import { judgeLine, newLine, type LineState } from './line.ts';
import { createShown, type Picture, type ShownDeps, type ViewMessage } from './shown.ts';
import { judgeStrain, newStrain } from './strain.ts';

type Track = MediaStreamTrack | undefined;

export interface QualityDeps {
  readonly clock: Clock;
  readonly scope: Scope;
  /** The own camera, as the device gives it. */
  readonly camera: Cell<Track>;
  /** Bound peers. */
  present(): readonly PeerId[];
  /** A new reading every two seconds or so. */
  readonly figures: Cell<ReadonlyMap<PeerId, ConnectionFigures>>;
  tune(peer: PeerId, kind: TrackKind, encoding: Encoding): void;
  send: (peer: PeerId, message: ViewMessage | { readonly t: 'withheld'; readonly camera: boolean }) => void;
}

export interface Quality {
  readonly preset: Cell<VideoQuality>;
  setPreset(preset: VideoQuality): void;
  /** The camera as it may be sent: nothing with the preset 'audio'. */
  readonly camera: Cell<Track>;
  /** False with the preset 'audio': a shared screen is to be stopped, and no other begun. */
  readonly screenAllowed: Cell<boolean>;
  /** What the line makes of the own camera. */
  readonly guard: Cell<GuardState['t']>;
  /** The own camera is to be switched off, because of the line. */
  readonly cameraOff: Happening<undefined>;
  keepCamera(): void;
  declineCamera(): void;
  /** This computer does not keep up: a virtual background should cost less. */
  readonly strained: Cell<boolean>;
  /** It still does not: a virtual background should go, and the best pictures are not sent. */
  readonly overloaded: Cell<boolean>;
  /** Peers whose camera is held back from here by their line. */
  readonly withheld: Cell<ReadonlySet<PeerId>>;
  /** The rung at which each peer is sent our camera, for the details panel. */
  readonly rungs: Cell<ReadonlyMap<PeerId, Rung | 'none'>>;
  /** This screen shows a peer's picture in this size; null: not. */
  show(peer: PeerId, picture: Picture, size: ShownSize): void;
  handlePresent(peer: PeerId): void;
  handleView(peer: PeerId, view: ViewMessage): void;
  handleWithheld(peer: PeerId, camera: boolean): void;
  forget(peer: PeerId): void;
}

/** A reading that comes so much later than the one before, in milliseconds, is of a computer that stands still, not of a line. */
const LATE_MS = 3_500;
/** What a camera is taken for that does not tell its size. */
const USUAL: Size = { width: 1280, height: 720 };

const sizeOf = (track: MediaStreamTrack): Size => {
  const { width, height } = track.getSettings();
  return width && height ? { width, height } : USUAL;
};
const worse = (a: Rung | 'none', b: Rung | 'none'): Rung | 'none' => (RUNGS.indexOf(a) <= RUNGS.indexOf(b) ? a : b);

export function createQuality(deps: QualityDeps): Quality {
  const { clock, scope } = deps;
  const preset = cell<VideoQuality>('high');
  const camera = cell<Track>(undefined);
  const screenAllowed = cell(true);
  const guard = cell<GuardState['t']>('idle');
  const cameraOff = happening<undefined>();
  const strained = cell(false);
  const overloaded = cell(false);
  const withheld = cell<ReadonlySet<PeerId>>(new Set());
  const rungs = cell<ReadonlyMap<PeerId, Rung | 'none'>>(new Map());
  const lines = new Map<PeerId, LineState>();
  const tuned = new Map<PeerId, Map<TrackKind, string>>();
  const bitrates = new Map<PeerId, number | undefined>();
  const seen = new Map<PeerId, ConnectionFigures>();
  let guardState = newGuard(false);
  let strain = newStrain();
  let readAt = clock.now();

  const shownDeps: ShownDeps = { clock, scope, send: deps.send, changed: (peer) => tune(peer) };
  const shown = createShown(shownDeps);

  // --- what is sent ------------------------------------------------------------------------------------------------------

  function apply(peer: PeerId, kind: TrackKind, encoding: Encoding): void {
    const text = JSON.stringify(encoding);
    const known = tuned.get(peer) ?? new Map<TrackKind, string>();
    tuned.set(peer, known);
    if (known.get(kind) === text) return;
    known.set(kind, text);
    deps.tune(peer, kind, encoding);
  }

  function ceiling(): Rung | 'none' {
    const chosen = preset.get();
    if (chosen === 'audio') return 'none';
    return strain.lowered ? worse(chosen, 'mid') : chosen;
  }

  function tune(peer: PeerId): void {
    const peers = deps.present().length;
    const line = lines.get(peer)?.rung ?? 'high';
    const rung = worse(ceiling(), line);
    const track = camera.get();
    const told = shown.theirs(peer, 'camera');
    const source = track ? sizeOf(track) : USUAL;
    const encoding = cameraEncoding({ source, shown: told === undefined ? UNTOLD : told, rung, peers });
    bitrates.set(peer, track && encoding.active !== false ? encoding.maxBitrate : undefined);
    apply(peer, 'microphone', MICROPHONE);
    apply(peer, 'camera', encoding);
  }

  function tuneAll(): void {
    for (const peer of deps.present()) tune(peer);
    rungs.set(new Map([...lines].map(([peer, { rung }]) => [peer, worse(ceiling(), rung)])));
  }

  // --- what is read ------------------------------------------------------------------------------------------------------

  function read(figures: ReadonlyMap<PeerId, ConnectionFigures>): void {
    const fresh = [...figures].filter(([peer, one]) => seen.get(peer) !== one);
    if (fresh.length === 0) return;
    const late = clock.now() - readAt > LATE_MS;
    readAt = clock.now();
    for (const [peer, one] of fresh) seen.set(peer, one);
    if (late) return;
    const sending = camera.get() !== undefined;
    if (sending)
      strain = judgeStrain(
        strain,
        fresh.map(([, { sent }]) => sent?.limitedBy),
      );
    strained.set(strain.strained);
    overloaded.set(strain.lowered);
    const several = fresh.length > 1 && !isOwnLine();
    for (const [peer, one] of fresh) judge(peer, one, several);
    dispatch({ t: 'line', line: lineNow() });
    tuneAll();
  }

  function judge(peer: PeerId, figures: ConnectionFigures, mayWithhold: boolean): void {
    const before = lines.get(peer) ?? newLine();
    const bitrate = bitrates.get(peer);
    const BITS = 1_000;
    const after = judgeLine(
      before,
      {
        loss: figures.sent?.loss,
        availableKbps: figures.sent?.availableKbps,
        // What the browser said of a picture that is no longer sent stands still.
        limitedBy: bitrate === undefined ? undefined : figures.sent?.limitedBy,
        roundTripMs: figures.roundTripMs,
        targetKbps: bitrate === undefined ? undefined : bitrate / BITS,
      },
      mayWithhold && camera.get() !== undefined,
    );
    lines.set(peer, after);
    const held = after.rung === 'none';
    if (held !== (before.rung === 'none')) deps.send(peer, { t: 'withheld', camera: held });
  }

  const present = (): LineState[] => deps.present().flatMap((peer) => lines.get(peer) ?? []);
  const isCritical = ({ rung, grade }: LineState): boolean =>
    grade === 'critical' && (rung === 'low' || rung === 'none');
  /** Trouble with most peers at once is trouble with what they have in common. */
  function isOwnLine(): boolean {
    const all = present();
    return all.length > 0 && all.filter(isCritical).length * 2 > all.length;
  }
  function lineNow(): 'good' | 'calm' | 'critical' {
    if (isOwnLine()) return 'critical';
    const all = present();
    return all.length > 0 && all.filter(({ grade }) => grade === 'good').length * 2 > all.length ? 'good' : 'calm';
  }

  function dispatch(event: GuardEvent): void {
    const { state, switchOff } = guardCamera(guardState, event);
    guardState = state;
    guard.set(state.t);
    if (switchOff) cameraOff.emit(undefined);
  }

  const gate = (): void => {
    const track = preset.get() === 'audio' ? undefined : deps.camera.get();
    camera.set(track);
    dispatch({ t: 'camera', on: track !== undefined });
  };
  scope.own(deps.camera.subscribe(gate));
  scope.own(preset.subscribe(gate));
  scope.own(camera.subscribe(tuneAll));
  scope.own(deps.figures.subscribe(read));

  return {
    ...{ preset, camera, screenAllowed, guard, cameraOff, strained, overloaded, withheld, rungs },
    setPreset(next) {
      screenAllowed.set(next !== 'audio');
      preset.set(next);
      tuneAll();
    },
    keepCamera: () => dispatch({ t: 'keep' }),
    declineCamera: () => dispatch({ t: 'decline' }),
    show: shown.show,
    handlePresent(peer) {
      tuned.delete(peer);
      shown.handlePresent(peer);
      if (lines.get(peer)?.rung === 'none') deps.send(peer, { t: 'withheld', camera: true });
      tuneAll();
    },
    handleView: shown.handleView,
    handleWithheld(peer, camera) {
      const next = new Set(withheld.get());
      if (camera) next.add(peer);
      else next.delete(peer);
      withheld.set(next);
    },
    forget(peer) {
      for (const map of [lines, tuned, bitrates, seen]) map.delete(peer);
      shown.forget(peer);
      if (withheld.get().has(peer)) withheld.set(new Set([...withheld.get()].filter((other) => other !== peer)));
      tuneAll();
    },
  };
}
