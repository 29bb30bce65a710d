/** The words that stand in the files, in the language of whoever saves them. They come from i18n. */
import type { Role } from '../../wire/ids.ts';

export interface RecordWords {
  readonly roles: Readonly<Record<Role, string>>;
  readonly attendance: {
    /** Of the file, without ending; as in the other two. */
    readonly file: string;
    readonly room: string;
    readonly role: string;
    readonly name: string;
    readonly from: string;
    readonly until: string;
  };
  readonly chat: {
    readonly file: string;
    readonly type: string;
    readonly toAll: string;
    readonly time: string;
    readonly role: string;
    readonly name: string;
    readonly message: string;
    readonly sentFile: (name: string) => string;
  };
  readonly agenda: {
    readonly file: string;
    readonly endedAt: string;
    readonly host: string;
    /** Where there were any. */
    readonly coInterviewers: string;
    readonly applicants: string;
    readonly agendaName: string;
    /** 「オリジナル1」 */
    readonly named: (number: number) => string;
    readonly freeMemo: string;
    readonly itemTitle: string;
    readonly itemDetail: string;
    readonly itemMemo: string;
    readonly itemSummary: string;
    /** In place of a summary. */
    readonly notDiscussed: string;
    /** Heads lengths such as 0:01:12. */
    readonly timeSpent: string;
    /** Of what was said, beneath the items. */
    readonly saidAt: string;
    readonly speaker: string;
    readonly said: string;
    /** In place of what could not be written down. */
    readonly gap: string;
    /** Between names in one cell. */
    readonly and: string;
    /** In the first cell of a row that only goes on with what did not fit into the one above. */
    readonly continued: (label: string) => string;
  };
  readonly archive: {
    readonly record: string;
    readonly board: string;
    readonly filesFolder: string;
  };
}
