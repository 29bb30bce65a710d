import { decodableFragment } from '$lib/wire/fragment.ts';

/** Runs before SvelteKit reads the address: a damaged link shall show its page (R6), and nothing be thrown. */
export function init(): void {
  const { hash } = location;
  const decodable = decodableFragment(hash);
  if (decodable !== hash) history.replaceState(history.state, '', decodable);
}
