/** What the organiser's page shows, and what it asks for. */
import type { FaultCode } from '../../core/errors.ts';
import type { Language } from '../../i18n/language.ts';
import type { FormLimits } from './organiser-form.ts';

export interface InterviewWish {
  readonly title: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
  readonly language: Language;
  /** Only where the server asked for one. */
  readonly key: string | undefined;
}

/** An interview that was made in this browser. Links are whole URLs. */
export interface MadeInterview extends Omit<InterviewWish, 'key'> {
  readonly id: string;
  readonly links: { readonly host: string; readonly coInterviewer: string; readonly applicant: string };
}

export interface OrganiserProps {
  limits: FormLimits;
  /** Links are being made. */
  busy: boolean;
  /** Why the last try failed. */
  problem: FaultCode | 'too-many' | undefined;
  /** The newest first. */
  interviews: readonly MadeInterview[];
  /** Whose links are shown: the one just made, or chosen from the list. */
  shown: MadeInterview | undefined;
  onissue: (wish: InterviewWish) => void;
  onshow: (id: string) => void;
  ondelete: (id: string) => void;
  onexport: () => void;
  /** Saves the .ics file. */
  oncalendar: (id: string) => void;
  now?: () => number;
}
