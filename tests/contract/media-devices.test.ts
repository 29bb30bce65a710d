import { describe, test } from 'vitest';
import { createFakeDevices } from '../core/media/fakes.ts';
import { mediaDevicesContract } from './media-devices.ts';

describe('media devices, the fake ones', () => {
  test.each(mediaDevicesContract.map((one) => [one.title, one] as const))('%s', async (_title, { run }) => {
    const devices = createFakeDevices();
    devices.plug('camera', 'cam-1', 'Front camera');
    devices.plug('camera', 'cam-2', 'Desk camera');
    devices.plug('microphone', 'mic-1', 'Headset');
    devices.plug('speaker', 'out-1', 'Headset');
    await run(devices.port);
  });
});
