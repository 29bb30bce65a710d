/** Reads CSV by the letter of RFC 4180, so that a test does not believe the writer. Throws where the text is none. */
import { must } from './interview.ts';

/** Rows of cells. Every row ends with CR LF. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      at += 1;
      for (;;) {
        const end = text.indexOf('"', at);
        if (end < 0) throw new Error('a quote is never closed');
        cell += text.slice(at, end);
        at = end + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at += 1;
      }
    } else {
      const plain = must(/^[^",\r\n]*/.exec(text.slice(at)))[0];
      cell = plain;
      at += plain.length;
    }
    row.push(cell);
    if (text[at] === ',') at += 1;
    else if (text.startsWith('\r\n', at)) {
      at += 2;
      rows.push(row);
      row = [];
    } else throw new Error(`neither comma nor line end at ${at}`);
  }
  if (row.length > 0) throw new Error('the last row has no end');
  return rows;
}
