/**
 * `npm run invite`: makes an interview without a browser (spec R5). The keys are made here and the relay at PUBLIC_URL signs
 * room, role and window only; nothing is stored. With `--json` standard output holds one line of JSON and nothing else.
 */
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { systemRandom } from '../src/lib/core/clock.ts';
import { Fault } from '../src/lib/core/errors.ts';
import { makeInterview, type InterviewRequest } from '../src/lib/core/session/interview.ts';
import { jsonOf } from '../src/lib/wire/bytes.ts';
import { parse } from '../src/lib/wire/ids.ts';
import { Details, Language, SignError, SignResponse, TITLE_MAX_CHARS, type SignRequest } from '../src/lib/wire/link.ts';

/** How long reception lasts where no end is given, in milliseconds. */
const RECEPTION_MS = 2 * 3_600_000;
/** How long the relay is waited for, in milliseconds. */
const RELAY_TIMEOUT_MS = 10_000;

const USAGE = `Usage: npm run invite -- --title TITLE [options]

  --title TITLE       what applicants read (1 to ${TITLE_MAX_CHARS} characters)
  --from TIME         start of reception, ISO 8601, e.g. 2027-04-01T10:00+09:00 (default: now)
  --until TIME        end of reception, at most 31 days later (default: two hours after the start)
  --language ja|en    language of the invitation (default: ja)
  --server URL        the installation (default: PUBLIC_URL, else http://localhost:8080)
  --json              one line of JSON: room, hostUrl, applicantUrl, coInterviewerUrl, from, until

An installation that protects the making of interviews wants its ORGANIZER_KEY in the environment.`;

/** Something the person at the terminal can mend: told in one line, exit code 1. */
class Failure extends Error {}

interface Wish extends InterviewRequest {
  readonly server: URL;
  readonly json: boolean;
}

interface Invitation {
  readonly room: string;
  readonly hostUrl: string;
  readonly applicantUrl: string;
  readonly coInterviewerUrl: string;
  /** ISO 8601, UTC. */
  readonly from: string;
  readonly until: string;
}

function readArguments(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = { title: text, from: text, until: text, language: text, server: text, json: flag, help: flag };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : 'these options are not understood');
  }
}

function readTime(option: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time)) throw new Failure(`${option}: "${text}" is no time such as 2027-04-01T10:00+09:00.`);
  return time;
}

function readWish(values: ReturnType<typeof readArguments>, env: NodeJS.ProcessEnv, now: number): Wish {
  const title = parse(Details.entries.title, values.title);
  if (title === undefined) throw new Failure(`--title is needed: 1 to ${TITLE_MAX_CHARS} characters.`);
  const language = parse(Language, values.language ?? 'ja');
  if (!language) throw new Failure('--language is ja or en.');
  const address = values.server ?? env['PUBLIC_URL'] ?? `http://localhost:${env['PORT'] ?? '8080'}`;
  const server = URL.parse(address);
  if (!server || !/^https?:$/.test(server.protocol)) throw new Failure(`"${address}" is no http or https address.`);
  const from = readTime('--from', values.from, now);
  const until = readTime('--until', values.until, from + RECEPTION_MS);
  if (until <= now) throw new Failure('--until lies in the past.');
  return { title, language, from, until, server, json: values.json ?? false };
}

const REFUSALS: Record<SignError, string> = {
  'organizer-key':
    'The installation wants another ORGANIZER_KEY: set the environment variable to the key of its operator.',
  'bad-window':
    'The installation does not take this window: --until must be later than --from, by 31 days at most, and reception must begin within a year.',
  'too-many': 'The installation was asked too often; try again in a minute.',
  'bad-proof': 'The installation and this command do not fit together: are they the same version?',
  'bad-request': 'The installation and this command do not fit together: are they the same version?',
};

async function sign(server: URL, request: SignRequest, key: string | undefined): Promise<SignResponse> {
  const headers = { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) };
  const asked = {
    method: 'POST',
    headers,
    body: JSON.stringify(request),
    signal: AbortSignal.timeout(RELAY_TIMEOUT_MS),
  };
  const unreachable = `No installation answers at ${server.origin}. Is it running (npm start)? Is --server or PUBLIC_URL right?`;
  const response = await fetch(new URL('/api/links', server), asked).catch(() => undefined);
  if (!response) throw new Failure(unreachable);
  const body = jsonOf(await response.text().catch(() => ''));
  const refused = parse(v.object({ error: SignError }), body);
  if (refused) throw new Failure(REFUSALS[refused.error]);
  const tokens = response.ok ? parse(SignResponse, body) : undefined;
  if (!tokens)
    throw new Failure(`What answers at ${server.origin} is no Mensetsu installation (status ${response.status}).`);
  return tokens;
}

async function invite(wish: Wish, key: string | undefined): Promise<Invitation> {
  const draft = await makeInterview({ random: systemRandom }, wish);
  const links = await draft.links(await sign(wish.server, draft.signRequest, key));
  const url = (fragment: string): string => `${new URL('/room', wish.server).href}#${fragment}`;
  return {
    room: draft.room,
    hostUrl: url(links.host),
    applicantUrl: url(links.applicant),
    coInterviewerUrl: url(links.coInterviewer),
    from: new Date(wish.from).toISOString(),
    until: new Date(wish.until).toISOString(),
  };
}

const asText = (title: string, made: Invitation): string => `${title}
Reception: ${made.from} to ${made.until}

Host link (for the interviewer only; whoever has it is the host):
${made.hostUrl}

Co-interviewer link:
${made.coInterviewerUrl}

Applicant link:
${made.applicantUrl}`;

function messageOf(error: unknown): string | undefined {
  if (error instanceof Failure) return error.message;
  if (!(error instanceof Fault)) return undefined;
  if (error.code === 'bad-window') return REFUSALS['bad-window'];
  return error.code === 'sign-failed' ? 'The installation signed something else than was asked.' : undefined;
}

/** Node calls a WebCrypto method that hpke uses experimental; the person at the terminal can do nothing about it. */
function silenceExperimental(): void {
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => {
    if (name !== 'ExperimentalWarning') console.error(message);
  });
}

async function main(): Promise<void> {
  silenceExperimental();
  try {
    const values = readArguments(process.argv.slice(2));
    if (values.help) return console.log(USAGE);
    const wish = readWish(values, process.env, Date.now());
    const made = await invite(wish, process.env['ORGANIZER_KEY']);
    console.log(wish.json ? JSON.stringify(made) : asText(wish.title, made));
  } catch (error) {
    const message = messageOf(error);
    if (message === undefined) throw error;
    console.error(message);
    process.exitCode = 1;
  }
}

await main();
