// A static single-page application: nothing is rendered on a server, since every secret lives in the URL fragment.
export const ssr = false;
export const prerender = false;
