/**
 * Comma-separated values (RFC 4180) as Excel opens them: UTF-8 with a byte order mark, without which it garbles Japanese, CR LF after
 * each row, every cell in quotes. No cell can be run as a formula.
 */
import { utf8, type Bytes } from '../../wire/bytes.ts';
import { asText } from './formula.ts';
import { plainText } from './plain-text.ts';

const BYTE_ORDER_MARK = '\ufeff';

const quoted = (cell: string): string => `"${asText(plainText(cell)).replaceAll('"', '""')}"`;

export const csvOf = (rows: readonly (readonly string[])[]): Bytes =>
  utf8(BYTE_ORDER_MARK + rows.map((row) => `${row.map(quoted).join(',')}\r\n`).join(''));
