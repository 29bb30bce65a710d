/** Which pages may talk to this relay. A client that names no origin is no browser: it has to get past the hello anyway. */

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

export const isLoopback = (url: URL): boolean => LOOPBACK.has(url.hostname) || url.hostname.endsWith('.localhost');

/**
 * A test for `Origin` headers: the public URL's origin and those listed. On localhost any loopback origin passes, since there
 * `vite dev` serves the page from another port.
 */
export function originTest(publicUrl: string, extra: readonly string[]): (origin: string | undefined) => boolean {
  const own = new URL(publicUrl);
  const allowed = new Set([own.origin, ...extra]);
  return (origin) => {
    if (origin === undefined || allowed.has(origin)) return true;
    return isLoopback(own) && URL.canParse(origin) && isLoopback(new URL(origin));
  };
}
