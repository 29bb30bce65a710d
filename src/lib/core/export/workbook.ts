/**
 * Sheets as an XLSX file (ECMA-376), written by SheetJS's community edition. That edition writes widths but neither looks (wrapped cells, bold
 * heads) nor frozen rows: these are put into its XML afterwards. Texts are strings of the format "text" with a quote prefix, so that
 * no cell is ever a formula, not even when somebody edits it.
 */
import { utils, write, type CellObject, type WorkSheet } from '@e965/xlsx';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { Bytes } from '../../wire/bytes.ts';
import { lengthInDays, serialDay } from './moments.ts';
import { plainText } from './plain-text.ts';
import { linesIn, type Cell, type Sheet } from './sheet.ts';

/**
 * SheetJS gives each number format a style of its own, which is how a look is told from another afterwards. The first three mean "text". But for the
 * first, none may be a format that spreadsheets know by number ("[h]:mm:ss" is): such a one is written without its code.
 */
const FORMATS = { text: '@', label: '@;@', head: '@;@;@', date: 'yyyy/m/d h:mm', length: '[h]:mm:ss;@' } as const;
type Look = keyof typeof FORMATS;

/** Number formats that every spreadsheet knows by number: 49 is "text" (ECMA-376, 18.8.30). */
const TEXT_FORMAT = 49;
const TOP = 'vertical="top"';
const numberXf = (format: string, side: 'left' | 'right'): string =>
  `<xf numFmtId="${format}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment horizontal="${side}" ${TOP}/></xf>`;
/** `xf` elements: fonts, fills and borders by their place in LOOKS_PARTS; formats of date and length keep the number they got. */
const LOOK_XF: Readonly<Record<Look, (format: string) => string>> = {
  text: () =>
    `<xf numFmtId="${TEXT_FORMAT}" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyAlignment="1"><alignment ${TOP} wrapText="1"/></xf>`,
  label: () =>
    `<xf numFmtId="${TEXT_FORMAT}" fontId="1" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyFont="1" applyAlignment="1"><alignment ${TOP} wrapText="1"/></xf>`,
  head: () =>
    `<xf numFmtId="${TEXT_FORMAT}" fontId="1" fillId="2" borderId="1" xfId="0" quotePrefix="1" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>`,
  date: (format) => numberXf(format, 'left'),
  length: (format) => numberXf(format, 'right'),
};
const FONT = '<sz val="11"/><color theme="1"/><name val="Yu Gothic"/><family val="3"/><charset val="128"/>';
const LOOKS_PARTS = {
  fonts: `<fonts count="2"><font>${FONT}</font><font><b/>${FONT}</font></fonts>`,
  fills:
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>' +
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE3F0F4"/><bgColor indexed="64"/></patternFill></fill></fills>',
  borders:
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>' +
    '<border><left/><right/><top/><bottom style="thin"><color rgb="FF0B6E8F"/></bottom><diagonal/></border></borders>',
};

const unescaped = (xml: string): string =>
  xml.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** Replaces exactly one place, or throws: a version of SheetJS that writes something else must not lose the looks in silence. */
function put(xml: string, place: RegExp, by: string): string {
  if (!place.test(xml)) throw new Error(`no ${place.source} in what SheetJS wrote`);
  return xml.replace(place, () => by);
}

/** styles.xml with a look for each of our formats. */
function withLooks(styles: string): string {
  const codes = new Map<string, string>([[String(TEXT_FORMAT), FORMATS.text]]);
  for (const [, id = '', code = ''] of styles.matchAll(/<numFmt numFmtId="(\d+)" formatCode="([^"]*)"\/>/g))
    codes.set(id, unescaped(code));
  const looks = Object.entries(FORMATS) as [Look, string][];
  const cells = /<cellXfs[^>]*>.*<\/cellXfs>/s;
  const written = cells.exec(styles)?.[0] ?? '';
  const looked = written.replaceAll(/<xf numFmtId="(\d+)"[^>]*\/>/g, (xf, id: string) => {
    const look = looks.find(([, code]) => code === codes.get(id))?.[0];
    return look ? LOOK_XF[look](id) : xf;
  });
  let out = put(styles, cells, looked);
  out = put(out, /<fonts .*<\/fonts>/s, LOOKS_PARTS.fonts);
  out = put(out, /<fills .*<\/fills>/s, LOOKS_PARTS.fills);
  return put(out, /<borders .*<\/borders>/s, LOOKS_PARTS.borders);
}

/** A worksheet with its frozen rows, that prints on the width of a page. */
function withView(xml: string, { frozenRows }: Sheet): string {
  const pane =
    frozenRows > 0
      ? `<pane ySplit="${frozenRows}" topLeftCell="A${frozenRows + 1}" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/>`
      : '';
  // As it is, not for good: a row that somebody writes more into grows.
  const freely = xml.replaceAll(' customHeight="1"', '');
  let out = put(freely, /<sheetView workbookViewId="0"\/>/, `<sheetView workbookViewId="0">${pane}</sheetView>`);
  out = put(out, /<dimension /, '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ');
  return put(
    out,
    /<ignoredErrors>/,
    '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/><ignoredErrors>',
  );
}

/** "_x000D_" means a carriage return to a spreadsheet (ECMA-376, 22.4.2.4): written by somebody, it is to stay what it is. */
const unambiguous = (text: string): string => text.replaceAll(/_(?=x[\da-f]{4}_)/gi, '_x005F_');

function cellOf(cell: Cell, zone: string | undefined): CellObject {
  if ('at' in cell) return { t: 'n', v: serialDay(cell.at, zone), z: FORMATS.date };
  if ('lasted' in cell) return { t: 'n', v: lengthInDays(cell.lasted), z: FORMATS.length };
  return { t: 's', v: unambiguous(plainText(cell.text)), z: FORMATS[cell.look ?? 'text'] };
}

/** One line of the font above, and the highest row that Excel takes, in points. */
const LINE_POINTS = 18.75;
const ROW_MAX_POINTS = 409;

/** Spreadsheets do not all measure wrapped text when they open a file, so the height is said. */
function rowHeight(row: readonly Cell[], widths: readonly number[]): number {
  const lines = row.map((cell, at) => ('text' in cell ? linesIn(cell.text, widths[at] ?? 1) : 1));
  return Math.min(ROW_MAX_POINTS, Math.max(1, ...lines) * LINE_POINTS);
}

function worksheet({ rows, widths }: Sheet, zone: string | undefined): WorkSheet {
  const sheet: WorkSheet = {
    '!cols': widths.map((wch) => ({ wch })),
    '!rows': rows.map((row) => ({ hpt: rowHeight(row, widths) })),
  };
  rows.forEach((row, r) =>
    row.forEach((cell, c) => {
      sheet[utils.encode_cell({ r, c })] = cellOf(cell, zone);
    }),
  );
  const right = Math.max(0, ...rows.map((row) => row.length - 1));
  sheet['!ref'] = utils.encode_range({ s: { r: 0, c: 0 }, e: { r: Math.max(0, rows.length - 1), c: right } });
  return sheet;
}

/** What no program takes in a sheet's name, and how long it may be. */
const sheetName = (name: string): string => name.replaceAll(/[\\/?*[\]:']/g, '_').slice(0, 31);

/** The file's bytes. Moments are shown as the clocks of `zone` had them; left out: the reader's own. */
export function workbookOf(sheets: readonly Sheet[], zone?: string): Bytes {
  const named = sheets.map((sheet) => [sheetName(sheet.name), worksheet(sheet, zone)] as const);
  const written = write(
    { SheetNames: named.map(([name]) => name), Sheets: Object.fromEntries(named) },
    { type: 'array', bookType: 'xlsx', bookSST: true },
  ) as ArrayBuffer;
  const parts = unzipSync(new Uint8Array(written));
  const change = (path: string, by: (xml: string) => string): void => {
    const part = parts[path];
    if (!part) throw new Error(`SheetJS wrote no ${path}`);
    parts[path] = strToU8(by(strFromU8(part)));
  };
  change('xl/styles.xml', withLooks);
  sheets.forEach((sheet, index) => change(`xl/worksheets/sheet${index + 1}.xml`, (xml) => withView(xml, sheet)));
  return zipSync(parts) as Bytes;
}
