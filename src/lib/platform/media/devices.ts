/** Microphones and cameras of a browser, behind core's port. */
import type { DeviceKind, ListedDevice, MediaDevicesPort, OpenedTracks } from '../../core/media/ports.ts';

const KINDS: Readonly<Record<MediaDeviceKind, DeviceKind>> = {
  audioinput: 'microphone',
  audiooutput: 'speaker',
  videoinput: 'camera',
};

export function browserMediaDevices(): MediaDevicesPort {
  // Absent in an insecure context, whatever the DOM types say.
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  return {
    available: typeof devices?.getUserMedia === 'function',
    async open(wanted) {
      const stream = await devices.getUserMedia({
        ...(wanted.microphone && { audio: wanted.microphone }),
        ...(wanted.camera && { video: wanted.camera }),
      });
      const [microphone] = stream.getAudioTracks();
      const [camera] = stream.getVideoTracks();
      const opened: OpenedTracks = {};
      if (microphone) opened.microphone = microphone;
      if (camera) opened.camera = camera;
      return opened;
    },
    async list() {
      try {
        const found = await devices.enumerateDevices();
        return found.map(({ kind, deviceId, label }): ListedDevice => ({ kind: KINDS[kind], id: deviceId, label }));
      } catch {
        return [];
      }
    },
    onChange(run) {
      const listener = (): void => run();
      devices?.addEventListener('devicechange', listener);
      return () => devices?.removeEventListener('devicechange', listener);
    },
  };
}
