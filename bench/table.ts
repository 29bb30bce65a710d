/** Numbers of several runs, and how they are shown. */

/** Middle value; the mean of the two middle ones where there is an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1], sorted[middle]];
  if (high === undefined) return NaN;
  return sorted.length % 2 === 1 || low === undefined ? high : (low + high) / 2;
}

/** A table as Markdown, columns padded, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const isNumber = (cell: string): boolean => /^[\d–<-]/.test(cell);
  const render = (row: readonly string[]): string =>
    `| ${widths
      .map((width, column) => {
        const cell = row[column] ?? '';
        return isNumber(cell) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join(' | ')} |`;
  return [render(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(render)].join('\n');
}
