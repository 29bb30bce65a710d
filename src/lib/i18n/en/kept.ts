import type { Messages } from '../ja.ts';

export const kept: Messages['kept'] = {
  title: 'There is a record of the previous call',
  intro:
    'It has not been downloaded yet. It is kept encrypted in this browser and cannot be read without the link of this interview.',
  cutShort: 'Cut short',
  finished: 'Ended',
  participants: 'Participants',
  people: (count) => (count === 1 ? '1 person' : `${count} people`),
  chat: 'Chat',
  lines: (count) => (count === 1 ? '1 message' : `${count} messages`),
  agenda: 'Agenda',
  items: (items, memos) =>
    `${items === 1 ? '1 item' : `${items} items`} (${memos === 1 ? '1 memo' : `${memos} memos`})`,
  freeMemo: 'with a free memo',
  board: 'Whiteboard',
  drawn: 'Drawn on (it is in the archive of everything)',
  damaged: 'A part of the record is damaged',
  damagedText: 'Some of what this browser keeps cannot be read. What could be read can be downloaded below.',
  unreadable: 'What this browser keeps cannot be read',
  unreadableText:
    'If there is a record of the previous call it cannot be shown. Start the browser again, then open this page once more.',
  none: 'None',
  unread: 'Cannot be read',
  partlyUnread: (what) => `${what} (some cannot be read)`,
  erasedAt: (moment) => `It is erased by itself on ${moment}.`,
  taken: 'Everything is downloaded. The record in this browser has been erased.',
  resume: 'Go on with it',
  resumeHint: 'When you connect, the call goes on from this record.',
  discard: 'Discard',
  discardSure: 'Discard this record? It cannot be brought back.',
  later: 'Decide later',
  waiting: 'There is a record that was not downloaded',
  waitingText: 'A record of the previous call is kept in this browser.',
  resumed: 'When you connect, the previous call goes on.',
  show: 'See the record',
  unkept:
    'This device cannot keep the record of the call. The call goes on, but if the browser closes the record is lost.',
};
