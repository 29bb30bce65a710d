/**
 * What has happened so far, as plain counts for the operator. Every label is one of a short list of the relay's own words: nothing that a
 * client sends can become one, so the figures neither grow without end nor say anything of anybody.
 */
import { CloseCode, type Refusal } from '../src/lib/wire/relay.ts';
import type { SignError } from '../src/lib/wire/link.ts';

const CLOSES = new Map<number, string>(Object.entries(CloseCode).map(([name, code]) => [code, name]));
/** RFC 6455, 7.4.1: the page has gone, and the line has. */
const NORMAL = new Set([1000, 1001, 1005]);
const LOST = 1006;

/** Why a connection ended, in a word. */
export const closeName = (code: number): string =>
  CLOSES.get(code) ?? (NORMAL.has(code) ? 'normal' : code === LOST ? 'lost' : 'other');

class Labelled {
  readonly #counts = new Map<string, number>();

  add(label: string): void {
    this.#counts.set(label, (this.#counts.get(label) ?? 0) + 1);
  }

  entries(): Iterable<readonly [label: string, count: number]> {
    return this.#counts.entries();
  }
}

export class Tally {
  frames = 0;
  badFrames = 0;
  bytes = 0;
  readonly #refused = new Labelled();
  readonly #closed = new Labelled();
  readonly #rejected = new Labelled();
  readonly #links = new Labelled();

  refused(code: Refusal): void {
    this.#refused.add(code);
  }

  closed(code: number): void {
    this.#closed.add(closeName(code));
  }

  /** An upgrade that got an HTTP status in place of a connection. */
  rejected(status: 403 | 404 | 503): void {
    this.#rejected.add(String(status));
  }

  links(outcome: 'signed' | SignError): void {
    this.#links.add(outcome);
  }

  /** Counts with a label each: its name, then label and count. */
  labelled(): readonly (readonly [metric: string, label: string, help: string, counts: Labelled])[] {
    return [
      ['mensetsu_refused_total', 'code', 'Refusals that were sent over a connection.', this.#refused],
      ['mensetsu_closed_total', 'reason', 'Connections that have ended.', this.#closed],
      ['mensetsu_rejected_total', 'status', 'Upgrades to WebSocket that were rejected.', this.#rejected],
      ['mensetsu_links_total', 'outcome', 'Requests to sign the links of an interview.', this.#links],
    ];
  }
}
