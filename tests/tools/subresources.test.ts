import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { foreignLoads, policyOf, weaknesses } from '../../tools/doctor/subresources.ts';

const page = (policy: string, body = ''): string =>
  `<html><head><meta http-equiv="content-security-policy" content="${policy}">${body}</head></html>`;
const STRICT = "default-src 'none'; base-uri 'none'; form-action 'none'";

const Directives = v.record(v.string(), v.array(v.string()));
const SvelteConfig = v.object({ default: v.object({ kit: v.object({ csp: v.object({ directives: Directives }) }) }) });
/** Without its types: it has none. */
const config: unknown = await import(join(import.meta.dirname, '../../svelte.config.js'));
const { directives } = v.parse(SvelteConfig, config).default.kit.csp;

/** Our policy as Kit writes it into the page: keywords quoted, the hash of its own inline script added. */
const ours = Object.entries(directives)
  .map(([name, sources]) => {
    const written = sources.map((source) => (/^[\w-]+$/.test(source) ? `'${source}'` : source));
    return `${name} ${written.join(' ')}${name === 'script-src' ? " 'sha256-AAAA+/='" : ''}`;
  })
  .join('; ');

describe('N6: the policy of the page', () => {
  test('ours names no host at all, runs no text, and has nothing wider than the server itself', () => {
    expect(weaknesses(page(ours))).toEqual([]);
    const policy = policyOf(page(ours));
    expect(policy?.get('connect-src')).toEqual(["'self'", 'blob:']);
    expect(policy?.get('script-src')).not.toContain("'unsafe-inline'");
    expect(policy?.get('script-src')).not.toContain("'unsafe-eval'");
  });

  test.each([
    ['', ['there is none']],
    [page(STRICT.replace("default-src 'none'", "default-src 'self'")), ["default-src is not 'none'"]],
    [page(`${STRICT}; script-src 'self' https://cdn.example`), ['script-src https://cdn.example']],
    [page(`${STRICT}; script-src 'self' 'unsafe-eval'`), ["script-src 'unsafe-eval'"]],
    [page(`${STRICT}; script-src 'unsafe-inline'`), ["script-src 'unsafe-inline'"]],
    [page(`${STRICT}; connect-src *`), ['connect-src *']],
    [page(`${STRICT}; connect-src 'self' wss:`), ['connect-src wss:']],
    [page("default-src 'none'"), ["base-uri is not 'none'", "form-action is not 'none'"]],
  ])('%s', (html, found) => expect(weaknesses(html)).toEqual(found));
});

describe('N6: what the page loads', () => {
  test('is of its own server, or is found', () => {
    const own =
      '<script type="module" src="/_app/a.js"></script><link rel="icon" href="/x.svg"><img src="data:image/png;base64,AA">';
    expect(foreignLoads(own, 'https://a.example/room')).toEqual([]);
    const foreign =
      '<script src="https://cdn.example/x.js" integrity="sha384-x"></script><link href="//b.example/x.css"><base href="http://a.example/">';
    expect(foreignLoads(foreign, 'https://a.example/room')).toEqual([
      'https://cdn.example/x.js',
      '//b.example/x.css',
      'http://a.example/',
    ]);
  });
});
