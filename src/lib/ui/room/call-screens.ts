/** The screens of a call and of its end, loaded together: when a call ends because the line does, nothing can be loaded any more. */
export { default as CallMount } from './CallMount.svelte';
export { default as EndMount } from './EndMount.svelte';
