import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, type TestContext } from 'vitest';
import { whyNoCoturn } from '../support/coturn.ts';
import { freePort, startProgram } from '../support/process.ts';
import { checkTurn, credentialOf, type CheckOptions, type Finding } from '../../turn/check.ts';
import { relayedOf, TurnClient, type Credential } from '../../turn/client.ts';
import { isDenied } from '../../turn/peers.ts';
import { renderTurnConfig, type TurnSettings } from '../../turn/render.ts';
import { readCheck, UsageError } from '../../turn/settings.ts';
import { Attribute, decodeStun, encodeStun } from '../../turn/stun.ts';
import { connectTo, type Transport, type Way } from '../../turn/transport.ts';

const SECRET = 'shared-secret-of-the-tests';
const needCoturn = ({ skip }: TestContext): void => {
  const why = whyNoCoturn();
  if (why) skip(why);
};

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mensetsu-check-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A certificate for localhost and its key, by Debian's openssl: it is no use anywhere else. */
function certificate(folder: string): { cert: string; key: string } {
  const [cert, key] = [join(folder, 'fullchain.pem'), join(folder, 'privkey.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'];
  const made = spawnSync('openssl', ['req', ...kind, ...names, '-keyout', key, '-out', cert]);
  expect(made.status, String(made.stderr)).toBe(0);
  return { cert, key };
}

interface Running {
  readonly options: (changes?: Partial<CheckOptions>) => CheckOptions;
  readonly port: number;
}

/** Debian's coturn with what `npm run turn` writes; `rewrite` may spoil it. */
async function startCoturn(
  changes: Partial<TurnSettings> = {},
  { withTls = false, rewrite = (text: string): string => text } = {},
): Promise<Running> {
  const folder = temporaryFolder();
  const [port, tlsPort] = [await freePort(), await freePort()];
  const pem = withTls ? certificate(folder) : undefined;
  const minPort = 51_000 + (port % 50) * 200;
  const address = changes.listeningIp ?? '127.0.0.1';
  const config = renderTurnConfig({
    realm: 'turn.test',
    publicIp: address,
    listeningIp: address,
    relayIp: address,
    secret: SECRET,
    port,
    tls: pem && { port: tlsPort, ...pem },
    minPort,
    maxPort: minPort + 99,
    allowed: { private: false, loopback: false },
    ...changes,
  });
  const file = join(folder, 'turnserver.conf');
  writeFileSync(file, rewrite(config), { mode: 0o600 });
  const server = startProgram('turnserver', ['-c', file, '-v', '--pidfile', join(folder, 'pid')], { cwd: folder });
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  await server.waitFor(/UDP listener opened on/);
  await server.waitFor(new RegExp(`TCP listener opened on.*:${pem ? tlsPort : port}`));
  const on = (way: Way, host = address, at = port) => ({ host, port: at, way });
  return {
    port,
    options: (more = {}) => ({
      servers: [on('udp'), on('tcp'), ...(pem ? [on('tls', 'localhost', tlsPort)] : [])],
      secret: SECRET,
      allowed: { private: false, loopback: false },
      ca: pem && readFileSync(pem.cert, 'utf8'),
      timeout: 5_000,
      now: Date.now,
      ...more,
    }),
  };
}

async function findings(options: CheckOptions): Promise<Map<string, Finding>> {
  const found = new Map<string, Finding>();
  for await (const finding of checkTurn(options)) found.set(finding.name, finding);
  return found;
}
const failures = (found: Map<string, Finding>): string[] =>
  [...found.values()].filter(({ result }) => result === 'failed').map(({ name }) => name);

/** An address of this machine that a TURN server on the internet must not relay to. */
const innerAddress = (): string | undefined =>
  Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .find(({ family, internal, address }) => {
      return family === 'IPv4' && !internal && isDenied(address, { private: false, loopback: false });
    })?.address;

const DATA = 'Data goes from one allocation to another';
const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));

describe('npm run turn -- check, with coturn (N2)', () => {
  test('UDP, TCP and TLS give allocations, data goes through, and bad credentials are refused', async (context) => {
    needCoturn(context);
    const allowed = { private: true, loopback: true };
    const { options } = await startCoturn({ allowed }, { withTls: true });
    const found = await findings(options({ allowed }));
    expect(failures(found)).toEqual([]);
    const names = [...found.keys()];
    expect(names.map((name) => name.slice(0, 3)).slice(0, 3)).toEqual(['UDP', 'TCP', 'TLS']);
    expect(found.get(names[2] ?? '')?.detail).toContain('holds 29 more days');
    for (const what of ['No', 'An expired', 'A forged'])
      expect(found.get(`${what} credential is refused`)).toMatchObject({ result: 'ok', detail: '401 Unauthorized' });
    expect(found.get(DATA)?.result).toBe('ok');
    const soon = await findings(options({ allowed, now: () => Date.now() + 20 * 24 * 3600 * 1000 }));
    expect(failures(soon)).toContain(names[2]);
    const other = await findings(options({ allowed, ca: undefined, servers: options().servers.slice(2) }));
    expect(other.get(names[2] ?? '')?.detail).toMatch(/SELF_SIGNED/);
  });

  test('loopback, 0.0.0.0, private networks and the metadata service are refused as peers', async (context) => {
    needCoturn(context);
    const { options } = await startCoturn();
    const found = await findings(options());
    // The server of this test has a loopback address itself.
    expect(failures(found)).toEqual([DATA]);
    for (const address of ['0.0.0.0', '127.0.0.1', '10.0.0.1', '172.16.0.1', '192.168.0.1', '169.254.169.254']) {
      const [, finding] = [...found].find(([name]) => name.startsWith(`${address} `)) ?? [];
      expect(finding, address).toMatchObject({ result: 'ok', detail: expect.stringContaining('403') });
    }
  });

  test('::, ::1, IPv4 inside of IPv6, link-local and unique local peers are refused', async (context) => {
    needCoturn(context);
    if (!hasIpv6) context.skip('no IPv6 on this machine');
    const { options } = await startCoturn({ listeningIp: '::1', publicIp: '::1' });
    const found = await findings(options({ servers: options().servers.slice(0, 1) }));
    expect(failures(found)).toEqual([DATA]);
    for (const address of ['::', '::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', 'fe80::1', 'fc00::1']) {
      const [, finding] = [...found].find(([name]) => name.startsWith(`${address} `)) ?? [];
      expect(finding, address).toMatchObject({ result: 'ok', detail: expect.stringContaining('403') });
    }
  });

  test('behind NAT two people who both need the server meet at its inner address, and its neighbours stay out of reach', async (context) => {
    needCoturn(context);
    const inner = innerAddress();
    if (!inner) return context.skip('this machine has no private address');
    const { options } = await startCoturn({ publicIp: '8.8.8.8', listeningIp: inner, relayIp: inner });
    const found = await findings(options());
    expect([...found.values()].filter(({ result }) => result === 'failed')).toEqual([]);
    expect(found.get(DATA)).toMatchObject({ result: 'ok' });
    expect([...found.values()].find(({ name }) => name.startsWith('UDP '))?.detail).toContain('8.8.8.8');
  });

  test('a server without the denied ranges, and one with another secret, are found out', async (context) => {
    needCoturn(context);
    const open = await startCoturn({}, { rewrite: (text) => text.replaceAll(/^denied-peer-ip.*$/gm, '') });
    const wrong = failures(await findings(open.options())).join('\n');
    for (const address of ['10.0.0.1', '192.168.0.1', '169.254.169.254']) expect(wrong).toContain(address);
    const [first] = (await findings(open.options({ secret: 'another-secret-of-the-tests' }))).values();
    expect(first).toMatchObject({ result: 'failed', detail: expect.stringContaining('another secret') });
  });

  test('over the quota nobody gets an allocation', async (context) => {
    needCoturn(context);
    const [USER_QUOTA, TOTAL_QUOTA] = [96, 98];
    // With ports to spare, so that it is the quota that says no; as many as the quota is what `npm run turn` writes.
    const { options } = await startCoturn(
      {},
      { rewrite: (text) => text.replace('total-quota=100', `total-quota=${TOTAL_QUOTA}`) },
    );
    const [server] = options().servers;
    if (!server) throw new Error('no server');
    const codes = async (credential: Credential, tries: number): Promise<(number | undefined)[]> => {
      const answers: (number | undefined)[] = [];
      for (let at = 0; at < tries; at += 1) {
        const connect = async (): Promise<Transport> => {
          const transport = await connectTo(server, options());
          onTestFinished(() => transport.end());
          return transport;
        };
        const answer = await new TurnClient(await connect(), 5_000, connect).allocate(credential);
        expect(answer.ok).toBe(relayedOf(answer) !== undefined);
        answers.push(answer.ok ? undefined : answer.code);
      }
      return answers;
    };
    const until = Date.now() + 60_000;
    const [greedy, modest] = [credentialOf(SECRET, until), credentialOf(SECRET, until)];
    const granted = (count: number): undefined[] => Array.from({ length: count }, () => undefined);
    const QUOTA_REACHED = 486; // RFC 8656, 18
    expect(await codes(greedy, USER_QUOTA + 2)).toEqual([...granted(USER_QUOTA), QUOTA_REACHED, QUOTA_REACHED]);
    // Another one is still served, up to what the whole server gives.
    expect(await codes(modest, 3)).toEqual([...granted(TOTAL_QUOTA - USER_QUOTA), QUOTA_REACHED]);
  });
});

describe('what answers but is no TURN server (N2)', () => {
  test('an allocation that is not signed with the secret does not count', async () => {
    const liar = createSocket('udp4').bind(0, '127.0.0.1');
    onTestFinished(() => void liar.close());
    await once(liar, 'listening');
    liar.on('message', (bytes, { port, address }) => {
      const asked = decodeStun(bytes);
      if (!asked) return;
      const isFirst = !asked.attributes.some(({ type }) => type === Attribute.username);
      const attributes = isFirst
        ? [
            { type: Attribute.errorCode, value: Buffer.from([0, 0, 4, 1]) },
            { type: Attribute.realm, value: Buffer.from('liar') },
            { type: Attribute.nonce, value: Buffer.from('n') },
          ]
        : [];
      liar.send(encodeStun({ ...asked, kind: isFirst ? 'error' : 'success', attributes }), port, address);
    });
    const server = { host: '127.0.0.1', port: liar.address().port, way: 'udp' } as const;
    const found = await findings({
      servers: [server],
      secret: SECRET,
      allowed: { private: false, loopback: false },
      ca: undefined,
      timeout: 5_000,
      now: Date.now,
    });
    expect([...found.values()].map(({ result, detail }) => [result, detail])).toEqual([
      ['failed', expect.stringContaining('not signed')],
      ['note', expect.any(String)],
    ]);
  });
});

describe('the command line of the check (N2)', () => {
  test('TURN_URLS as the relay has it, or --urls', () => {
    const urls =
      'stun:t.example:3478, turn:t.example, turn:[2001:db8::1]:3479?transport=tcp, turns:t.example?transport=tcp';
    const servers = [
      { host: 't.example', port: 3478, way: 'udp' },
      { host: '2001:db8::1', port: 3479, way: 'tcp' },
      { host: 't.example', port: 5349, way: 'tls' },
    ];
    expect(readCheck([], '/', urls).servers).toEqual(servers);
    expect(readCheck(['--urls', urls], '/', undefined).servers).toEqual(servers);
    for (const wrong of ['', 'stun:t.example', 'https://t.example', 'turn:t.example:99999'])
      expect(() => readCheck(['--urls', wrong], '/', undefined)).toThrow(UsageError);
  });

  test('ends with 1 and says so where the server does not answer, and with 2 where there is no secret', async () => {
    const main = join(import.meta.dirname, '../../turn/main.ts');
    const port = await freePort();
    const run = (env: Record<string, string>) =>
      spawnSync(process.execPath, [main, 'check', '--urls', `turn:127.0.0.1:${port}?transport=tcp`], {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], DATA_DIR: temporaryFolder(), ...env },
      });
    const { status, stdout, stderr } = run({ TURN_SECRET: SECRET });
    expect(status, stderr).toBe(1);
    expect(stdout).toMatch(/FAILED {2}TCP 127\.0\.0\.1:\d+ gives an allocation: ECONNREFUSED/);
    expect(stdout + stderr).not.toContain(SECRET);
    expect(run({})).toMatchObject({ status: 2, stderr: expect.stringContaining('TURN_SECRET') });
  });
});
