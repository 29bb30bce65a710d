/** What there is to choose from, for the screens. */
import type { Preset } from '../../../wire/backdrop.ts';

export { OWN_PICTURE_MAX_BYTES, PRESETS } from '../../../wire/backdrop.ts';
export type { BackdropChoice, Preset } from '../../../wire/backdrop.ts';

/** Where the client's own pictures are. */
export const presetUrl = (preset: Preset): string => `/backgrounds/${preset}.webp`;
