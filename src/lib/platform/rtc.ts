/** The browser behind the mesh's connection port, and the signs that its network changed. */
import type { Connect } from '../core/mesh/connection-port.ts';

/** Makes a real connection. Everything goes over one transport. */
export const connectRtc: Connect = (config) => new RTCPeerConnection({ ...config, bundlePolicy: 'max-bundle' });

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
