/**
 * A network that fails under the whole product (J5, X2): the real relay and the built client, host and applicant in network
 * namespaces of their own. Whatever happens to the applicant's line, pictures come back, nobody leaves, and no word is lost. How fast
 * it really is: `npm run bench -- outage`.
 */
import { expect, test } from '@playwright/test';
import { createAppPage, type AppPage } from '../support/app-page.ts';
import { boardButton, draw, expectSame, openBoard, savedPicture, shapes, undo } from '../support/board-page.ts';
import { chromiumPath, createBrowsers, type Browsers, type Seat } from '../support/browsers.ts';
import { framesOf, keepDiary, longestFreeze, saidSince, wasThereSince } from '../support/diary.ts';
import { alice, bob } from '../support/fake-media.ts';
import { skipAllBecause } from '../support/needs.ts';
import { differenceBetween } from '../support/picture.ts';
import { createLan, whyNoNamespaces, type Computer, type Lan } from '../support/netns.ts';
import { startApp, type Interview, type RunningRelay } from '../support/server.ts';

const missing = whyNoNamespaces();
skipAllBecause(missing);
test.describe.configure({ mode: 'serial' });

/** A connection that only ICE's own time-outs or a new knock bring back is later than this, in milliseconds, on any machine. */
const BACK_MS = 12_000;
const NEW_ADDRESS_BACK_MS = 20_000;
/** So many pictures show that they flow: one alone may have been waiting in a buffer. */
const FLOW_FRAMES = 10;
/** How long a host that finds members waits for the first of them to muster, in milliseconds, and a little more. */
const GATHERED_MS = 3_500;
/** Mean difference of two pictures of the same lines, 0 to 255; a line more makes it several. */
const SAME_PICTURE = 0.5;
const FILM = { width: 320, height: 180, framesPerSecond: 15 };
const WINDOW = { width: 720, height: 480 };
const LEFT = /退出しました/;

let lan: Lan;
let app: RunningRelay;
let browsers: Browsers;
let interview: Interview;
let seats: Seat[];
let host: AppPage;
let guest: AppPage;
let guestsComputer: Computer;

test.beforeAll(async () => {
  lan = createLan(4);
  app = await startApp({ host: undefined });
  browsers = createBrowsers();
  interview = await app.newInterview();
  const command = chromiumPath() ?? 'chromium';
  guestsComputer = lan.computer('bob', command);
  const computers = [lan.computer('alice', command), guestsComputer];
  seats = await Promise.all(
    [alice, bob].map((person, at) =>
      browsers.seat(person, {
        film: FILM,
        context: { viewport: WINDOW },
        // Under this name the page is a secure context, as it is behind https.
        args: [`--host-resolver-rules=MAP localhost ${lan.address}`],
        executablePath: computers[at]?.executablePath ?? command,
      }),
    ),
  );
  for (const { context } of seats) await keepDiary(context);
  [host, guest] = seats.map(createAppPage) as [AppPage, AppPage];
  await Promise.all([host.arriveAsHost(interview.hostUrl), guest.arriveAndRequest(interview.applicantUrl)]);
  await host.admit('bob');
  await expect(guest.stage).toBeVisible();
});

test.afterAll(async () => {
  await browsers?.closeAll();
  await app?.close();
  lan?.end();
});

const sides = (): [AppPage, string][] => [
  [host, 'bob'],
  [guest, 'alice'],
];

/** When pictures of the other flowed again after `since`, on either side the later, in milliseconds since the epoch. */
async function flowSince(since: number): Promise<number> {
  let back = 0;
  for (const [{ page, person }, other] of sides()) {
    const later = async (): Promise<readonly number[]> => (await framesOf(page, other)).filter((at) => at > since);
    await expect
      .poll(async () => (await later()).length, {
        message: `${person.name} sees ${other} move`,
        timeout: 40_000,
        intervals: [100],
      })
      .toBeGreaterThan(FLOW_FRAMES);
    back = Math.max(back, (await later())[0] ?? Infinity);
  }
  return back;
}

/** A line across the right of the board, where no notice lies over it. */
const line = (who: AppPage, y: number): Promise<void> => draw(who, [390, y], [470, y + 15]);

/** In a window so narrow the board and its buttons lie under it. */
async function closeChat({ page }: AppPage): Promise<void> {
  const panel = page.getByRole('complementary', { name: 'チャット' });
  if (await panel.isVisible()) await panel.getByRole('button', { name: '閉じる', exact: true }).click();
  await expect(panel).toBeHidden();
}

/** Both have the board open, with a line of each on it. */
async function drawTogether(): Promise<void> {
  for (const who of [host, guest]) {
    await closeChat(who);
    await openBoard(who);
  }
  await line(host, 20);
  await line(guest, 50);
  await expectSame(host, guest, 2);
}

/** While nothing passes: each draws two lines, and the guest takes the second one back. */
async function drawApart(): Promise<void> {
  await line(host, 80);
  await line(guest, 95);
  await line(host, 110);
  await line(guest, 140);
  await undo(guest).click();
  await expect(shapes(guest)).toHaveCount(3);
}

/** The boards are one again, as records and as the pictures that are saved of them, and undo takes back one's own only. */
async function expectOneBoard(): Promise<void> {
  await expectSame(host, guest, 5);
  for (const who of [host, guest]) await closeChat(who);
  const [hosts, guests] = [await savedPicture(host), await savedPicture(guest)];
  expect(await differenceBetween(host.page, hosts.png, guests.png)).toBeLessThan(SAME_PICTURE);
  await undo(host).click();
  await expectSame(host, guest, 4);
  const less = await savedPicture(guest);
  expect(await differenceBetween(host.page, hosts.png, less.png), 'a line is seen in a picture').toBeGreaterThan(
    SAME_PICTURE,
  );
  await undo(host).click();
  await undo(host).click();
  await expectSame(host, guest, 2);
  await expect(undo(host), 'what is left is of the guest').toBeDisabled();
  for (const who of [host, guest]) await boardButton(who, 'ホワイトボードを閉じる').click();
}

/** Both were on the other's screen all the time, and nobody was told that they had left, or asked to let anybody in. */
async function expectNobodyLeft(since: number): Promise<void> {
  for (const [{ page }, other] of sides()) {
    expect(await wasThereSince(page, other, since), `${other} stays on the screen`).toBe(true);
    expect(await saidSince(page, LEFT, since)).toBeUndefined();
  }
  await expect(host.page.getByRole('alertdialog')).toBeHidden();
}

/** In this one they draw, too. */
const LONGEST_S = 20;
for (const seconds of [8, 3, LONGEST_S]) {
  const withBoard = seconds === LONGEST_S;
  const arrives = `what was written ${withBoard ? 'and drawn ' : ''}meanwhile arrives`;
  test(`X2 J5 H3${withBoard ? ' B1' : ''}: a silent gap of ${seconds} s: pictures are back, nobody leaves, ${arrives}`, async () => {
    if (withBoard) await drawTogether();
    await flowSince(Date.now());
    const cutAt = Date.now();
    guestsComputer.cut();
    try {
      if (withBoard) await drawApart();
      await guest.post(`bob in the dark for ${seconds} s`);
      await host.post(`alice in the light for ${seconds} s`);
      await expect.poll(() => Date.now() - cutAt, { timeout: 30_000, intervals: [50] }).toBeGreaterThan(seconds * 1000);
      // The cut was one. Pictures do not tell: a busy machine goes on showing late ones for more than a second.
      await expect(host.chatLog.getByText(`bob in the dark for ${seconds} s`, { exact: true })).toBeHidden();
      await expect(guest.chatLog.getByText(`alice in the light for ${seconds} s`, { exact: true })).toBeHidden();
      if (withBoard) await expect(shapes(host)).toHaveCount(4);
    } finally {
      guestsComputer.heal();
    }
    const healedAt = Date.now();
    const took = (await flowSince(healedAt)) - healedAt;
    test.info().annotations.push({ type: 'measured', description: `pictures back ${took} ms after the path` });
    expect(took).toBeLessThan(BACK_MS);
    await expect(host.chatLog.getByText(`bob in the dark for ${seconds} s`, { exact: true })).toBeVisible();
    await expect(guest.chatLog.getByText(`alice in the light for ${seconds} s`, { exact: true })).toBeVisible();
    await expectNobodyLeft(cutAt);
    if (withBoard) await expectOneBoard();
  });
}

test('X2 J5 H3: another address: pictures are back, nobody leaves, what was written meanwhile arrives', async () => {
  const AFTER_MS = 2_000;
  await flowSince(Date.now());
  const changedAt = Date.now();
  guestsComputer.changeAddress();
  await guest.post('bob from the phone');
  await host.post('alice to the phone');
  // The former address is gone: pictures later than this came over the new one.
  await flowSince(changedAt + AFTER_MS);
  const until = Date.now();
  const freezes = sides().map(([{ page }, other]) => longestFreeze(page, other, changedAt, until));
  const longest = Math.max(...(await Promise.all(freezes)));
  test.info().annotations.push({ type: 'measured', description: `pictures stood for ${longest} ms` });
  expect(longest).toBeLessThan(NEW_ADDRESS_BACK_MS);
  await expect(host.chatLog.getByText('bob from the phone', { exact: true })).toBeVisible();
  await expect(guest.chatLog.getByText('alice to the phone', { exact: true })).toBeVisible();
  await expectNobodyLeft(changedAt);
});

test('J5: the host comes back without its storage while the applicant is cut off: the applicant is told, and asks by itself', async () => {
  await flowSince(Date.now());
  guestsComputer.cut();
  try {
    await host.page.goto(app.url);
    await host.page.evaluate(() => {
      sessionStorage.clear();
      for (const key of Object.keys(localStorage)) if (key.startsWith('mensetsu/call/')) localStorage.removeItem(key);
    });
    // The journal too: else its record would be offered first.
    const devtools = await host.page.context().newCDPSession(host.page);
    const { origin } = new URL(host.page.url());
    await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
    await devtools.detach();
    await host.arriveAsHost(interview.hostUrl);
    const since = Date.now();
    await expect.poll(() => Date.now() - since, { intervals: [50] }).toBeGreaterThan(GATHERED_MS);
  } finally {
    guestsComputer.heal();
  }
  await expect(guest.page.getByText('担当者が新しい通話を始めました')).toBeVisible({ timeout: 30_000 });
  await host.admit('bob');
  await expect(guest.stage).toBeVisible();
  await flowSince(Date.now());
});

test('N6: nothing was thrown', () => {
  // What the browser itself logs when a socket fails, as it must here.
  const own = (text: string): boolean => !/WebSocket connection to|ERR_/.test(text);
  for (const { errors } of seats) expect(errors.filter(own)).toEqual([]);
});
