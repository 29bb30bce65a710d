/** An interview as the organiser's browser remembers it (R3): it holds the links, so it stays in this browser. */
import * as v from 'valibot';
import { Instant, RoomId } from './ids.ts';
import { FRAGMENT_MAX_CHARS, Language, TITLE_MAX_CHARS } from './link.ts';

const LinkUrl = v.pipe(v.string(), v.maxLength(FRAGMENT_MAX_CHARS + 300), v.url());

export const MadeInterview = v.object({
  id: RoomId,
  title: v.pipe(v.string(), v.maxLength(TITLE_MAX_CHARS)),
  from: Instant,
  until: Instant,
  language: Language,
  links: v.object({ host: LinkUrl, coInterviewer: LinkUrl, applicant: LinkUrl }),
});
export type MadeInterview = v.InferOutput<typeof MadeInterview>;

/** More than this are not kept: the oldest go. */
export const MADE_INTERVIEWS_MAX = 100;
export const MadeInterviews = v.pipe(v.array(MadeInterview), v.maxLength(MADE_INTERVIEWS_MAX));
