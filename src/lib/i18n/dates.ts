/** Dates and durations as text: in the reader's time zone unless another is given, and the zone is always shown. */
import type { Language } from '../wire/link.ts';

const LOCALES: Readonly<Record<Language, string>> = { ja: 'ja-JP', en: 'en-GB' };
const SECOND_MS = 1000;

/** The reader's time zone, e.g. 'Asia/Tokyo'. */
export const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

function format(language: Language, at: number, options: Intl.DateTimeFormatOptions, timeZone?: string): string {
  return new Intl.DateTimeFormat(LOCALES[language], { ...options, ...(timeZone && { timeZone }) }).format(at);
}

const DAY: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'long', day: 'numeric', weekday: 'short' };
const TIME: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

/** '2025年11月22日(土)' */
export const formatDay = (language: Language, at: number, timeZone?: string): string =>
  format(language, at, DAY, timeZone);

/** '14:00' */
export const formatTime = (language: Language, at: number, timeZone?: string): string =>
  format(language, at, TIME, timeZone);

/** 'JST' or 'GMT+9': how the zone is called at that time of the year. */
export function zoneName(language: Language, at: number, timeZone?: string): string {
  const parts = new Intl.DateTimeFormat(LOCALES[language], {
    timeZoneName: 'short',
    ...(timeZone && { timeZone }),
  }).formatToParts(at);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? ownTimeZone();
}

/** '2025年11月22日(土) 14:00–15:00 (JST)'; the second day is named where it is another one. */
export function formatWindow(language: Language, from: number, until: number, timeZone?: string): string {
  const [firstDay, lastDay] = [formatDay(language, from, timeZone), formatDay(language, until, timeZone)];
  const end = (firstDay === lastDay ? '' : `${lastDay} `) + formatTime(language, until, timeZone);
  const dash = firstDay === lastDay ? '–' : ' – ';
  return `${firstDay} ${formatTime(language, from, timeZone)}${dash}${end} (${zoneName(language, from, timeZone)})`;
}

/** One moment with its zone: '2025年11月22日(土) 14:00 (JST)'. */
export const formatMoment = (language: Language, at: number, timeZone?: string): string =>
  `${formatDay(language, at, timeZone)} ${formatTime(language, at, timeZone)} (${zoneName(language, at, timeZone)})`;

/** A running clock of `ms` milliseconds: '4:05', '1:02:10'. Less than nothing counts as nothing. */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND_MS));
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** How long until something, in the two largest units: '3日 4時間', '12分 30秒'. */
export function formatCountdown(language: Language, ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / SECOND_MS));
  const ja = language === 'ja';
  const units: [number, string][] = [
    [Math.floor(seconds / 86_400), ja ? '日' : ' d'],
    [Math.floor(seconds / 3600) % 24, ja ? '時間' : ' h'],
    [Math.floor(seconds / 60) % 60, ja ? '分' : ' min'],
    [seconds % 60, ja ? '秒' : ' s'],
  ];
  const first = units.findIndex(([value]) => value > 0);
  const shown = first < 0 ? units.slice(-1) : units.slice(first, first + 2);
  return shown.map(([value, unit]) => `${value}${unit}`).join(' ');
}

/** How long a call was: '42分', '1時間 5分'; under a minute in seconds. */
export function formatDuration(language: Language, ms: number): string {
  const minutes = Math.floor(ms / (60 * SECOND_MS));
  if (minutes < 1) return formatCountdown(language, Math.floor(Math.max(0, ms) / SECOND_MS) * SECOND_MS);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (language === 'ja') return hours > 0 ? `${hours}時間${rest > 0 ? ` ${rest}分` : ''}` : `${rest}分`;
  return hours > 0 ? `${hours} h${rest > 0 ? ` ${rest} min` : ''}` : `${rest} min`;
}
