/** The contract of tests/contract/rtc.ts on the browser's own RTCPeerConnection. */
import { connectRtc } from '../../../../src/lib/platform/rtc.ts';
import { rtcContract } from '../../../contract/rtc.ts';

declare global {
  interface Window {
    /** Runs one case; undefined where the promise holds, else what is broken. */
    runContract(at: number): Promise<string | undefined>;
  }
}

const WAIT_MS = 10_000;

/** Looks at each frame until it is true. */
function until(done: () => boolean, what: string): Promise<void> {
  const end = Date.now() + WAIT_MS;
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (done()) resolve();
      else if (Date.now() > end) reject(new Error(`never came true: ${what}`));
      else requestAnimationFrame(look);
    };
    look();
  });
}

window.runContract = async (at) => {
  try {
    await rtcContract[at]?.run({ connect: () => connectRtc({}), until });
    return undefined;
  } catch (error) {
    return String(error);
  }
};
