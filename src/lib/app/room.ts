/**
 * The way of one page through an interview: link -> environment check -> waiting room -> call -> end. It decides which
 * screen is due and holds what lives longer than a screen: the visit, the devices, the presence at the relay. What a call is
 * made of is loaded when one begins (calling.ts).
 */
import type { RunningCall } from './calling.ts';
import type { RoomPorts } from './room-ports.ts';
import { restoreMembership, type Membership } from '../core/admission/admission-check.ts';
import { cell, type Cell, type WritableCell } from '../core/cell.ts';
import type { CallEnd } from '../core/call/call-end.ts';
import { createPresence, type Presence } from '../core/call/presence.ts';
import { openVisit, type Visit } from '../core/call/visit.ts';
import { createEnvironmentCheck, type EnvironmentCheck } from '../core/check/environment-check.ts';
import type { FaultCode } from '../core/errors.ts';
import type { LocalMedia } from '../core/media/local-media.ts';
import { createScope } from '../core/scope.ts';
import { openLink, windowState, type OpenedLink } from '../core/session/link.ts';
import type { Refusal } from '../wire/relay.ts';
import { parse } from '../wire/ids.ts';
import { DisplayName } from '../wire/name.ts';
import type { StoredVisit } from '../wire/stored.ts';

/** What the screens of one room share. */
export interface OpenRoom {
  readonly link: OpenedLink;
  readonly media: LocalMedia;
  readonly check: EnvironmentCheck;
  /** Replaced when a call has ended and the person comes back to the waiting room. */
  readonly presence: Cell<Presence>;
  /** As it stands in the field, so that it survives a change of screens. */
  readonly name: WritableCell<string>;
}

export type RoomProblem = FaultCode | 'early' | 'expired' | 'refused';

export type Stage =
  | { readonly t: 'opening' }
  | { readonly t: 'problem'; readonly why: RoomProblem; readonly refusal?: Refusal; readonly link?: OpenedLink }
  /** Another tab of this browser is in the room (R7). */
  | { readonly t: 'elsewhere'; readonly link: OpenedLink }
  | { readonly t: 'check'; readonly room: OpenRoom; readonly early: boolean }
  | { readonly t: 'waiting'; readonly room: OpenRoom }
  | { readonly t: 'joining'; readonly room: OpenRoom }
  | { readonly t: 'call'; readonly room: OpenRoom; readonly call: RunningCall; readonly since: number }
  | { readonly t: 'ended'; readonly room: OpenRoom; readonly how: CallEnd; readonly lastedMs: number };

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
  /** Moves the room from the other tab to this one. */
  takeOver(): Promise<void>;
  /** From the end page or a problem: try again. */
  again(): void;
  end(): void;
}

/** How often the visit's sign of life is renewed during a call, in milliseconds. */
const SIGN_OF_LIFE_MS = 20_000;

export function createRoom(ports: RoomPorts, fragment: string): Room {
  const { clock, random } = ports;
  const scope = createScope(clock);
  const stage = cell<Stage>({ t: 'opening' });
  let room: OpenRoom | undefined;
  let visit: Visit | undefined;
  let replacePresence: ((restored?: Membership) => Presence) | undefined;
  let takeOverTab: (() => Promise<void>) | undefined;

  const problem = (why: RoomProblem, more: { refusal?: Refusal; link?: OpenedLink } = {}): void =>
    stage.set({ t: 'problem', why, ...more });

  async function open(): Promise<void> {
    if (!ports.secureContext) return problem('insecure-context');
    const outcome = await openLink(fragment);
    if (scope.ended) return;
    if (!outcome.ok) return problem(outcome.why);
    const { link } = outcome;
    const claim = await ports.claim(link.room);
    if (scope.ended) return claim.end();
    scope.own(() => claim.end());
    const kept = ports.keptVisit(link.room);
    scope.own(
      claim.onTaken(() => {
        const present = stage.get();
        const stored = visit?.stored();
        stage.set({ t: 'elsewhere', link });
        if (present.t === 'call') present.call.move();
        room?.presence.get().end();
        room?.media.release();
        kept.clear(); // this visit is the other tab's now
        return stored;
      }),
    );
    const enter = async (handed?: StoredVisit): Promise<void> => {
      visit = await openVisit({ clock, random, kept }, link.room, handed);
      if (!scope.ended) await begin(link, visit);
    };
    let taking = false;
    takeOverTab = async () => {
      taking = true;
      const handed = await claim.takeOver();
      taking = false;
      await enter(handed);
    };
    if (claim.state.get() === 'elsewhere') stage.set({ t: 'elsewhere', link });
    else await enter();
    // The other tab was closed: the room is free, and this one goes on by itself.
    scope.own(
      claim.state.subscribe((state) => {
        if (state === 'mine' && stage.get().t === 'elsewhere' && !taking) void enter();
      }),
    );
  }

  async function begin(link: OpenedLink, mine: Visit): Promise<void> {
    const media = room?.media ?? ports.createMedia();
    scope.own(() => media.end());
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
    const check = createEnvironmentCheck({
      clock,
      media,
      browser: ports.browser,
      watchPicture: ports.watchPicture,
      network: ports.network,
      secureContext: ports.secureContext,
      passed: ports.passedCheck,
      relay: {
        reach: () => presence.get().questions.reach(),
        ticket: () => presence.get().questions.ticket(),
        turnServers: () => presence.get().questions.turnServers(),
        ping: ports.ping,
      },
    });
    scope.own(() => check.end());
    room = { link, media, check, presence, name: cell<string>(mine.stored().name ?? '') };
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
      scope.after(Math.min(link.from - clock.now(), TIMER_MAX_MS), () => {
        if (stage.get().t === 'problem') void arrive();
      });
      return problem('early', { link });
    }
    if (await check.passedBefore()) return wait();
    if (!scope.ended) startCheck(false);
  }

  function startCheck(early: boolean): void {
    if (!room) return;
    room.presence.get().relay.join('check');
    stage.set({ t: 'check', room, early });
    void room.check.run();
  }

  function wait(): void {
    if (!room || scope.ended) return;
    const presence = room.presence.get();
    watchRefusal(presence);
    presence.relay.join('lobby');
    stage.set({ t: 'waiting', room });
    const { media } = room;
    const unopened = media.microphone.get().t === 'off' && media.camera.get().t === 'off';
    if (unopened) void media.start();
    watchAdmission(presence);
  }

  function watchRefusal(presence: Presence): void {
    const stop = presence.relay.state.subscribe((state) => {
      const { t } = stage.get();
      if (state.t === 'refused' && (t === 'waiting' || t === 'check')) problemOf(state.refusal);
    });
    scope.own(stop);
  }

  function problemOf(refusal: Refusal | undefined): void {
    const link = room?.link;
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
    const since = mine.resumed?.since ?? clock.now();
    mine.keep({ name, since, ...(room.link.role === 'host' && { hosting: true }) });
    const { startCall } = await ports.loadCalling();
    if (scope.ended) return;
    const call = await startCall({ ports, room: present, presence, visit: mine, name, membership, takeover });
    if (scope.ended) return call.end();
    const inCall = scope.child();
    inCall.own(() => call.end());
    inCall.own(ports.onPageHide(() => call.away()));
    inCall.own(ports.onNetworkChange(() => call.handleNetworkChange()));
    const remember = (): void =>
      mine.keep({ microphone: present.media.microphoneOn.get(), camera: present.media.cameraOn.get() });
    inCall.own(present.media.microphoneOn.subscribe(remember));
    inCall.own(present.media.cameraOn.subscribe(remember));
    inCall.every(SIGN_OF_LIFE_MS, remember);
    stage.set({ t: 'call', room: present, call, since });
    inCall.own(
      call.ended.subscribe((how) => {
        if (how) void clock.after(0, () => leaveCall(how));
      }),
    );
    const leaveCall = (how: CallEnd): void => {
      if (inCall.ended) return;
      inCall.end();
      if (how === 'moved' && stage.get().t === 'elsewhere') return;
      mine.leave();
      present.media.release();
      stage.set({ t: 'ended', room: present, how, lastedMs: clock.now() - since });
    };
  }

  void open();
  return {
    stage,
    proceed() {
      if (stage.get().t === 'check' && room?.check.passed.get()) void arriveFromCheck();
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
    ask(name) {
      const parsed = parse(DisplayName, name);
      if (!room || !parsed || stage.get().t !== 'waiting') return;
      room.name.set(parsed);
      visit?.keep({ name: parsed });
      void room.presence.get().petition?.ask(parsed);
    },
    withdraw: () => room?.presence.get().petition?.withdraw(),
    async takeOver() {
      await takeOverTab?.();
    },
    again() {
      if (!room) {
        stage.set({ t: 'opening' });
        return void open();
      }
      replacePresence?.();
      void arrive();
    },
    end: () => scope.end(),
  };

  function arriveFromCheck(): void {
    if (room && windowState(room.link, clock.now()) === 'early') problem('early', { link: room.link });
    else wait();
  }
}

/** Browsers' timers overflow beyond 2^31 ms: a window further off is looked at again then. */
const TIMER_MAX_MS = 24 * 3600 * 1000;

/** Whether somebody may call themselves this. */
export const isName = (text: string): boolean => parse(DisplayName, text) !== undefined;
