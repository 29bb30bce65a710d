/**
 * The name of a file that somebody sends (spec H2). It comes from a stranger's browser and ends in the reader's file system, so it is
 * made harmless where it is parsed: no path, nothing that turns the reading direction ("gpj.exe" read as "exe.jpg"), no name
 * that Windows keeps for devices, none that hides.
 */
import * as v from 'valibot';

/** Longest name that a peer may send, in UTF-16 code units: what file systems take, in any of their encodings. */
export const FILE_NAME_MAX_CHARS = 255;
/** Longest name in UTF-8 bytes that we save under: file systems take 255, and a browser may add " (1)" and ".crdownload". */
const SAVED_MAX_BYTES = 200;
/** An ending longer than this is no ending. */
const ENDING_MAX_CHARS = 16;
/** What is called so when nothing of the name is left. */
const NAMELESS = 'file';

// Cc controls, Cf formats (bidirectional ones among them; the joiners that emoji and several scripts need stay), Co private use,
// Cs halves of pairs, line and paragraph separators
const DECEPTIVE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** What Windows takes in no name. */
const FORBIDDEN = /[<>:"|?*]/g;
/** Devices of Windows, whatever ending follows. */
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])$/i;

const utf8Length = (text: string): number => new TextEncoder().encode(text).length;

/** Cuts before the ending, between characters, until it fits. */
function shortened(name: string): string {
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && name.length - dot <= ENDING_MAX_CHARS ? name.slice(dot) : '';
  const characters = [...name.slice(0, name.length - ending.length)];
  while (characters.length > 1 && utf8Length(characters.join('') + ending) > SAVED_MAX_BYTES) characters.pop();
  return characters.join('').trimEnd() + ending;
}

/** A name that is safe to show and to save under. Never empty. */
export function safeFileName(raw: string): string {
  const base = raw.split(/[/\\]/).pop() ?? '';
  const plain = base.normalize('NFC').replaceAll(DECEPTIVE, '').replaceAll(FORBIDDEN, '_').replaceAll(/\s+/gu, ' ');
  // A leading dot hides a file, a trailing dot or space is dropped by Windows.
  const visible = plain.replace(/^[. ]+/, '').replace(/[. ]+$/, '');
  if (visible === '') return NAMELESS;
  const [stem = ''] = visible.split('.');
  return shortened(RESERVED.test(stem.trimEnd()) ? `_${visible}` : visible);
}

export const FileName = v.pipe(
  v.string(),
  v.maxLength(FILE_NAME_MAX_CHARS),
  v.transform(safeFileName),
  v.brand('FileName'),
);
export type FileName = v.InferOutput<typeof FileName>;
