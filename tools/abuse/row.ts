/**
 * The abuse suite: what somebody may try against an installation, what comes of it, and the tests that try it. `npm run abuse` prints it as a
 * table and can run it; a test sees to it that every test named here exists. A title stands here as in its file, with the
 * placeholders of `test.each`.
 */
export interface AbuseRow {
  /** Documents refer to it, so it stays. */
  readonly id: string;
  readonly attempt: string;
  readonly result: string;
  readonly tests: readonly (readonly [file: string, title: string])[];
}

export const trust = (name: string): string => `tests/core/trust/${name}.test.ts`;
export const core = (name: string): string => `tests/core/${name}.test.ts`;
export const relay = (name: string): string => `tests/relay/${name}.test.ts`;
export const browser = (name: string): string => `tests/e2e/${name}.test.ts`;
export const CHECK = 'tests/turn/check.test.ts';
