/**
 * One at a time, across processes: a directory in the temporary folder stands for the lock, since `mkdir` is atomic
 * everywhere. It names its owner's process, so that a lock whose owner died is taken over. Plain JavaScript: it also runs on
 * the Node that a machine came with, before anything is installed.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** How often a waiting process looks again, in milliseconds. */
const RETRY_MS = 100;
/** How long a lock may stand without a readable owner (between mkdir and the file in it), in milliseconds. */
const NAMELESS_MS = 5_000;

/** @param {string} directory */
function isAbandoned(directory) {
  try {
    const owner = Number(readFileSync(path.join(directory, 'owner'), 'utf8'));
    process.kill(owner, 0);
    return false;
  } catch (error) {
    const code = /** @type {NodeJS.ErrnoException} */ (error).code;
    if (code === 'ESRCH') return true;
    if (code === 'EPERM') return false; // alive, but somebody else's
    try {
      return Date.now() - statSync(directory).mtimeMs > NAMELESS_MS;
    } catch {
      return false; // given back just now
    }
  }
}

/**
 * Runs `task` while this process alone holds the lock `name` of the folder `root`.
 * @template T
 * @param {string} root
 * @param {string} name
 * @param {() => T | Promise<T>} task
 * @returns {Promise<T>}
 */
export async function withLock(root, name, task) {
  const key = createHash('sha256').update(path.resolve(root)).digest('hex').slice(0, 16);
  const directory = path.join(tmpdir(), `mensetsu-${name}-${key}.lock`);
  for (;;) {
    try {
      mkdirSync(directory);
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
      if (isAbandoned(directory)) rmSync(directory, { recursive: true, force: true });
      else await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
  try {
    writeFileSync(path.join(directory, 'owner'), String(process.pid));
    return await task();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
