/** Opens files as LibreOffice does when somebody double-clicks them, and tells what stands in the cells and which are formulas. */
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, parse } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const PROGRAM = 'soffice';
/** Comma (44), quote (34), UTF-8 (76), from row 1: with a window it proposes what the byte order mark says, without one it has to be told. */
const CSV_IN_UTF8 = '--infilter=Text - txt - csv (StarCalc):44,34,76,1';
const run = promisify(execFile);

/** Why it cannot be asked here; undefined where it can. */
export function whyNoLibreOffice(): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    try {
      accessSync(join(folder, PROGRAM), constants.X_OK);
      return undefined;
    } catch {
      // not in this folder
    }
  }
  return 'LibreOffice is not installed (apt-get install libreoffice-calc)';
}

export interface OpenedCell {
  readonly text: string;
  /** As LibreOffice writes it; undefined where the cell is none. */
  readonly formula: string | undefined;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const decoded = (xml: string): string =>
  xml.replaceAll(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    return decimal ? String.fromCodePoint(Number(decimal)) : (ENTITIES[name ?? ''] ?? whole);
  });

function textOf(cell: string): string {
  const paragraphs = [...cell.matchAll(/<text:p[^>]*?(?:\/>|>(.*?)<\/text:p>)/gs)].map(([, inner = '']) => inner);
  return paragraphs
    .map((inner) =>
      decoded(
        inner
          .replaceAll(/<text:s(?: text:c="(\d+)")?\/>/g, (_, count?: string) => ' '.repeat(Number(count ?? 1)))
          .replaceAll('<text:tab/>', '\t')
          .replaceAll(/<[^>]*>/g, ''),
      ),
    )
    .join('\n');
}

/** Rows of the first sheet of a flat OpenDocument file, without empty cells at the end. */
function rowsOf(fods: string): OpenedCell[][] {
  const [table = ''] = /<table:table .*?<\/table:table>/s.exec(fods) ?? [];
  const rows = [...table.matchAll(/<table:table-row([^>]*?)(?:\/>|>(.*?)<\/table:table-row>)/gs)];
  return rows.map(([, , content = '']) => {
    const cells = [...content.matchAll(/<table:table-cell([^>]*?)(?:\/>|>(.*?)<\/table:table-cell>)/gs)];
    const row = cells.flatMap(([, attributes = '', inner = '']) => {
      const formula = /table:formula="([^"]*)"/.exec(attributes)?.[1];
      const repeated = Number(/number-columns-repeated="(\d+)"/.exec(attributes)?.[1] ?? 1);
      // A repeated cell is an empty one of a format, up to the end of the sheet.
      const count = Math.min(repeated, inner === '' ? 10 : repeated);
      return Array.from({ length: count }, () => ({ text: textOf(inner), formula }));
    });
    while (row.at(-1)?.text === '') row.pop();
    return row;
  });
}

/** What LibreOffice makes of these files, each by its name with ending. */
export async function openInLibreOffice(
  files: Readonly<Record<string, Uint8Array>>,
): Promise<Readonly<Record<string, OpenedCell[][]>>> {
  const folder = await mkdtemp(join(tmpdir(), 'mensetsu-office-'));
  try {
    const names = Object.keys(files);
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
    const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
    const options = ['--headless', '--norestore', '--convert-to', 'fods', '--outdir', join(folder, 'out')];
    const csv = names.filter((name) => name.endsWith('.csv'));
    for (const [filter, some] of [
      [[], names.filter((name) => !csv.includes(name))],
      [[CSV_IN_UTF8], csv],
    ] as const)
      if (some.length > 0)
        await run(PROGRAM, [profile, ...filter, ...options, ...some.map((name) => join(folder, name))]);
    const opened = names.map(async (name) => {
      const fods = await readFile(join(folder, 'out', `${parse(name).name}.fods`), 'utf8');
      return [name, rowsOf(fods)] as const;
    });
    return Object.fromEntries(await Promise.all(opened));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
