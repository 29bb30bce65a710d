/**
 * Calls through Debian's coturn (N2): the relay hands out credentials, the environment check tries each way to the server, and
 * people whose browsers may only use TURN (N7) see and hear each other without learning each other's addresses.
 */
import { expect, test, type Locator } from '@playwright/test';
import { createAppPage, type AppPage } from '../support/app-page.ts';
import { createBrowsers, type Browsers, type Seat } from '../support/browsers.ts';
import { startCoturn, whyNoCoturn, type Coturn } from '../support/coturn.ts';
import { alice, bob, carol } from '../support/fake-media.ts';
import { skipAllBecause } from '../support/needs.ts';
import { newVisit } from '../support/new-visit.ts';
import { kindsGiven, kindsTold, kindsTried, pathsInUse, watchRtc } from '../support/rtc-watch.ts';
import { startApp, type Interview, type RunningRelay } from '../support/server.ts';

test.describe.configure({ mode: 'serial' });
skipAllBecause(whyNoCoturn());

let coturn: Coturn;
let app: RunningRelay;
let browsers: Browsers;
let interview: Interview;
let seats: Record<'host' | 'guest', Seat>;
let host: AppPage;
let guest: AppPage;

const security = ({ page }: AppPage): Locator =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'セキュリティ' }) });
const way = (app: AppPage, transport: string): Locator =>
  security(app)
    .getByRole('listitem')
    .filter({ hasText: `中継（${transport}）` });
const CHECKED = { timeout: 60_000 };

interface Credentials {
  /** As what the socket was welcomed last. */
  readonly standing: string;
  /** In seconds since the epoch. */
  readonly until: number;
}

/** The TURN credentials that the relay sends to a page, as they come. */
function credentialsOf({ page }: Seat): readonly Credentials[] {
  const given: Credentials[] = [];
  page.on('websocket', (socket) => {
    let standing = '';
    socket.on('framereceived', ({ payload }) => {
      const frame = JSON.parse(String(payload)) as { t: string; as?: string; servers?: { username?: string }[] };
      if (frame.t === 'welcome') standing = frame.as ?? '';
      if (frame.t !== 'turn') return;
      for (const { username } of frame.servers ?? [])
        given.push({ standing, until: Number.parseInt(username ?? '', 10) });
    });
  });
  return given;
}

async function useTurnOnly({ context }: Seat): Promise<void> {
  await context.addInitScript(() => localStorage.setItem('mensetsu/network', JSON.stringify({ relayOnly: true })));
  await watchRtc(context);
}

test.beforeAll(async () => {
  coturn = await startCoturn();
  app = await startApp({ turn: coturn.turn });
  browsers = createBrowsers();
  interview = await app.newInterview();
  seats = { host: await browsers.seat(alice), guest: await browsers.seat(bob) };
  for (const seat of Object.values(seats)) await useTurnOnly(seat);
  host = createAppPage(seats.host);
  guest = createAppPage(seats.guest);
});

test.afterAll(async () => {
  await browsers?.closeAll();
  await app?.close();
  await coturn?.stop();
});

let given: readonly Credentials[];

test('E2 N2: the environment check reaches the TURN server by UDP and by TCP', async () => {
  given = credentialsOf(seats.guest);
  await guest.page.goto(interview.applicantUrl);
  for (const transport of ['UDP', 'TCP']) await expect(way(guest, transport)).toContainText('利用できます', CHECKED);
  await expect(way(guest, 'TLS')).toContainText('設定されていません');
  await expect(security(guest)).toContainText('問題ありません');
});

test('N2: the check gets credentials for two minutes; who waits in the lobby gets none', async () => {
  await guest.passCheck();
  await guest.enterName();
  await host.arriveAsHost(interview.hostUrl);
  await guest.request();
  await expect(host.page.getByText('bob さんが参加を希望しています')).toBeVisible();
  expect(given.length).toBeGreaterThan(0);
  const CHECK_TTL_S = 120;
  for (const { standing, until } of given) {
    expect(standing).toBe('check');
    expect(until).toBeLessThanOrEqual(Date.now() / 1000 + CHECK_TTL_S);
  }
});

test('N2 N7: a call that may use TURN only: seen and heard, and no address but the server’s goes out', async () => {
  await host.admit('bob');
  await host.expectToSee(bob);
  await guest.expectToSee(alice);
  await host.expectToHear(bob);
  await guest.expectToHear(alice);
  for (const { page } of [host, guest]) {
    expect(await pathsInUse(page)).toEqual([{ local: 'relay', remote: 'relay' }]);
    expect([...(await kindsGiven(page))]).toEqual(['relay']);
  }
  await expect(host.tile('bob').getByText('中継接続')).toBeAttached();
  await expect(guest.tile('alice').getByText('中継接続')).toBeAttached();
});

test('N2: one who may use TURN only and one who may use anything', async () => {
  const seat = await browsers.seat(carol);
  await watchRtc(seat.context);
  const other = createAppPage(seat);
  await other.arriveAndRequest(interview.applicantUrl);
  await host.admit('carol');
  await other.expectToSee(alice);
  await other.expectToSee(bob);
  await host.expectToSee(carol);
  await guest.expectToSee(carol);
  await host.expectToHear(carol);
  for (const { page } of [host, guest]) {
    expect((await pathsInUse(page)).map(({ local }) => local)).toEqual(['relay', 'relay']);
    expect([...(await kindsGiven(page))]).toEqual(['relay']);
  }
  await other.leave();
  await seat.browser.close();
});

test('N2 J5: after a reload the call is back on TURN', async () => {
  await guest.page.reload();
  await guest.expectToSee(alice);
  await host.expectToSee(bob);
  for (const { page } of [host, guest]) {
    await expect.poll(() => pathsInUse(page)).toEqual([{ local: 'relay', remote: 'relay' }]);
    expect([...(await kindsGiven(page))]).toEqual(['relay']);
  }
});

async function turnOn({ page }: AppPage, name: string): Promise<void> {
  const control = page.getByRole('switch', { name });
  await expect(control).toHaveAttribute('aria-checked', 'false');
  await control.click();
  await expect(control).toHaveAttribute('aria-checked', 'true');
}

test.describe('N7: the switches in the waiting room, pressed by the people', () => {
  const HIDE = '自分のネットワークアドレスを隠す';
  let open: AppPage;
  let hidden: AppPage;

  async function meet(prepare: () => Promise<void>): Promise<void> {
    const { hostUrl, applicantUrl } = await app.newInterview();
    // Another fragment alone would not load the page anew.
    for (const { page } of [open, hidden]) await page.goto('about:blank');
    await open.open(hostUrl);
    await hidden.open(applicantUrl);
    await prepare();
    await open.enterName();
    await open.connect();
    await hidden.enterName();
    await hidden.request();
    await open.admit('bob');
    await open.expectToSee(bob);
    await hidden.expectToSee(alice);
  }

  test.beforeAll(async () => {
    const watched = ({ context }: Seat): Promise<void> => watchRtc(context);
    open = await newVisit(seats.host, app.url, watched);
    hidden = await newVisit(seats.guest, app.url, watched);
    for (const { page } of Object.values(seats)) await page.close();
  });

  test('who hides gives, tells and tries no address of their own; the other, who does not, gives theirs', async () => {
    await meet(() => turnOn(hidden, HIDE));
    expect([...(await kindsGiven(hidden.page))]).toEqual(['relay']);
    expect([...(await kindsTried(hidden.page))]).toEqual(['relay']);
    expect([...(await kindsTold(open.page))]).toEqual(['relay']);
    // That an address would have been seen here.
    expect(await kindsGiven(open.page)).toContain('host');
    expect(await kindsTold(hidden.page)).toContain('host');
    await hidden.leave();
    await open.leave();
  });

  test('the host requires it of everybody: no address goes in either direction', async () => {
    await meet(async () => {
      await turnOn(open, '全員に中継だけを使わせる');
      // The own choice is taken back: what follows is the host's doing.
      await hidden.page.getByRole('switch', { name: HIDE }).click();
    });
    for (const { page } of [open, hidden]) {
      for (const kinds of [kindsGiven, kindsTold, kindsTried]) expect([...(await kinds(page))]).toEqual(['relay']);
      expect(await pathsInUse(page)).toEqual([{ local: 'relay', remote: 'relay' }]);
    }
    expect(await hidden.page.evaluate(() => localStorage.getItem('mensetsu/network'))).not.toContain('true');
  });
});

test('E2 N2: a TURN server with another secret counts as unreachable, which is a warning', async () => {
  const wrong = await startApp({ turn: { ...coturn.turn, secret: 'not the secret of this server' } });
  try {
    const { applicantUrl } = await wrong.newInterview();
    const page = await seats.guest.context.newPage();
    const visitor = createAppPage({ ...seats.guest, page });
    await page.goto(applicantUrl);
    for (const transport of ['UDP', 'TCP'])
      await expect(way(visitor, transport)).toContainText('利用できません', CHECKED);
    await expect(security(visitor)).toContainText('中継サーバーに届きません');
    await page.close();
  } finally {
    await wrong.close();
  }
});
