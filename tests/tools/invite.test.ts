/** `npm run invite`, as a process, against an HTTP server that signs as the relay does. */
import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { openLink } from '../../src/lib/core/session/link.ts';
import { jsonOf } from '../../src/lib/wire/bytes.ts';
import { parse } from '../../src/lib/wire/ids.ts';
import { SignRequest } from '../../src/lib/wire/link.ts';
import { must, signLinks } from '../support/interview.ts';

const TOOL = fileURLToPath(new URL('../../tools/invite.ts', import.meta.url));
const KEY = 'the key of the operator';

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

/** A relay's `POST /api/links`, or what the test makes of it. Returns its address and what it was asked. */
async function installation(answer?: { status: number; body: string }): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => void reply(Buffer.concat(parts).toString()));
    const reply = async (body: string): Promise<void> => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''} ${body}`);
      const wish = parse(SignRequest, jsonOf(body));
      if (answer) response.writeHead(answer.status).end(answer.body);
      else if (request.headers.authorization !== `Bearer ${KEY}`) {
        response.writeHead(401).end('{"error":"organizer-key"}');
      } else response.end(JSON.stringify(await signLinks(must(wish))));
    };
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (args: string[], env: Record<string, string> = {}): Promise<Outcome> =>
  new Promise((resolve) => {
    const options = { env: { PATH: process.env['PATH'], ...env } };
    execFile(process.execPath, [TOOL, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });

describe('npm run invite (R5, U1)', () => {
  it('prints one line of JSON whose links open, and sends the relay neither title nor seed', async () => {
    const { url, asked } = await installation();
    const args = [
      '--title',
      '一次面接 田中',
      '--json',
      '--from',
      '2027-04-01T10:00+09:00',
      '--until',
      '2027-04-01T11:00+09:00',
    ];
    const { code, stdout } = await run([...args, '--server', url, '--language', 'en'], { ORGANIZER_KEY: KEY });
    expect(code).toBe(0);
    expect(stdout.trimEnd()).not.toContain('\n');
    const made = jsonOf(stdout) as Record<string, string>;
    expect(Object.keys(made)).toEqual(['room', 'hostUrl', 'applicantUrl', 'coInterviewerUrl', 'from', 'until']);
    expect([made['from'], made['until']]).toEqual(['2027-04-01T01:00:00.000Z', '2027-04-01T02:00:00.000Z']);
    const roles = { hostUrl: 'host', applicantUrl: 'applicant', coInterviewerUrl: 'co-interviewer' };
    for (const [name, role] of Object.entries(roles)) {
      const link = must(made[name]);
      expect(link.startsWith(`${url}/room#1.`)).toBe(true);
      const opened = await openLink(new URL(link).hash);
      expect(opened).toMatchObject({
        ok: true,
        link: { role, room: made['room'], from: Date.parse('2027-04-01T10:00+09:00') },
      });
      if (opened.ok) expect(opened.link.details).toMatchObject({ title: '一次面接 田中', language: 'en' });
    }
    expect(asked).toHaveLength(1);
    const seed = must(must(made['hostUrl']).split('.').at(-1));
    for (const secret of ['一次', seed]) expect(asked.join()).not.toContain(secret);
  });

  it('takes now and two hours where no window is given, and PUBLIC_URL where no server is', async () => {
    const { url } = await installation();
    const before = Date.now();
    const { stdout } = await run(['--title', 'T', '--json'], { PUBLIC_URL: url, ORGANIZER_KEY: KEY });
    const { from, until } = jsonOf(stdout) as { from: string; until: string };
    expect(Date.parse(from)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(until) - Date.parse(from)).toBe(2 * 3_600_000);
  });

  it('prints text for people otherwise', async () => {
    const { url } = await installation();
    const { stdout } = await run(['--title', 'First interview', '--server', url], { ORGANIZER_KEY: KEY });
    expect(stdout).toMatch(/First interview[\s\S]*Host link[\s\S]*#1\.h\.[\s\S]*Applicant link:\nhttp/);
  });

  const window = ['--from', '2027-04-01T10:00Z', '--until', '2027-04-01T09:00Z'];
  const failures: [string, string[], { status: number; body: string } | undefined, RegExp][] = [
    ['a wrong key', ['--title', 'T'], undefined, /ORGANIZER_KEY/],
    ['no title', [], undefined, /--title/],
    ['a title of blanks', ['--title', '   '], undefined, /--title/],
    ['a window that is turned round', ['--title', 'T', ...window], undefined, /--until must be later/],
    ['an end in the past', ['--title', 'T', '--from', '2020-01-01', '--until', '2020-01-02'], undefined, /past/],
    ['no time', ['--title', 'T', '--from', 'tomorrow'], undefined, /--from: "tomorrow"/],
    ['an unknown option', ['--title', 'T', '--form', 'x'], undefined, /--form/],
    ['another language', ['--title', 'T', '--language', 'fr'], undefined, /ja or en/],
    ['another server', ['--title', 'T'], { status: 200, body: '<html>' }, /no Mensetsu installation/],
    ['too many', ['--title', 'T'], { status: 429, body: '{"error":"too-many"}' }, /too often/],
  ];
  for (const [name, args, answer, message] of failures) {
    it(`says what is wrong in words, on stderr only: ${name}`, async () => {
      const { url } = await installation(answer);
      const { code, stdout, stderr } = await run([...args, '--json', '--server', url]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/^\s+at /m);
    });
  }

  it('says that nothing answers, where nothing does', async () => {
    const { url } = await installation();
    await new Promise((resolve) => must(servers.pop()).close(resolve));
    const { code, stderr } = await run(['--title', 'T', '--server', url]);
    expect(code).toBe(1);
    expect(stderr).toContain(`No installation answers at ${url}`);
  });
});
