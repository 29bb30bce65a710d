/**
 * A host and five applicants (R1, C1), each in a browser process of their own. Pictures are small, since 30 of them are encoded
 * and decoded on one machine.
 */
import { expect, test } from '@playwright/test';
import { createAppPage, type AppPage } from '../support/app-page.ts';
import { createBrowsers, type Browsers } from '../support/browsers.ts';
import { people } from '../support/fake-media.ts';
import { framesDecoded, heardTones, hears } from '../support/measure.ts';
import { startApp, type RunningRelay } from '../support/server.ts';

test.describe.configure({ mode: 'serial', timeout: 240_000 });

const FILM = { width: 160, height: 96, framesPerSecond: 5 };
/** Small windows: without a graphics card drawing costs more than coding. */
const WINDOW = { width: 560, height: 420 };
/** Six browsers share the machine's cores. */
const PATIENCE_MS = 120_000;

let app: RunningRelay;
let browsers: Browsers;
let pages: AppPage[];
let host: AppPage;
let applicants: AppPage[];

test.beforeAll(async () => {
  test.setTimeout(180_000);
  app = await startApp();
  browsers = createBrowsers();
  pages = [];
  for (const person of people) {
    pages.push(createAppPage(await browsers.seat(person, { film: FILM, context: { viewport: WINDOW } })));
  }
  [host, ...applicants] = pages as [AppPage, ...AppPage[]];
});

test.afterAll(async () => {
  await browsers?.closeAll();
  await app?.close();
});

/** Everybody's picture of everybody else goes on. */
async function expectPictures(present: readonly AppPage[]): Promise<void> {
  for (const looking of present) {
    for (const { person } of present) {
      if (person === looking.person) continue;
      const video = looking.tile(person.name).locator('video');
      const before = await framesDecoded(video);
      const message = `${looking.person.name} sees ${person.name} move`;
      await expect.poll(() => framesDecoded(video), { message, timeout: PATIENCE_MS }).toBeGreaterThan(before + 2);
    }
  }
}

test('R1 J1: five applicants wait and are let in one after another', async () => {
  const interview = await app.newInterview();
  await host.arriveAsHost(interview.hostUrl);
  for (const applicant of applicants) await applicant.arriveAndRequest(interview.applicantUrl);
  for (const { person, stage } of applicants) {
    await host.admit(person.name);
    await expect(stage).toBeVisible({ timeout: PATIENCE_MS });
  }
});

test('R1 C1: each of the six sees and hears the five others', async () => {
  await expectPictures(pages);
  for (const { page, person } of pages) {
    const unheard = async (): Promise<string[]> => {
      const tones = await heardTones(page, 1_500);
      return people.filter((other) => other !== person && !hears(tones, other.tone)).map(({ name }) => name);
    };
    await expect.poll(unheard, { message: `${person.name} hears all`, timeout: PATIENCE_MS }).toEqual([]);
  }
});

test('R1 X1: one leaves, five stay and go on', async () => {
  const staying = pages.slice(0, -1);
  const leaver = pages.at(-1);
  if (!leaver) throw new Error('six people are needed');
  await leaver.leave();
  for (const { tile } of staying) await expect(tile(leaver.person.name)).toBeHidden({ timeout: PATIENCE_MS });
  await expectPictures(staying);
});
