/** Moments in files: as people of a time zone write them, in the form that spreadsheets take for a date. */

/** A peer's time is any number; beyond these no calendar and no spreadsheet can say it. */
const EARLIEST = 0;
const LATEST = Date.UTC(9999, 11, 30);
/** The nearest moment that can be written. */
export const writable = (at: number): number => Math.min(Math.max(at, EARLIEST), LATEST);

/** Parts of a moment as the clock on the wall shows them. */
interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** `zone` as in 'Asia/Tokyo'; left out: the reader's own. */
function wallClock(at: number, zone: string | undefined): WallClock {
  const format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
    hourCycle: 'h23',
    ...(zone && { timeZone: zone }),
  });
  const parts = new Map(format.formatToParts(writable(at)).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return {
    ...{ year: part('year'), month: part('month'), day: part('day') },
    ...{ hour: part('hour'), minute: part('minute'), second: part('second') },
  };
}

const two = (value: number): string => String(value).padStart(2, '0');

/** '2025/10/08 12:00:05': sorts as text, and Excel and LibreOffice read it as a date in every language we know. */
export function stamp(at: number, zone?: string): string {
  const { year, month, day, hour, minute, second } = wallClock(at, zone);
  return `${year}/${two(month)}/${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
}

/** '20251008-1200', for names of files. */
export function nameStamp(at: number, zone?: string): string {
  const { year, month, day, hour, minute } = wallClock(at, zone);
  return `${year}${two(month)}${two(day)}-${two(hour)}${two(minute)}`;
}

const DAY_MS = 86_400_000;
/** Days from the first day of a spreadsheet's calendar (as it counts, 1899-12-30) to 1970-01-01. */
const EPOCH_DAYS = 25_569;

/** A length of time in whole seconds, in days, as spreadsheets hold it. */
export const lengthInDays = (ms: number): number => (Math.round(Math.min(ms, LATEST) / 1000) * 1000) / DAY_MS;

/** Days since the spreadsheet's epoch, as ECMA-376 (18.17.4.1) counts them; a cell has no time zone, so it shows the wall clock's. */
export function serialDay(at: number, zone?: string): number {
  const { year, month, day, hour, minute, second } = wallClock(at, zone);
  return Date.UTC(year, month - 1, day, hour, minute, second) / DAY_MS + EPOCH_DAYS;
}
