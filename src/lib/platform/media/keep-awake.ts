/** Lets an audio graph run that the browser has not let run yet (autoplay rules): the next touch of the page does. */

const GESTURES = ['pointerdown', 'pointerup', 'keydown'] as const;

/** Wakes the context now and with every sign of the person, until the result is called. */
export function keepAwake(context: AudioContext): () => void {
  const wake = (): void => {
    // iOS also has 'interrupted', after a phone call. Where it may not run yet, the next gesture tries again.
    if (context.state !== 'running' && context.state !== 'closed') context.resume().catch(() => undefined);
  };
  wake();
  for (const gesture of GESTURES) addEventListener(gesture, wake, { capture: true, passive: true });
  document.addEventListener('visibilitychange', wake);
  return () => {
    for (const gesture of GESTURES) removeEventListener(gesture, wake, { capture: true });
    document.removeEventListener('visibilitychange', wake);
  };
}
