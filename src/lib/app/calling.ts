/**
 * What begins when somebody enters a call, loaded at that moment: the seat (host or member), the mesh, the shared documents.
 * The only place that joins these to the browser.
 */
import type { CallBoard } from './call-board.ts';
import { openCallDocuments, type CallDocuments } from './call-documents.ts';
import { createCutOffs, type CutOff } from './cut-offs.ts';
import { closeBook, requiresRelay, takeHostPlace, type HostPlaceDeps } from './host-place.ts';
import { createHostControl, type HostControl } from './host-control.ts';
import { createRequestSound, type RequestSound } from './request-sound.ts';
import { keepQuality } from './call-quality.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { openTranscript, type CallTranscript } from './transcript.ts';
import type { Gate, Request } from '../core/admission/gate.ts';
import { checkCertificate } from '../core/admission/certificate.ts';
import type { Membership } from '../core/admission/admission-check.ts';
import { createCall, type Call } from '../core/call/call.ts';
import { liveTrack } from '../core/call/live-track.ts';
import { createMemberSeat } from '../core/call/member-seat.ts';
import { createMutedSpeech, type MutedSpeech } from '../core/call/muted-speech.ts';
import { createSpeakers } from '../core/call/speakers.ts';
import { createTurnServers } from '../core/call/turn-servers.ts';
import type { Agenda } from '../core/documents/agenda.ts';
import type { Chat } from '../core/documents/chat.ts';
import type { ChatFiles } from '../core/files/chat-files.ts';
import { createKeeper } from '../core/journal/keeper.ts';
import { createScreenShare, type ScreenShare } from '../core/media/screen-share.ts';
import { createScope, type Scope } from '../core/scope.ts';
import { connectRtc } from '../platform/rtc.ts';
import type { PeerId } from '../wire/ids.ts';
import { cell, type Cell } from '../core/cell.ts';

/** Who asks to be let in, for the host. */
export interface Door {
  readonly queue: Cell<readonly Request[]>;
  admit(peer: PeerId): Promise<void>;
  refuse(peer: PeerId): Promise<void>;
}

export interface RunningCall extends Omit<Call<CallDocuments>, 'documents' | 'desk' | 'transcript'> {
  readonly transcript: CallTranscript;
  readonly chat: Cell<Chat | undefined>;
  readonly files: Cell<ChatFiles | undefined>;
  readonly board: Cell<CallBoard | undefined>;
  /** Host and co-interviewers, once it is open. */
  readonly agenda: Cell<Agenda | undefined>;
  readonly speaking: Cell<ReadonlySet<PeerId>>;
  /** C6. */
  readonly mutedSpeech: MutedSpeech;
  /** Host only. */
  readonly requestSound: RequestSound | undefined;
  /** One's own screen (V2). What forbids it (V4) says so by `share.allow`. */
  readonly share: ScreenShare;
  /** Relays only, by the own wish or required of all (N7), and there is none: nobody is connected to anybody. */
  readonly relayMissing: Cell<'wished' | 'required' | undefined>;
  /** Host only. */
  readonly door: Door | undefined;
  readonly control: HostControl | undefined;
  readonly cutOffs: Cell<readonly CutOff[]>;
  readonly recorder: Recorder;
  /** Host only: something of the call could not be kept for a crash (X6). */
  readonly unkept: Cell<boolean>;
}

export interface StartDeps extends HostPlaceDeps {
  /** Undefined for the host. */
  readonly membership: Membership | undefined;
  /** Host: ends the presence of another device of the same host. */
  readonly takeover: boolean;
}

/** A sound for each new request: the host may be looking elsewhere (J1). */
function announceRequests(gate: Gate, scope: Scope, sound: RequestSound): void {
  let asking = new Set<PeerId>();
  scope.own(
    gate.queue.subscribe((queue) => {
      if (queue.some(({ peer }) => !asking.has(peer))) sound.play();
      asking = new Set(queue.map(({ peer }) => peer));
    }),
  );
}

/** Enters the call. As host it is the one that the relay then calls host; as member the one that the host has admitted. */
export async function startCall(deps: StartDeps): Promise<RunningCall> {
  const { ports, presence, visit, membership } = deps;
  const { link, media, backdrop } = deps.room;
  const { clock } = ports;
  const { relay, petition } = presence;
  const scope = createScope(clock);
  const host = link.role === 'host' ? await takeHostPlace(deps) : undefined;
  const seat =
    host?.seat ?? (petition && membership && createMemberSeat({ clock, petition, membership, role: link.role }));
  if (!seat) throw new Error('nobody enters a call without an admission');
  const share = createScreenShare(ports.display);
  scope.own(() => share.end());
  /** Relays only, for everybody (N7): as the host says when the call begins, and then to its end. */
  let required = host ? requiresRelay(ports) : (membership?.relayOnly ?? false);
  const wished = (): boolean => ports.relayOnly.get()?.relayOnly ?? false;
  const turnServers = createTurnServers({ relay, scope });
  const relayMissing = cell<'wished' | 'required' | undefined>(undefined);
  const lookForRelay = (): void => {
    const demand = required ? 'required' : wished() ? 'wished' : undefined;
    relayMissing.set(turnServers.relaying.get() === false ? demand : undefined);
  };
  scope.own(turnServers.relaying.subscribe(lookForRelay));
  if (petition)
    scope.own(
      petition.admission.subscribe((now) => {
        required ||= now?.relayOnly ?? false;
        lookForRelay();
      }),
    );
  const call = createCall<CallDocuments>({
    clock,
    random: ports.random,
    room: link.room,
    identity: visit.identity,
    name: deps.name,
    visit: visit.visit,
    seat,
    relay,
    media: {
      microphone: media.voice,
      camera: liveTrack(backdrop.camera),
      microphoneOn: media.microphoneOn,
      cameraOn: media.cameraOn,
      setMicrophone: (on) => void media.setMicrophone(on),
      setCamera: (on) => void media.setCamera(on),
      screen: share,
    },
    connect: connectRtc,
    streamOf: (track) => new MediaStream([track]),
    iceServers: turnServers.servers,
    iceReady: turnServers.ready,
    relayOnly: () => required || wished(),
    relayRequired: () => required,
    verifyCertificate: (jws, options) =>
      checkCertificate(link.authority, link.room, jws, options?.ignoreExpiry ? 0 : clock.now()),
    authority: link.authority,
    ...(host && { rule: host.authority }),
    ...(host?.settings && { settings: host.settings }),
    rulesBefore: host?.rulesBefore ?? [membership?.rules, visit.stored().rules].filter((one) => one !== undefined),
    keepRules: host?.keepRules ?? ((rules) => visit.keep({ rules })),
    openDocuments(context) {
      const journal = deps.room.kept?.journal;
      const keeper = journal && createKeeper({ journal, call: context.call, clock });
      void keeper?.keepStays(link.details.title, recorder.attendance);
      if (transcript.scribe) void keeper?.keepLines(transcript.scribe);
      if (transcript.summary) void keeper?.keepSummary(transcript.summary);
      const goesOn = host?.gate.call?.isNew !== true;
      return openCallDocuments({ ports, room: deps.room, context, goesOn, keeper });
    },
  });
  keepQuality({ scope, quality: call.quality, backdrop, media, kept: ports.quality, share });
  relay.enter(seat.pass, deps.takeover);
  const speakers = createSpeakers({ clock, participants: call.participants, level: call.level, ownRms: media.rms });
  scope.own(() => speakers.end());
  const mutedSpeech = createMutedSpeech({ clock, microphoneOn: media.microphoneOn, rms: media.rms });
  scope.own(() => mutedSpeech.end());
  const requestSound = host && createRequestSound();
  if (host && requestSound) announceRequests(host.gate, scope, requestSound);

  const { documents, desk, transcript: links, ...rest } = call;
  const { rules, participants } = call;
  const control = host && desk && createHostControl({ desk, gate: host.gate, rules, participants });
  const chat = cell<Chat | undefined>(undefined);
  const files = cell<ChatFiles | undefined>(undefined);
  const board = cell<CallBoard | undefined>(undefined);
  const agenda = cell<Agenda | undefined>(undefined);
  const transcript = openTranscript({
    ...{ scope, clock, random: ports.random, links, participants, ownSound: media.voice },
    ...{ isHost: host !== undefined, language: link.details.language, agenda, visit },
  });
  const cutOffs = createCutOffs(scope, participants);
  const unkept = cell(false);
  scope.own(
    documents.subscribe((opened) => {
      if (opened?.keeper) scope.own(opened.keeper.failing.subscribe(unkept.set));
      chat.set(opened?.chat);
      files.set(opened?.files);
      board.set(opened?.board);
      agenda.set(opened?.agenda);
      if (opened) cutOffs.watch(opened.limited);
    }),
  );
  const recorder = createRecorder({
    clock,
    scope,
    call,
    title: link.details.title,
    role: link.role,
    rules,
    transcript: transcript.scribe?.lines,
    summary: transcript.summary?.changes,
  });
  return {
    ...rest,
    recorder,
    transcript,
    unkept,
    chat,
    files,
    board,
    agenda,
    speaking: speakers.speaking,
    mutedSpeech,
    requestSound,
    relayMissing,
    door: host && control && { queue: host.gate.queue, admit: control.admit, refuse: host.gate.refuse },
    control,
    cutOffs: cutOffs.told,
    share,
    leave() {
      if (host) closeBook(ports, link, host.gate);
      void documents.get()?.keeper?.close();
      call.leave();
    },
    end() {
      scope.end();
      call.end();
    },
  };
}
