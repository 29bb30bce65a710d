/** Full screen as the browser has it: it can also be left by Esc or F11, so the browser's word counts. */
import { onMount } from 'svelte';

export interface Fullscreen {
  /** iPhones have none for pages. */
  readonly available: boolean;
  readonly on: boolean;
  toggle(): void;
}

export function createFullscreen(): Fullscreen {
  let on = $state(document.fullscreenElement !== null && document.fullscreenElement !== undefined);
  onMount(() => {
    const update = (): void => {
      on = document.fullscreenElement !== null;
    };
    document.addEventListener('fullscreenchange', update);
    return () => document.removeEventListener('fullscreenchange', update);
  });
  return {
    available: document.fullscreenEnabled,
    get on() {
      return on;
    },
    toggle() {
      // Refused where no press led here: the page then stays as it is.
      const done = on ? document.exitFullscreen() : document.documentElement.requestFullscreen();
      done.catch(() => undefined);
    },
  };
}
