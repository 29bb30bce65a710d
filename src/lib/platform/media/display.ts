/** Screen capture of a browser (Screen Capture, getDisplayMedia), behind core's port. */
import type { DisplayPort } from '../../core/media/screen-share.ts';

/** Options that the DOM types do not know yet; browsers that do not know them either pass them over. */
interface DisplayOptions extends DisplayMediaStreamOptions {
  readonly audio: MediaTrackConstraints & { readonly restrictOwnAudio: boolean };
  readonly selfBrowserSurface: 'include' | 'exclude';
  readonly surfaceSwitching: 'include' | 'exclude';
  readonly systemAudio: 'include' | 'exclude';
}

const options = (devices: MediaDevices): DisplayOptions => ({
  /** A larger screen is scaled down: each receiver costs an encoder, and text stays readable. */
  video: { width: { max: 1920 }, height: { max: 1200 }, frameRate: { ideal: 15, max: 30 } },
  // The sound of a tab as it is: what helps a voice spoils music.
  audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false, restrictOwnAudio: true },
  // The call within the call would be a hall of mirrors.
  selfBrowserSurface: 'exclude',
  surfaceSwitching: 'include',
  // The sound of the computer has the voices of the others in it: without them, or not at all, or each would hear themselves.
  systemAudio: 'restrictOwnAudio' in devices.getSupportedConstraints() ? 'include' : 'exclude',
});

/** Chromium's words where macOS withholds the permission; a person who cancels gets the same name without them. */
const BY_SYSTEM = /system/i;

/** @param handheld phones and tablets share no screen (C3) */
export function browserDisplay(handheld: boolean): DisplayPort {
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  return {
    available: !handheld && typeof devices?.getDisplayMedia === 'function',
    async capture() {
      try {
        const stream = await devices.getDisplayMedia(options(devices));
        const [video] = stream.getVideoTracks();
        const [audio] = stream.getAudioTracks();
        if (!video) return 'failed';
        video.contentHint = 'detail';
        if (audio) audio.contentHint = 'music';
        return { video, audio };
      } catch (error) {
        if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return 'failed';
        return BY_SYSTEM.test(error.message) ? 'denied' : 'cancelled';
      }
    },
    onEnded: (track, run) => track.addEventListener('ended', run, { once: true }),
  };
}
