/**
 * The only thing that the relay keeps on disk: 32 random bytes in a file that nobody else may read. Who has them can sign
 * links for this relay, so a file that others could have read is refused rather than used.
 */
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fromBase64Url, toBase64Url } from '../src/lib/wire/bytes.ts';

const SECRET_BYTES = 32;
const OTHERS = 0o077;

/** The secret file cannot be used; the message says what to do. */
export class SecretError extends Error {}

/** Text of a secret file, or `undefined` where there is none. Throws SecretError where others may read it. */
export function readSecretFile(file: string): string | undefined {
  let mode: number;
  try {
    mode = statSync(file).mode;
  } catch {
    return undefined;
  }
  // Windows has no such bits.
  if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
    throw new SecretError(
      `${file} can be read by others (mode ${(mode & 0o777).toString(8)}). ` +
        `If nobody has read it: chmod 600 ${file}. Otherwise delete it: a new one is made, and links made so far end.`,
    );
  }
  return readFileSync(file, 'utf8').trim();
}

/** The signing secret in `file`, made at the first start. Two processes that start together get the same one. */
export function signingSecret(file: string): Uint8Array {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (readSecretFile(file) === undefined) make(file);
  const secret = fromBase64Url(readSecretFile(file) ?? '');
  if (secret?.length !== SECRET_BYTES) {
    throw new SecretError(
      `${file} is damaged. Restore it, or delete it: a new one is made, and links made so far end.`,
    );
  }
  return secret;
}

/** Written beside it and linked into place: no reader ever sees half a file, and the first of two writers wins. */
function make(file: string): void {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${toBase64Url(randomBytes(SECRET_BYTES))}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
