/**
 * The language of the page as a rune, put into context by the root layout. A choice is kept in this browser; until there
 * is one, the link's language counts.
 */
import { createContext } from 'svelte';
import {
  loadMessages,
  storedLanguage,
  storeLanguage,
  type Language,
  type LanguageStorage,
  type Messages,
} from '../i18n/language.ts';
import { supposedLanguage } from '../wire/link.ts';

export interface LanguageChoice {
  /** The language of `t`. */
  readonly current: Language;
  /** The messages; the former ones until those of another language are loaded. */
  readonly t: Messages;
  /** The language that a link suggests is on its way. One that a person chose replaces the former one when it is here. */
  readonly pending: boolean;
  /** The person chose: remembered. */
  choose(language: Language): void;
  /** The link says: counts only while nobody chose. */
  suggest(language: Language): void;
}

/** The browser's storage for this site; undefined where it is blocked: there the very reading of the property throws. */
export function siteStorage(): LanguageStorage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

/** The messages that a page with this fragment begins with. */
export const firstMessages = (fragment: string): Promise<Messages> =>
  loadMessages(storedLanguage(siteStorage()) ?? supposedLanguage(fragment) ?? 'ja');

/**
 * @param storage where a choice is kept; undefined where the browser gives none
 * @param loaded tables that are here already; the first is spoken where none is of the language that was chosen
 */
export function createLanguage(
  storage: LanguageStorage | undefined,
  loaded: readonly [Messages, ...Messages[]],
): LanguageChoice {
  const tables: Partial<Record<Language, Messages>> = Object.fromEntries(
    loaded.map((table) => [table.language, table]),
  );
  let chosen = storedLanguage(storage);
  const first = tables[chosen ?? 'ja'] ?? loaded[0];
  let t = $state.raw(first);
  let wanted = first.language;
  let pending = $state(false);

  async function speak(language: Language, suggested: boolean): Promise<void> {
    wanted = language;
    const table = tables[language];
    pending = suggested && !table;
    if (table) return void (t = table);
    // What cannot be loaded is not spoken: what stands there goes on, and the person may choose again.
    const fetched = await loadMessages(language).catch(() => undefined);
    if (fetched) tables[language] = fetched;
    if (wanted !== language) return;
    pending = false;
    if (fetched) t = fetched;
  }

  return {
    get current() {
      return t.language;
    },
    get t() {
      return t;
    },
    get pending() {
      return pending;
    },
    choose(language) {
      chosen = language;
      storeLanguage(storage, language);
      void speak(language, false);
    },
    suggest(language) {
      if (!chosen && language !== wanted) void speak(language, true);
    },
  };
}

const [useLanguage, provideLanguage] = createContext<LanguageChoice>();
export { useLanguage };

/**
 * For the root layout: puts a language into context and keeps `<html lang>` in step, for screen readers and for the
 * choice of Han glyphs.
 */
export function installLanguage(
  storage: LanguageStorage | undefined,
  loaded: readonly [Messages, ...Messages[]],
): LanguageChoice {
  const language = provideLanguage(createLanguage(storage, loaded));
  $effect(() => {
    document.documentElement.lang = language.current;
  });
  return language;
}
