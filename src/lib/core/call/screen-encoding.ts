/**
 * How a shared screen is sent: each receiver costs an upload of its own, so the more there are, the less each gets. A screen may come
 * late, but it must be sharp: few pictures a second, never scaled down (contentHint 'detail', see platform/media/display.ts).
 */
import type { Encoding } from '../mesh/connection.ts';
import type { Mesh } from '../mesh/mesh.ts';
import type { Scope } from '../scope.ts';

/** Bits a second for all receivers together: what an ordinary line at home sends beside the camera. */
const TOTAL_BPS = 6_000_000;
/** More than this changes nothing that can be seen at 15 pictures a second. */
const MOST_BPS = 2_500_000;
/** Below this, text stays smeared for seconds after a change of page. */
const LEAST_BPS = 600_000;
const PICTURES_PER_SECOND = 15;

export const screenEncoding = (receivers: number): Encoding => ({
  maxBitrate: Math.round(Math.min(MOST_BPS, Math.max(LEAST_BPS, TOTAL_BPS / Math.max(1, receivers)))),
  maxFramerate: PICTURES_PER_SECOND,
});

/** Keeps everybody's share of the line right while people come and go. */
export function tuneScreens(
  scope: Scope,
  mesh: Pick<Mesh, 'tune' | 'present' | 'gone'>,
  present: () => readonly Parameters<Mesh['tune']>[0][],
): void {
  const tune = (): void => {
    const peers = present();
    for (const peer of peers) mesh.tune(peer, 'screen', screenEncoding(peers.length));
  };
  scope.own(mesh.present.on(tune));
  scope.own(mesh.gone.on(tune));
}
