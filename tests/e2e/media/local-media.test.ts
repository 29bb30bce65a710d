/** The person's own microphone, camera and speaker, in Chromium with fake devices. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, expect, test, type Browser, type Page } from '@playwright/test';
import { chromiumPath, createBrowsers, type SeatOptions } from '../../support/browsers.ts';
import { alice } from '../../support/fake-media.ts';
import { loudness, stretchesAway } from '../../support/loudness.ts';
import { wav } from '../../support/noisy-speech.ts';
import { servePage, type ServedPage } from './served-page.ts';

const browsers = createBrowsers();
let served: ServedPage;
let bare: Browser | undefined;

test.beforeAll(async () => {
  served = await servePage();
});
test.afterEach(async () => {
  await browsers.closeAll();
  await bare?.close();
  bare = undefined;
});
test.afterAll(() => served.close());

async function open(options: SeatOptions = {}, url = served.url): Promise<Page> {
  const { page } = await browsers.seat(alice, options);
  await page.goto(url);
  await page.waitForFunction(() => 'media' in window);
  return page;
}
/** Chromium's own fake devices, so many, with the browser's own answer to the prompt. */
async function openBare(devices: number, permissions: string[]): Promise<Page> {
  const executablePath = chromiumPath();
  bare = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      `--use-fake-device-for-media-stream=device-count=${devices}`,
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
  const page = await (await bare.newContext({ permissions })).newPage();
  await page.goto(served.url);
  await page.waitForFunction(() => 'media' in window);
  return page;
}
const states = (page: Page) =>
  page.evaluate(() => {
    const { microphone, camera } = window.media.local;
    return [microphone.get(), camera.get()].map((state) => (state.t === 'failed' ? state.fault : state.t));
  });
const start = (page: Page) => page.evaluate(() => window.media.local.start());

test('W2 picture and level arrive, the level also while muted (C6)', async () => {
  const page = await open();
  await start(page);
  expect(await states(page)).toEqual(['live', 'live']);
  const level = () => page.evaluate(() => window.media.local.level());
  await expect.poll(level).toBeGreaterThan(0.3);
  await page.evaluate(() => window.media.local.setMicrophone(false));
  await expect.poll(level).toBeGreaterThan(0.3);
  const enabled = await page.evaluate(() => {
    const state = window.media.local.microphone.get();
    return state.t === 'live' && state.track.enabled;
  });
  expect(enabled).toBe(false);
});

test('V1 camera off ends the track, on brings a new one', async () => {
  const page = await open();
  const tracks = await page.evaluate(async () => {
    const { local } = window.media;
    await local.start();
    const before = local.camera.get();
    await local.setCamera(false);
    const off = before.t === 'live' && before.track.readyState;
    await local.setCamera(true);
    const after = local.camera.get();
    return [off, after.t === 'live' && after.track.readyState];
  });
  expect(tracks).toEqual(['ended', 'live']);
});

test('W3 another camera is chosen, and remembered after a reload', async () => {
  const page = await openBare(3, ['camera', 'microphone']);
  await start(page);
  const chosen = await page.evaluate(async () => {
    const { local, settled } = window.media;
    const { cameras } = await settled(local.devices, (lists) => lists.cameras.length === 3);
    const present = local.camera.get();
    const other = cameras.find(({ id }) => present.t === 'live' && id !== present.deviceId);
    if (other) await local.choose('camera', other.id);
    return other?.id;
  });
  const used = () =>
    page.evaluate(() => {
      const state = window.media.local.camera.get();
      return state.t === 'live' ? state.deviceId : state.t;
    });
  expect(chosen).toBeTruthy();
  expect(await used()).toBe(chosen);
  await page.reload();
  await page.waitForFunction(() => 'media' in window);
  await start(page);
  expect(await used()).toBe(chosen);
});

test('W10 without a camera the microphone comes', async () => {
  const page = await openBare(0, ['camera', 'microphone']);
  await start(page);
  expect(await states(page)).toEqual(['live', 'camera-missing']);
});

test('W10 a refusal is named for both', async () => {
  const page = await open({ args: ['--use-fake-ui-for-media-stream=deny'], context: { permissions: [] } });
  await start(page);
  expect(await states(page)).toEqual(['microphone-denied', 'camera-denied']);
});

test('W10 with only the microphone permitted the camera is named as refused', async () => {
  const page = await openBare(1, ['microphone']);
  await start(page);
  expect(await states(page)).toEqual(['live', 'camera-denied']);
});

test('W10 http on a name is an insecure context, and said to be one', async () => {
  const page = await open(
    { args: ['--host-resolver-rules=MAP insecure.test 127.0.0.1'] },
    `http://insecure.test:${served.port}/`,
  );
  await start(page);
  expect(await states(page)).toEqual(['insecure-context', 'insecure-context']);
});

test('W3 the test sound plays through the chosen speaker; one that is gone does not stop it', async () => {
  const page = await open();
  await start(page);
  await page.getByRole('button').click();
  const played = await page.evaluate(async () => {
    const { local, settled, routeTo } = window.media;
    const { speakers } = await settled(local.devices, (lists) => lists.speakers.length > 0);
    const [first] = speakers;
    if (first) await local.choose('speaker', first.id);
    return [await local.playTestSound(), await routeTo(new Audio(), first?.id), await routeTo(new Audio(), 'gone')];
  });
  expect(played).toEqual([true, true, false]);
});

test('V1 noise cancelling fades in and out without a gap or a step in what is sent', async () => {
  // RNNoise takes a steady tone in the range of voices for one: both ways give it as it is.
  const tone = Float32Array.from({ length: 48_000 }, (_, at) => 0.3 * Math.sin((2 * Math.PI * 440 * at) / 48_000));
  const folder = mkdtempSync(path.join(tmpdir(), 'mensetsu-tone-'));
  const file = path.join(folder, 'tone.wav');
  writeFileSync(file, wav(tone));
  const page = await open({ args: [`--use-file-for-fake-audio-capture=${file}`] });
  await page.evaluate(async () => {
    const { local, settled } = window.media;
    await local.start({ microphone: true, camera: false });
    await settled(local.noiseCancelling, (state) => state === 'on');
    const sent = local.voice.get();
    if (!sent) throw new Error('a microphone is open');
    const audio = document.createElement('audio');
    audio.srcObject = new MediaStream([sent]);
    document.body.append(audio);
  });
  const spread = (blocks: readonly number[]): number => Math.max(...blocks) - Math.min(...blocks);
  // The browser's gain control comes to rest.
  await expect.poll(async () => spread(await loudness(page, 1)), { timeout: 20_000 }).toBeLessThan(0.5);
  const recorded = loudness(page, 3);
  const states = await page.evaluate(async () => {
    const { local, settled } = window.media;
    const seen: string[] = [];
    for (const on of [false, true, false, true]) {
      local.setNoiseCancelling(on);
      seen.push(await settled(local.noiseCancelling, (state) => state === (on ? 'on' : 'off')));
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return seen;
  });
  expect(states).toEqual(['off', 'on', 'off', 'on']);
  // The fake microphone of a busy machine stumbles once in a while; what the switch does it would do at each of the four.
  expect(stretchesAway(await recorded, 0.5)).toBeLessThanOrEqual(1);
  rmSync(folder, { recursive: true, force: true });
});

test('V5: a microphone that is not used any more leaves nothing behind of its noise cancelling', async () => {
  const page = await open();
  const devtools = await page.context().newCDPSession(page);
  const listeners = async (): Promise<number> => {
    await devtools.send('HeapProfiler.collectGarbage');
    return (await devtools.send('Memory.getDOMCounters')).jsEventListeners;
  };
  const USES = 4;
  await page.evaluate((count) => window.media.useVoices(count), USES);
  const once = await listeners();
  await page.evaluate((count) => window.media.useVoices(count), USES);
  await expect.poll(listeners).toBeLessThan(once + USES);
});

test('T1: of a track that is not listened to any more nothing is left in the graph', async () => {
  const page = await open();
  const devtools = await page.context().newCDPSession(page);
  const taps = new Set<string>();
  devtools.on(
    'WebAudio.audioNodeCreated',
    ({ node }) => void (node.nodeType === 'AudioWorklet' && taps.add(node.nodeId)),
  );
  devtools.on('WebAudio.audioNodeWillBeDestroyed', ({ nodeId }) => void taps.delete(nodeId));
  await devtools.send('WebAudio.enable');
  const LISTENED = 4;
  await page.evaluate((count) => window.media.listenTo(count), LISTENED);
  expect(taps.size).toBeGreaterThan(0);
  await expect
    .poll(async () => {
      await devtools.send('HeapProfiler.collectGarbage');
      return taps.size;
    })
    .toBe(0);
});
