/** The record of the running call (core/record), at any moment and after its end. */
import type { CallDocuments } from './call-documents.ts';
import type { Call } from '../core/call/call.ts';
import { closeStays, createAttendance, type Attendance } from '../core/call/attendance.ts';
import type { BulkSettings } from '../core/call/rules.ts';
import { namedLines, type Naming } from '../core/call/stand-in.ts';
import type { Cell } from '../core/cell.ts';
import type { Clock } from '../core/clock.ts';
import { keepsakeOf, type Keepsake } from '../core/record/keepsake.ts';
import { recordedLine, type CallRecord } from '../core/record/record.ts';
import type { Scope } from '../core/scope.ts';
import type { SummaryChanges } from '../core/summary/written.ts';
import type { Role } from '../wire/ids.ts';
import type { TranscriptLine } from '../wire/transcript.ts';

export interface Recorder {
  readonly attendance: Attendance;
  /** What there is of the call; undefined as long as its documents are not open. */
  record(): CallRecord | undefined;
  /** The same with its files, as far as it is meant for this person: what the end page offers. */
  keepsake(): Keepsake | undefined;
}

export function createRecorder(deps: {
  readonly clock: Clock;
  readonly scope: Scope;
  readonly call: Pick<Call<CallDocuments>, 'participants' | 'ended'> & { documents: Cell<CallDocuments | undefined> };
  readonly title: string;
  readonly role: Role;
  /** Whether names are hidden from applicants (W7): neither do they take them home. */
  readonly rules: Cell<Pick<BulkSettings, 'names'> | undefined>;
  /** Host only. */
  readonly transcript?: Cell<readonly TranscriptLine[]> | undefined;
  readonly summary?: Cell<SummaryChanges> | undefined;
}): Recorder {
  const { clock, scope, call, title, role } = deps;
  const attendance = createAttendance({ clock, participants: call.participants });
  let ended: number | undefined;
  scope.own(
    call.ended.subscribe((how) => {
      if (how) ended ??= clock.now();
    }),
  );
  scope.own(() => attendance.end());
  // The number alone: in the files it stands beside the word for an applicant.
  const naming = (): Naming => ({ settings: deps.rules.get(), viewer: role, standIn: (number) => number });
  const recorder: Recorder = {
    attendance,
    record() {
      const opened = call.documents.get();
      if (!opened) return undefined;
      const present = attendance.stays.get();
      const stays = ended === undefined ? present : closeStays(present, ended);
      const agenda = opened.agenda?.content.get();
      const transcript = deps.transcript?.get() ?? [];
      return {
        call: opened.call,
        title,
        began: Math.min(...stays.map(({ from }) => from), clock.now()),
        ...(ended !== undefined && { ended }),
        stays,
        chat: namedLines(opened.chat.lines.get(), naming()).map(recordedLine),
        ...(agenda && { agenda }),
        ...(transcript.length > 0 && { transcript }),
        ...(deps.summary && { summary: deps.summary.get() }),
      };
    },
    keepsake() {
      const record = recorder.record();
      const held = call.documents.get()?.held();
      return record && held && keepsakeOf({ role, record, ...held });
    },
  };
  return recorder;
}
