import type { Messages } from '../ja.ts';
import { agenda } from './agenda.ts';
import { transcript } from './transcript.ts';

export const record: Messages['record'] = {
  files: {
    roles: { host: 'Host', 'co-interviewer': 'Co-interviewer', applicant: 'Participant' },
    attendance: {
      file: 'Participants',
      room: 'Room',
      role: 'Role',
      name: 'Name',
      from: 'Connected from',
      until: 'Connected until',
    },
    chat: {
      file: 'Chat',
      type: 'Type',
      toAll: 'All',
      time: 'Time',
      role: 'Role',
      name: 'Name',
      message: 'Message',
      sentFile: (name) => `[File sent] ${name}`,
    },
    agenda: {
      file: 'Agenda',
      endedAt: 'Ended at',
      host: 'Host',
      coInterviewers: 'Co-interviewers',
      applicants: 'Participants',
      agendaName: 'Agenda',
      named: agenda.name,
      freeMemo: 'Notes',
      itemTitle: 'Item',
      itemDetail: 'Detail',
      itemMemo: 'Notes',
      itemSummary: 'Summary',
      notDiscussed: 'This was not talked about.',
      timeSpent: 'Time spent (h:mm:ss)',
      saidAt: 'Time',
      speaker: 'Speaker',
      said: 'What was said',
      gap: transcript.gap,
      and: ', ',
      continued: (label) => `${label} (continued)`,
    },
    archive: { record: 'record', board: 'Whiteboard', filesFolder: 'Chat files' },
  },
  downloads: {
    title: 'Save the record of the interview',
    chatTitle: 'Save the chat',
    names: { attendance: 'Participants', chat: 'Chat', agenda: 'Agenda', all: 'Save everything' },
    about: {
      attendance: (people) => `CSV, ${people === 1 ? '1 person' : `${people} people`}`,
      chat: (lines) => `CSV, ${lines === 1 ? '1 message' : `${lines} messages`}`,
      agenda: (items) => `Excel, ${items === 1 ? '1 item' : `${items} items`}`,
      all: (files, board) => {
        const more = [
          ...(board ? ['a picture of the whiteboard'] : []),
          ...(files > 0 ? [`${files === 1 ? '1 file' : `${files} files`} from the chat`] : []),
        ];
        return `ZIP with ${['the files above', ...more].join(more.length > 1 ? ', ' : ' and ')}`;
      },
    },
    making: 'Making the file…',
    saved: (name) => `Saved as “${name}”.`,
    failed: 'The file could not be made. Please try again.',
    boardless: 'The picture of the whiteboard could not be made.',
    missing: (files) => `${files === 1 ? '1 file' : `${files} files`} never arrived and cannot be included.`,
  },
};
