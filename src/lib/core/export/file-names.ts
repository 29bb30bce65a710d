/** What the saved files are called: names that every system takes, whoever chose the parts of them. */
import { safeFileName } from '../../wire/file-name.ts';
import { nameStamp } from './moments.ts';

/** Longest part that a title gives to a name, in characters. */
const TITLE_MAX_CHARS = 40;

/** '参加者リスト_一次面接_20251008-1200.csv'. Separators in a title are no folders. */
export function downloadName(
  parts: { what?: string; title: string; at: number; ending: string },
  zone?: string,
): string {
  const title = [...parts.title.replaceAll(/[/\\]/g, '_')].slice(0, TITLE_MAX_CHARS).join('').trim();
  const stem = [parts.what, title, nameStamp(parts.at, zone)].filter((part) => part !== undefined && part !== '');
  return safeFileName(`${stem.join('_')}.${parts.ending}`);
}

/** Names of one folder, none twice: Windows and macOS take names for the same that differ in upper and lower case. */
export function uniqueNames(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    const dot = name.lastIndexOf('.');
    const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
    let tried = name;
    for (let count = 2; taken.has(folded(tried)); count += 1) tried = `${stem} (${count})${ending}`;
    taken.add(folded(tried));
    return tried;
  };
}

const folded = (name: string): string => name.normalize('NFC').toLowerCase();
