import adapter from '@sveltejs/adapter-static';

/** @type {import('@sveltejs/kit').Config} */
export default {
  kit: {
    // One static page; the relay answers every unknown path with it, so links such as /room#… work.
    adapter: adapter({ pages: 'build', fallback: 'index.html', precompress: true, strict: true }),
    // The page's own policy. `frame-ancestors` cannot stand in a meta element: the relay sends it as a header.
    csp: {
      mode: 'hash',
      directives: {
        'default-src': ['none'],
        'script-src': ['self', 'wasm-unsafe-eval'],
        'style-src': ['self', 'unsafe-inline'],
        'img-src': ['self', 'data:', 'blob:'],
        // data: is how a board that is saved as a picture carries its fonts.
        'font-src': ['self', 'data:'],
        // blob: is this page's own memory: the board reads its pictures from there when it is saved.
        'connect-src': ['self', 'blob:'],
        'media-src': ['self', 'blob:'],
        'worker-src': ['self', 'blob:'],
        'manifest-src': ['self'],
        'base-uri': ['none'],
        'form-action': ['none'],
      },
    },
    // Absolute asset paths, since the fallback page is served at any depth.
    paths: { relative: false },
    // The relay says nothing about versions; a running call must never reload itself.
    version: { pollInterval: 0 },
  },
  compilerOptions: { runes: true },
};
