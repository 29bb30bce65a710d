/** What the environment check needs from outside. Times are milliseconds. */
import type { Nonce } from '../../wire/ids.ts';
import type { TurnServer } from '../../wire/relay.ts';

/** What was seen of a camera's picture. */
export interface PictureReport {
  readonly frames: number;
  readonly width: number;
  readonly height: number;
  /** Of the brightest pixel, 0 to 255. */
  readonly brightest: number;
}

/** Watches a track until enough was seen, at most `maxMs`. Never rejects. */
export type WatchPicture = (camera: MediaStreamTrack, maxMs: number) => Promise<PictureReport>;

/** What went over the line, and how long that took. */
export interface Transfer {
  readonly bytes: number;
  readonly ms: number;
}

export interface NetworkProbe {
  /** GET /probe/<ticket>, stopped after `maxMs`. undefined: it failed. */
  download(ticket: Nonce, maxBytes: number, maxMs: number): Promise<Transfer | undefined>;
  /** POST /probe/<ticket>, stopped after `maxMs`. undefined: it failed. */
  upload(ticket: Nonce, maxBytes: number, maxMs: number): Promise<Transfer | undefined>;
  /** Whether a relay candidate comes through this server within `maxMs`. Never rejects. */
  reachTurn(server: TurnServer, maxMs: number): Promise<boolean>;
  /** Whether ICE finds an address of this device within `maxMs`. Never rejects. */
  findAddress(maxMs: number): Promise<boolean>;
}

/** The relay, as far as the check asks it. What does not answer may stay pending: the check has its own time limits. */
export interface RelayProbe {
  /** Whether the WebSocket stands and the relay has taken the link. */
  reach(): Promise<boolean>;
  /** One ping and its pong; resolves with the round trip in milliseconds. */
  ping(): Promise<number>;
  ticket(): Promise<{ readonly ticket: Nonce; readonly maxBytes: number } | undefined>;
  /** Empty: this installation has no TURN server. */
  turnServers(): Promise<readonly TurnServer[]>;
}
