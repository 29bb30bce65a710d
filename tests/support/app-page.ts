/**
 * The product as a person sees it, by the accessible names of spec U2, in Japanese: what one does on each screen, and the
 * places that a test looks at. No test knows a class name.
 */
import { expect, type Locator, type Page } from '@playwright/test';
import type { Seat } from './browsers.ts';
import { averageColour, colourDistance, framesDecoded, heardTones, hears } from './measure.ts';
import type { Person } from './fake-media.ts';

/** The environment check measures a line and plays a sound; on a loaded machine it takes its time. */
const CHECK_MS = 180_000;
/** Knock to pictures, on a machine where several browsers share two cores. */
const MEDIA_MS = 180_000;

export interface AppPage {
  readonly page: Page;
  readonly person: Person;
  /** Opens a link and passes the environment check, where it is asked for. */
  open(url: string): Promise<void>;
  passCheck(): Promise<void>;
  /** Writes the name in the waiting room. */
  enterName(name?: string): Promise<void>;
  /** Host: from the waiting room into the call. */
  connect(): Promise<void>;
  /** Applicant: knocks. */
  request(): Promise<void>;
  /** Link to waiting room to call (host), or to a request that waits (others). */
  arriveAsHost(url: string): Promise<void>;
  arriveAndRequest(url: string): Promise<void>;
  /** Host: the pop-up of this person's request, and its two buttons. */
  admit(name: string): Promise<void>;
  refuse(name: string): Promise<void>;
  post(text: string): Promise<void>;
  openChat(): Promise<void>;
  leave(): Promise<void>;

  /** The call screen. */
  readonly stage: Locator;
  readonly chatLog: Locator;
  button(name: string): Locator;
  tile(name: string): Locator;
  /** Waits until this person's picture moves here and has their colour. */
  expectToSee(other: Person): Promise<void>;
  /** Waits until this person's tone is heard here. */
  expectToHear(other: Person): Promise<void>;
}

export function createAppPage({ page, person }: Pick<Seat, 'page' | 'person'> & Partial<Seat>): AppPage {
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
  const stage = page.getByRole('main', { name: '通話画面' });
  const chatLog = page.getByRole('log');
  const tile = (name: string): Locator => stage.getByRole('group', { name, exact: true });
  const nameField = page.getByRole('textbox', { name: 'お名前' });
  const proceed = button('待機画面へ進む');

  const app: AppPage = {
    page,
    person,
    stage,
    chatLog,
    button,
    tile,

    async open(url) {
      await page.goto(url);
      await expect(proceed.or(nameField).first()).toBeVisible();
      if (await proceed.isVisible()) await app.passCheck();
    },
    async passCheck() {
      const play = button('テスト音を再生');
      const heard = button('聞こえた');
      await expect(play.or(heard).first()).toBeVisible({ timeout: CHECK_MS });
      if (await play.isVisible()) await play.click();
      await heard.click();
      await expect(proceed).toBeEnabled({ timeout: CHECK_MS });
      await proceed.click();
      await expect(nameField).toBeVisible();
    },
    async enterName(name = person.name) {
      await nameField.fill(name);
    },
    async connect() {
      await button('接続').click();
      await expect(stage).toBeVisible();
    },
    async request() {
      await button('参加をリクエストする').click();
    },
    async arriveAsHost(url) {
      await app.open(url);
      await app.enterName();
      await app.connect();
    },
    async arriveAndRequest(url) {
      await app.open(url);
      await app.enterName();
      await app.request();
    },
    async admit(name) {
      await answerRequest(name, '許可する');
    },
    async refuse(name) {
      await answerRequest(name, '拒否する');
    },
    async openChat() {
      const field = page.getByRole('textbox', { name: 'メッセージ' });
      if (!(await field.isVisible())) await button('チャット').click();
      await expect(field).toBeVisible();
    },
    async post(text) {
      await app.openChat();
      await page.getByRole('textbox', { name: 'メッセージ' }).fill(text);
      await button('送信').click();
      await expect(chatLog.getByText(text, { exact: true })).toBeVisible();
    },
    async leave() {
      await button('退出').click();
      await button('退出する').click();
      await expect(stage).toBeHidden();
    },
    async expectToSee(other) {
      const video = tile(other.name).locator('video');
      await expect(video).toBeVisible({ timeout: MEDIA_MS });
      const before = await framesDecoded(video);
      await expect.poll(() => framesDecoded(video), { timeout: MEDIA_MS }).toBeGreaterThan(before + 5);
      const distance = async (): Promise<number> => {
        const colour = await averageColour(video);
        return colour ? colourDistance(colour, other.colour) : Infinity;
      };
      const SAME_COLOUR = 50;
      await expect
        .poll(distance, { message: `${person.name} sees ${other.name}`, timeout: MEDIA_MS })
        .toBeLessThan(SAME_COLOUR);
    },
    async expectToHear(other) {
      const message = `${person.name} hears ${other.name}`;
      await expect
        .poll(async () => hears(await heardTones(page), other.tone), { message, timeout: MEDIA_MS })
        .toBe(true);
    },
  };

  /** Requests queue: waits until this person's stands there, and answers it. */
  async function answerRequest(name: string, answer: string): Promise<void> {
    const request = page.getByRole('alertdialog').filter({ hasText: name });
    await request.getByRole('button', { name: answer, exact: true }).click();
    await expect(request).toBeHidden();
  }
  return app;
}
