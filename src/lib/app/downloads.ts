/** The downloads of a call in this browser: made by code that is loaded when the first is asked for, in the page's language and the reader's time zone. */
import { createDownloads, type Downloads } from '../core/export/downloads.ts';
import type { RecordWords } from '../core/export/words.ts';
import type { Keepsake } from '../core/record/keepsake.ts';
import { ownTimeZone } from '../i18n/dates.ts';
import { saveBlob } from '../platform/save.ts';

/** `words`, `present`: as they are when somebody presses. */
export const browserDownloads = (
  keepsake: Keepsake,
  words: () => RecordWords,
  present: (of: Keepsake) => Keepsake = (of) => of,
): Downloads =>
  createDownloads({
    keepsake,
    async make(kind, of) {
      const { takeOut } = await import('../core/export/takeout.ts');
      return takeOut(kind, present(of), words(), ownTimeZone());
    },
    give: ({ name, content }) => saveBlob(name, content),
  });
