/** What test and page tell each other. */
import type { ConnectionFigures } from '../../../src/lib/core/mesh/figures.ts';

/** All that a member needs, as plain text. */
export interface Invitation {
  /** Origin of the relay's sockets, e.g. ws://127.0.0.1:1234. */
  readonly relay: string;
  readonly seed: string;
  readonly room: string;
  readonly authority: string;
  readonly token: string;
  readonly pass: string;
  readonly certificate: string;
  readonly callKey: string;
}

export interface Report {
  readonly now: number;
  readonly log: { readonly at: number; readonly what: string; readonly detail: string }[];
  /** Texts that came over the sync channel. */
  readonly heard: string[];
  readonly peers: readonly {
    readonly id: string;
    readonly phase: string;
    readonly path: string | undefined;
    /** When each decoded frame of the camera was shown, in milliseconds since the epoch. */
    readonly frames: readonly number[];
    readonly figures: ConnectionFigures | undefined;
  }[];
}
