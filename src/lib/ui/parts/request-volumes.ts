/** The volumes of the request sound, as they are offered (J2). */
export const VOLUMES = ['small', 'medium', 'large', 'mute'] as const;
