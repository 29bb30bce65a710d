/** The secret that TURN server and relay share: from TURN_SECRET, or in a file beside the relay's own secret. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './settings.ts';

/** The relay (relay/config.ts) reads the same name. */
const SECRET_FILE = 'turn-secret';
const SECRET_BYTES = 32;
const OTHERS = 0o077;
/** What coturn and a shell both take without quoting. */
const PLAIN = /^[A-Za-z0-9_+/=.-]{16,}$/;

export interface FoundSecret {
  readonly secret: string;
  /** Undefined: it came from the environment. */
  readonly file: string | undefined;
}

/**
 * Makes the file at the first call, mode 0600, unless it must be there already. Throws UsageError where it is not, where others can read
 * it, or where it is no secret.
 */
export function turnSecret(
  env: Readonly<Record<string, string | undefined>>,
  dataDir: string,
  mustExist = false,
): FoundSecret {
  const given = env['TURN_SECRET'];
  const file = given ? undefined : join(dataDir, SECRET_FILE);
  if (mustExist && file !== undefined && !existsSync(file)) {
    throw new UsageError(`No secret: set TURN_SECRET to the server's static-auth-secret (there is no ${file}).`);
  }
  const secret = given || (file === undefined ? '' : readOrMake(file, dataDir));
  if (PLAIN.test(secret)) return { secret, file };
  throw new UsageError(`${file ?? 'TURN_SECRET'}: at least 16 letters, digits or any of _ + / = . - expected`);
}

function readOrMake(file: string, dataDir: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, `${randomBytes(SECRET_BYTES).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  if (process.platform !== 'win32' && (statSync(file).mode & OTHERS) !== 0) {
    throw new UsageError(
      `${file} can be read by others. If nobody has read it: chmod 600 ${file}. Otherwise delete it.`,
    );
  }
  return readFileSync(file, 'utf8').trim();
}
