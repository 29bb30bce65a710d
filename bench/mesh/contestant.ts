/** What each mesh of the benchmark is driven through, in the page. */
import type { OurCall } from './our-relay.ts';

export interface JoinOptions {
  /** Where the page came from, e.g. `http://localhost:41234`: signaling servers are there too. */
  readonly origin: string;
  readonly room: string;
  /** This page's name in the room. */
  readonly self: string;
  readonly stream: MediaStream;
  /** A remote stream with a video track has arrived. */
  onStream(peer: string, stream: MediaStream): void;
}

/** Joins the room; resolves when joined. Remote streams come by `onStream`, before or after that. */
export type Join = (options: JoinOptions) => Promise<void>;

/** What a mesh may do before the time runs. `call`: for our own mesh only. */
export type Ready = (call: OurCall | undefined) => Promise<void>;

/** No STUN, no TURN: everything is on this machine, and nobody outside is asked. */
export const RTC_CONFIG: RTCConfiguration = { iceServers: [] };
