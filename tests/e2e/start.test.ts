/** `npm start` as an operator and a supervisor see it: it says when it is ready, serves, and ends when told to. */
import { expect, test } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort, startProgram } from '../support/process.ts';
import { projectRoot } from '../../tools/fresh-build.ts';

const dataDir = mkdtempSync(path.join(tmpdir(), 'mensetsu-start-'));
test.afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const start = (env: NodeJS.ProcessEnv): ReturnType<typeof startProgram> =>
  startProgram(process.execPath, [path.join(projectRoot, 'tools/start.ts')], {
    cwd: projectRoot,
    env: { ...process.env, DATA_DIR: dataDir, ...env },
  });

test('U1 N3 npm start serves on PORT, prints the address when it is ready, and ends on SIGTERM', async () => {
  const port = String(await freePort());
  const app = start({ PORT: port });
  try {
    const [, address = ''] = await app.waitFor(/^Mensetsu is ready: (\S+)$/m);
    expect(address).toBe(`http://localhost:${port}/`);
    expect((await fetch(`${address}healthz`)).status).toBe(200);
    const page = await fetch(`${address}room`, { headers: { Accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/html/)]);
  } finally {
    expect(await app.stop('SIGTERM')).toBe(0);
  }
});

test('R4 npm start says what to do when it cannot start, and is not "ready"', async () => {
  const app = start({ PORT: String(await freePort()), PUBLIC_URL: 'https://interview.example.org' });
  await app.waitFor(/ORGANIZER_KEY/);
  expect(await app.stop()).not.toBe(0);
  expect(app.output()).not.toContain('is ready');
});
