/**
 * What a spreadsheet would take for a formula when it opens a CSV file, and how it is made text: by an apostrophe in front, as
 * OWASP advises ("CSV Injection"). Where the list separator of the reader's country is not the comma, a spreadsheet also cuts at
 * semicolons, tabs and line breaks that stand inside our quotes: a part after one of these is looked at too, but only where it could
 * call something (a function, another program, another file), so that lists with hyphens and smileys stay as they were written.
 */

/** Signs that begin a formula, in all the widths in which a spreadsheet reads them. */
const SIGNS = '=+\\-@＝＋－＠﹦﹢﹣﹫−';
/** White space, invisible characters and quotes may stand before the sign: some programs pass over them. */
const BEGINS_FORMULA = new RegExp(`^[\\s\\p{Cf}"]*[${SIGNS}]`, 'u');
/** A leading tab or line break moves what follows into a cell of its own. */
const BEGINS_CELL = /^[\t\n\r]/;
/** Calls have brackets; other programs and files are reached through "|" and "!". */
const CALLS = /[(|!（｜！]/;

const MARK = "'";

/** `text` as a cell that no spreadsheet runs. */
export function asText(text: string): string {
  const pieces = text.split(/([;\t\n])/);
  const [first = ''] = pieces;
  const rest = pieces.slice(1).map((piece) => (BEGINS_FORMULA.test(piece) && CALLS.test(piece) ? MARK + piece : piece));
  const whole = [first, ...rest].join('');
  return BEGINS_FORMULA.test(text) || BEGINS_CELL.test(text) ? MARK + whole : whole;
}
