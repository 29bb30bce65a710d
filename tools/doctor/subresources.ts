/**
 * What a page loads by itself, and what its policy lets it load. Everything comes from the page's own server, so there is nothing for Subresource
 * Integrity to hold: where a proxy or an edit puts a foreign script in, it is found here, and the policy keeps it from running.
 */

const LOADS = /<(?:script|link|img|iframe|source|embed|object|base)\b[^>]*?\b(?:src|href|data)\s*=\s*(["'])(.*?)\1/gi;
const POLICY = /<meta\s+http-equiv="content-security-policy"\s+content="([^"]*)"/i;

/** Addresses of other servers that the page names. `url`: where the page came from. */
export function foreignLoads(html: string, url: string): readonly string[] {
  const own = new URL(url).origin;
  return [...html.matchAll(LOADS)].flatMap(([, , address = '']) => {
    if (/^(data|blob):/.test(address)) return [];
    return URL.canParse(address, url) && new URL(address, url).origin === own ? [] : [address];
  });
}

/** Directives of the page's policy, with their sources; undefined where there is no policy. */
export function policyOf(html: string): ReadonlyMap<string, readonly string[]> | undefined {
  const content = POLICY.exec(html)?.[1]?.replaceAll('&#39;', "'").replaceAll('&#x27;', "'");
  if (content === undefined) return undefined;
  return new Map(
    content
      .split(';')
      .map((part) => part.trim().split(/\s+/))
      .flatMap(([name, ...sources]) => (name ? [[name, sources] as const] : [])),
  );
}

/** What each directive may name; others may name nothing but the server itself. No host, no scheme but the page's own memory. */
const ALLOWED: Readonly<Record<string, RegExp>> = {
  'script-src': /^('self'|'wasm-unsafe-eval'|'(sha256|sha384|sha512)-[A-Za-z0-9+/=]+')$/,
  'style-src': /^('self'|'unsafe-inline')$/,
};
const OTHERS = /^('self'|'none'|data:|blob:)$/;
const NOTHING = ['default-src', 'base-uri', 'form-action'];

/** Where the page's policy lets in more than it should, in words; empty: it is as strict as ours. */
export function weaknesses(html: string): readonly string[] {
  const policy = policyOf(html);
  if (!policy) return ['there is none'];
  const wide = [...policy].flatMap(([name, sources]) =>
    sources.filter((source) => !(ALLOWED[name] ?? OTHERS).test(source)).map((source) => `${name} ${source}`),
  );
  const open = NOTHING.filter((name) => policy.get(name)?.join() !== "'none'").map((name) => `${name} is not 'none'`);
  return [...wide, ...open];
}
