/** What core/media may rely on from MediaDevicesPort. Run on the fake (media-devices.test.ts) and in Chromium (tests/e2e/media). */
import { obstacleOf } from '../../src/lib/core/media/faults.ts';
import type { MediaDevicesPort, OpenedTracks, Wanted } from '../../src/lib/core/media/ports.ts';
import { expectEqual, type ContractCase } from './contract-case.ts';

const stopAll = ({ microphone, camera }: OpenedTracks): void => {
  microphone?.stop();
  camera?.stop();
};

async function obstacle(port: MediaDevicesPort, wanted: Wanted): Promise<string> {
  try {
    stopAll(await port.open(wanted));
    return 'none';
  } catch (error) {
    return obstacleOf(error);
  }
}

/** For a computer with at least one camera and one microphone, where the person permits both. */
export const mediaDevicesContract: readonly ContractCase<MediaDevicesPort>[] = [
  {
    title: 'the pair comes from one question, each with its device',
    run: async (port) => {
      const opened = await port.open({ microphone: { echoCancellation: true }, camera: { width: { ideal: 1280 } } });
      expectEqual([opened.microphone?.kind, opened.camera?.kind], ['audio', 'video'], 'kinds');
      expectEqual([opened.microphone?.readyState, opened.camera?.readyState], ['live', 'live'], 'live');
      const listed = await port.list();
      for (const kind of ['microphone', 'camera'] as const) {
        const track = opened[kind];
        const device = listed.find(({ id }) => id === track?.getSettings().deviceId);
        expectEqual(
          [device?.kind, device?.label],
          [kind, track?.label],
          `the ${kind} is listed under its id and label`,
        );
      }
      stopAll(opened);
    },
  },
  {
    title: 'what was not asked for is not opened',
    run: async (port) => {
      const opened = await port.open({ microphone: true });
      expectEqual(Object.keys(opened), ['microphone'], 'opened');
      stopAll(opened);
    },
  },
  {
    title: 'a device is opened by its exact id',
    run: async (port) => {
      stopAll(await port.open({ microphone: true, camera: true }));
      for (const { kind, id } of await port.list()) {
        if (kind === 'speaker') continue;
        const opened = await port.open({ [kind]: { deviceId: { exact: id } } });
        expectEqual(opened[kind]?.getSettings().deviceId, id, kind);
        stopAll(opened);
      }
    },
  },
  {
    title: 'an exact id that is not there is an obstacle of the kind missing, an ideal one is none',
    run: async (port) => {
      expectEqual(await obstacle(port, { camera: { deviceId: { exact: 'gone' } } }), 'missing', 'camera');
      expectEqual(await obstacle(port, { microphone: { deviceId: { exact: 'gone' } } }), 'missing', 'microphone');
      expectEqual(
        await obstacle(port, { camera: { deviceId: { exact: 'gone' } }, microphone: true }),
        'missing',
        'the pair',
      );
      expectEqual(await obstacle(port, { camera: { deviceId: { ideal: 'gone' } } }), 'none', 'ideal');
    },
  },
  {
    title: 'a stopped track fires no ended event, which would look like a lost device',
    run: async (port) => {
      const { camera, microphone } = await port.open({ camera: true, microphone: true });
      let ended = 0;
      for (const track of [camera, microphone]) track?.addEventListener('ended', () => ended++);
      camera?.stop();
      microphone?.stop();
      // An event would be queued before what this question answers.
      await port.list();
      expectEqual([camera?.readyState, ended], ['ended', 0], 'after stop');
    },
  },
  {
    title: 'what listens to changes can be ended twice',
    run: async (port) => {
      const stop = port.onChange(() => undefined);
      stop();
      stop();
    },
  },
];
