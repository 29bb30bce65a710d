/**
 * The environment check (spec E1-E3): runs the six items, lets each be tried again or, where a call is possible without it,
 * be left out by an explicit choice, and remembers in this browser that it was passed.
 *
 * The camera's and microphone's prompt is one (LocalMedia), and what they opened stays open for the waiting room.
 */
import type { PassedCheck } from '../../wire/remembered.ts';
import { cell, type Cell } from '../cell.ts';
import type { Clock } from '../clock.ts';
import type { Kept } from '../kept.ts';
import type { Device } from '../media/devices.ts';
import type { LocalMedia } from '../media/local-media.ts';
import { judgeBrowser, type BrowserReport } from './browsers.ts';
import { checkCamera, checkMicrophone } from './devices.ts';
import {
  canOverride,
  CHECK_IDS,
  isPassed,
  type CheckId,
  type CheckItem,
  type ItemOf,
  type Measured,
  type Outcome,
} from './items.ts';
import { checkLine } from './line.ts';
import type { NetworkProbe, RelayProbe, WatchPicture } from './ports.ts';
import { checkSecurity } from './security.ts';

export interface CheckDeps {
  readonly clock: Clock;
  readonly media: LocalMedia;
  readonly browser: () => Promise<BrowserReport>;
  readonly watchPicture: WatchPicture;
  readonly relay: RelayProbe;
  readonly network: NetworkProbe;
  readonly secureContext: boolean;
  readonly passed: Kept<PassedCheck>;
}

export interface EnvironmentCheck {
  readonly items: Cell<readonly CheckItem[]>;
  /** Every item is ok, a warning, or left out by choice. */
  readonly passed: Cell<boolean>;
  /** Runs all items anew. Resolves when nothing more happens without the person; the sound waits for playTestSound. */
  run(): Promise<void>;
  retry(id: CheckId): Promise<void>;
  /** Plays the test sound; afterwards the person says whether it was heard. */
  playTestSound(): Promise<void>;
  confirmAudio(heard: boolean): void;
  /** Goes on without a failed item (spec E3); does nothing where no call is possible without it. */
  override(id: CheckId): void;
  /** Whether this browser has passed before, and nothing is known to have changed: the check need not be shown. */
  passedBefore(): Promise<boolean>;
  end(): void;
}

type Items = { readonly [Id in CheckId]: ItemOf<Id> };

const pending = <const Id extends CheckId>(id: Id): ItemOf<Id> => ({
  id,
  state: 'pending',
  measured: undefined,
  problem: undefined,
  overridden: false,
});

const ALL_PENDING: Items = {
  browser: pending('browser'),
  camera: pending('camera'),
  microphone: pending('microphone'),
  audio: pending('audio'),
  speed: pending('speed'),
  security: pending('security'),
};

const listed = (all: Items): readonly CheckItem[] => CHECK_IDS.map((id) => all[id]);

export function createEnvironmentCheck(deps: CheckDeps): EnvironmentCheck {
  const { clock, media, relay, network } = deps;
  let all = ALL_PENDING;
  const items = cell(listed(all));
  const passed = cell(false);
  /** Per item: which run of it counts. What an earlier one still has to say is ignored. */
  const runs = new Map<CheckId, number>();
  let browser: Promise<BrowserReport> | undefined;
  const ownBrowser = (): Promise<BrowserReport> => (browser ??= deps.browser());
  let ended = false;

  const remember = async (): Promise<void> => {
    const { name } = await ownBrowser();
    const camera = media.camera.get();
    const microphone = media.microphone.get();
    deps.passed.set({
      at: clock.now(),
      browser: name,
      ...(camera.t === 'live' && { camera: camera.deviceId }),
      ...(microphone.t === 'live' && { microphone: microphone.deviceId }),
    });
  };

  const put = <Id extends CheckId>(id: Id, change: Partial<ItemOf<Id>>): void => {
    all = { ...all, [id]: { ...all[id], ...change } };
    items.set(listed(all));
    const now = items.get().every(isPassed);
    if (now && !passed.get()) void remember();
    passed.set(now);
  };

  /** A new run of an item: the earlier one, if any, no longer counts. */
  const begin = <Id extends CheckId>(id: Id) => {
    const mine = (runs.get(id) ?? 0) + 1;
    runs.set(id, mine);
    const wanted = (): boolean => !ended && runs.get(id) === mine;
    put(id, pending(id));
    return {
      wanted,
      report(measured: Measured[Id] | undefined): void {
        if (wanted()) put<CheckId>(id, { state: 'running', measured, problem: undefined });
      },
      finish({ state, measured, problem }: Outcome<Id>): void {
        if (wanted()) put<CheckId>(id, { state, measured, problem });
      },
    };
  };
  type Run<Id extends CheckId> = ReturnType<typeof begin<Id>>;

  const runItem = async <Id extends CheckId>(
    id: Id,
    measure: (run: Run<Id>) => Promise<Outcome<Id>>,
  ): Promise<void> => {
    const run = begin(id);
    run.report(undefined);
    try {
      run.finish(await measure(run));
    } catch {
      run.finish({ state: 'failed', measured: undefined, problem: 'internal' });
    }
  };

  let sound: Run<'audio'> | undefined;
  /** Waits for the person, except on phones and tablets, where the system plays and is heard (spec E2). */
  const runAudio = async (): Promise<void> => {
    const run = begin('audio');
    sound = run;
    const measured = { played: false, heard: undefined };
    run.report(measured);
    if ((await ownBrowser()).handheld) run.finish({ state: 'ok', measured });
  };

  const measures: { readonly [Id in CheckId]: () => Promise<void> } = {
    browser: () => runItem('browser', async () => judgeBrowser(await ownBrowser())),
    camera: () =>
      runItem('camera', async () => {
        await media.setCamera(true);
        return checkCamera(media.camera.get(), deps.watchPicture);
      }),
    microphone: () =>
      runItem('microphone', async ({ report, wanted }) => {
        await media.setMicrophone(true);
        return checkMicrophone({ clock, rms: media.inputRms, state: media.microphone.get, report, wanted });
      }),
    audio: runAudio,
    speed: () => runItem('speed', ({ report }) => checkLine({ clock, relay, network, report })),
    security: () =>
      runItem('security', ({ report }) =>
        checkSecurity({ clock, relay, network, secureContext: deps.secureContext, report }),
      ),
  };

  return {
    items,
    passed,
    async run() {
      all = ALL_PENDING;
      // The line is measured when nothing else of the check uses it.
      const network = measures.security().then(measures.speed);
      await Promise.all([measures.browser(), measures.camera(), measures.microphone(), measures.audio(), network]);
    },
    retry: (id) => measures[id](),
    async playTestSound() {
      const run = sound;
      if (!run?.wanted()) return;
      const before = all.audio;
      const played = await media.playTestSound();
      if (!run.wanted()) return;
      // On a phone, and where the person answered while it still played, the item is decided already.
      if (all.audio !== before || before.state === 'ok')
        put('audio', { measured: { played, heard: all.audio.measured?.heard } });
      else if (played) run.report({ played, heard: undefined });
      else run.finish({ state: 'failed', measured: { played, heard: undefined }, problem: 'sound-blocked' });
    },
    confirmAudio(heard) {
      const measured = { played: true, heard };
      sound?.finish(heard ? { state: 'ok', measured } : { state: 'failed', measured, problem: 'sound-not-heard' });
    },
    override(id) {
      if (canOverride(all[id])) put(id, { overridden: true });
    },
    async passedBefore() {
      const before = deps.passed.get();
      if (!before) return false;
      const report = await ownBrowser();
      if (report.missing.length > 0 || report.name !== before.browser) return false;
      const { cameras, microphones } = media.devices.get();
      const stillThere = (devices: readonly Device[], id: string | undefined): boolean =>
        // Without a permission the browser tells no ids: nothing is known to have changed.
        id === undefined || devices.length === 0 || devices.some((device) => device.id === id);
      return stillThere(cameras, before.camera) && stillThere(microphones, before.microphone);
    },
    end() {
      ended = true;
    },
  };
}
