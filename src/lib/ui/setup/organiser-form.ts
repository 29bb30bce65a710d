/** The organiser's form as data: what `datetime-local` fields hold, and what is wrong with it (R2). */
import type { Messages } from '../../i18n/language.ts';

export interface FormValues {
  readonly title: string;
  /** As `datetime-local` has it, in the organiser's time zone: '2025-11-22T14:00'. */
  readonly from: string;
  readonly until: string;
  readonly key: string;
}

export interface FormLimits {
  readonly titleMaxChars: number;
  /** Longest reception window, in milliseconds. */
  readonly windowMaxMs: number;
  readonly needsKey: boolean;
}

export type FormErrors = { readonly [Field in keyof FormValues]?: string };

const DAY_MS = 24 * 3600 * 1000;
const HOUR_MS = 3600 * 1000;
const STEP_MS = 30 * 60 * 1000;

/** Milliseconds since the epoch, or undefined where the field is not filled in. */
export function readLocal(value: string): number | undefined {
  const at = /^\d{4,}-\d\d-\d\dT\d\d:\d\d/.test(value) ? new Date(value).getTime() : NaN;
  return Number.isNaN(at) ? undefined : at;
}

/** The field's text of a moment. */
export function writeLocal(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** From the present half hour on, for two hours: an interview that begins now needs only a title. */
export function firstWindow(now: number): Pick<FormValues, 'from' | 'until'> {
  const from = Math.floor(now / STEP_MS) * STEP_MS;
  return { from: writeLocal(from), until: writeLocal(from + 2 * HOUR_MS) };
}

/** What is wrong, by field; empty where nothing is. */
export function findErrors(
  values: FormValues,
  limits: FormLimits,
  now: number,
  { errors: t }: Messages['setup'],
): FormErrors {
  const title = values.title.trim();
  const [from, until] = [readLocal(values.from), readLocal(values.until)];
  const titleError =
    title === '' ? t.titleEmpty : title.length > limits.titleMaxChars ? t.titleLong(limits.titleMaxChars) : undefined;
  const untilError = (): string | undefined => {
    if (until === undefined) return t.untilMissing;
    if (from !== undefined && until <= from) return t.untilBeforeFrom;
    if (until <= now) return t.past;
    if (from !== undefined && until - from > limits.windowMaxMs) {
      return t.tooLong(Math.floor(limits.windowMaxMs / DAY_MS));
    }
    return undefined;
  };
  const errors = {
    title: titleError,
    from: from === undefined ? t.fromMissing : undefined,
    until: untilError(),
    key: limits.needsKey && values.key.trim() === '' ? t.keyEmpty : undefined,
  };
  return Object.fromEntries(Object.entries(errors).filter(([, error]) => error !== undefined));
}
