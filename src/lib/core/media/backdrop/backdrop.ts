/**
 * The person's virtual background: stands between the camera and everybody who sees it, the person included. It publishes the
 * camera's state with a track that has the background replaced, so that a change of background is a change of track for
 * the call (replaceTrack) and nothing else. What it needs is loaded when a background is first chosen.
 */
import { OWN_PICTURE_MAX_BYTES, type BackdropChoice } from '../../../wire/backdrop.ts';
import { cell, type Cell } from '../../cell.ts';
import type { Clock } from '../../clock.ts';
import type { Kept } from '../../kept.ts';
import { createScope, type Scope } from '../../scope.ts';
import type { MediaSourceState } from '../source.ts';
import { DETAILS, judge, KEEP_UP, relieved, type KeepUp } from './keep-up.ts';
import type { PictureFault } from './picture-file.ts';
import type { BackdropEngine, BackdropPictures, BackdropRun } from './ports.ts';
import { isBare, step, type BackdropEffect, type BackdropEvent, type BackdropState, type StopReason } from './state.ts';

export interface BackdropDeps {
  readonly clock: Clock;
  /** As the device has it. */
  readonly camera: Cell<MediaSourceState>;
  setCamera(on: boolean): Promise<void>;
  /** False on phones and tablets, and where the browser has not what it takes. */
  readonly available: boolean;
  readonly choice: Kept<BackdropChoice>;
  /** Loads the worker and its model. Rejects where that fails. */
  openEngine(): Promise<BackdropEngine>;
  openPictures(): Promise<BackdropPictures>;
}

export interface Backdrop {
  readonly available: boolean;
  /** The camera as others may see it: `starting` while the background is being prepared. */
  readonly camera: Cell<MediaSourceState>;
  readonly state: Cell<BackdropState>;
  readonly choice: Cell<BackdropChoice>;
  /** The replaced picture is smaller or has fewer frames than it could, since the machine does not keep up. */
  readonly coarse: Cell<boolean>;
  /** The last choice could not be loaded; what was there before goes on. */
  readonly missed: Cell<boolean>;
  /** The own picture, once it was looked for. */
  readonly own: Cell<Blob | undefined>;
  choose(choice: BackdropChoice): void;
  /** Looks for the own picture that this browser keeps. */
  findOwn(): Promise<void>;
  /** Takes a picture as the own one and chooses it; says why not. */
  keepOwn(file: Blob): Promise<PictureFault | undefined>;
  removeOwn(): Promise<void>;
  /** The answer to `stopped`: no background, and the camera on. */
  showRoom(): Promise<void>;
  /** The other answer: the camera stays off. */
  dismiss(): void;
  /** The call is too much for this machine: the coarsest background; at the next word of it, none, as when it does not keep up itself. */
  relieve(): void;
  end(): void;
}

/** A worker that says nothing for so many looks in a row is dead. Counted, since a computer that wakes up was asleep as a whole. */
const LOOK_MS = 2_000;
const LOOKS_PATIENT = 6;
/** Where a camera does not say. */
const USUAL_FPS = 30;
/** A worker without work is kept for so long: one who tries backgrounds goes to and fro. */
const IDLE_MS = 60_000;

export function createBackdrop(deps: BackdropDeps): Backdrop {
  const NONE: BackdropChoice = { kind: 'none' };
  const scope = createScope(deps.clock);
  const choice = cell<BackdropChoice>((deps.available && deps.choice.get()) || NONE);
  const own = cell<Blob | undefined>(undefined);
  const state = cell<BackdropState>({ t: choice.get().kind === 'none' ? 'off' : 'waiting' });
  const shown = cell<MediaSourceState>({ t: 'off' });
  let engine: Promise<BackdropEngine> | undefined;
  const missed = cell(false);
  const coarse = cell(false);
  let pictures: Promise<BackdropPictures> | undefined;
  let attempt: { readonly scope: Scope; run?: BackdropRun; applied?: BackdropChoice; keepUp: KeepUp } | undefined;

  const openPictures = (): Promise<BackdropPictures> => {
    const opening = (pictures ??= deps.openPictures());
    opening.catch(() => {
      if (pictures === opening) pictures = undefined; // the next one who asks tries again
    });
    return opening;
  };

  const liveTrack = (): MediaStreamTrack | undefined => {
    const camera = deps.camera.get();
    return camera.t === 'live' ? camera.track : undefined;
  };

  const sayHowCoarse = (): void => coarse.set(state.get().t === 'running' && (attempt?.keepUp.level ?? 0) > 0);
  const publish = (): void => {
    const camera = deps.camera.get();
    const now = state.get();
    sayHowCoarse();
    if (camera.t !== 'live' || isBare(now)) shown.set(camera);
    else if (now.t === 'running' && attempt?.run) shown.set({ ...camera, track: attempt.run.track });
    else shown.set({ t: now.t === 'preparing' ? 'starting' : 'off' });
  };

  const dispatch = (event: BackdropEvent): void => {
    if (scope.ended) return;
    const next = step(state.get(), event);
    const ending = next.effects.includes('end') ? attempt : undefined;
    if (ending) attempt = undefined;
    state.set(next.state);
    publish();
    // Only now: who shows the track must have let go of it, or they see it stop.
    ending?.scope.end();
    for (const effect of next.effects) perform(effect);
  };

  const perform = (effect: BackdropEffect): void => {
    if (effect === 'start') void start();
    else if (effect === 'change') void change();
    else if (effect === 'camera-off') void deps.setCamera(false);
    else if (effect === 'camera-on') void deps.setCamera(true);
  };

  const dropEngine = (): void => {
    const old = engine;
    engine = undefined;
    old?.then(
      (opened) => opened.end(),
      () => undefined,
    );
  };

  const broken = (mine: typeof attempt, why: StopReason): void => {
    if (mine !== attempt) return;
    dispatch({ t: 'broken', why });
    dropEngine(); // what broke once is not trusted again: the next attempt loads anew
  };

  function setDetail(mine: NonNullable<typeof attempt>, detail: (typeof DETAILS)[number]): void {
    mine.run?.setDetail(detail);
    sayHowCoarse();
  }

  async function start(): Promise<void> {
    const track = liveTrack();
    if (!track) return;
    const mine: NonNullable<typeof attempt> = { scope: scope.child(), keepUp: KEEP_UP };
    attempt = mine;
    try {
      engine ??= deps.openEngine();
      const opened = await engine;
      if (mine.scope.ended) return;
      let silent = 0;
      mine.run = opened.start(track, DETAILS[0], {
        ready: () => mine === attempt && dispatch({ t: 'ready' }),
        failed: () => broken(mine, 'failed'),
        report(report) {
          silent = 0;
          if (mine !== attempt) return;
          const { state: next, verdict } = judge(mine.keepUp, report, track.getSettings().frameRate ?? USUAL_FPS);
          mine.keepUp = next;
          const detail = DETAILS[next.level];
          if (verdict === 'give-up') broken(mine, 'too-slow');
          else if (verdict === 'other-detail' && detail) setDetail(mine, detail);
        },
      });
      const { run } = mine;
      mine.scope.own(() => run.end());
      mine.scope.every(LOOK_MS, () => {
        silent += 1;
        if (silent >= LOOKS_PATIENT) broken(mine, 'failed');
      });
      await change();
    } catch {
      broken(mine, 'failed');
    }
  }

  async function picture(wanted: BackdropChoice): Promise<ImageBitmap | undefined> {
    if (wanted.kind === 'blur' || wanted.kind === 'none') return undefined;
    const opened = await openPictures();
    if (wanted.kind === 'preset') return opened.preset(wanted.preset);
    const found = await opened.own();
    if (!found) throw new Error('the own picture is gone');
    own.set(found.file);
    return found.picture;
  }

  /** Brings the chosen background into the run, unless another was chosen meanwhile. */
  async function change(): Promise<void> {
    const mine = attempt;
    const wanted = choice.get();
    if (!mine?.run) return; // `start` comes here when it has a run
    try {
      const loaded = await picture(wanted);
      if (mine.scope.ended || wanted !== choice.get()) return loaded?.close();
      mine.run.setPicture(loaded);
      mine.applied = wanted;
    } catch {
      if (wanted !== choice.get()) return;
      if (!mine.applied) return broken(mine, 'failed');
      missed.set(true);
      remember(mine.applied);
    }
  }

  const remember = (next: BackdropChoice): void => {
    choice.set(next);
    deps.choice.set(next);
  };
  const choose = (next: BackdropChoice): void => {
    if (!deps.available || scope.ended) return;
    missed.set(false);
    remember(next);
    if (next.kind === 'none') scope.after(IDLE_MS, () => state.get().t === 'off' && dropEngine());
    dispatch({ t: 'chosen', some: next.kind !== 'none', live: liveTrack() !== undefined });
  };

  let track = liveTrack();
  scope.own(
    deps.camera.subscribe(() => {
      const now = liveTrack();
      if (now === track) return publish();
      track = now;
      dispatch({ t: 'camera', live: now !== undefined });
    }),
  );
  if (track) dispatch({ t: 'camera', live: true });
  scope.own(dropEngine);

  return {
    available: deps.available,
    camera: shown,
    state,
    coarse,
    choice,
    missed,
    own,
    choose,
    async findOwn() {
      const found = await (await openPictures()).own();
      found?.picture.close();
      own.set(found?.file);
    },
    async keepOwn(file) {
      if (file.size > OWN_PICTURE_MAX_BYTES) return 'too-large';
      const opened = await openPictures();
      const fault = await opened.keepOwn(file);
      if (fault && fault !== 'not-kept') return fault;
      const found = await opened.own();
      found?.picture.close();
      own.set(found?.file);
      choose({ kind: 'own' });
      return fault;
    },
    async removeOwn() {
      if (choice.get().kind === 'own') choose({ kind: 'blur' }); // never to the bare room by itself
      own.set(undefined);
      await (await openPictures()).removeOwn();
    },
    async showRoom() {
      choose(NONE);
      await deps.setCamera(true);
    },
    dismiss: () => dispatch({ t: 'dismissed' }),
    relieve() {
      const mine = attempt;
      if (!mine?.run) return;
      const next = relieved(mine.keepUp);
      const detail = next && DETAILS[next.level];
      if (!detail) return broken(mine, 'too-slow');
      mine.keepUp = next;
      setDetail(mine, detail);
    },
    end() {
      scope.end();
      publish();
    },
  };
}
