import { firstMessages } from '$lib/app/language.svelte.ts';

// A static single-page application: nothing is rendered on a server, since every secret lives in the URL fragment.
export const ssr = false;
export const prerender = false;

export const load = async () => ({ messages: await firstMessages(location.hash) });
