/** A certificate authority of a test, a certificate that it gave, and a home folder whose Chromium trusts it: the database of NSS in it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Authority {
  /** PEM files: the authority's own, a certificate for the names with its chain, and its key. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  /** HOME for a Chromium that is to trust it. */
  readonly home: string;
  end(): void;
}

const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Why there can be no authority here that Chromium trusts; undefined where there can. */
export function whyNoAuthority(): string | undefined {
  try {
    run('openssl', 'version');
  } catch {
    return 'openssl is not installed (apt-get install openssl)';
  }
  try {
    run('certutil', '-v');
  } catch (error) {
    // It knows no such option, but it is there.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return 'certutil is not installed (apt-get install libnss3-tools)';
  }
  return undefined;
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
const DAYS = '30';

/** For these names. */
export function createAuthority(names: readonly string[]): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'mensetsu-ca-'));
  const file = (name: string): string => join(folder, name);
  const [ca, caKey, request, cert, key] = ['ca.pem', 'ca.key', 'request.pem', 'cert.pem', 'key.pem'].map(file) as [
    string,
    string,
    string,
    string,
    string,
  ];
  run('openssl', 'req', '-x509', ...NEW_KEY, '-days', DAYS, '-subj', '/CN=Test CA', '-keyout', caKey, '-out', ca);
  run('openssl', 'req', ...NEW_KEY, '-subj', `/CN=${names[0]}`, '-keyout', key, '-out', request);
  const extensions = file('extensions');
  writeFileSync(extensions, `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}\n`);
  const signer = ['-CA', ca, '-CAkey', caKey, '-CAcreateserial', '-days', DAYS];
  run('openssl', 'x509', '-req', '-in', request, ...signer, '-extfile', extensions, '-out', cert);
  const home = file('home');
  const database = join(home, '.pki/nssdb');
  mkdirSync(database, { recursive: true });
  run('certutil', '-N', '-d', `sql:${database}`, '--empty-password');
  run('certutil', '-A', '-d', `sql:${database}`, '-n', 'Test CA', '-t', 'C,,', '-i', ca);
  return { ca, cert, key, home, end: () => rmSync(folder, { recursive: true, force: true }) };
}
