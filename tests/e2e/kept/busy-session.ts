/**
 * A busy interview whose host's browser can be killed at any moment: the host types a memo, marks what is talked about, draws and posts in the
 * chat, the applicant posts too; on request the applicant sends files, and the talk is written down. When each of these was first seen on the
 * host's screen is noted, so that what is missing afterwards can be told: on the disk, and on the screen of who came back.
 */
import { expect, type Locator } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { createAppPage, type AppPage } from '../../support/app-page.ts';
import { draw, openBoard, shapes } from '../../support/board-page.ts';
import { createBrowsers } from '../../support/browsers.ts';
import { alice, bob, createFakeMedia } from '../../support/fake-media.ts';
import { createLastingBrowser, type LastingBrowser, type LastingSeat } from '../../support/lasting-browser.ts';
import { startApp, type Interview } from '../../support/server.ts';
import { applicant, interviewer } from '../../support/spoken-interview.ts';
import { addSpeechModel, shownLines } from '../../support/transcript-page.ts';
import { readDisk } from './disk.ts';
import { fileName, isShown, lineName, MARK, markName, namesOf, stayName, word, wordsIn } from './names.ts';

const RETURN_MS = 60_000;
export const MEMO_ITEM = '自己紹介';
/** Of what the applicant posts, one in so many is followed by a file of so many bytes. */
const FILE_EVERY = 8;
const FILE_BYTES = 40_000;

export interface Kill {
  /** Milliseconds into the busy time. */
  readonly after: number;
  /** What stood on the host's screen when the browser was killed. */
  readonly seen: readonly string[];
  /** Of that which was older than what may be lost: what is not on the disk, or did not come back. */
  readonly missing: readonly string[];
  /** How long the oldest of what is not there any more had stood there, in milliseconds; 0 where none is missing. */
  readonly oldestLost: number;
  /** So long before the kill the host left, as the disk has it, in milliseconds. */
  readonly leftEarly: number;
}

export interface BusyWork {
  /** The applicant sends files, too. */
  readonly files?: boolean;
  /** Both speak, and a model on the shelf of this folder, which is filled here, writes it down. */
  readonly modelsDir?: string;
}

export interface BusySession {
  readonly interview: Interview;
  readonly hostBrowser: LastingBrowser;
  /** The host's page as it is now. */
  host(): AppPage;
  hostSeat(): LastingSeat;
  readonly guest: AppPage;
  /** Works for `ms`, kills the host's browser, comes back and looks what is there. What is younger than `mayLose` milliseconds may be missing. */
  killAfter(ms: number, mayLose: number): Promise<Kill>;
  /** Starts the host's browser anew and opens the link: the waiting room. */
  reopen(): Promise<void>;
  end(): Promise<void>;
}

export const memoOf = (at: AppPage): Locator => at.page.getByRole('textbox', { name: `メモ：${MEMO_ITEM}` });
export const keptDialog = (at: AppPage): Locator => at.page.getByRole('dialog', { name: '前回の通話の記録があります' });

export async function openAgenda(at: AppPage): Promise<void> {
  if (!(await memoOf(at).isVisible())) await at.button('アジェンダ').click();
  await expect(memoOf(at)).toBeVisible();
}
const chatWords = async (at: AppPage): Promise<string[]> => wordsIn(await at.chatLog.innerText());
export const current = ({ page }: AppPage): Locator => page.getByRole('button', { name: `進行中にする：${MEMO_ITEM}` });
const fileNames = ({ chatLog }: AppPage): Promise<string[]> =>
  chatLog.locator('.file[data-file="here"] .name').evaluateAll((all) => all.map((name) => name.textContent.trim()));
const drawn = (at: AppPage): Promise<string[]> =>
  shapes(at).evaluateAll((all) => all.map((shape) => shape.getAttribute('data-shape-id') ?? ''));

export async function startBusySession({ files = false, modelsDir }: BusyWork = {}): Promise<BusySession> {
  const app = await startApp(modelsDir === undefined ? {} : { modelsDir });
  if (modelsDir !== undefined) await addSpeechModel(modelsDir);
  const spoken = modelsDir !== undefined;
  const interview = await app.newInterview();
  const media = createFakeMedia();
  const browsers = createBrowsers();
  const hostMedia = { camera: media.camera, microphone: spoken ? () => interviewer.file : media.microphone };
  const hostBrowser = createLastingBrowser(hostMedia, alice);
  let seat = await hostBrowser.start();
  let host = createAppPage(seat);
  const args = spoken ? [`--use-file-for-fake-audio-capture=${applicant.file}`] : [];
  const guest = createAppPage(await browsers.seat(bob, { args }));
  let count = 0;
  let marks = 0;
  let lives = 1;
  /** When each was first seen on the host's screen. */
  const seen = new Map<string, number>();
  const note = (names: readonly string[]): void => {
    const now = Date.now();
    for (const each of names) if (!seen.has(each)) seen.set(each, now);
  };

  await host.open(interview.hostUrl);
  await host.page.getByRole('switch', { name: 'アジェンダ' }).click();
  await host.button('アジェンダを設定').click();
  await host.button('項目を追加').click();
  const dialog = host.page.getByRole('dialog', { name: 'アジェンダ項目の追加' });
  await dialog.getByRole('textbox', { name: '項目名' }).fill(MEMO_ITEM);
  await dialog.getByRole('button', { name: '保存' }).click();
  await host.page.keyboard.press('Escape');
  await host.enterName();
  await host.connect();
  await guest.arriveAndRequest(interview.applicantUrl);
  await host.admit('bob');
  await expect(guest.stage).toBeVisible();
  await guest.openChat();
  await openBoard(host);

  async function openTranscript(): Promise<void> {
    const open = host.button('文字起こし');
    if ((await open.getAttribute('aria-pressed')) !== 'true') await open.click();
    await expect(open).toHaveAttribute('aria-pressed', 'true');
  }
  /** None as long as nothing was written down. */
  const linesShown = async (): Promise<string[]> => {
    if (!(await host.page.getByRole('log', { name: '文字起こし', exact: true }).isVisible())) return [];
    return (await shownLines(host.page)).map(lineName);
  };
  async function drawLine(): Promise<void> {
    // Where no notice lies over it, and the panel beside it does not end.
    const y = 100 + (count % 30) * 9;
    await draw(host, [420, y], [520, y + 20]);
    note(await drawn(host));
  }

  async function hostWrites(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      await openAgenda(host);
      const memo = memoOf(host);
      await memo.press('End');
      for (let turn = 0; turn < 3; turn++) {
        await memo.pressSequentially(`${word('m', ++count)} `);
        note(wordsIn(await memo.inputValue()));
      }
      const was = await current(host).getAttribute('aria-pressed');
      await current(host).click();
      await expect(current(host)).toHaveAttribute('aria-pressed', String(was !== 'true'));
      note([markName(++marks)]);
      await drawLine();
      for (let turn = 0; turn < 2; turn++) {
        await host.post(word('c', ++count));
        note([...(await chatWords(host)), ...(await fileNames(host)).map(fileName)]);
      }
      if (spoken) {
        await openTranscript();
        note(await linesShown());
      }
    }
  }
  async function guestWrites(isOver: () => boolean): Promise<void> {
    for (let turn = 0; !isOver(); turn++) {
      await guest.post(word('b', ++count));
      if (!files || turn % FILE_EVERY !== 1) continue;
      const name = `${word('b', ++count).slice(MARK.length + 1)}.bin`;
      const buffer = randomBytes(FILE_BYTES);
      await guest.page
        .locator('input[type=file]')
        .setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
      await guest.button('送信').click();
      await expect(guest.chatLog.getByTitle(name)).toBeVisible();
    }
  }

  /** Everything that a returned host sees: memo, chat, files, board, and what was said. */
  async function shownAgain(): Promise<ReadonlySet<string>> {
    await openAgenda(host);
    await expect(memoOf(host)).toHaveValue(/\S/, { timeout: RETURN_MS });
    const words = wordsIn(await memoOf(host).inputValue());
    await expect(host.page.getByRole('img', { name: 'メモあり' })).toBeVisible();
    await host.openChat();
    const atGuest = await chatWords(guest);
    await expect
      .poll(async () => (await chatWords(host)).filter((word) => atGuest.includes(word)).length, { timeout: RETURN_MS })
      .toBe(atGuest.length);
    await expect
      .poll(() => host.chatLog.locator('.file:not([data-file="here"])').count(), { timeout: RETURN_MS })
      .toBe(0);
    words.push(...(await chatWords(host)));
    expect(words, 'nothing twice').toEqual([...new Set(words)]);
    const again = [...words, ...(await fileNames(host)).map(fileName)];
    await openBoard(host);
    await expect(shapes(host).first()).toBeAttached({ timeout: RETURN_MS });
    again.push(...(await drawn(host)));
    if (spoken) {
      await openTranscript();
      again.push(...(await linesShown()));
    }
    return new Set(again);
  }

  const session: BusySession = {
    interview,
    hostBrowser,
    guest,
    host: () => host,
    hostSeat: () => seat,
    async reopen() {
      seat = await hostBrowser.start();
      host = createAppPage(seat);
      await host.open(interview.hostUrl);
    },
    async killAfter(ms, mayLose) {
      let over = false;
      const done = Promise.all([
        // Its page goes in the middle of a word.
        hostWrites(() => over).catch((error: unknown) => {
          if (!over) throw error;
        }),
        guestWrites(() => over),
      ]);
      // On a loaded machine the first words take their time; from there on it is busy.
      const before = seen.size;
      await expect.poll(() => seen.size - before, { timeout: RETURN_MS }).toBeGreaterThan(2);
      const began = Date.now();
      await new Promise((resolve) => setTimeout(resolve, ms));
      over = true;
      const killedAt = Date.now();
      await seat.kill();
      await done;

      await session.reopen();
      await expect(keptDialog(host)).toBeVisible({ timeout: RETURN_MS });
      const disk = await readDisk(host.page, interview.hostUrl);
      const onDisk = namesOf(disk);
      const { stays, agenda } = disk.record;
      const hosts = stays.filter(({ role }) => role === 'host');
      expect(hosts, 'each time that the host was there').toHaveLength(lives++);
      marks = agenda?.marks.length ?? 0;

      await keptDialog(host).getByRole('button', { name: '続きから再開する' }).click();
      await host.enterName();
      await host.connect();
      const shown = await shownAgain();
      const lost = [...seen].filter(([name]) => !onDisk.has(name) || (isShown(name) && !shown.has(name)));
      for (const [name] of lost) seen.delete(name);
      const result: Kill = {
        after: killedAt - began,
        seen: [...seen.keys(), ...lost.map(([name]) => name)],
        missing: lost.flatMap(([name, at]) => (at < killedAt - mayLose ? [name] : [])),
        oldestLost: Math.max(0, ...lost.map(([, at]) => killedAt - at)),
        leftEarly: killedAt - (hosts.at(-1)?.until ?? 0),
      };
      // When people came is known from here on, and is to stay known.
      note(stays.map(stayName));
      return result;
    },
    async end() {
      await hostBrowser.end();
      await browsers.closeAll();
      media.end();
      await app.close();
    },
  };
  return session;
}
