/**
 * The whiteboard in a call (B1-B3, V3): what one draws the others have, while it is drawn, after an outage, and when they come later;
 * captured screens lie on it; it goes home as a picture; and a hostile hand breaks nobody's board.
 */
import { expect, test, type Locator, type WebSocketRoute } from '@playwright/test';
import { unzipSync } from 'fflate';
import { readFile } from 'node:fs/promises';
import { createAppPage, type AppPage } from '../support/app-page.ts';
import {
  board,
  BOARD_MS,
  boardButton,
  draw,
  expectSame,
  openBoard,
  savedPicture,
  shapes,
  undo,
} from '../support/board-page.ts';
import { createBrowsers, type Browsers, type Seat } from '../support/browsers.ts';
import { alice, bob, carol } from '../support/fake-media.ts';
import { colourDistance } from '../support/measure.ts';
import { coloursOfFile } from '../support/picture-points.ts';
import { startApp, type Interview, type RunningRelay } from '../support/server.ts';

test.describe.configure({ mode: 'serial' });

const FILM = { width: 160, height: 96, framesPerSecond: 5 };
const TITLE = 'Shared page';
const GREEN = [10, 125, 60] as const;

let app: RunningRelay;
let browsers: Browsers;
let interview: Interview;
let seats: Seat[];
let host: AppPage;
let guest: AppPage;
let late: AppPage;
/** The guest's sockets to the relay. */
const sockets: WebSocketRoute[] = [];
let relayIsUp = true;

declare global {
  interface Window {
    /** The data channels of this page by their name, for a peer that sends what it likes. */
    rawChannels: Map<string, RTCDataChannel[]>;
    rawConnections: Set<RTCPeerConnection>;
  }
}
const keepChannels = (): void => {
  window.rawChannels = new Map();
  window.rawConnections = new Set();
  const { createDataChannel } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.createDataChannel = function (label, options) {
    const channel = createDataChannel.call(this, label, options);
    window.rawConnections.add(this);
    window.rawChannels.set(label, [...(window.rawChannels.get(label) ?? []), channel]);
    return channel;
  };
};

const picture = (who: AppPage): Locator => shapes(who, 'image').locator('img');

test.beforeAll(async () => {
  test.setTimeout(360_000);
  app = await startApp();
  browsers = createBrowsers();
  interview = await app.newInterview();
  seats = await Promise.all([
    browsers.seat(alice, { film: FILM, sharedTab: TITLE }),
    browsers.seat(bob, { film: FILM }),
    browsers.seat(carol, { film: FILM }),
  ]);
  await seats[1]?.page.addInitScript(keepChannels);
  // Without a relay the guest's connections stay severed.
  await seats[1]?.page.routeWebSocket(/\/ws/, (socket) => {
    if (!relayIsUp) return void socket.close();
    sockets.push(socket);
    socket.connectToServer();
  });
  [host, guest, late] = seats.map(createAppPage) as [AppPage, AppPage, AppPage];
  await host.arriveAsHost(interview.hostUrl);
  await guest.arriveAndRequest(interview.applicantUrl);
  await host.admit('bob');
  await guest.expectToSee(alice);
});

test.afterAll(async () => {
  await browsers?.closeAll();
  await app?.close();
});

test('B1: who has it closed is told that there is something on it; a stroke is seen before the pen is lifted', async () => {
  await openBoard(host);
  await draw(host, [150, 120], [400, 200]);
  await guest.button('開く').click();
  await expect(shapes(guest)).toHaveCount(1, { timeout: BOARD_MS });
  await draw(guest, [150, 250], [400, 330], false);
  await expect(shapes(host)).toHaveCount(2);
  await guest.page.mouse.up();
  await expectSame(host, guest, 2);
});

test('B1: pointers carry the name of the certificate, and the call’s keys rest over the board', async () => {
  await draw(guest, [420, 250], [480, 330]);
  await expect(board(host).getByText('bob', { exact: true })).toBeVisible();
  await guest.page.keyboard.press('m');
  await guest.page.keyboard.press('h');
  await expect(guest.button('マイク')).toHaveAttribute('aria-pressed', 'true');
  await expect(guest.button('手を挙げる')).toHaveAttribute('aria-pressed', 'false');
});

test('B1: undo takes back one’s own only', async () => {
  await expectSame(host, guest, 3);
  await undo(host).click();
  await expectSame(host, guest, 2);
  await expect(undo(host)).toBeDisabled();
});

test('B2: a captured screen lies on the board, by its pixels at the other', async () => {
  const shown = await seats[0]?.context.newPage();
  await shown?.setContent(`<title>${TITLE}</title><body style="background:rgb(${GREEN.join()})">`);
  await host.page.bringToFront();
  await host.button('画面共有').click();
  const screen = host.tile('あなたの共有画面');
  await expect(screen.locator('video').first()).toBeVisible({ timeout: BOARD_MS });
  await screen.getByRole('button', { name: 'あなたの共有画面のメニュー' }).click();
  await host.page.getByRole('menuitem', { name: '画面キャプチャをホワイトボードに送る' }).click();
  await expectGreen(guest);
  await host.button('画面共有').click();
});

test('B3: who comes later sees all of it, the picture too', async () => {
  await late.arriveAndRequest(interview.applicantUrl);
  await host.admit('carol');
  await late.expectToSee(alice);
  await openBoard(late);
  await expectGreen(late);
  await expectSame(host, late, 2);
});

test('B3: it is saved as a picture, with what is on it', async () => {
  const { png, name } = await savedPicture(late);
  expect(name).toMatch(/^一次面接_ホワイトボード_\d{8}-\d{6}\.png$/);
  const [colour] = await coloursOfFile(late.page, png, 'image/png', [[0.5, 0.8]]);
  expect(colour && colourDistance(colour, [...GREEN])).toBeLessThan(30);
});

test('J5 B1: two who draw while their connection is severed end equal', async () => {
  relayIsUp = false;
  for (const socket of sockets.splice(0)) await socket.close();
  await guest.page.evaluate(() => window.rawConnections.forEach((connection) => connection.close()));
  await expect(host.page.getByText('bob さんとの接続が切れました')).toBeVisible({ timeout: BOARD_MS });
  await draw(host, [100, 400], [200, 440]);
  await draw(guest, [300, 400], [400, 440]);
  await expect(shapes(guest)).toHaveCount(3);
  await expect(shapes(host)).toHaveCount(3);
  relayIsUp = true;
  await guest.page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expectSame(host, guest, 4);
  await expectSame(host, late, 4);
});

test('H6: records that lead elsewhere or fit no editor break nobody’s board; who keeps sending them is named', async () => {
  const already = await host.page.locator('.tl-shape').count();
  await guest.page.evaluate(() => {
    const place = (type: string, more: object = {}) =>
      JSON.stringify({
        ...{ type, parentId: 'page:page', index: 'a5', x: 0, y: 0, rotation: 0, isLocked: false, opacity: 1 },
        ...more,
      });
    const look = (props: object) => JSON.stringify({ props });
    const record = (id: string, placed: string, looks: string) =>
      JSON.stringify({ t: 'record', id, place: placed, look: looks });
    const hostile = [
      record('shape:embed', place('embed'), look({ url: 'https://example.com', w: 100, h: 100 })),
      record('shape:geo', place('geo'), look({ geo: 'rectangle', w: -1, url: 'javascript:alert(1)' })),
      record('shape:loop', place('group', { parentId: 'shape:loop' }), look({})),
      record('asset:remote', '{"type":"image"}', look({ src: 'https://example.com/x.png', w: 1, h: 1 })),
      record('shape:draw', place('draw'), look({ segments: 'none' })),
      '{"t":"cursor","at":{"x":1e300,"y":0}}',
      'x'.repeat(16_000),
    ];
    for (const channel of window.rawChannels.get('live') ?? []) {
      if (channel.readyState === 'open') hostile.forEach((text) => channel.send(text));
    }
  });
  // What goes over this channel may be lost, most of all so much at once: it is sent until it was enough.
  const named = ({ page }: AppPage): Locator => page.getByText('bob さんから異常なデータが届いたため、ホワイトボード');
  await expect(async () => {
    await guest.page.evaluate(() => {
      for (const channel of window.rawChannels.get('live') ?? []) {
        if (channel.readyState !== 'open') continue;
        for (let times = 0; times < 30; times++) channel.send('{"t":"nonsense"}');
      }
    });
    for (const who of [host, late]) await expect(named(who)).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: BOARD_MS });
  await expect(named(host)).toContainText('「参加者」から退出させてください');
  await draw(host, [500, 400], [560, 440]);
  await expectSame(host, late, 5);
  await expect(host.page.locator('.tl-shape')).toHaveCount(already + 1);
  await expect(host.page.locator('iframe, .tl-error-boundary, .tl-shape-error-boundary')).toHaveCount(0);
});

test('X7: it goes home in the archive, also where it was closed', async () => {
  await boardButton(host, 'ホワイトボードを閉じる').click();
  await host.leave();
  const [download] = await Promise.all([host.page.waitForEvent('download'), host.button('すべて保存').click()]);
  const png = unzipSync(await readFile(await download.path()))['ホワイトボード.png'];
  if (!png) throw new Error('no board in the archive');
  const [colour] = await coloursOfFile(host.page, Buffer.from(png), 'image/png', [[0.5, 0.8]]);
  expect(colour && colourDistance(colour, [...GREEN])).toBeLessThan(30);
});

test('N6: nothing of it comes from anywhere but our own server', () => {
  const own = new URL(app.url).host;
  for (const { hostsAsked } of seats) expect([...hostsAsked]).toEqual([own]);
  for (const { errors } of seats) expect(errors).toEqual([]);
});

/** The picture on this person's board is what was captured. */
async function expectGreen(who: AppPage): Promise<void> {
  await expect(picture(who)).toBeVisible({ timeout: BOARD_MS });
  await expect(async () => {
    const shot = await picture(who).screenshot();
    const [colour] = await coloursOfFile(who.page, shot, 'image/png', [[0.5, 0.5]]);
    expect(colour && colourDistance(colour, [...GREEN])).toBeLessThan(30);
  }).toPass({ timeout: BOARD_MS });
}
