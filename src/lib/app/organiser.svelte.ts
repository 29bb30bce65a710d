/** The organiser's desk of this page, with what saves files here. */
import { systemClock, systemRandom } from '../core/clock.ts';
import { invitationText } from '../i18n/invitation.ts';
import { indexedDbJournal } from '../platform/journal-store.ts';
import { fileName, saveFile } from '../platform/save.ts';
import { localStore } from '../platform/storage.ts';
import { MadeInterviews } from '../wire/made-interview.ts';
import { TITLE_MAX_CHARS, WINDOW_MAX_MS } from '../wire/link.ts';
import { sweepJournal } from './open-kept-calls.ts';
import { createOrganiser, type Organiser } from './organiser.ts';

export const INTERVIEW_LIMITS = { titleMaxChars: TITLE_MAX_CHARS, windowMaxMs: WINDOW_MAX_MS } as const;

export interface OrganiserDesk extends Organiser {
  saveCalendar(id: string): Promise<void>;
  saveList(): void;
}

export function useOrganiser(): OrganiserDesk {
  void sweepJournal(indexedDbJournal(), systemClock);
  const organiser = createOrganiser({
    random: systemRandom,
    kept: localStore().kept('interviews', MadeInterviews),
    origin: location.origin,
    fetch: (input, init) => fetch(input, init),
    secureContext: isSecureContext,
  });
  return {
    ...organiser,
    async saveCalendar(id) {
      const made = organiser.interviews.get().find((interview) => interview.id === id);
      if (!made) return;
      const { calendarFile } = await import('./calendar.ts');
      const text = invitationText(made.language, { ...made, link: made.links.applicant });
      saveFile(fileName(made.title, 'ics'), 'text/calendar', calendarFile(made, text));
    },
    saveList: () =>
      saveFile('mensetsu-interviews.json', 'application/json', JSON.stringify(organiser.interviews.get(), null, 2)),
  };
}
