/**
 * Writes down what everybody in a call says (spec T1): a listener for each participant, one engine for all. It follows who comes
 * and goes, who is muted or on hold, and says how far it is behind. Nothing leaves this machine.
 */
import type { PeerId } from '../../wire/ids.ts';
import type { InstalledModel } from '../../wire/models.ts';
import { LINE_MAX_CHARS, type TranscriptLine } from '../../wire/transcript.ts';
import type { Participant } from '../call/participant.ts';
import { cell, happening, type Cell, type Happening } from '../cell.ts';
import { newNonce, type Clock, type Random } from '../clock.ts';
import { createScope } from '../scope.ts';
import { createLines } from './lines.ts';
import { createListener, type Listener, type Spoken } from './listener.ts';
import type { Listen, OpenEngine, SpeechEngine } from './ports.ts';
import { scribeStep, type ScribeEffect, type ScribeEvent, type ScribeState } from './scribe-state.ts';

export type { ScribeFault, ScribeState } from './scribe-state.ts';
export type { TranscriptLine };
export { LINE_MAX_CHARS };

/** How often it is looked how much waits, in milliseconds. */
const GAUGE_MS = 500;
/** After the end of the call what was heard is written until nothing comes of it for so long, in milliseconds. */
const LAST_WORDS_MS = 30_000;

export interface ScribeDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly participants: Cell<readonly Participant[]>;
  /** What is sent of the own microphone. */
  readonly ownSound: Cell<MediaStreamTrack | undefined>;
  /** The model for the interview's language; undefined where the installation has none. Rejects where it cannot be asked. */
  findModel(): Promise<InstalledModel | undefined>;
  readonly openEngine: OpenEngine;
  readonly listen: Listen;
}

export interface Partial {
  readonly speaker: PeerId;
  readonly text: string;
}

export interface Scribe {
  readonly state: Cell<ScribeState>;
  readonly lines: Cell<readonly TranscriptLine[]>;
  /** What is being said, by who began first. */
  readonly partials: Cell<readonly Partial[]>;
  /** Each line once, as it is written. */
  readonly written: Happening<TranscriptLine>;
  /** How much sound of whom is not written down yet, in milliseconds; also of who has gone or is left out. */
  readonly waiting: Cell<ReadonlyMap<PeerId, number>>;
  /** Who is not listened to, by the host's choice. */
  readonly leftOut: Cell<ReadonlySet<PeerId>>;
  start(): void;
  /** Twice: what was heard and is not written yet is given up, and stands as a gap. */
  stop(): void;
  setLeftOut(peer: PeerId, out: boolean): void;
  /** What was said is put right by hand (T8). */
  correct(line: TranscriptLine['id'], text: string): void;
  /** Lines of before, such as a reload left. */
  restore(lines: readonly TranscriptLine[]): void;
  /** Listens no more; what was heard is written, then everything is closed. */
  end(): void;
}

interface Ear {
  readonly peer: PeerId;
  readonly listener: Listener;
  readonly name: string;
  readonly role: Participant['role'];
}

export function createScribe(deps: ScribeDeps): Scribe {
  const { clock, random } = deps;
  const scope = createScope(clock);
  const state = cell<ScribeState>({ t: 'off' });
  const lines = createLines();
  const partials = cell<readonly Partial[]>([]);
  const written = happening<TranscriptLine>();
  const waiting = cell<ReadonlyMap<PeerId, number>>(new Map());
  const leftOut = cell<ReadonlySet<PeerId>>(new Set());
  const ears = new Map<PeerId, Ear>();
  /** Of who has left, or is left out: until their last words are written. */
  const leaving = new Set<Ear>();
  let engine: SpeechEngine | undefined;
  /** Counts openings: what an earlier one brings is not wanted any more. */
  let opening = 0;
  let listening = false;
  let ended = false;

  const allEars = (): Ear[] => [...ears.values(), ...leaving];

  const toWrite = (): number => allEars().reduce((sum, { listener }) => sum + listener.waitingMs(), 0);
  const isDrained = (): boolean => ears.size === 0 && leaving.size === 0;

  function write(speaker: PeerId, { name, role }: Pick<Ear, 'name' | 'role'>, spoken: Spoken, gap = false): void {
    const { start, end, text, words } = spoken;
    const line: TranscriptLine = {
      ...{ id: newNonce(random), speaker, name, role, start, end, text, words: [...words] },
      ...(gap && { gap: true }),
    };
    lines.add(line);
    written.emit(line);
  }

  function showPartial(speaker: PeerId, text: string): void {
    const others = partials.get();
    const known = others.some((one) => one.speaker === speaker);
    if (text === '') {
      if (known) partials.set(others.filter((one) => one.speaker !== speaker));
    } else if (known) partials.set(others.map((one) => (one.speaker === speaker ? { speaker, text } : one)));
    else partials.set([...others, { speaker, text }]);
  }

  function makeEar({ peer, name, role }: Participant): Ear {
    const about = { name, role };
    const listener: Listener = createListener({
      clock,
      listen: deps.listen,
      spoken: (spoken) => write(peer, about, spoken),
      partial: (text) => showPartial(peer, text),
      gap: (start, end) => write(peer, about, { start, end, text: '', words: [] }, true),
      drained() {
        if (leaving.delete(ear)) listener.end();
        if (isDrained()) dispatch({ t: 'drained' });
      },
    });
    const ear: Ear = { peer, listener, ...about };
    listener.setEngine(engine);
    return ear;
  }

  function dismiss(peer: PeerId, ear: Ear): void {
    ears.delete(peer);
    leaving.add(ear);
    ear.listener.finish();
  }

  const soundOf = ({ self, sound }: Participant): MediaStreamTrack | undefined =>
    self ? deps.ownSound.get() : sound?.getAudioTracks()[0];

  /** Brings the ears into line with who is there. */
  function follow(): void {
    const heard = listening ? deps.participants.get().filter(({ peer }) => !leftOut.get().has(peer)) : [];
    const present = new Set(heard.map(({ peer }) => peer));
    for (const [peer, ear] of [...ears]) if (!present.has(peer)) dismiss(peer, ear);
    for (const one of heard) {
      let ear = ears.get(one.peer);
      if (!ear) ears.set(one.peer, (ear = makeEar(one)));
      ear.listener.setMuted(!one.state.microphone);
      ear.listener.setSound(soundOf(one));
    }
  }

  async function open(): Promise<void> {
    const mine = (opening += 1);
    const isMine = (): boolean => mine === opening;
    closeEngine();
    const fail = (fault: 'no-model' | 'model-failed'): void => {
      if (isMine()) dispatch({ t: 'failed', fault });
    };
    try {
      const model = await deps.findModel();
      if (!isMine()) return;
      if (!model) return fail('no-model');
      const opened = await deps.openEngine(model, {
        progress: (here, of) => isMine() && dispatch({ t: 'progress', here, of }),
        failed: () => isMine() && dispatch({ t: 'broke-down' }),
      });
      if (!isMine()) return opened.end();
      engine = opened;
      dispatch({ t: 'ready' });
      for (const { listener } of allEars()) listener.setEngine(opened);
    } catch {
      fail('model-failed');
    }
  }

  function closeEngine(): void {
    const before = engine;
    engine = undefined;
    for (const { listener } of allEars()) listener.setEngine(undefined);
    before?.end();
  }

  const carryOut: Record<ScribeEffect, () => void> = {
    open: () => void open(),
    listen() {
      listening = true;
      follow();
    },
    deafen() {
      listening = false;
      follow();
      // Nothing may have been under way at all.
      if (isDrained()) dispatch({ t: 'drained' });
    },
    close() {
      opening += 1;
      for (const { listener } of allEars()) listener.end();
      ears.clear();
      leaving.clear();
      closeEngine();
      partials.set([]);
      waiting.set(new Map());
      if (ended) scope.end();
    },
  };

  function dispatch(event: ScribeEvent): void {
    const [next, ...effects] = scribeStep(state.get(), event);
    state.set(next);
    for (const effect of effects) carryOut[effect]();
  }

  scope.own(deps.participants.subscribe(() => follow()));
  scope.own(deps.ownSound.subscribe(() => follow()));
  scope.every(GAUGE_MS, () => {
    const now = new Map<PeerId, number>();
    for (const { peer, listener } of allEars()) now.set(peer, (now.get(peer) ?? 0) + listener.waitingMs());
    const before = waiting.get();
    const same = now.size === before.size && [...now].every(([peer, ms]) => before.get(peer) === ms);
    if (!same) waiting.set(now);
  });

  return {
    state,
    lines: lines.all,
    partials,
    written,
    waiting,
    leftOut,
    start: () => void (ended || dispatch({ t: 'start' })),
    stop: () => dispatch({ t: 'stop' }),
    setLeftOut(peer, out) {
      const next = new Set(leftOut.get());
      if (out) next.add(peer);
      else next.delete(peer);
      leftOut.set(next);
      follow();
    },
    correct(id, text) {
      const line = lines.all.get().find((one) => one.id === id);
      // The times of its words are those of what was heard.
      if (line && !line.gap) lines.add({ ...line, text: text.trim().slice(0, LINE_MAX_CHARS), words: [] });
    },
    restore: (before) => lines.add(...before),
    end() {
      if (ended) return;
      ended = true;
      let before = toWrite();
      scope.every(LAST_WORDS_MS, () => {
        const now = toWrite();
        // A slow machine is given its time; an engine that does not answer any more is not.
        if (now >= before) dispatch({ t: 'stop' });
        before = now;
      });
      if (state.get().t !== 'finishing') dispatch({ t: 'stop' });
      if (state.get().t === 'off') scope.end();
    },
  };
}
