/**
 * Answers one peer's asks, one after another, no faster than its channel takes them: the four channels share one path, and
 * what waits in it delays everything behind, the chat too.
 */
import { encodePart, encodeWord, PART_BYTES } from '../../wire/files.ts';
import type { Sha256 } from '../../wire/ids.ts';
import type { Channel } from '../documents/channel.ts';

/** Above this many buffered bytes nothing more is handed over until the channel has run low (64 KB). */
const BUFFERED_HIGH_BYTES = 128 * 1024;
/** Read from the file at once. */
const READ_BYTES = 16 * PART_BYTES;
/** Asks of one peer that wait; our own client has one at a time. */
const WAITING_MAX = 8;

export interface Ask {
  readonly id: number;
  readonly sha256: Sha256;
  readonly from: number;
  readonly to: number;
}

export interface Uploads {
  /** False where too many wait. `file` holds the whole range. */
  add(ask: Ask, file: Blob): boolean;
  cancel(id: number): void;
  /** The file is gone: what was asked of it is answered with `absent`. */
  withdraw(file: Sha256): void;
  /** How far the present upload of this file is, 0 to 1; undefined where there is none. */
  progressOf(file: Sha256): number | undefined;
  end(): void;
}

interface Job extends Ask {
  readonly file: Blob;
  at: number;
  stopped: boolean;
}

/** `changed`: some upload has gone on, begun or ended. `broken`: the channel takes nothing any more. */
export function createUploads(channel: Channel, { changed, broken }: { changed(): void; broken(): void }): Uploads {
  let jobs: Job[] = [];
  let running = false;
  let ended = false;
  let wake: (() => void) | undefined;
  const wakeUp = (): void => {
    wake?.();
    wake = undefined;
  };
  const stopLow = channel.onBufferedLow(wakeUp);

  /** False where the channel is broken. */
  async function send(job: Job): Promise<boolean> {
    while (job.at < job.to) {
      const part = await job.file.slice(job.at, Math.min(job.at + READ_BYTES, job.to)).arrayBuffer();
      const read = new Uint8Array(part);
      for (let at = 0; at < read.length; at += PART_BYTES) {
        while (!job.stopped && channel.bufferedAmount() >= BUFFERED_HIGH_BYTES) {
          await new Promise<void>((resolve) => (wake = resolve));
        }
        if (job.stopped) return true;
        const bytes = read.subarray(at, at + PART_BYTES);
        if (!channel.send(encodePart(job.id, job.at, bytes))) return false;
        job.at += bytes.length;
        changed();
      }
    }
    return true;
  }

  async function run(): Promise<void> {
    if (running) return;
    running = true;
    for (let job = jobs[0]; job && !ended; job = jobs[0]) {
      const alive = await send(job).catch(() => false);
      jobs = jobs.filter((other) => other !== job);
      changed();
      if (!alive && !ended) {
        running = false;
        return broken();
      }
    }
    running = false;
  }

  function stop(which: (job: Job) => boolean): readonly Job[] {
    const stopped = jobs.filter(which);
    for (const job of stopped) job.stopped = true;
    // The one under way takes itself out.
    jobs = jobs.filter((job, index) => index === 0 || !job.stopped);
    if (stopped.length > 0) {
      wakeUp();
      changed();
    }
    return stopped;
  }

  return {
    add(ask, file) {
      if (ended || jobs.length >= WAITING_MAX) return false;
      jobs.push({ ...ask, file, at: ask.from, stopped: false });
      changed();
      void run();
      return true;
    },
    cancel: (id) => void stop((job) => job.id === id),
    withdraw(file) {
      for (const { id } of stop((job) => job.sha256 === file)) channel.send(encodeWord({ t: 'absent', id }));
    },
    progressOf(file) {
      const job = jobs.find((other) => other.sha256 === file && !other.stopped);
      return job && (job.to > 0 ? job.at / job.to : 1);
    },
    end() {
      if (ended) return;
      ended = true;
      stopLow();
      stop(() => true);
    },
  };
}
