/** The page of the benchmark: loads one mesh, opens camera and microphone, and measures a join when it is told to. */
import type { Join, Ready } from './contestant.ts';
import type { OurCall } from './our-relay.ts';

const contestants = {
  bare: () => import('./contestants/bare.ts'),
  admitted: () => import('./contestants/admitted.ts'),
  ours: () => import('./contestants/ours.ts'),
  'simple-peer': () => import('./contestants/simple-peer.ts'),
  peerjs: () => import('./contestants/peerjs.ts'),
  trystero: () => import('./contestants/trystero.ts'),
} satisfies Record<string, () => Promise<{ join: Join; ready?: Ready }>>;
export type ContestantName = keyof typeof contestants;

export interface RunOptions {
  readonly room: string;
  readonly self: string;
  /** How many others are in the room. */
  readonly others: number;
}

export interface BenchPage {
  /** Code loaded, camera and microphone open: everything that comes before "join". */
  prepare(name: ContestantName, call: OurCall | undefined): Promise<void>;
  /**
   * Joins, and gives the milliseconds from the call to the first frame of the last of `others` pictures; without others,
   * to the end of joining.
   */
  join(options: RunOptions): Promise<number>;
}
declare global {
  interface Window {
    bench: BenchPage;
  }
}

let prepared: { join: Join; stream: MediaStream } | undefined;

function show(stream: MediaStream, onFirstFrame: () => void): void {
  const video = document.createElement('video');
  video.muted = true;
  video.autoplay = true;
  video.requestVideoFrameCallback(() => onFirstFrame());
  video.srcObject = stream;
  document.body.append(video);
}

window.bench = {
  async prepare(name, call) {
    const contestant: { join: Join; ready?: Ready } = await contestants[name]();
    await contestant.ready?.(call);
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 480 } });
    prepared = { join: contestant.join, stream };
  },
  async join({ room, self, others }) {
    if (!prepared) throw new Error('prepare comes first');
    const seen = new Set<string>();
    const shown = new Set<string>();
    const { promise: allSeen, resolve } = Promise.withResolvers<true>();
    const start = performance.now();
    const joined = prepared.join({
      origin: location.origin,
      room,
      self,
      stream: prepared.stream,
      onStream(peer, stream) {
        if (shown.has(peer)) return;
        shown.add(peer);
        show(stream, () => {
          seen.add(peer);
          if (seen.size === others) resolve(true);
        });
      },
    });
    await (others === 0 ? joined : Promise.all([joined, allSeen]));
    return performance.now() - start;
  },
};
