/**
 * A fragment that `decodeURIComponent` takes: itself, or with every per cent sign written out. Page frameworks decode it to look for
 * an element of that name, and throw at what a mail program has cut in the middle of `%E3`.
 */
export function decodableFragment(fragment: string): string {
  try {
    // Its result is used, since the bundler takes a decoding whose result is not for one without effect, and leaves it out.
    return decodeURIComponent(fragment) === '' ? '' : fragment;
  } catch {
    return fragment.replaceAll('%', '%25');
  }
}
