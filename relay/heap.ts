/** How V8 keeps the memory of a relay's process. For entry points only: it counts for the whole process. */
import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the young generation at its first 2 MB; under load it otherwise grows to tens of megabytes and stays there, for objects
 * that live as long as one frame. (`--max-semi-space-size` would say the same, but counts at the start of Node only.)
 */
export const keepHeapSmall = (): void => setFlagsFromString('--semi-space-growth-factor=1');
