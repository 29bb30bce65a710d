/** Rows A01 to A19: against a call, its links and what people write in it. */
import { browser, core, relay, trust, type AbuseRow } from './row.ts';

export const rows: readonly AbuseRow[] = [
  {
    id: 'A01',
    attempt: 'the relay swaps a DTLS fingerprint',
    result: 'the signal does not open; with the call key: the proof over both fingerprints fails, closed before media',
    tests: [
      [core('signaling/signaling'), 'J4: refuses every altered character of a box'],
      [core('mesh/liars'), 'swapped fingerprints: the binding fails and the connection is closed'],
      [core('mesh/liars'), 'swapped challenges: the binding fails too'],
      [core('mesh/binding'), 'an own proof sent back does not count, nor one for another room or by another key'],
    ],
  },
  {
    id: 'A02',
    attempt: 'signaling from a non-member',
    result: 'dropped by the relay; by the others without a certificate: no connection, no address told',
    tests: [
      [relay('traffic'), 'the lobby knocks, and can neither signal nor ask for TURN nor see who is in the call'],
      [core('mesh/liars'), 'a hello without a valid certificate opens nothing'],
      [core('mesh/liars'), 'candidates and byes of strangers do nothing'],
      [core('call/call'), 'adds a member of its own: nobody connects to it, nobody is told of an address'],
    ],
  },
  {
    id: 'A03',
    attempt: 'signaling from another room',
    result: 'no such peer; a box counts in its own room, from its sender to its receiver only',
    tests: [
      [relay('traffic'), 'a member signals within the room only, and not to the lobby'],
      [core('signaling/signaling'), 'J4: a box counts from its sender to its receiver, in its room, only'],
    ],
  },
  {
    id: 'A04',
    attempt: 'an applicant forges an admission',
    result: 'not passed on by the relay; without the signature of the host link it lets nobody in',
    tests: [
      [relay('traffic'), 'a member signals within the room only, and not to the lobby'],
      [trust('admissions'), 'admits bob itself, under an authority of its own, with the right knock'],
      [core('call/call'), 'a member sends an admission over its own channel: only a host renews'],
    ],
  },
  {
    id: 'A05',
    attempt: 'an applicant mutes, holds or releases others',
    result: 'not obeyed; rules count only with the signature of the host',
    tests: [
      [core('call/control'), 'orders of an applicant are not obeyed, nor those to the host'],
      [
        core('call/control'),
        'rules that an applicant signs, as itself or as an authority of its own, hold nobody and release nobody',
      ],
      [core('call/control'), 'an earlier statement that is played again changes nothing'],
    ],
  },
  {
    id: 'A06',
    attempt: 'an applicant removes somebody, or ends the call',
    result: 'the relay drops it; an "end" by an applicant counts as that applicant leaving',
    tests: [
      [relay('traffic'), 'nobody but the host expels, and nobody in another room; the host is not expelled either'],
      [core('call/call'), 'an applicant ends the call in the name of the host: it counts as that applicant leaving'],
    ],
  },
  {
    id: 'A07',
    attempt: 'an applicant who is first in the room claims to be the host',
    result: 'refused by the relay (the link says what it is for) and by everybody who is let in later',
    tests: [
      [relay('standing'), '%s is refused as %s'],
      [trust('knocks'), 'an applicant claims to be a co-interviewer, or the host'],
      [trust('admissions'), 'says that a peer of its own is host: the knock is readable to the authority alone'],
      [trust('admissions'), 'sends a host of its own into the call: its papers are not of this authority'],
    ],
  },
  {
    id: 'A08',
    attempt: 'a link that has expired or is early',
    result: 'the relay lets nobody in, whatever the own clock says; the page tells when it opens',
    tests: [
      [relay('standing'), 'window: %s (%s at %i h) gives %s (R6)'],
      [browser('links'), 'R6: the relay says that the time is over, whatever the own clock shows'],
      [browser('links'), 'R6: an early link says when reception opens, and lets one run the environment check'],
    ],
  },
  {
    id: 'A09',
    attempt: 'a link, a proof or a knock that is played again',
    result: 'a proof counts for one connection, a knock once and for one host, a link of another server not at all',
    tests: [
      [relay('standing'), 'a proof that was recorded on another connection is refused'],
      [
        trust('knocks'),
        'a knock is played again: shown once, not again after it was withdrawn, and never to a later host',
      ],
      [trust('knocks'), 'a knock for one interview is brought to another'],
      [browser('links'), 'R6: a link that another server signed is refused before anything is asked of the person'],
    ],
  },
  {
    id: 'A10',
    attempt: 'a link that was altered',
    result: 'every altered character is noticed, before anything is asked of the person',
    tests: [
      [core('session/link'), 'R6: every altered character of every link is noticed'],
      [core('session/link'), 'R6: a link that was cut is damaged, one whose parts were exchanged is altered'],
      [browser('links'), 'R6: a damaged or altered link: ${what}'],
    ],
  },
  {
    id: 'A11',
    attempt: 'a flood of knocks',
    result: 'seven at once from one connection, then too-many; one request per peer, 50 in the queue',
    tests: [
      [relay('hostile'), 'a knocking applicant cannot bury the host'],
      [core('admission/gate'), 'keeps the order, one request per peer, and at most 50'],
    ],
  },
  {
    id: 'A12',
    attempt: 'names that look like another’s, turn the text round, or cannot be seen',
    result: 'look-alikes are shown with a warning to the host; controls, bidi and blank names are no names',
    tests: [
      [core('wire/name'), '%s is no name'],
      [core('call/likeness'), '%s and %s'],
      [
        core('call/likeness'),
        'who asks is compared with those in the call and those who asked before; nobody is refused',
      ],
      [
        'tests/ui/call-screen.svelte.test.ts',
        'J4 a name that looks like another’s is said to, in the popup and in the list',
      ],
      [core('wire/file-name'), 'whatever is sent, what comes out is harmless, and stays as it is'],
    ],
  },
  {
    id: 'A13',
    attempt: 'anything before admission',
    result: 'before the hello nothing but a hello; in the lobby nothing but a knock; before the proof nothing is heard',
    tests: [
      [relay('hostile'), 'before the hello, %.20s ends the connection'],
      [relay('traffic'), 'the lobby knocks, and can neither signal nor ask for TURN nor see who is in the call'],
      [relay('traffic'), 'an enter with a bad pass leaves the connection in the lobby'],
      [core('mesh/liars'), 'a peer that sends data before its proof is not heard; with a wrong proof it is closed'],
      [trust('admissions'), 'lets bob into the call without the host: he is in no call, and learns of nobody'],
    ],
  },
  {
    id: 'A14',
    attempt: 'anything after removal',
    result: 'the pass opens nothing, the call key is another, a patched client is shown nowhere and sent nothing',
    tests: [
      [
        relay('traffic'),
        'the connection ends, the others hear of it, the pass opens nothing any more, the lobby stays open',
      ],
      [relay('traffic'), 'one who is just coming in when the word comes does not get in'],
      [
        core('signaling/signaling'),
        'J4: opens nothing of the key before once somebody was removed, and takes no key that is older',
      ],
      [core('call/control'), 'a patched client that stays is sent nothing, shown nowhere, and cannot connect again'],
      [
        trust('host-return'),
        'a peer that was removed musters, knocks again under its old id, and comes back to a reloaded host',
      ],
      [
        browser('control'),
        'C5: who is removed is told so, is connected to nobody, and comes back by a new request only',
      ],
    ],
  },
  {
    id: 'A15',
    attempt: 'guessing tokens',
    result: 'bad-token, and the connection is over; so many new connections of one address, no more',
    tests: [
      [relay('standing'), '%s is refused as %s'],
      [relay('strangers'), 'each guess at a token costs a connection, and an address has so many of these'],
      [relay('http'), 'with an organiser key only who has it gets links, and guessing is slow'],
    ],
  },
  {
    id: 'A16',
    attempt: 'finding out which rooms there are',
    result: 'a room in use and one that never was answer alike',
    tests: [[relay('strangers'), 'a room in use and one that nobody ever made answer a stranger alike']],
  },
  {
    id: 'A17',
    attempt: 'script or remote pictures in names, chat, file names, agenda, captions',
    result: 'letters; nothing in the client makes elements of text, and the policy would run none of it',
    tests: [
      ['tests/ui/hostile-text.svelte.test.ts', 'names: on tiles, in the list, of who asks, of whom a name looks like'],
      ['tests/ui/hostile-text.svelte.test.ts', 'chat: names, text, and the name of a file'],
      ['tests/ui/hostile-text.svelte.test.ts', 'agenda: titles, details and memos'],
      ['tests/ui/hostile-text.svelte.test.ts', 'captions and transcript: what was said, and by whom'],
      ['tests/ui/hostile-text.svelte.test.ts', 'nothing in the client makes elements of text'],
      [core('files/image-type'), '%s is not'],
    ],
  },
  {
    id: 'A18',
    attempt: 'script, links or remote pictures on the board',
    result: 'addresses are emptied, links are text, pictures come by their hash from a participant',
    tests: [
      [core('documents/board'), 'nothing leads anywhere: addresses are empty, links are text, pictures come by hash'],
      [
        browser('whiteboard'),
        'H6: records that lead elsewhere or fit no editor break nobody’s board; who keeps sending them is named',
      ],
      [browser('whiteboard'), 'N6: nothing of it comes from anywhere but our own server'],
    ],
  },
  {
    id: 'A19',
    attempt: 'formulas in what is downloaded',
    result: 'no cell can be run, in CSV or in the workbook, read by a parser and by LibreOffice',
    tests: [
      [core('export/csv'), 'X5: nor by any text, read as any spreadsheet reads it'],
      [core('export/workbook'), 'no cell is a formula: %j stays text, letter by letter'],
      [core('export/libreoffice'), 'X5: no cell of %s is a formula'],
    ],
  },
];
