/** An interview as an iCalendar file (RFC 5545) for the applicant: loaded when somebody wants one. */
import ical, { ICalCalendarMethod } from 'ical-generator';
import type { MadeInterview } from '../wire/made-interview.ts';

/** The file's text. `description` holds the link, for calendars that show no URL. */
export function calendarFile(made: MadeInterview, description: string): string {
  const calendar = ical({ prodId: { company: 'Mensetsu', product: 'Mensetsu' }, method: ICalCalendarMethod.PUBLISH });
  calendar.createEvent({
    id: `${made.id}@mensetsu`,
    start: new Date(made.from),
    end: new Date(made.until),
    summary: made.title,
    description,
    url: made.links.applicant,
    location: made.links.applicant,
  });
  return calendar.toString();
}
