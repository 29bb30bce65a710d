/**
 * Asynchronous jobs, one after another within a lane, lanes side by side. A lane holds a bounded number of jobs, so that
 * whoever floods one waits for nobody but itself.
 */

/** Jobs that may wait in one lane; what comes beyond is let go. */
const WAITING_MAX = 256;

export interface Lanes<K> {
  /** Runs `job` after those before it in this lane; `false` where the lane is full. */
  run(lane: K, job: () => Promise<void>): boolean;
  /** Lets go of what waits in this lane (or in all): the running job ends by itself. */
  clear(lane?: K): void;
}

const throwOn = (fault: unknown): never => {
  throw fault;
};

export function createLanes<K>(): Lanes<K> {
  const lanes = new Map<K, (() => Promise<void>)[]>();

  async function work(lane: K, jobs: (() => Promise<void>)[]): Promise<void> {
    for (let job = jobs[0]; job; job = jobs[0]) {
      // a fault in one job is told to the page as what it is, and stops no other
      await job().catch((fault: unknown) => queueMicrotask(() => throwOn(fault)));
      jobs.shift();
    }
    lanes.delete(lane);
  }

  return {
    run(lane, job) {
      const waiting = lanes.get(lane);
      if (waiting && waiting.length >= WAITING_MAX) return false;
      if (waiting) {
        waiting.push(job);
        return true;
      }
      const jobs = [job];
      lanes.set(lane, jobs);
      void work(lane, jobs);
      return true;
    },
    clear(lane) {
      // the first job of a lane is the one that runs
      if (lane === undefined) for (const jobs of lanes.values()) jobs.splice(1);
      else lanes.get(lane)?.splice(1);
    },
  };
}
