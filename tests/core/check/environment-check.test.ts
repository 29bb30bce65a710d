import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { settled } from '../../../src/lib/core/cell.ts';
import type { BrowserReport } from '../../../src/lib/core/check/browsers.ts';
import { createEnvironmentCheck, type CheckDeps } from '../../../src/lib/core/check/environment-check.ts';
import type { CheckId } from '../../../src/lib/core/check/items.ts';
import type { NetworkProbe, PictureReport, RelayProbe } from '../../../src/lib/core/check/ports.ts';
import { keptInMemory } from '../../../src/lib/core/kept.ts';
import { createLocalMedia, type LocalMedia } from '../../../src/lib/core/media/local-media.ts';
import { Nonce, parse } from '../../../src/lib/wire/ids.ts';
import type { PassedCheck } from '../../../src/lib/wire/remembered.ts';
import type { TurnServer } from '../../../src/lib/wire/relay.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { createFakeDevices, createFakeVoices, type FakeDevices } from '../media/fakes.ts';

const chrome: BrowserReport = {
  name: 'chrome',
  version: 156,
  system: 'linux',
  handheld: false,
  inApp: false,
  missing: [],
};
const bright: PictureReport = { frames: 8, width: 1280, height: 720, brightest: 200 };
const TICKET = parse(Nonce, 'AAAAAAAAAAAAAAAAAAAAAA');
const VOICE = 0.1;

let clock: ReturnType<typeof createManualClock>;
let devices: FakeDevices;
let media: LocalMedia;
let rms: number;
let plays: boolean;
const passed = keptInMemory<PassedCheck>();

const relay: RelayProbe = {
  reach: () => Promise.resolve(true),
  ping: () => Promise.resolve(30),
  ticket: () => Promise.resolve(TICKET && { ticket: TICKET, maxBytes: 4_194_304 }),
  turnServers: () => Promise.resolve([]),
};
const network: NetworkProbe = {
  download: (_ticket, bytes) => Promise.resolve({ bytes, ms: 1000 }),
  upload: (_ticket, bytes) => Promise.resolve({ bytes, ms: 1000 }),
  reachTurn: () => Promise.resolve(true),
  findAddress: () => Promise.resolve(true),
};

beforeEach(() => {
  clock = createManualClock();
  devices = createFakeDevices();
  devices.plug('camera', 'cam-1', 'Front camera');
  devices.plug('microphone', 'mic-1', 'Built-in microphone');
  rms = VOICE;
  plays = true;
  passed.clear();
  media = createLocalMedia({
    devices: devices.port,
    openVoice: createFakeVoices(() => rms).open,
    speaker: { choosable: true, playTestSound: () => Promise.resolve(plays) },
    choice: keptInMemory(),
    sound: keptInMemory(),
  });
});
afterEach(() => media.end());

const createCheck = (deps: Partial<CheckDeps> = {}) => {
  const check = createEnvironmentCheck({
    clock,
    media,
    browser: () => Promise.resolve(chrome),
    watchPicture: () => Promise.resolve(bright),
    relay,
    network,
    secureContext: true,
    passed,
    ...deps,
  });
  const item = <Id extends CheckId>(id: Id) => {
    const found = check.items.get().find((one) => one.id === id);
    if (!found) throw new Error(`no item ${id}`);
    return found;
  };
  return { ...check, item };
};
const hear = async (check: ReturnType<typeof createCheck>): Promise<void> => {
  await check.playTestSound();
  check.confirmAudio(true);
};

describe('E1 the six items', () => {
  test('all pass, with what was measured; the sound waits for the person', async () => {
    const check = createCheck();
    expect(check.items.get().map(({ id }) => id)).toEqual([
      'browser',
      'camera',
      'microphone',
      'audio',
      'speed',
      'security',
    ]);
    expect(check.items.get().every(({ state }) => state === 'pending')).toBe(true);
    await check.run();
    expect(check.item('audio').state).toBe('running');
    expect(check.passed.get()).toBe(false);
    await hear(check);
    expect(check.items.get().map(({ state }) => state)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok']);
    expect(check.passed.get()).toBe(true);
    expect(check.item('camera').measured).toEqual({ label: 'Front camera', ...bright });
    expect(check.item('speed').measured).toEqual({ downMbps: 33.554432, upMbps: 16.777216, roundTripMs: 30 });
    expect(check.item('security').measured).toMatchObject({ turn: 'none', direct: true });
    expect(devices.prompts()).toBe(1);
  });

  test('E2 on a phone nobody is asked about the test sound, and it may still be played', async () => {
    const check = createCheck({ browser: () => Promise.resolve({ ...chrome, system: 'android', handheld: true }) });
    await check.run();
    expect(check.item('audio').state).toBe('ok');
    plays = false;
    await check.playTestSound();
    expect(check.item('audio').state).toBe('ok');
    plays = true;
    await check.playTestSound();
    expect(check.item('audio').measured).toEqual({ played: true, heard: undefined });
    expect(check.passed.get()).toBe(true);
  });
});

describe('E2 what is really measured', () => {
  test.each([
    ['no frame comes', { frames: 0, width: 0, height: 0, brightest: 0 }, 'failed', 'camera-no-picture'],
    ['one old frame comes', { ...bright, frames: 1 }, 'failed', 'camera-no-picture'],
    ['all is black', { ...bright, brightest: 10 }, 'warning', 'camera-dark'],
  ] as const)('the camera is open, but %s', async (_what, report, state, problem) => {
    const check = createCheck({ watchPicture: () => Promise.resolve(report) });
    await check.run();
    expect(check.item('camera')).toMatchObject({ state, problem });
  });

  test.each([
    ['digital silence', 0, 'failed', 'microphone-silent'],
    ['a murmur', 0.001, 'warning', 'microphone-quiet'],
  ] as const)('the microphone is open, but gives %s', async (_what, level, state, problem) => {
    rms = level;
    const check = createCheck();
    const run = check.run();
    await settled(check.items, (items) =>
      items.some(({ id, measured }) => id === 'microphone' && measured !== undefined),
    );
    expect(check.item('microphone').state).toBe('running');
    await clock.advance(13_000);
    await run;
    expect(check.item('microphone')).toMatchObject({ state, problem });
  });

  test('the microphone is waited for until somebody speaks', async () => {
    rms = 0;
    const check = createCheck();
    const run = check.run();
    await settled(check.items, (items) =>
      items.some(({ id, measured }) => id === 'microphone' && measured !== undefined),
    );
    rms = VOICE;
    await clock.advance(50);
    await run;
    expect(check.item('microphone').state).toBe('ok');
  });

  test('W10 a refused camera is named; trying again asks again', async () => {
    devices.denied.add('camera');
    const check = createCheck();
    await check.run();
    expect(check.item('camera')).toMatchObject({ state: 'failed', problem: 'camera-denied' });
    expect(check.item('microphone').state).toBe('ok');
    devices.denied.clear();
    await check.retry('camera');
    expect(check.item('camera').state).toBe('ok');
  });

  test('each way to the TURN server is shown', async () => {
    const servers: TurnServer[] = [
      { urls: ['turn:a', 'turn:a?transport=tcp', 'turns:a'], username: 'u', credential: 'c' },
    ];
    const check = createCheck({
      relay: { ...relay, turnServers: () => Promise.resolve(servers) },
      network: { ...network, reachTurn: ({ urls }) => Promise.resolve(urls[0] !== 'turn:a') },
    });
    await check.run();
    expect(check.item('security')).toMatchObject({
      state: 'warning',
      problem: 'turn-partly',
      measured: { paths: { udp: 'unreached', tcp: 'reached', tls: 'reached' } },
    });
  });

  test('a relay that never answers fails the line and the security item, in time', async () => {
    const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
    const check = createCheck({ relay: { reach: never, ping: never, ticket: never, turnServers: never } });
    const run = check.run();
    await clock.advance(30_000);
    await run;
    expect(check.item('security')).toMatchObject({ state: 'failed', problem: 'relay-unreachable' });
    expect(check.item('speed')).toMatchObject({ state: 'failed', problem: 'line-unmeasured' });
  });

  test('a test sound that the browser does not play, or that is not heard, fails; it can be tried again', async () => {
    const check = createCheck();
    await check.run();
    plays = false;
    await check.playTestSound();
    expect(check.item('audio').problem).toBe('sound-blocked');
    plays = true;
    await check.playTestSound();
    expect(check.item('audio')).toMatchObject({ state: 'running', problem: undefined });
    check.confirmAudio(false);
    expect(check.item('audio').problem).toBe('sound-not-heard');
    await hear(check);
    expect(check.item('audio').state).toBe('ok');
  });
});

describe('E3 going on', () => {
  test('a failed camera can be left out by choice; an unreachable relay cannot', async () => {
    devices.unplug('cam-1');
    const check = createCheck({ relay: { ...relay, reach: () => Promise.resolve(false) } });
    await check.run();
    await hear(check);
    check.override('camera');
    check.override('security');
    expect(check.item('camera').overridden).toBe(true);
    expect(check.item('security').overridden).toBe(false);
    expect(check.passed.get()).toBe(false);
  });

  test('what is not failed cannot be left out, and a retry takes the choice back', async () => {
    devices.unplug('cam-1');
    const check = createCheck();
    check.override('camera');
    expect(check.item('camera').overridden).toBe(false);
    await check.run();
    await hear(check);
    check.override('camera');
    expect(check.passed.get()).toBe(true);
    await check.retry('camera');
    expect(check.passed.get()).toBe(false);
  });

  test('the same browser with the same devices skips it later', async () => {
    const first = createCheck();
    expect(await first.passedBefore()).toBe(false);
    await first.run();
    await hear(first);
    await vi.waitFor(() =>
      expect(passed.get()).toMatchObject({ browser: 'chrome', camera: 'cam-1', microphone: 'mic-1' }),
    );

    expect(await createCheck().passedBefore()).toBe(true);
    expect(await createCheck({ browser: () => Promise.resolve({ ...chrome, name: 'edge' }) }).passedBefore()).toBe(
      false,
    );
    devices.unplug('cam-1');
    devices.plug('camera', 'cam-2');
    await settled(media.devices, ({ cameras }) => cameras[0]?.id === 'cam-2');
    expect(await createCheck().passedBefore()).toBe(false);
  });

  test('a second run starts over, and what the first still measures is ignored', async () => {
    const slow = Promise.withResolvers<PictureReport>();
    let watches = 0;
    const check = createCheck({ watchPicture: () => (watches++ === 0 ? slow.promise : Promise.resolve(bright)) });
    const first = check.run();
    await vi.waitFor(() => expect(watches).toBe(1));
    await check.run();
    expect(check.item('camera').state).toBe('ok');
    slow.resolve({ ...bright, frames: 0 });
    await first;
    expect(check.item('camera').state).toBe('ok');
  });
});
