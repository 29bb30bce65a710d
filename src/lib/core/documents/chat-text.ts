/** What may be posted (spec H1): 255 characters as a person counts them, and something to see. */
import { CHAT_MAX_CHARS, CHAT_MAX_GRAPHEMES } from '../../wire/chat.ts';
import { countGraphemes } from './graphemes.ts';

/** Anything but white space, controls and invisible formats. */
const VISIBLE = /[^\s\p{Cc}\p{Cf}]/u;

export type CheckedText = { readonly t: 'fine'; readonly text: string } | { readonly t: 'empty' | 'too-long' };

/** The text as it is sent, or why it is not. The limit in UTF-16 units stops letters with hundreds of marks. */
export function checkText(raw: string): CheckedText {
  const text = raw.replaceAll('\r\n', '\n').toWellFormed().trim();
  if (!VISIBLE.test(text)) return { t: 'empty' };
  const tooLong = text.length > CHAT_MAX_CHARS || countGraphemes(text, CHAT_MAX_GRAPHEMES) > CHAT_MAX_GRAPHEMES;
  return tooLong ? { t: 'too-long' } : { t: 'fine', text };
}
