/**
 * Which language the page speaks: what the person chose here before, else what the link says, else Japanese.
 * The message tables are data, loaded when they are spoken; Japanese is the shape that English has to satisfy.
 */
import * as v from 'valibot';
import { parse } from '../wire/ids.ts';
import { Language } from '../wire/link.ts';
import type { Messages } from './ja.ts';
import type { HelpText } from './ja/help-page.ts';

export type { HelpText, Language, Messages };

/** What each language calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { ja: '日本語', en: 'English' };
export const LANGUAGES: readonly Language[] = Language.options;

const STORAGE_KEY = 'mensetsu.language';

/** The messages of one language. Rejects where they cannot be loaded. */
export async function loadMessages(language: Language): Promise<Messages> {
  return language === 'ja' ? (await import('./ja.ts')).ja : (await import('./en.ts')).en;
}

/** What the help page says in one language. Rejects where it cannot be loaded. */
export async function loadHelp(language: Language): Promise<HelpText> {
  return language === 'ja'
    ? (await import('./ja/help-page.ts')).helpPage
    : (await import('./en/help-page.ts')).helpPage;
}

/** A language out of what a page or a select hands over as text. */
export const languageOf = (text: unknown): Language | undefined => parse(v.optional(Language), text);

export type LanguageStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** The language that was chosen in this browser, if any. Storage that is forbidden or broken counts as empty. */
export function storedLanguage(storage: LanguageStorage | undefined): Language | undefined {
  try {
    return languageOf(storage?.getItem(STORAGE_KEY) ?? undefined);
  } catch {
    return undefined;
  }
}

/** Keeps the choice. A browser that forbids storage forgets it with the page. */
export function storeLanguage(storage: LanguageStorage | undefined, language: Language): void {
  try {
    storage?.setItem(STORAGE_KEY, language);
  } catch {
    // private mode with storage switched off: the choice still holds for this page
  }
}
