/**
 * One room, one tab (spec R7): notices that another tab of this browser is in the same room, and moves the room to this tab.
 * A Web Lock says who has it, so that a crashed tab frees it by itself; a BroadcastChannel tells the tab that loses it, which
 * ends its call and may hand over what the new one needs to go on without a new request (parsed by a schema there).
 *
 *   new tab   take {from}            -> old tab: onTaken listeners run, their result is handed over
 *   old tab   given {to, json}       -> new tab steals the lock; the queue of waiting tabs stays as it is
 *   old tab   closing {json}         -> the waiting tab that gets the room, unless this was a reload, has it as `inherited`
 *
 * It does not reach other browsers or devices: for those the relay's `takeover` is there.
 */
import * as v from 'valibot';
import { cell, type Cell } from '../core/cell.ts';
import { newNonce, type Clock, type Random } from '../core/clock.ts';
import { jsonOf } from '../wire/bytes.ts';
import { Nonce, parse, type RoomId } from '../wire/ids.ts';

/** How long a tab that lost the room may take to answer, in milliseconds; a frozen one never does. */
const HAND_OVER_MAX_MS = 1_500;
/** A tab that lost the room frees it after this time, in milliseconds, should the taker have died before it could steal it. */
const LET_GO_MS = 5_000;
/** How long a freed room is left to a tab that reloads, in milliseconds, before one that waits takes it. */
const RELOAD_MS = 3_000;
/** Largest hand-over, in UTF-16 code units: a seed and an admission. */
const HAND_OVER_MAX_CHARS = 64 * 1024;

const HandOver = v.pipe(v.string(), v.maxLength(HAND_OVER_MAX_CHARS));
const TabMessage = v.variant('t', [
  v.object({ t: v.literal('take'), from: Nonce }),
  v.object({ t: v.literal('given'), to: Nonce, json: HandOver }),
  v.object({ t: v.literal('closing'), json: HandOver }),
]);
type TabMessage = v.InferOutput<typeof TabMessage>;

/** The parts of a browser that are used, so that tests can have tabs in one process. */
export interface TabPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly locks: Pick<LockManager, 'request'>;
  channel(name: string): BroadcastChannel;
}

export interface RoomClaim<T> {
  readonly state: Cell<'mine' | 'elsewhere'>;
  /** Makes the room this tab's and tells the other; resolves with what that one handed over, if it did and it fits the schema. */
  takeOver(): Promise<T | undefined>;
  /** Calls `run` when another tab takes the room, before it has it; what `run` returns is handed over. */
  onTaken(run: () => T | undefined): () => void;
  /** This page goes: should it not come back, a tab that waits shall go on with this. */
  bequeath(value: T | undefined): void;
  /** What the tab that had the room before left to this one; once. */
  inherited(): T | undefined;
  /** Frees the room for a tab that waits. */
  end(): void;
}

/**
 * Claims the room for this tab, if no other has it. While it is elsewhere the claim waits, and becomes `mine` when the other
 * tab ends. `schema` is what a hand-over must fit.
 */
export async function claimRoom<const S extends v.GenericSchema>(
  ports: TabPorts,
  room: RoomId,
  schema: S,
): Promise<RoomClaim<v.InferOutput<S>>> {
  type T = v.InferOutput<S>;
  const name = `mensetsu/room/${room}`;
  const me = newNonce(ports.random);
  const state = cell<'mine' | 'elsewhere'>('elsewhere');
  const channel = ports.channel(name);
  const listeners = new Set<() => T | undefined>();
  let receive: ((json: string) => void) | undefined;
  let left: T | undefined;
  let release: (() => void) | undefined;
  let waiting: AbortController | undefined;
  let trying: Promise<boolean> | undefined;
  let ended = false;

  const post = (message: TabMessage): void => channel.postMessage(message);

  /** Whatever the owner has for who takes the room; it ends its call meanwhile. */
  const handOver = (): T | undefined => [...listeners].map((run) => run()).find((given) => given !== undefined);

  /** Holds the lock until it is released or stolen. Resolves, with whether it was granted, as soon as that is known. */
  const hold = (options: LockOptions): Promise<boolean> =>
    new Promise((granted) => {
      let mine: (() => void) | undefined;
      const held = (lock: Lock | null): Promise<void> | undefined => {
        if (!lock || ended) {
          granted(false);
          return undefined;
        }
        return new Promise((resolve) => {
          mine = release = resolve;
          state.set('mine');
          granted(true);
        });
      };
      ports.locks.request(name, options, held).catch(() => {
        granted(false); // no longer waited for
        if (mine === undefined || mine !== release || ended) return;
        handOver(); // stolen without a word, since this tab was frozen: the call ends, nobody waits for a hand-over
        lose();
      });
    });

  /** Becomes the owner when the room is free and stays so: a tab that only reloads shall find it as it left it. */
  const waitForIt = (): void => {
    if (ended) return;
    waiting = new AbortController();
    const { signal } = waiting;
    const freed = ports.locks.request(name, { signal }, () => true).catch(() => false);
    void freed.then((free) => {
      if (!free) return;
      ports.clock.after(RELOAD_MS, () => {
        if (signal.aborted) return;
        trying = hold({ ifAvailable: true });
        void trying.then((granted) => {
          if (granted || signal.aborted) return;
          left = undefined; // its owner is back, or another tab has it
          waitForIt();
        });
      });
    });
  };

  const lose = (): void => {
    const letGo = release;
    release = undefined;
    state.set('elsewhere');
    waitForIt();
    if (letGo) ports.clock.after(LET_GO_MS, letGo);
  };

  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    const message = parse(TabMessage, data);
    if (message?.t === 'given' && message.to === me) receive?.(message.json);
    if (message?.t === 'closing' && state.get() === 'elsewhere') left = parse(schema, jsonOf(message.json));
    if (message?.t !== 'take' || message.from === me || state.get() === 'elsewhere') return;
    post({ t: 'given', to: message.from, json: JSON.stringify(handOver() ?? null) });
    lose();
  };

  if (!(await hold({ ifAvailable: true }))) waitForIt();

  return {
    state,
    async takeOver() {
      if (ended || state.get() === 'mine') return undefined;
      const json = await new Promise<string | undefined>((resolve) => {
        const cancel = ports.clock.after(HAND_OVER_MAX_MS, () => resolve(undefined));
        receive = (text) => {
          cancel();
          resolve(text);
        };
        post({ t: 'take', from: me });
      });
      receive = undefined;
      waiting?.abort();
      await trying; // not to steal it from ourselves
      if (state.get() !== 'mine') await hold({ steal: true });
      return json === undefined ? undefined : parse(schema, jsonOf(json));
    },
    onTaken(run) {
      listeners.add(run);
      return () => void listeners.delete(run);
    },
    bequeath(value) {
      if (value !== undefined && state.get() === 'mine') post({ t: 'closing', json: JSON.stringify(value) });
    },
    inherited() {
      const found = left;
      left = undefined;
      return found;
    },
    end() {
      if (ended) return;
      ended = true;
      waiting?.abort();
      release?.();
      channel.close();
    },
  };
}

/** The browser's own; secure contexts only. */
export const browserTabs = (clock: Clock, random: Random): TabPorts => ({
  clock,
  random,
  locks: navigator.locks,
  channel: (name) => new BroadcastChannel(name),
});
