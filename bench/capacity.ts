/**
 * What so many interviews an hour need, reckoned from what was measured and from what is assumed; docs/capacity.md shows it, and a test compares.
 * `npm run bench -- capacity` prints it with other assumptions: BENCH_ASSUME='{"relayed":0.3}'.
 */
import { table } from './table.ts';

/** Measured: the long run of `npm run bench -- relay`, and `npm run bench -- interview` (docs/figures.md). */
export const MEASURED = {
  /** Sockets that one relay held. */
  socketsPerRelay: 10_000,
  /** Bytes of memory of one, under traffic; MiB of a relay without any. */
  bytesPerSocket: 23_457,
  mebibytesIdle: 57.6,
  /** Joins a second while it was filled, with keys, tokens and proofs. */
  joinsPerSecond: 556,
  /** Bytes from the server for one person's first visit: the page up to the waiting room, the rest of it on the way into the call. */
  pageBytes: 273_973,
  callPageBytes: 988_414,
  /** Of the environment check's test of the line, both directions. */
  lineTestBytes: 6_293_618,
  /** Bytes of signaling for two people from the knock until both see each other, both directions. */
  signalingBytes: 85_714,
  /** Bytes of heartbeat of one person a second, both directions. */
  heartbeatBytesPerSecond: 16,
} as const;

/** Assumed, for an interview of two people; put your own in their place. */
export const ASSUMED = {
  people: 2,
  /** An interview, and the time that people wait before it, in minutes. */
  minutes: 45,
  waitingMinutes: 10,
  /** Share of people who do not have page and check in their browser yet. */
  firstVisits: 0.7,
  /** Times that one person's browser joins: check, waiting room, call, and what reloads add. */
  joinsPerPerson: 4,
  /** Share of interviews in which no direct path exists. */
  relayed: 0.2,
  /** Picture and sound of one person, in kbit/s: 720p at its limit (1,500) is rare, since pictures follow the size at which they are shown. */
  kbpsPerPerson: 800,
  /** The fullest hour has so many times the interviews of the average one that is asked about. */
  peak: 1,
  /** Of what a relay held, so much is used; of a TURN server's line as well. */
  use: 0.7,
  /** Gbit/s of one TURN server's line, in one direction. */
  turnGbps: 1,
  /** Euros a month for a rented server (2 cores, 4 GB, 1 Gbit/s), and for one GB that leaves it; 0: included. */
  euroPerServer: 20,
  euroPerGB: 0.001,
  /** Hours of such load in a month: 8 on each of 22 days. */
  hoursPerMonth: 176,
} as const;

type Numbers<T> = { readonly [K in keyof T]: number };

export interface Need {
  readonly perHour: number;
  /** People's sockets open at a time, and the relays that hold them. */
  readonly sockets: number;
  readonly relays: number;
  readonly relayMiB: number;
  readonly joinsPerSecond: number;
  /** What relays and proxies send and get, in Mbit/s, by what it is for. */
  readonly pageMbps: number;
  readonly lineTestMbps: number;
  readonly signalingMbps: number;
  /** Interviews that go by TURN at a time, what leaves the TURN servers, in Gbit/s, and how many it takes. */
  readonly relayedAtOnce: number;
  readonly turnGbps: number;
  readonly turnServers: number;
  readonly turnGBPerInterview: number;
  readonly euroServers: number;
  readonly euroTraffic: number;
}

const HOUR_S = 3600;
const BITS = 8;

/** The needs of so many interviews an hour. */
export function needOf(
  perHour: number,
  measured: Numbers<typeof MEASURED> = MEASURED,
  assumed: Numbers<typeof ASSUMED> = ASSUMED,
): Need {
  const begun = perHour * assumed.peak;
  const atOnce = (minutes: number): number => (begun * minutes) / 60;
  const sockets = atOnce(assumed.minutes + assumed.waitingMinutes) * assumed.people;
  const joinsPerSecond = (begun * assumed.people * assumed.joinsPerPerson) / HOUR_S;
  const relays = Math.max(
    1,
    Math.ceil(sockets / (measured.socketsPerRelay * assumed.use)),
    Math.ceil(joinsPerSecond / (measured.joinsPerSecond * assumed.use)),
  );
  const mbps = (bytesPerInterview: number): number => (begun * bytesPerInterview * BITS) / HOUR_S / 1e6;
  const newcomers = assumed.people * assumed.firstVisits;
  const seconds = (assumed.minutes + assumed.waitingMinutes) * 60;
  const signaling = measured.signalingBytes + assumed.people * seconds * measured.heartbeatBytesPerSecond;
  const relayedAtOnce = atOnce(assumed.minutes) * assumed.relayed;
  // Each person's stream comes in once and leaves once; providers count what leaves.
  const turnGbps = (relayedAtOnce * assumed.people * assumed.kbpsPerPerson) / 1e6;
  const turnServers = perHour === 0 ? 0 : Math.max(1, Math.ceil(turnGbps / (assumed.turnGbps * assumed.use)));
  const turnGBPerInterview = (assumed.people * assumed.kbpsPerPerson * assumed.minutes * 60) / BITS / 1e6;
  const leavesGB =
    (perHour * (newcomers * (measured.pageBytes + measured.callPageBytes + measured.lineTestBytes) + signaling)) / 1e9 +
    perHour * assumed.relayed * turnGBPerInterview;
  return {
    perHour,
    sockets,
    relays,
    relayMiB: measured.mebibytesIdle + ((sockets / relays) * measured.bytesPerSocket) / 2 ** 20,
    joinsPerSecond,
    pageMbps: mbps(newcomers * (measured.pageBytes + measured.callPageBytes)),
    lineTestMbps: mbps(newcomers * measured.lineTestBytes),
    signalingMbps: mbps(signaling),
    relayedAtOnce,
    turnGbps,
    turnServers,
    turnGBPerInterview,
    euroServers: (relays + turnServers) * assumed.euroPerServer,
    euroTraffic: leavesGB * assumed.euroPerGB * assumed.hoursPerMonth,
  };
}

const whole = (value: number): string => Math.ceil(value).toLocaleString('en');
const one = (value: number): string => (value < 10 ? value.toFixed(1) : whole(value));

/** The three sizes of issue 6, as a table: a column each. */
export function capacityTable(
  measured: Numbers<typeof MEASURED> = MEASURED,
  assumed: Numbers<typeof ASSUMED> = ASSUMED,
): string {
  const needs = [1_000, 100_000, 1_000_000].map((perHour) => needOf(perHour, measured, assumed));
  const row = (what: string, show: (need: Need) => string): string[] => [what, ...needs.map(show)];
  return table(
    ['interviews an hour', ...needs.map(({ perHour }) => whole(perHour))],
    [
      row('sockets at a time', ({ sockets }) => whole(sockets)),
      row('joins a second', ({ joinsPerSecond }) => one(joinsPerSecond)),
      row('relays', ({ relays }) => whole(relays)),
      row('memory of each, MiB', ({ relayMiB }) => whole(relayMiB)),
      row('pages and scripts, Mbit/s', ({ pageMbps }) => one(pageMbps)),
      row('environment checks, Mbit/s', ({ lineTestMbps }) => one(lineTestMbps)),
      row('signaling, Mbit/s', ({ signalingMbps }) => one(signalingMbps)),
      row('interviews by TURN at a time', ({ relayedAtOnce }) => whole(relayedAtOnce)),
      row('out of the TURN servers, Gbit/s', ({ turnGbps }) => one(turnGbps)),
      row('TURN servers', ({ turnServers }) => whole(turnServers)),
      row('servers, euros a month', ({ euroServers }) => whole(euroServers)),
      row('traffic, euros a month', ({ euroTraffic }) => whole(euroTraffic)),
    ],
  );
}

/** What it is reckoned from, as two tables: measured and assumed. */
const INPUTS: Readonly<Record<keyof typeof MEASURED | keyof typeof ASSUMED, string>> = {
  socketsPerRelay: 'sockets that one relay held for ten minutes',
  bytesPerSocket: 'bytes of memory of one of them, under traffic',
  mebibytesIdle: 'MiB of memory of a relay without any',
  joinsPerSecond: 'joins a second while it was filled',
  pageBytes: 'bytes of the page on a first visit, up to the waiting room',
  callPageBytes: 'bytes of the rest of it, on the way into the call',
  lineTestBytes: 'bytes of the test of the line in the environment check, both directions',
  signalingBytes: 'bytes of signaling of two people, from the knock until both see each other',
  heartbeatBytesPerSecond: 'bytes of heartbeat of one person, a second, both directions',
  people: 'people in an interview',
  minutes: 'minutes of an interview',
  waitingMinutes: 'minutes that people wait before it',
  firstVisits: 'share of people whose browser has neither page nor check yet',
  joinsPerPerson: 'joins of one person: check, waiting room, call, a reload',
  relayed: 'share of interviews without a direct path',
  kbpsPerPerson: 'kbit/s of one person, picture and sound',
  peak: 'the fullest hour, in average ones',
  use: 'of what was measured, and of a line, so much is used',
  turnGbps: 'Gbit/s of the line of one TURN server, in one direction',
  euroPerServer: 'euros a month for a server (2 cores, 4 GB, 1 Gbit/s)',
  euroPerGB: 'euros for a GB that leaves it',
  hoursPerMonth: 'hours of such load in a month',
};
export const inputsTable = (given: Readonly<Record<string, number>>): string =>
  table(
    ['what', 'value'],
    Object.entries(INPUTS).flatMap(([name, words]) =>
      given[name] === undefined ? [] : [[words, given[name].toLocaleString('en', { maximumFractionDigits: 4 })]],
    ),
  );

/** Prints it. */
export function runCapacity(): void {
  const assumed = {
    ...ASSUMED,
    ...(JSON.parse(process.env['BENCH_ASSUME'] ?? '{}') as Partial<Numbers<typeof ASSUMED>>),
  };
  console.log(`\n${capacityTable(MEASURED, assumed)}`);
}
