/** How this person's connections may run (N7), as this browser remembers it. */
import { localStore } from '../platform/storage.ts';
import { NetworkPreference } from '../wire/remembered.ts';

export type { NetworkPreference };

export function useNetworkPreference(): { readonly current: NetworkPreference; set(next: NetworkPreference): void } {
  const kept = localStore().kept('network', NetworkPreference);
  let current = $state.raw<NetworkPreference>(kept.get() ?? { relayOnly: false });
  return {
    get current() {
      return current;
    },
    set(next) {
      current = next;
      kept.set(next);
    },
  };
}
