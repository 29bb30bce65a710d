/** Rows A20 to A35: against the relay, the TURN server, files and models. */
import { browser, CHECK, core, relay, trust, type AbuseRow } from './row.ts';

export const rows: readonly AbuseRow[] = [
  {
    id: 'A20',
    attempt: 'nested, oversized and malformed frames, __proto__',
    result: 'dropped and counted, then closed; memory flat over 100,000 of them, honest people unharmed',
    tests: [
      [
        relay('hostile'),
        '100,000 forged, truncated, oversized, nested and binary frames: no crash, memory flat, honest clients unharmed',
      ],
      [relay('hostile'), 'with the real limits such a client is closed, and everybody else goes on'],
      [relay('hostile'), 'more than 64 KB is not even read'],
      [
        relay('fuzz'),
        'N1: whatever bytes come over HTTP, and over a WebSocket that was opened, the relay stays, and honest people are served',
      ],
      [core('wire/fuzz'), 'frames to the relay: decoded or undefined, and no field that the schema does not know'],
      [core('documents/board'), 'a prototype cannot be reached'],
      ['tests/turn/stun.test.ts', 'no bytes that come in make it throw'],
    ],
  },
  {
    id: 'A21',
    attempt: 'slow sockets: no hello, no reading, half a request, a download that stands still',
    result: 'each has its time, then it is cut; nothing is buffered without end',
    tests: [
      [relay('standing'), 'who says no hello is closed with 4408'],
      [relay('standing'), 'who falls silent altogether is dropped, who only sleeps answers the ping of the socket'],
      [relay('hostile'), 'who does not read is dropped, not buffered for without end'],
      [
        relay('slow'),
        'who says nothing, half a head, or a body without end is cut off, and honest people are served meanwhile',
      ],
      [relay('slow'), 'a request to become a WebSocket that never ends its head is cut off too'],
      [
        relay('slow'),
        'who stops reading in the middle of a file holds it for so long and no longer; a quiet WebSocket is left alone',
      ],
    ],
  },
  {
    id: 'A22',
    attempt: 'file bombs: false sizes, other bytes, pictures of gigapixels',
    result: 'not taken, its sender not asked again, never decoded',
    tests: [
      [
        core('files/hostile'),
        'the right length with other bytes is not taken, and its sender not asked again; an honest holder is',
      ],
      [core('files/hostile'), 'more bytes than were asked for cut it off'],
      [core('files/image-type'), 'a picture of four gigapixels is not decoded'],
      [core('media/backdrop/picture-file'), 'a small file that unfolds to gigabytes never reaches a decoder'],
    ],
  },
  {
    id: 'A23',
    attempt: 'document bombs: a change that unpacks to gigabytes, or makes Automerge reckon',
    result: 'refused before it is unpacked; who sends it is cut off, the others go on',
    tests: [
      [core('documents/bombs'), 'DEFLATE: a gigabyte in a megabyte is refused before it is unpacked (%s)'],
      [core('documents/bombs'), 'a thousand Bloom filters, a million hashes'],
      [
        core('documents/hostile'),
        'a billion operations in a few bytes never enter the document; who sends them is cut off',
      ],
      [browser('agenda'), 'H6: an applicant that sends a bomb is cut off; both sides are told, the others go on'],
    ],
  },
  {
    id: 'A24',
    attempt: 'floods of connections and of rooms',
    result: 'budgets by address (IPv6: /64), room and server; the host is never kept out; rooms take signed links',
    tests: [
      [relay('hostile'), 'a room, an address and the server have room for so many, and the host is never kept out'],
      [relay('strangers'), 'each guess at a token costs a connection, and an address has so many of these'],
      [relay('http'), 'with an organiser key only who has it gets links, and guessing is slow'],
      [relay('hostile'), 'a room is gone when its last connection is'],
    ],
  },
  {
    id: 'A25',
    attempt: 'a made-up address behind a proxy',
    result: 'only what the trusted proxy wrote counts',
    tests: [
      [relay('settings'), 'the address of %s, forwarded for %s, behind %i proxies is %s'],
      [relay('strangers'), 'sockets count by the address that the proxy saw, whatever the client writes before it'],
      [relay('strangers'), 'so do new sockets, links and measurements'],
      [
        'tests/deploy/haproxy.test.ts',
        'limits count the address that HAProxy saw, and a ticket to measure the line is good at every relay (N4)',
      ],
    ],
  },
  {
    id: 'A26',
    attempt: 'floods of messages',
    result: 'told so, then closed, by the relay; cut off by the others, who go on',
    tests: [
      [relay('hostile'), 'who sends faster than its budget is told so, and closed when it goes on'],
      [core('mesh/liars'), 'a flood of signals of one peer is cut off, and the others go on'],
      [
        core('mesh/inbox'),
        'a flood, each signal done before the next comes: the budget ends it, fills up again, and is each peer’s own',
      ],
      [
        core('documents/hostile'),
        'more lines than a person can write are not taken; both sides are told, the others go on',
      ],
    ],
  },
  {
    id: 'A27',
    attempt: 'a page of another origin',
    result: '403 for the WebSocket and for links',
    tests: [
      [relay('http'), 'only from its own origin, and only for a room'],
      [relay('http'), 'not for pages of other origins, and not as a form'],
    ],
  },
  {
    id: 'A28',
    attempt: 'the page in a frame',
    result: 'frame-ancestors and X-Frame-Options on every answer',
    tests: [[relay('files'), 'security headers on every answer, HSTS where the address is https']],
  },
  {
    id: 'A29',
    attempt: 'TURN with expired, forged or no credentials, or over quota',
    result: 'refused by a real coturn with the configuration of npm run turn',
    tests: [
      [CHECK, 'UDP, TCP and TLS give allocations, data goes through, and bad credentials are refused'],
      [CHECK, 'over the quota nobody gets an allocation'],
      [
        'tests/turn/coturn.test.ts',
        'coturn refuses forged and expired credentials, and peers in private networks (N2)',
      ],
      [relay('http'), 'go to members, and to no one in the waiting room'],
    ],
  },
  {
    id: 'A30',
    attempt: 'TURN to private, loopback, 0.0.0.0, :: and mapped addresses',
    result: 'refused by a real coturn with the configuration of npm run turn',
    tests: [
      [CHECK, 'loopback, 0.0.0.0, private networks and the metadata service are refused as peers'],
      [CHECK, '::, ::1, IPv4 inside of IPv6, link-local and unique local peers are refused'],
      [CHECK, 'a server without the denied ranges, and one with another secret, are found out'],
    ],
  },
  {
    id: 'A31',
    attempt: 'secrets or content in logs and metrics',
    result: 'counts only; labels are the relay’s own words; the disk holds one secret, mode 0600',
    tests: [
      [relay('operator'), 'neither logs nor figures hold a secret, a room, a key, an address or a word of anybody'],
      [relay('operator'), 'no label is made of what a client sends'],
      [
        relay('process'),
        'logs and the data folder hold nothing of a room, a token, a key, a name or an address (N1, R2)',
      ],
      [browser('logs'), 'N1 R2: neither output nor disk of the relay holds anything of an interview'],
    ],
  },
  {
    id: 'A32',
    attempt: 'relays only, and yet a host or reflexive candidate gets out',
    result: 'neither given, told nor tried, also where only the host asks for it',
    tests: [
      [core('mesh/relayed'), 'a candidate of kind %s: used %s'],
      [core('mesh/relayed'), 'a description keeps everything else, with its line ends'],
      [
        browser('turn'),
        'who hides gives, tells and tries no address of their own; the other, who does not, gives theirs',
      ],
      [browser('turn'), 'the host requires it of everybody: no address goes in either direction'],
    ],
  },
  {
    id: 'A33',
    attempt: 'a session that was stolen, after a reload',
    result: 'papers are worth nothing without the key; with it, ten minutes, in one place, until the call was left',
    tests: [
      [relay('standing'), '%s is refused as %s'],
      [relay('traffic'), 'the same peer again replaces its old socket, and the others hear neither left nor joined'],
      [relay('traffic'), 'a host that was replaced by another device expels nobody any more'],
      [
        core('admission/petition'),
        'is restored from what was kept, unless that is of another room, identity or role, or was altered',
      ],
      [core('call/visit'), 'does not resume a call that was left, and keeps the name'],
      [core('call/visit'), 'is somebody else ten minutes after the last sign of life, and in another room'],
      [core('mesh/liars'), 'a replayed signal of a former visit changes nothing'],
      [
        trust('host-return'),
        'musters that are not what they should be: a stranger, a borrowed certificate, another call, too old, an epoch from beyond',
      ],
    ],
  },
  {
    id: 'A34',
    attempt: 'a model file that was altered, on its way or on disk',
    result: 'not installed; on disk: not served, until it is again what the index says',
    tests: [
      ['tests/tools/models.test.ts', 'T3 another file than expected is thrown away'],
      [
        relay('files'),
        'T3 a model that was altered on the disk does not go out, nor a file that nobody put there; mended it does',
      ],
    ],
  },
  {
    id: 'A35',
    attempt: 'instructions to the model, hidden in speech',
    result: 'they reach only their own item, as a line among others; what was not said is dropped',
    tests: [
      [core('summary/summary'), 'T6 an instruction inside the talk changes nothing but its own line'],
      [
        core('summary/model-writer'),
        'T6 an instruction inside the talk reaches only its own item, as a line among others',
      ],
      [
        core('summary/model-writer'),
        'T6 an invented number drops its sentence; where nothing is left the extractive summary stays',
      ],
    ],
  },
];
