/** The real relay, serving the real client, on a port of its own; interviews are made as an organiser's browser makes them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configWith, type RelayConfig } from '../../relay/config.ts';
import { createRelay, type Relay } from '../../relay/server.ts';
import { systemRandom } from '../../src/lib/core/clock.ts';
import { makeInterview, type InterviewLinks, type InterviewRequest } from '../../src/lib/core/session/interview.ts';
import { parse, type RoomId } from '../../src/lib/wire/ids.ts';
import { SignResponse } from '../../src/lib/wire/link.ts';
import { ensureClientBuilt } from '../../tools/client-build.ts';
import { projectRoot } from '../../tools/fresh-build.ts';

export interface Interview {
  readonly room: RoomId;
  readonly hostUrl: string;
  readonly applicantUrl: string;
  readonly coInterviewerUrl: string;
  /** The fragments of these URLs, without `#`. */
  readonly links: InterviewLinks;
}

export interface RunningRelay {
  readonly url: string;
  readonly port: number;
  readonly relay: Relay;
  /** Of the operator's figures, where they were asked for. */
  readonly operatorPort: number | undefined;
  /** Folder of its secret. */
  readonly dataDir: string;
  /** Open from now on for two hours, in Japanese, unless told otherwise. */
  newInterview(request?: Partial<InterviewRequest>): Promise<Interview>;
  /** Ends it and starts another on the same port with the same secret: what a restart is to the clients. */
  restart(): Promise<RunningRelay>;
  /** Ends it. Its folder goes too, unless it was given. */
  close(): Promise<void>;
}

const HOUR_MS = 3600 * 1000;

/** Makes an interview at the relay on `port` of this machine, for links that begin with `url`. Options as of RunningRelay.newInterview. */
export async function newInterviewAt(
  { url, port, organizerKey }: { url: string; port: number; organizerKey?: string | undefined },
  request: Partial<InterviewRequest> = {},
): Promise<Interview> {
  const now = Date.now();
  const asked = { title: '一次面接', language: 'ja', from: now, until: now + 2 * HOUR_MS, ...request } as const;
  const draft = await makeInterview({ random: systemRandom }, asked);
  const response = await fetch(`http://127.0.0.1:${port}/api/links`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(organizerKey === undefined ? {} : { Authorization: `Bearer ${organizerKey}` }),
    },
    body: JSON.stringify(draft.signRequest),
  });
  const tokens = parse(SignResponse, await response.json());
  if (!tokens) throw new Error(`the relay signed no links (${response.status})`);
  const links = await draft.links(tokens);
  const urlOf = (fragment: string): string => `${url}/room#${fragment}`;
  return {
    room: draft.room,
    links,
    hostUrl: urlOf(links.host),
    applicantUrl: urlOf(links.applicant),
    coInterviewerUrl: urlOf(links.coInterviewer),
  };
}

/** Starts a relay without a page to serve. */
export function startRelay(options: Partial<RelayConfig> = {}): Promise<RunningRelay> {
  const dataDir = options.dataDir ?? mkdtempSync(path.join(tmpdir(), 'mensetsu-relay-'));
  return run(options, dataDir, options.dataDir === undefined);
}

async function run(options: Partial<RelayConfig>, dataDir: string, ownsFolder: boolean): Promise<RunningRelay> {
  const relay = createRelay(configWith({ ...options, dataDir }));
  const { port, url, operatorPort } = await relay.listen();

  return {
    url,
    port,
    relay,
    operatorPort,
    dataDir,
    newInterview: (request) => newInterviewAt({ url, port, organizerKey: options.organizerKey }, request),
    async restart() {
      await relay.close();
      return run({ ...options, port }, dataDir, ownsFolder);
    },
    async close() {
      await relay.close();
      if (ownsFolder) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Starts a relay that serves the built client; builds it first where that is needed. */
export async function startApp(options: Partial<RelayConfig> = {}): Promise<RunningRelay> {
  if ((await ensureClientBuilt()) === 'failed') throw new Error('the client could not be built');
  return startRelay({ staticDir: path.join(projectRoot, 'build'), ...options });
}
