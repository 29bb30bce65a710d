/** Loudness as a level bar shows it. */

/** What counts as nothing on the bar, in decibels below full scale: the noise of a quiet room. */
const FLOOR_DB = -60;

/** Decibels relative to full scale of an RMS of 0 to 1; digital silence is -Infinity. */
export const decibels = (rms: number): number => (rms > 0 ? 20 * Math.log10(rms) : -Infinity);

/** 0 (silence) to 1 (full scale), even to the ear. */
export const levelOf = (rms: number): number => Math.min(1, Math.max(0, 1 - decibels(rms) / FLOOR_DB));
