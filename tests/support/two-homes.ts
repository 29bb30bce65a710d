/**
 * The whole product for two people at home, each behind a router of their own, as an installation serves them: https with a certificate
 * that the browsers check, coturn on an address of its own with TLS on 443. Root only (namespaces, ports below 1024).
 */
import { createAppPage, type AppPage } from './app-page.ts';
import { createAuthority, whyNoAuthority, type Authority } from './authority.ts';
import { chromiumPath, createBrowsers, type Browsers, type Seat } from './browsers.ts';
import { startCoturn, whyNoCoturn, type Coturn } from './coturn.ts';
import { framesOf, keepDiary } from './diary.ts';
import { alice, bob } from './fake-media.ts';
import { createHome, whyNoNat, type Home, type Outgoing } from './nat.ts';
import { startNameServer } from './names.ts';
import { createLan, type Lan } from './netns.ts';
import { watchRtc } from './rtc-watch.ts';
import { newInterviewAt, startApp, startRelay, type Interview, type RunningRelay } from './server.ts';

const PAGE = 'interview.test';
const TURN = 'turn.test';
const HTTPS_PORT = 443;
const FILM = { width: 320, height: 180, framesPerSecond: 15 };
const WINDOW = { width: 720, height: 480 };

export interface TwoHomes {
  readonly seats: readonly Seat[];
  readonly host: AppPage;
  readonly guest: AppPage;
  /** What the firewalls of both homes let out from now on. */
  letOut(what: Outgoing): void;
  newInterview(): Promise<Interview>;
  /** Both open their links, pass the environment check where it is asked for, and the applicant's request stands at the host. */
  gather(): Promise<void>;
  end(): Promise<void>;
}

/** Why there can be none here; undefined where there can. */
export const whyNoHomes = (): string | undefined => whyNoNat() ?? whyNoCoturn() ?? whyNoAuthority();

/** `subnet` (0-255) tells parallel ones apart. What was started when something fails is ended. */
export async function createTwoHomes(subnet: number): Promise<TwoHomes> {
  const ends: (() => void | Promise<void>)[] = [];
  const end = async (): Promise<void> => {
    for (const step of ends.splice(0).reverse()) await step();
  };
  try {
    return await build(subnet, ends, end);
  } catch (error) {
    await end();
    throw error;
  }
}

async function build(
  subnet: number,
  ends: (() => void | Promise<void>)[],
  end: () => Promise<void>,
): Promise<TwoHomes> {
  const authority: Authority = createAuthority([PAGE, TURN]);
  ends.push(() => authority.end());
  const lan: Lan = createLan(subnet);
  ends.push(() => lan.end());
  const turnAddress = lan.secondAddress();
  const names = await startNameServer(lan.address, { [PAGE]: lan.address, [TURN]: turnAddress });
  ends.push(() => names.stop());
  const coturn: Coturn = await startCoturn({
    address: turnAddress,
    name: TURN,
    tls: { port: HTTPS_PORT, cert: authority.cert, key: authority.key },
  });
  ends.push(() => coturn.stop());
  // A link that one relay signed holds at every relay with the same secret: this one is asked in plain http, for links only.
  const signer: RunningRelay = await startRelay();
  ends.push(() => signer.close());
  const app = await startApp({
    dataDir: signer.dataDir,
    host: lan.address,
    port: HTTPS_PORT,
    publicUrl: `https://${PAGE}`,
    tls: authority,
    turn: coturn.turn,
  });
  ends.push(() => app.close());

  const command = `env HOME=${authority.home} ${chromiumPath() ?? 'chromium'}`;
  const homes: Home[] = [alice, bob].map(({ name }, at) => createHome(lan, at + 1, name, command));
  const browsers: Browsers = createBrowsers();
  ends.push(() => browsers.closeAll());
  const seats: Seat[] = await Promise.all(
    [alice, bob].map((person, at) =>
      browsers.seat(person, {
        film: FILM,
        context: { viewport: WINDOW },
        executablePath: homes[at]?.executablePath ?? command,
      }),
    ),
  );
  for (const { context } of seats) {
    await keepDiary(context);
    await watchRtc(context);
  }
  const [host, guest] = seats.map(createAppPage) as [AppPage, AppPage];
  const newInterview = (): Promise<Interview> => newInterviewAt({ url: app.url, port: signer.port });
  return {
    ...{ seats, host, guest, newInterview, end },
    letOut: (what) => homes.forEach((home) => home.letOut(what)),
    async gather() {
      const { hostUrl, applicantUrl } = await newInterview();
      // Links of one page differ in the fragment only, which is no reason for a browser to load it again.
      for (const { page } of seats) await page.goto('about:blank');
      await Promise.all([host.arriveAsHost(hostUrl), guest.arriveAndRequest(applicantUrl)]);
    },
  };
}

/** When either first saw the other move since `since`, the later of the two; undefined: not yet. In milliseconds since the epoch. */
export async function bothSeen({ host, guest }: TwoHomes, since = 0): Promise<number | undefined> {
  const sides = [
    [host.page, 'bob'],
    [guest.page, 'alice'],
  ] as const;
  const firsts = await Promise.all(
    sides.map(async ([page, other]) => (await framesOf(page, other)).find((at) => at > since)),
  );
  return firsts.some((at) => at === undefined) ? undefined : Math.max(...firsts.map((at) => at ?? 0));
}
