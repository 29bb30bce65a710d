/** All rows, in the order of the list. */
import { rows as callRows } from './call-rows.ts';
import type { AbuseRow } from './row.ts';
import { rows as serverRows } from './server-rows.ts';

export const rows: readonly AbuseRow[] = [...callRows, ...serverRows];
