/** The browser behind the mesh's connection port, and the signs that its network changed. */
import { orderedCodecs } from '../core/mesh/codecs.ts';
import type { Connect } from '../core/mesh/connection-port.ts';
import type { TrackKind } from '../wire/signal.ts';

/** Makes a real connection. Everything goes over one transport. */
export const connectRtc: Connect = (config) =>
  Object.assign(new RTCPeerConnection({ ...config, bundlePolicy: 'max-bundle' }), { orderCodecs });

/** Only reordered: a shorter list leaves Firefox with lines in its description that Chromium rejects. */
function orderCodecs(kind: TrackKind, section: RTCRtpTransceiver): void {
  const known = RTCRtpReceiver.getCapabilities(section.receiver.track.kind)?.codecs;
  try {
    if (known) section.setCodecPreferences(orderedCodecs(kind, known));
  } catch {
    // a browser that knows codecs which it does not let one order: it keeps its own order
  }
}

/** What of `window` and `navigator` tells of the network; Safari and Firefox have no `connection`. */
export interface NetworkSigns {
  readonly window: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;
  readonly connection:
    | (Pick<EventTarget, 'addEventListener' | 'removeEventListener'> & { readonly type?: string | undefined })
    | undefined;
}

/** Those of this page. */
export function pageNetworkSigns(): NetworkSigns {
  const connection: unknown = Reflect.get(navigator, 'connection');
  return { window, connection: connection instanceof EventTarget ? connection : undefined };
}

/**
 * Calls `run` when the device comes online or its kind of network changes. Chromium also fires `change` for each new
 * estimate of the line's speed: those are passed over where it tells the kind.
 * @returns what ends it
 */
export function onNetworkChange({ window, connection }: NetworkSigns, run: () => void): () => void {
  let type = connection?.type;
  const online = (): void => run();
  const change = (): void => {
    if (type !== undefined && connection?.type === type) return;
    type = connection?.type;
    run();
  };
  window.addEventListener('online', online);
  connection?.addEventListener('change', change);
  return () => {
    window.removeEventListener('online', online);
    connection?.removeEventListener('change', change);
  };
}
