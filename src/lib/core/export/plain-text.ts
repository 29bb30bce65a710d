/**
 * Text from anybody as a file can hold it: one sort of line break, no control characters (XML has no way to write most of them, and
 * a spreadsheet stops reading at some), no halves of characters. What a person sees of it stays as it was.
 */

/** Everything that breaks a line somewhere: CR LF, CR, vertical tab, form feed, NEL, line and paragraph separator. */
const BREAKS = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;
/** Controls but tab and line feed; what Unicode has set aside as no characters (U+FFFE, U+FFFF and their like). */
const UNWRITABLE = /(?![\t\n])\p{Cc}|\p{Noncharacter_Code_Point}/gu;

export const plainText = (text: string): string =>
  text.toWellFormed().replaceAll(BREAKS, '\n').replaceAll(UNWRITABLE, '');
