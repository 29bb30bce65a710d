/** A relay for one test, and people who stand in its room. Everything ends with the test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { configWith, type RelayConfig } from '../../../relay/config.ts';
import { DEFAULT_LIMITS, type Limits } from '../../../relay/limits.ts';
import { createRelay, type Relay } from '../../../relay/server.ts';
import type { Role } from '../../../src/lib/wire/ids.ts';
import { Client, Interview, type Key, type Tokens } from './client.ts';

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mensetsu-relay-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Started {
  readonly relay: Relay;
  readonly url: string;
  readonly dataDir: string;
  readonly operatorPort: number | undefined;
}

export async function startRelay(
  config: Partial<Omit<RelayConfig, 'limits'>> = {},
  limits: Partial<Limits> = {},
): Promise<Started> {
  const dataDir = config.dataDir ?? temporaryFolder();
  const relay = createRelay(configWith({ ...config, dataDir, limits: { ...DEFAULT_LIMITS, ...limits } }));
  const { port, operatorPort } = await relay.listen();
  onTestFinished(() => relay.close());
  return { relay, dataDir, operatorPort, url: `http://127.0.0.1:${port}` };
}

export class Room {
  readonly url: string;
  readonly interview: Interview;
  readonly tokens: Tokens;

  constructor(url: string, interview: Interview, tokens: Tokens) {
    this.url = url;
    this.interview = interview;
    this.tokens = tokens;
  }

  static async open(url: string, from?: number, until?: number): Promise<Room> {
    const interview = new Interview();
    return new Room(url, interview, await interview.tokens(url, from, until));
  }

  get id(): string {
    return this.interview.room;
  }

  token(role: Role): string {
    return { host: this.tokens.host, 'co-interviewer': this.tokens.coInterviewer, applicant: this.tokens.applicant }[
      role
    ];
  }

  connect(key?: Key): Client {
    const client = new Client(this.url, this.id, key);
    onTestFinished(() => client.socket.terminate());
    return client;
  }

  /** In the waiting room, or measuring. */
  async visitor(role: Role, as: 'lobby' | 'check' = 'lobby', key?: Key): Promise<Client> {
    const client = this.connect(key);
    await client.hello(this.id, this.token(role), as);
    await client.next('welcome');
    return client;
  }

  /** In the call, with a pass of its role. */
  async member(role: Role, key?: Key, changes: Record<string, unknown> = {}): Promise<Client> {
    const client = this.connect(key);
    await client.hello(this.id, this.token(role), 'call', { pass: this.interview.pass(client.key, role), ...changes });
    await client.next('welcome');
    return client;
  }
}
