import { describe, expect, test } from 'vitest';
import { cell } from '../../../../src/lib/core/cell.ts';
import { keptInMemory } from '../../../../src/lib/core/kept.ts';
import { createBackdrop } from '../../../../src/lib/core/media/backdrop/backdrop.ts';
import { DETAILS } from '../../../../src/lib/core/media/backdrop/keep-up.ts';
import type { PictureFault } from '../../../../src/lib/core/media/backdrop/picture-file.ts';
import type { BackdropEngine, RunEvents } from '../../../../src/lib/core/media/backdrop/ports.ts';
import type { MediaSourceState } from '../../../../src/lib/core/media/source.ts';
import type { BackdropChoice, Detail } from '../../../../src/lib/wire/backdrop.ts';
import { createManualClock, quiet } from '../../../support/manual-clock.ts';
import { FakeTrack } from '../fakes.ts';

const live = (track: MediaStreamTrack): MediaSourceState => ({ t: 'live', track, deviceId: 'one', label: 'One' });
const blur: BackdropChoice = { kind: 'blur' };
const sea: BackdropChoice = { kind: 'preset', preset: 'sea' };
const none: BackdropChoice = { kind: 'none' };
const own: BackdropChoice = { kind: 'own' };

function setup({ choice, available = true }: { choice?: BackdropChoice; available?: boolean } = {}) {
  const clock = createManualClock();
  const raw = new FakeTrack('camera', 'one', 'One');
  const camera = cell<MediaSourceState>({ t: 'off' });
  const kept = keptInMemory(choice);
  const runs: {
    camera: MediaStreamTrack;
    track: FakeTrack;
    events: RunEvents;
    pictures: unknown[];
    details: Detail[];
  }[] = [];
  const engines: { ended: boolean }[] = [];
  const asked: boolean[] = [];
  const closed: string[] = [];
  const faults = { engine: false, preset: false };
  let ownFile: Blob | undefined;
  let keepFault: PictureFault | undefined;

  const bitmap = (name: string) => ({ name, close: () => void closed.push(name) }) as unknown as ImageBitmap;
  const openEngine = async (): Promise<BackdropEngine> => {
    await Promise.resolve();
    if (faults.engine) throw new Error('no worker');
    const engine = { ended: false };
    engines.push(engine);
    return {
      start(track, detail, events) {
        const run = {
          camera: track,
          track: new FakeTrack('camera', '', ''),
          events,
          pictures: [] as unknown[],
          details: [detail],
        };
        runs.push(run);
        return {
          track: run.track,
          setPicture: (picture) => void run.pictures.push(picture && (picture as unknown as { name: string }).name),
          setDetail: (next) => void run.details.push(next),
          end: () => run.track.stop(),
        };
      },
      end: () => void (engine.ended = true),
    };
  };
  const backdrop = createBackdrop({
    clock,
    camera,
    setCamera: (on) => {
      asked.push(on);
      camera.set(on ? live(new FakeTrack('camera', 'one', 'One')) : { t: 'off' });
      return Promise.resolve();
    },
    available,
    choice: kept,
    openEngine,
    openPictures: () =>
      Promise.resolve({
        preset: (preset) => (faults.preset ? Promise.reject(new Error('404')) : Promise.resolve(bitmap(preset))),
        own: () => Promise.resolve(ownFile && { file: ownFile, picture: bitmap('own') }),
        keepOwn: (file) => {
          if (!keepFault || keepFault === 'not-kept') ownFile = file;
          return Promise.resolve(keepFault);
        },
        removeOwn: () => {
          ownFile = undefined;
          return Promise.resolve();
        },
      }),
  });
  /** Every track that could be sent, in order; undefined: none. */
  const sent: (MediaStreamTrack | undefined)[] = [undefined];
  backdrop.camera.subscribe((state) => {
    const track = state.t === 'live' ? state.track : undefined;
    if (track !== sent.at(-1)) sent.push(track);
  });
  const lastRun = () => {
    const run = runs.at(-1);
    if (!run) throw new Error('no run');
    return run;
  };
  return {
    ...{ backdrop, camera, raw, clock, kept, runs, engines, asked, sent, faults, closed, lastRun },
    setKeepFault: (fault: PictureFault | undefined) => (keepFault = fault),
    /** The background of the live camera is replaced by now. */
    async run(choose: BackdropChoice) {
      camera.set(live(raw));
      backdrop.choose(choose);
      await quiet();
      lastRun().events.ready();
      return lastRun();
    },
  };
}
type Setup = ReturnType<typeof setup>;
const rawTracksSent = ({ sent, runs }: Setup): unknown[] =>
  sent.filter((track) => track !== undefined && !runs.some((run) => run.track === track));

describe('W4 the virtual background', () => {
  test('none: the camera as it is, and nothing is loaded', async () => {
    const { backdrop, camera, raw, engines, sent } = setup();
    camera.set(live(raw));
    await quiet();
    expect(sent).toEqual([undefined, raw]);
    expect(engines).toEqual([]);
    camera.set({ t: 'failed', fault: 'camera-busy' });
    expect(backdrop.camera.get()).toEqual({ t: 'failed', fault: 'camera-busy' });
  });

  test('chosen while the room is shown: it changes at the first finished picture, without a gap', async () => {
    const world = setup();
    const { track, pictures } = await world.run(blur);
    expect(pictures).toEqual([undefined]);
    expect(world.sent).toEqual([undefined, world.raw, track]);
    expect(world.raw.readyState).toBe('live');
    world.backdrop.choose(sea);
    await quiet();
    expect(pictures).toEqual([undefined, 'sea']);
    expect(world.sent).toHaveLength(3);
    world.backdrop.choose(none);
    expect(world.sent.at(-1)).toBe(world.raw);
    expect([track.readyState, world.raw.readyState]).toEqual(['ended', 'live']);
    expect(world.asked).toEqual([]);
  });

  test('remembered: the bare room is never sent, whatever comes and goes', async () => {
    const world = setup({ choice: sea });
    world.camera.set(live(world.raw));
    expect(world.backdrop.camera.get()).toEqual({ t: 'starting' });
    await quiet();
    expect(world.sent).toEqual([undefined]);
    world.lastRun().events.ready();
    expect(world.sent).toEqual([undefined, world.lastRun().track]);
    // another camera
    world.camera.set({ t: 'starting' });
    world.camera.set(live(new FakeTrack('camera', 'two', 'Two')));
    await quiet();
    world.lastRun().events.ready();
    // off and on
    world.camera.set({ t: 'off' });
    world.camera.set(live(new FakeTrack('camera', 'two', 'Two')));
    await quiet();
    expect(world.runs).toHaveLength(3);
    expect(rawTracksSent(world)).toEqual([]);
  });

  test('what cannot be loaded switches the camera off and asks; only the answer shows the room', async () => {
    const world = setup({ choice: blur });
    world.faults.engine = true;
    world.camera.set(live(world.raw));
    await quiet();
    expect(world.backdrop.state.get()).toEqual({ t: 'stopped', why: 'failed' });
    expect([world.asked, world.camera.get().t]).toEqual([[false], 'off']);
    expect(rawTracksSent(world)).toEqual([]);
    // the camera's button tries again
    world.faults.engine = false;
    world.camera.set(live(world.raw));
    await quiet();
    world.lastRun().events.ready();
    expect(world.backdrop.camera.get()).toMatchObject({ t: 'live', track: world.lastRun().track });
    world.lastRun().events.failed();
    expect(world.backdrop.camera.get().t).toBe('off');
    expect(rawTracksSent(world)).toEqual([]);
    await world.backdrop.showRoom();
    expect(world.kept.get()).toEqual(none);
    expect(rawTracksSent(world)).toHaveLength(1);
  });

  test('the question can be put aside: the camera stays off, the choice stays', async () => {
    const world = setup();
    (await world.run(blur)).events.failed();
    world.backdrop.dismiss();
    expect(world.backdrop.state.get()).toEqual({ t: 'waiting' });
    expect([world.camera.get().t, world.kept.get()]).toEqual(['off', blur]);
  });

  test('a machine that does not keep up: smaller pictures first, then the camera goes off', async () => {
    const world = setup();
    const { events, details } = await world.run(blur);
    for (let second = 0; second < 60; second += 1) events.report({ frames: 1, busyMs: 1000, ms: 1000 });
    expect(details).toEqual(DETAILS);
    expect(world.backdrop.state.get()).toEqual({ t: 'stopped', why: 'too-slow' });
    expect(world.camera.get().t).toBe('off');
    expect(world.engines.at(-1)?.ended).toBe(false); // ended in its turn
    await quiet();
    expect(world.engines.at(-1)?.ended).toBe(true);
  });

  test('W4 a call that is too much for the machine: the coarsest at once, and then the camera goes off', async () => {
    const world = setup();
    const { details } = await world.run(blur);
    expect(world.backdrop.coarse.get()).toBe(false);
    world.backdrop.relieve();
    expect(details).toEqual([DETAILS[0], DETAILS[2]]);
    expect([world.backdrop.state.get().t, world.camera.get().t]).toEqual(['running', 'live']);
    expect(world.backdrop.coarse.get()).toBe(true);
    world.backdrop.relieve();
    expect(world.backdrop.coarse.get()).toBe(false);
    expect(world.backdrop.state.get()).toEqual({ t: 'stopped', why: 'too-slow' });
    expect(world.camera.get().t).toBe('off');
  });

  test('W4 without a background there is nothing to relieve', async () => {
    const world = setup();
    await world.run(blur);
    world.backdrop.choose(none);
    world.backdrop.relieve();
    world.backdrop.relieve();
    expect([world.backdrop.state.get().t, world.camera.get().t]).toEqual(['off', 'live']);
  });

  test('a worker that says nothing any more is dead; one that reports is not, however long', async () => {
    const world = setup();
    const { events } = await world.run(blur);
    for (let minute = 0; minute < 10; minute += 1) {
      await world.clock.advance(6_000);
      events.report({ frames: 100, busyMs: 500, ms: 6_000 });
    }
    expect(world.backdrop.state.get().t).toBe('running');
    await world.clock.advance(20_000);
    expect(world.backdrop.state.get()).toEqual({ t: 'stopped', why: 'failed' });
  });

  test('a background that does not load leaves the one before in place, and says so', async () => {
    const world = setup();
    const { pictures } = await world.run(blur);
    world.faults.preset = true;
    world.backdrop.choose(sea);
    await quiet();
    expect([world.backdrop.missed.get(), world.backdrop.choice.get(), world.kept.get()]).toEqual([true, blur, blur]);
    expect([world.backdrop.state.get().t, pictures]).toEqual(['running', [undefined]]);
    world.faults.preset = false;
    world.backdrop.choose(sea);
    await quiet();
    expect([world.backdrop.missed.get(), pictures.at(-1)]).toEqual([false, 'sea']);
  });

  test('of two choices in a row the later one counts, whichever loads first', async () => {
    const world = setup();
    const { pictures } = await world.run(blur);
    world.backdrop.choose(sea);
    world.backdrop.choose({ kind: 'preset', preset: 'dawn' });
    await quiet();
    expect([pictures, world.closed]).toEqual([[undefined, 'dawn'], ['sea']]);
  });

  test('an own picture is taken and chosen; one that is refused changes nothing; removed, it is no bare room', async () => {
    const world = setup();
    const { pictures } = await world.run(blur);
    world.setKeepFault('not-a-picture');
    expect(await world.backdrop.keepOwn(new Blob(['?']))).toBe('not-a-picture');
    expect(world.backdrop.choice.get()).toEqual(blur);
    world.setKeepFault(undefined);
    expect(await world.backdrop.keepOwn(new Blob([new Uint8Array(512 * 1024 + 1)]))).toBe('too-large');
    expect(await world.backdrop.keepOwn(new Blob(['picture']))).toBeUndefined();
    await quiet();
    expect([world.kept.get(), pictures.at(-1), world.backdrop.own.get()?.size]).toEqual([own, 'own', 7]);
    await world.backdrop.removeOwn();
    expect([world.kept.get(), world.backdrop.own.get()]).toEqual([blur, undefined]);
  });

  test('a remembered own picture that is gone is no reason to show the room', async () => {
    const world = setup({ choice: own });
    world.camera.set(live(world.raw));
    await quiet();
    expect(world.backdrop.state.get()).toEqual({ t: 'stopped', why: 'failed' });
    expect(rawTracksSent(world)).toEqual([]);
  });

  test('C3 where it is not offered, a remembered choice does nothing and none can be made', async () => {
    const { backdrop, camera, raw, engines, sent } = setup({ choice: blur, available: false });
    camera.set(live(raw));
    backdrop.choose(sea);
    await quiet();
    expect([sent, engines]).toEqual([[undefined, raw], []]);
  });

  test('none for a minute: the worker is let go; at the end everything is', async () => {
    const world = setup();
    await world.run(blur);
    world.backdrop.choose(none);
    world.backdrop.choose(blur);
    await quiet();
    expect(world.engines).toHaveLength(1);
    world.backdrop.choose(none);
    await world.clock.advance(61_000);
    expect(world.engines[0]?.ended).toBe(true);
    const { track } = await world.run(blur);
    expect(world.engines).toHaveLength(2);
    world.backdrop.end();
    await quiet();
    expect([track.readyState, world.engines[1]?.ended]).toEqual(['ended', true]);
  });
});
