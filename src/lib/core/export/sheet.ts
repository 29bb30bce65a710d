/** A sheet of a workbook as data: what stands in it and how wide it is. Which program writes it, and how, is workbook.ts's. */

export type Cell =
  /** `head`: of a table; `label`: says what stands beside it. Text is never read as anything else. */
  | { readonly text: string; readonly look?: 'head' | 'label' }
  /** A moment, in milliseconds since the epoch. */
  | { readonly at: number }
  /** How long something took, in milliseconds. */
  | { readonly lasted: number };

export interface Sheet {
  readonly name: string;
  /** In characters of the standard font's digits; a Japanese character takes two. */
  readonly widths: readonly number[];
  readonly rows: readonly (readonly Cell[])[];
  /** So many rows from the top stay in sight; 0: none. */
  readonly frozenRows: number;
}

/** What Excel takes in one cell: UTF-16 code units, and line breaks. */
export const CELL_MAX_CHARS = 32_767;
export const CELL_MAX_BREAKS = 253;

/** Cuts a text that is too much for one cell into parts that are not: at line breaks where there are any, never inside a character. */
export function cellParts(text: string): readonly string[] {
  const parts: string[] = [];
  let rest = text;
  for (;;) {
    const end = partEnd(rest);
    if (end >= rest.length) return [...parts, rest];
    parts.push(rest.slice(0, end));
    rest = rest.slice(rest[end] === '\n' ? end + 1 : end);
  }
}

function partEnd(text: string): number {
  let breaks = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at <= CELL_MAX_CHARS; at = text.indexOf('\n', at + 1)) {
    if (breaks === CELL_MAX_BREAKS) return at;
    breaks += 1;
  }
  if (text.length <= CELL_MAX_CHARS) return text.length;
  const lastBreak = text.lastIndexOf('\n', CELL_MAX_CHARS);
  if (lastBreak > 0) return lastBreak;
  const isHalf = /[\ud800-\udbff]/.test(text[CELL_MAX_CHARS - 1] ?? '');
  return isHalf ? CELL_MAX_CHARS - 1 : CELL_MAX_CHARS;
}

/** Rows for texts that may each need several cells: what does not fit stands in the row beneath, which `continued` heads. */
export function textRows(
  texts: readonly string[],
  { look, continued }: { look?: readonly ('label' | undefined)[]; continued: (first: string) => string },
): Cell[][] {
  const columns = texts.map(cellParts);
  const height = Math.max(...columns.map((parts) => parts.length));
  return Array.from({ length: height }, (_, row) =>
    columns.map((parts, column): Cell => {
      const isRest = row > 0 && column === 0 && parts.length === 1;
      const text = isRest ? continued(parts[0] ?? '') : (parts[row] ?? '');
      const as = look?.[column];
      return as ? { text, look: as } : { text };
    }),
  );
}

/** How many lines a text takes in a cell of this width; East Asian characters count twice. */
export function linesIn(text: string, width: number): number {
  const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g;
  return text
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil((line.length + (line.match(wide)?.length ?? 0)) / width)), 0);
}
