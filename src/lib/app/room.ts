/**
 * The way of one page through an interview: link -> environment check -> waiting room -> call -> end. It decides which
 * screen is due and holds what lives longer than a screen: the visit, the devices, the presence at the relay. What a call is
 * made of is loaded when one begins (calling.ts).
 */
import { createBulk } from './bulk.ts';
import { openKeptCalls } from './open-kept-calls.ts';
import { roomCheck } from './room-check.ts';
import { beginStay } from './stay.ts';
import { openTabRoom, type TabRoom } from './tab-room.ts';
import type { RoomPorts } from './room-ports.ts';
import type { OpenRoom, RoomProblem, Stage, WayBack } from './stage.ts';
import { restoreMembership, type Membership } from '../core/admission/admission-check.ts';
import { cell, type Cell } from '../core/cell.ts';
import type { CallEnd } from '../core/call/call-end.ts';
import { createPresence, type Presence } from '../core/call/presence.ts';
import { openVisit, type Visit } from '../core/call/visit.ts';
import { createAgendaSetup } from '../core/documents/agenda-setup.ts';
import { createScope } from '../core/scope.ts';
import { openLink, windowState, type OpenedLink } from '../core/session/link.ts';
import type { Refusal } from '../wire/relay.ts';
import { parse } from '../wire/ids.ts';
import { DisplayName } from '../wire/name.ts';
import type { StoredVisit } from '../wire/stored.ts';

export interface Room {
  readonly stage: Cell<Stage>;
  /** From the environment check to the waiting room. */
  proceed(): void;
  /** Back to the environment check. */
  checkAgain(): void;
  /** Host: into the call. `takeover` ends the presence of another device of the same host. */
  connect(name: string, takeover?: boolean): Promise<void>;
  /** Applicant: asks to be let in, or takes it back. */
  ask(name: string): void;
  withdraw(): void;
  /** Moves the room from the other tab to this one, or goes on here with what a closed one had. */
  takeOver(): Promise<void>;
  /** From the end page or a problem: try again. */
  again(): void;
  end(): void;
}

/** Browsers' timers overflow beyond 2^31 ms: a window further off is looked at again then. */
const TIMER_MAX_MS = 24 * 3600 * 1000;
/** Where the relay's clock says that reception has not begun, it is asked again this often, in milliseconds. */
const EARLY_AGAIN_MS = 5_000;

export function createRoom(ports: RoomPorts, fragment: string): Room {
  const { clock, random } = ports;
  const scope = createScope(clock);
  const stage = cell<Stage>({ t: 'opening' });
  let room: OpenRoom | undefined;
  let visit: Visit | undefined;
  let replacePresence: ((restored?: Membership) => Presence) | undefined;
  let tabs: TabRoom | undefined;

  const problem = (why: RoomProblem, more: { refusal?: Refusal; link?: OpenedLink } = {}): void =>
    stage.set({ t: 'problem', why, ...more });

  async function open(): Promise<void> {
    if (!ports.secureContext) return problem('insecure-context');
    const outcome = await openLink(fragment);
    if (scope.ended) return;
    if (!outcome.ok) return problem(outcome.why);
    const { link } = outcome;
    const kept = ports.keptVisit(link.room);
    tabs = await openTabRoom({
      ...{ ports, scope, room: link.room, stored: () => visit?.stored() },
      async enter(handed) {
        stage.set({ t: 'opening' });
        visit = await openVisit({ clock, random, kept }, link.room, handed);
        if (!scope.ended) await begin(link, visit);
      },
      elsewhere(closed) {
        const present = stage.get();
        stage.set({ t: 'elsewhere', link, closed });
        if (present.t === 'call') present.call.move();
        room?.presence.get().end();
        room?.media.release();
        if (visit) kept.clear(); // it is the other tab's now
        visit = undefined;
      },
    });
  }

  async function begin(link: OpenedLink, mine: Visit): Promise<void> {
    const media = room?.media ?? ports.createMedia();
    scope.own(() => media.end());
    const backdrop = room?.backdrop ?? ports.createBackdrop(media);
    scope.own(() => backdrop.end());
    const makePresence = (restored?: Membership): Presence =>
      createPresence({
        clock,
        random,
        open: ports.openSocket,
        identity: mine.identity,
        link,
        ...(restored && { restored }),
      });
    const stored = mine.resumed?.admitted;
    const restored = stored && (await restoreMembership(link, mine.identity, stored));
    const presence = cell(makePresence(restored));
    scope.own(() => presence.get().end());
    replacePresence = (again) => {
      presence.get().end();
      presence.set(makePresence(again));
      return presence.get();
    };
    const check = roomCheck(ports, media, presence);
    scope.own(() => check.end());
    const bulk = link.role === 'host' ? createBulk(ports.keptCall(link.room), link.room) : undefined;
    const agenda =
      link.role === 'host'
        ? createAgendaSetup({ random, kept: ports.keptAgendas(link.room), last: ports.lastAgendas })
        : undefined;
    const kept = link.seed ? (room?.kept ?? openKeptCalls(ports, link, link.seed)) : undefined;
    room = { link, media, backdrop, check, presence, agenda, bulk, kept, name: cell<string>(mine.stored().name ?? '') };
    if (mine.resumed && mine.resumed.name && (link.role === 'host' || restored)) return resume(mine.resumed);
    await arrive();
  }

  /** Which screen is due for who is not in the call. */
  async function arrive(): Promise<void> {
    if (!room) return;
    const { link, check } = room;
    const open = windowState(link, clock.now());
    if (open === 'expired') return problem('expired', { link });
    if (open === 'early') {
      awaitOpening(link.from - clock.now());
      return problem('early', { link });
    }
    if (await check.passedBefore()) return wait();
    if (!scope.ended) startCheck(false);
  }

  let stopAwaiting: (() => void) | undefined;
  /** Early: goes on by itself in `ms`, from the page that says so or from a check that was passed meanwhile. */
  function awaitOpening(ms: number): void {
    stopAwaiting?.();
    stopAwaiting = scope.after(Math.min(ms, TIMER_MAX_MS), () => {
      const present = stage.get();
      if (!room || !(present.t === 'check' ? present.early : present.t === 'problem' && present.why === 'early'))
        return;
      const { link, check } = room;
      if (windowState(link, clock.now()) === 'early') return awaitOpening(link.from - clock.now());
      if (present.t === 'check' && !check.passed.get()) return stage.set({ t: 'check', room, early: false });
      if (present.t === 'check') return wait();
      if (room.presence.get().relay.state.get().t === 'refused') return again();
      void arrive();
    });
  }

  function startCheck(early: boolean): void {
    if (!room) return;
    const presence = room.presence.get();
    watchRefusal(presence);
    presence.relay.join('check');
    stage.set({ t: 'check', room, early });
    void room.check.run();
  }

  /** `back`: out of the call, and why (J6). */
  function wait(back?: WayBack): void {
    if (!room || scope.ended) return;
    const presence = room.presence.get();
    watchRefusal(presence);
    presence.relay.join('lobby');
    stage.set({ t: 'waiting', room, back });
    void room.kept?.look();
    const { media } = room;
    const unopened = media.microphone.get().t === 'off' && media.camera.get().t === 'off';
    if (unopened) void media.start();
    watchAdmission(presence);
  }

  let stopRefusals: (() => void) | undefined;
  function watchRefusal(presence: Presence): void {
    stopRefusals?.();
    stopRefusals = presence.relay.state.subscribe((state) => {
      const { t } = stage.get();
      if (state.t === 'refused' && (t === 'waiting' || t === 'check')) problemOf(state.refusal);
    });
  }

  function problemOf(refusal: Refusal | undefined): void {
    const link = room?.link;
    room?.media.release();
    if (refusal === 'early') awaitOpening(EARLY_AGAIN_MS);
    if (refusal === 'early' || refusal === 'expired') return problem(refusal, link && { link });
    problem('refused', { ...(refusal && { refusal }), ...(link && { link }) });
  }

  function watchAdmission(presence: Presence): void {
    if (!presence.petition) return;
    const stop = presence.petition.admission.subscribe((membership) => {
      if (!membership || !visit) return;
      const { papers: _papers, ...admitted } = membership;
      visit.keep({ admitted });
      if (stage.get().t === 'waiting') void join(presence, membership);
    });
    scope.own(stop);
  }

  async function resume(stored: StoredVisit): Promise<void> {
    if (!room) return;
    const presence = room.presence.get();
    await room.media.start({ microphone: stored.microphone ?? true, camera: stored.camera ?? true });
    if (scope.ended || stage.get().t === 'elsewhere') return;
    if (room.link.role === 'host') return join(presence, undefined);
    watchAdmission(presence);
    await join(presence, presence.petition?.admission.get());
  }

  async function join(presence: Presence, membership: Membership | undefined, takeover = false): Promise<void> {
    const name = parse(DisplayName, room?.name.get());
    if (!room || !visit || !name) return;
    const mine = visit;
    const present = room;
    stage.set({ t: 'joining', room });
    const since = mine.stored().since ?? clock.now();
    mine.keep({ name, since, ...(room.link.role === 'host' && { hosting: true }) });
    const { startCall } = await ports.loadCalling();
    if (scope.ended) return;
    const call = await startCall({ ports, room: present, presence, visit: mine, name, membership, takeover });
    // Another tab may have taken the room meanwhile.
    if (scope.ended || stage.get().t !== 'joining') return call.end();
    stage.set({ t: 'call', room: present, call, since });
    beginStay({ ports, scope, visit: mine, media: present.media, call, ended });

    function ended(how: CallEnd): void {
      if (how === 'moved' && stage.get().t === 'elsewhere') return;
      mine.leave();
      if (how === 'sent-back' || how === 'lapsed') {
        replacePresence?.();
        wait(how);
        // They were let in before: nobody has to press anything for the host's browser having forgotten it.
        return how === 'lapsed' ? ask(present.name.get()) : undefined;
      }
      present.media.release();
      const keepsake = isTakenHome(how) ? call.recorder.keepsake() : undefined;
      stage.set({
        t: 'ended',
        room: present,
        how,
        lastedMs: clock.now() - since,
        keepsake,
        transcript: call.transcript,
      });
    }
  }

  function again(): void {
    if (!room) {
      stage.set({ t: 'opening' });
      return void open();
    }
    replacePresence?.();
    void arrive();
  }

  function ask(name: string): void {
    const parsed = parse(DisplayName, name);
    if (!room || !parsed || stage.get().t !== 'waiting') return;
    room.name.set(parsed);
    visit?.keep({ name: parsed });
    void room.presence.get().petition?.ask(parsed);
  }

  void open();
  return {
    stage,
    proceed() {
      const present = stage.get();
      if (present.t === 'check' && !present.early && present.room.check.passed.get()) wait();
    },
    checkAgain: () => {
      const early = room !== undefined && windowState(room.link, clock.now()) === 'early';
      startCheck(early);
    },
    async connect(name, takeover = false) {
      if (!room || stage.get().t !== 'waiting') return;
      room.name.set(name);
      await join(room.presence.get(), undefined, takeover);
    },
    ask,
    withdraw: () => room?.presence.get().petition?.withdraw(),
    async takeOver() {
      await tabs?.takeOver();
    },
    again,
    end: () => scope.end(),
  };
}

/** What was moved to another device is taken home there; who was shown out takes nothing. */
const isTakenHome = (how: CallEnd): boolean => how !== 'moved' && how !== 'removed' && how !== 'sent-back';

/** Whether somebody may call themselves this. */
export const isName = (text: string): boolean => parse(DisplayName, text) !== undefined;
