/** Every screen in the states that matter, by name. */
import type { Component } from 'svelte';
import type { CheckItem } from '../../../src/lib/core/check/items.ts';
import type { OrganiserProps, MadeInterview } from '../../../src/lib/ui/setup/organiser.ts';
import type { EnvironmentCheckProps } from '../../../src/lib/ui/setup/environment-check.ts';
import type { LinkProblemProps } from '../../../src/lib/ui/setup/link-problem.ts';
import type { WaitingRoomProps } from '../../../src/lib/ui/waiting/waiting-room.ts';
import type { CallScreenProps, ChatLine } from '../../../src/lib/ui/call/call-screen.ts';
import { fileKey, type FileState } from '../../../src/lib/core/files/exchange.ts';
import { FileName } from '../../../src/lib/wire/file-name.ts';
import { parse, Sha256 } from '../../../src/lib/wire/ids.ts';
import type { DownloadListProps } from '../../../src/lib/ui/end/download-list.ts';
import type { EndPageProps } from '../../../src/lib/ui/end/end-page.ts';
import CallScreen from '../../../src/lib/ui/call/CallScreen.svelte';
import EndPage from '../../../src/lib/ui/end/EndPage.svelte';
import EnvironmentCheck from '../../../src/lib/ui/setup/EnvironmentCheck.svelte';
import LinkProblem from '../../../src/lib/ui/setup/LinkProblem.svelte';
import Organiser from '../../../src/lib/ui/setup/Organiser.svelte';
import WaitingRoom from '../../../src/lib/ui/waiting/WaitingRoom.svelte';
import { agendaPanel } from '../../../src/lib/ui/agenda/agenda-panel.ts';
import { agendaInCall, agendaSetup } from './agendas.ts';
import { held, painted, person } from './people.ts';
import { captionsInCall, summaryActions, summaryView, transcriptInCall, transcriptStates } from './transcripts.ts';

interface Screen {
  // Components of different props in one table: each entry is made by `screen`, which checks that they fit.
  readonly component: Component<Record<string, unknown>>;
  readonly props: Record<string, unknown>;
}
const screen = <P extends object>(component: Component<P>, props: P): Screen =>
  ({ component, props }) as unknown as Screen;

const nothing = (): void => undefined;
const from = new Date(2026, 10, 22, 14, 0).getTime();
const interview = { title: '一次面接（営業職・東京本社）', from, until: from + 3_600_000 };
const level = (): number => 0.45 + Math.sin(Date.now() / 300) / 4;
const lists = {
  cameras: [{ id: 'c1', label: 'FaceTime HD Camera' }],
  microphones: [
    { id: 'm1', label: 'MacBook Pro のマイク' },
    { id: 'm2', label: 'Jabra Evolve2 65 (0b0e:24c7) とても長い名前の外付けヘッドセット' },
  ],
  speakers: [{ id: 's1', label: 'MacBook Pro のスピーカー' }],
};
const devices = {
  lists,
  chosen: { camera: 'c1', microphone: 'm1', speaker: 's1' },
  speakerChoosable: true,
  noise: 'on' as const,
  onNoise: nothing,
};

const link = (kind: string): string =>
  `https://interview.example.jp/room#1.${kind}.eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyb29tIjoiQUFBQUFBQUFBQUFBQUFBQUFBQUFBQSIsInJvbGUiOiJhcHBsaWNhbnQiLCJrZXkiOiJBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBIiwibmJmIjoxNzYzNzg3NjAwLCJleHAiOjE3NjM3OTEyMDB9.c2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0.eyJ0aXRsZSI6IuS4gOasoemdouaOpSIsImxhbmd1YWdlIjoiamEiLCJrZW0iOiJBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBIn0.${'c2ln'.repeat(21)}`;
const made = (id: string, title: string, ago = 0): MadeInterview => ({
  id,
  title,
  from: from - ago,
  until: from + 3_600_000 - ago,
  language: 'ja',
  links: { host: link('h'), coInterviewer: link('c'), applicant: link('a') },
});
const organiser: OrganiserProps = {
  limits: { titleMaxChars: 100, windowMaxMs: 31 * 86_400_000, needsKey: true },
  busy: false,
  problem: undefined,
  interviews: [],
  shown: undefined,
  onissue: nothing,
  onshow: nothing,
  ondelete: nothing,
  onexport: nothing,
  oncalendar: nothing,
};
const madeOnes = [
  made('1', interview.title),
  made('2', '最終面接 エンジニア採用 2025年度 中途採用枠', 500 * 86_400_000),
];

const item = <const T extends Partial<CheckItem> & Pick<CheckItem, 'id' | 'state'>>(parts: T): CheckItem =>
  ({ measured: undefined, problem: undefined, overridden: false, ...parts }) as unknown as CheckItem;
const browser = {
  name: 'chrome' as const,
  version: 156,
  system: 'macos' as const,
  handheld: false,
  inApp: false,
  missing: [],
  minimum: 155,
};
const paths = (udp: string, tcp: string, tls: string) =>
  ({ udp, tcp, tls }) as { udp: 'reached'; tcp: 'reached'; tls: 'reached' };
const security = { secureContext: true, relay: true, turn: 'configured' as const, direct: true };
const runningItems: CheckItem[] = [
  item({ id: 'browser', state: 'ok', measured: browser }),
  item({
    id: 'camera',
    state: 'ok',
    measured: { label: 'FaceTime HD Camera', frames: 9, width: 1280, height: 720, brightest: 220 },
  }),
  item({ id: 'microphone', state: 'running', measured: { label: 'MacBook Pro のマイク', loudestDb: -60 } }),
  item({ id: 'audio', state: 'running', measured: { played: true, heard: undefined } }),
  item({ id: 'speed', state: 'running', measured: { downMbps: 24.2, upMbps: undefined, roundTripMs: 42 } }),
  item({
    id: 'security',
    state: 'running',
    measured: { ...security, paths: paths('reached', 'running', 'unreached') },
  }),
];
const doneItems: CheckItem[] = [
  ...runningItems.slice(0, 2),
  item({ id: 'microphone', state: 'ok', measured: { label: 'MacBook Pro のマイク', loudestDb: -20 } }),
  item({ id: 'audio', state: 'ok', measured: { played: true, heard: true } }),
  item({ id: 'speed', state: 'ok', measured: { downMbps: 24.2, upMbps: 8.1, roundTripMs: 42 } }),
  item({ id: 'security', state: 'ok', measured: { ...security, paths: paths('reached', 'reached', 'reached') } }),
];
const failedItems: CheckItem[] = [
  item({ id: 'browser', state: 'warning', measured: browser, problem: 'browser-old' }),
  item({ id: 'camera', state: 'failed', problem: 'camera-denied' }),
  item({ id: 'microphone', state: 'failed', problem: 'microphone-denied', overridden: true }),
  item({ id: 'audio', state: 'failed', measured: { played: true, heard: false }, problem: 'sound-not-heard' }),
  item({
    id: 'speed',
    state: 'warning',
    measured: { downMbps: 1.2, upMbps: 0.4, roundTripMs: 380 },
    problem: 'line-slow',
  }),
  item({
    id: 'security',
    state: 'warning',
    measured: { ...security, paths: paths('unreached', 'reached', 'not-offered') },
    problem: 'turn-partly',
  }),
];
const checkProps = (items: readonly CheckItem[]): EnvironmentCheckProps => ({
  items,
  interview,
  picture: items === failedItems ? undefined : painted(200, '私'),
  level,
  onproceed: nothing,
  onagain: nothing,
  onretry: nothing,
  onPlaySound: nothing,
  onHeard: nothing,
  onoverride: nothing,
});

const waiting: WaitingRoomProps = {
  interview,
  name: '佐藤花子',
  isName: (text) => text.trim() !== '',
  standing: { kind: 'guest', petition: 'idle', askedAt: undefined, elsewhere: false },
  media: { picture: painted(200, '私'), microphone: 'live', camera: 'live', microphoneOn: true, cameraOn: true, level },
  devices,
  connected: true,
  onMicrophone: nothing,
  onCamera: nothing,
  onchoose: nothing,
  onTestSound: nothing,
  onMediaRetry: nothing,
  onrecheck: nothing,
};
const guest = (petition: 'waiting' | 'host-absent' | 'refused' | 'admitted') =>
  screen(WaitingRoom, {
    ...waiting,
    standing: { kind: 'guest', petition, askedAt: Date.now() - 65_000, elsewhere: false },
  });

const line = (id: number, parts: Partial<ChatLine>): ChatLine => ({
  id: String(id),
  name: '毎日太郎',
  role: 'host',
  at: from + id * 60_000,
  text: '本日はよろしくお願いします。',
  own: false,
  canDelete: false,
  ...parts,
});
const lines: ChatLine[] = [
  line(1, { own: true, canDelete: true }),
  line(2, { name: '佐藤花子', role: 'applicant', text: 'よろしくお願いします。' }),
  line(3, {
    own: true,
    canDelete: true,
    text: '本日のスケジュールになりますので以下ご確認ください。\nhttps://example.jp/very/long/path/that/does/not/break/anywhere/at/all?query=abcdefghijklmnopqrstuvwxyz',
  }),
  line(4, { name: '佐藤花子', role: 'applicant', text: 'ありがとうございます。確認いたしました！👨‍👩‍👧‍👦' }),
];
const sharedFile = (name: string, size: number, nr: number) => {
  const [safe, sha256] = [parse(FileName, name), parse(Sha256, `${'A'.repeat(40)}${String.fromCharCode(65 + nr)}AA`)];
  if (!safe || !sha256) throw new Error('a file');
  return { name: safe, size, sha256 };
};
const paintedBitmap = async (): Promise<ImageBitmap> => {
  const canvas = new OffscreenCanvas(560, 380);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('a 2d context');
  context.fillStyle = '#d8e8ef';
  context.fillRect(0, 0, 560, 380);
  context.fillStyle = '#0b6e8f';
  context.fillRect(60, 60, 240, 160);
  return createImageBitmap(canvas);
};
const filesWithStates: readonly [name: string, size: number, state: FileState | undefined, own?: boolean][] = [
  ['本日のスケジュール.png', 345_678, { t: 'here', sending: undefined, takers: 2 }, true],
  ['会社案内_2025年度版_採用担当者用_最終確定版_v3.pdf', 4_900_000, { t: 'here', sending: 0.45, takers: 0 }, true],
  ['職務経歴書.docx', 81_920, { t: 'coming', received: 40_000 }],
  ['ポートフォリオ.zip', 5_242_880, undefined],
  ['履歴書.pdf', 12_345, { t: 'here', sending: undefined, takers: 0 }],
  ['成績証明書.pdf', 12_345, { t: 'stuck', why: 'nobody' }],
];
const fileLines: ChatLine[] = filesWithStates.map(([name, size, , own], nr) =>
  line(5 + nr, {
    ...(own ? { own, canDelete: true } : { name: '佐藤花子', role: 'applicant' as const }),
    text: '',
    file: sharedFile(name, size, nr),
  }),
);
const fileStates = new Map(
  filesWithStates.flatMap(([name, size, state], nr) =>
    state ? [[fileKey(sharedFile(name, size, nr)), state] as const] : [],
  ),
);
const call: CallScreenProps = {
  title: interview.title,
  role: 'host',
  startedAt: Date.now() - 2_530_000,
  participants: [person(0), person(1, { hand: true, microphone: false })],
  speaking: new Set(['peer-1']),
  relayUp: true,
  requests: [],
  notices: [],
  chat: { lines, unread: 3, ready: true, files: new Map() },
  chatActions: {
    onsend: () => Promise.resolve('posted'),
    ondelete: nothing,
    onclear: nothing,
    onattach: () => new Promise(nothing),
    onfetch: nothing,
    onsave: nothing,
    onpreview: (file) => (file.name.endsWith('.png') ? paintedBitmap() : Promise.resolve(undefined)),
  },
  microphoneOn: true,
  cameraOn: true,
  level,
  devices,
  onMicrophone: nothing,
  onCamera: nothing,
  onhand: nothing,
  onadmit: nothing,
  onrefuse: nothing,
  onpanel: nothing,
  ondismiss: nothing,
  onchoose: nothing,
  onTestSound: nothing,
  onleave: nothing,
};
const withFiles = { chat: { lines: [...lines, ...fileLines], unread: 3, ready: true, files: fileStates } };
const crowd = Array.from({ length: 6 }, (_, index) =>
  person(index, {
    camera: index % 3 !== 2,
    microphone: index % 2 === 0,
    connection: (['direct', 'direct', 'relayed', 'weak', 'lost', 'connecting'] as const)[index] ?? 'direct',
  }),
);
const requests = [
  { peer: 'a', name: '佐藤花子', role: 'applicant' as const, like: '佐藤 花子' },
  { peer: 'b', name: '田中課長', role: 'co-interviewer' as const },
];
const notices = [
  { id: '1', kind: 'hand', text: '佐藤花子 さんが手を挙げています' },
  { id: '2', kind: 'lost', text: '山田次郎 さんとの接続が切れました。つなぎ直しています…', tone: 'warn' as const },
  { id: '3', kind: 'joined', text: 'Carol さんが参加しました' },
  { id: '4', kind: 'joined', text: '鈴木一 さんが参加しました' },
];

const troubles = [
  {
    ...{ id: '1', kind: 'camera', tone: 'warn' as const },
    text: 'カメラ「FaceTime HD Camera」との接続が切れました。相手には映像が届いていません。つなぎ直すと自動で再開します。',
  },
  {
    ...{ id: '2', kind: 'microphone', tone: 'warn' as const },
    text: 'マイク「MacBook Pro のマイク」との接続が切れました。相手には声が届いていません。',
    action: { label: '「Jabra Evolve2 65 (0b0e:24c7) とても長い名前の外付けヘッドセット」を使う', run: nothing },
  },
  {
    ...{ id: '3', kind: 'speech', tone: 'warn' as const, text: 'マイクがオフのため、声が届いていません。' },
    action: { label: 'マイクをオンにする', run: nothing },
  },
];

const problem = (parts: LinkProblemProps): Screen => screen(LinkProblem, parts);
const end = (parts: Partial<EndPageProps>): Screen =>
  screen(EndPage, { interview, how: 'left', host: false, lastedMs: 2_530_000, onreconnect: nothing, ...parts });

const downloads: DownloadListProps = {
  offers: [
    { kind: 'attendance', count: 3 },
    { kind: 'chat', count: 24 },
    { kind: 'agenda', count: 5 },
    { kind: 'all', count: 2, board: true },
  ],
  states: new Map(),
  missingFiles: 0,
  onsave: nothing,
};
const saved: DownloadListProps = {
  ...downloads,
  states: new Map([
    ['attendance', { t: 'saved', name: '参加者リスト_一次面接（営業職）_20261122-1400.csv', boardless: false }],
    ['chat', { t: 'making' }],
    ['agenda', { t: 'failed' }],
  ]),
  missingFiles: 1,
};
const guestOffers = downloads.offers.filter(({ kind }) => kind === 'chat' || kind === 'all');

export const screens: Record<string, Screen> = {
  organiser: screen(Organiser, organiser),
  'organiser-made': screen(Organiser, { ...organiser, interviews: madeOnes, shown: madeOnes[0] }),
  'organiser-problem': screen(Organiser, { ...organiser, problem: 'organizer-key' }),
  'problem-early': problem({
    problem: 'early',
    interview: { ...interview, from: Date.now() + 7_400_000 },
    oncheck: nothing,
  }),
  'problem-expired': problem({ problem: 'expired', interview }),
  'problem-damaged': problem({ problem: 'link-damaged' }),
  'problem-insecure': problem({ problem: 'insecure-context' }),
  'problem-unreachable': problem({ problem: 'relay-unreachable', onretry: nothing }),
  'problem-open': problem({ problem: 'already-open', interview, onMoveHere: nothing }),
  'problem-closed': problem({ problem: 'tab-closed', interview, onMoveHere: nothing }),
  'check-running': screen(EnvironmentCheck, checkProps(runningItems)),
  'check-done': screen(EnvironmentCheck, checkProps(doneItems)),
  'check-failed': screen(EnvironmentCheck, checkProps(failedItems)),
  'waiting-guest': screen(WaitingRoom, waiting),
  'waiting-guest-empty': screen(WaitingRoom, { ...waiting, name: '' }),
  'waiting-guest-waiting': guest('waiting'),
  'waiting-guest-absent': guest('host-absent'),
  'waiting-guest-refused': guest('refused'),
  'waiting-guest-lapsed': screen(WaitingRoom, {
    ...waiting,
    standing: { kind: 'guest', petition: 'waiting', askedAt: Date.now(), back: 'lapsed', elsewhere: false },
  }),
  'waiting-host': screen(WaitingRoom, {
    ...waiting,
    name: '毎日太郎',
    standing: { kind: 'host', counts: { lobby: 1, call: 0 }, elsewhere: false, connecting: false },
  }),
  'waiting-host-agenda': screen(WaitingRoom, {
    ...waiting,
    name: '毎日太郎',
    standing: { kind: 'host', counts: { lobby: 1, call: 0 }, elsewhere: false, connecting: false },
    agenda: agendaSetup(),
  }),
  'waiting-host-elsewhere': screen(WaitingRoom, {
    ...waiting,
    connected: false,
    standing: { kind: 'host', counts: { lobby: 1, call: 1 }, elsewhere: true, connecting: false },
  }),
  'waiting-denied': screen(WaitingRoom, {
    ...waiting,
    media: { ...waiting.media, picture: undefined, microphone: 'microphone-denied', camera: 'camera-denied' },
  }),
  'call-two': screen(CallScreen, call),
  'call-agenda': screen(CallScreen, { ...call, capabilities: [agendaPanel(agendaInCall)] }),
  ...Object.fromEntries(
    transcriptStates.map((state) => [
      `call-transcript-${state}`,
      screen(CallScreen, { ...call, capabilities: [transcriptInCall(state)] }),
    ]),
  ),
  'call-summary': screen(CallScreen, { ...call, capabilities: [transcriptInCall('on', 'summary')] }),
  'call-captions': screen(CallScreen, { ...call, capabilities: [captionsInCall] }),
  'call-guest': screen(CallScreen, { ...call, role: 'applicant', microphoneOn: false }),
  'call-files': screen(CallScreen, { ...call, ...withFiles }),
  'call-alone': screen(CallScreen, { ...call, participants: [person(0)], requests }),
  'call-six': screen(CallScreen, { ...call, participants: crowd, notices, relayUp: false, cameraOn: false }),
  ...Object.fromEntries(
    [3, 4, 5, 7, 8].map((count) => [
      `call-${count}`,
      screen(CallScreen, { ...call, participants: Array.from({ length: count }, (_, index) => person(index)) }),
    ]),
  ),
  'call-share': screen(CallScreen, {
    ...call,
    role: 'applicant',
    participants: [
      person(0, { role: 'applicant' }),
      person(1, { screen: true, role: 'host' }),
      person(2, { microphone: false }),
    ],
  }),
  'call-share-own': screen(CallScreen, { ...call, participants: [person(0, { screen: true }), person(1)] }),
  'call-troubles': screen(CallScreen, { ...call, notices: troubles, microphoneOn: false, cameraOn: false }),
  'call-held': screen(CallScreen, { ...call, role: 'applicant', notices, participants: held }),
  'call-request': screen(CallScreen, { ...call, requests, notices }),
  'end-left': end({}),
  'end-host': end({ host: true, how: 'left' }),
  'end-host-record': end({
    ...{ host: true, how: 'left', downloads },
    record: { summary: summaryView, summaryActions, finishing: true, waitingMs: 12_000, oncorrect: nothing },
  }),
  'end-host-moved': end({ host: true, how: 'moved' }),
  'end-host-refused': end({ host: true, how: 'refused' }),
  'end-host-downloads': end({ host: true, how: 'left', downloads }),
  'end-host-saved': end({ host: true, how: 'left', downloads: saved }),
  'end-left-downloads': end({ downloads: { ...downloads, offers: guestOffers } }),
  'end-over-downloads': end({ how: 'over', onreconnect: undefined, downloads: { ...downloads, offers: guestOffers } }),
  'end-over': end({ how: 'over', onreconnect: undefined }),
};
