/**
 * The language of the page as a rune, put into context by the root layout. A choice is kept in this browser; until there
 * is one, the link's language counts.
 */
import { createContext } from 'svelte';
import {
  storedLanguage,
  storeLanguage,
  translator,
  type Language,
  type LanguageStorage,
  type Messages,
} from '../i18n/language.ts';

export interface LanguageChoice {
  readonly current: Language;
  /** The messages in the present language. */
  readonly t: Messages;
  /** The person chose: remembered. */
  choose(language: Language): void;
  /** The link says: counts only while nobody chose. */
  suggest(language: Language): void;
}

/** @param storage where a choice is kept; undefined where the browser gives none */
export function createLanguage(storage: LanguageStorage | undefined): LanguageChoice {
  let chosen = $state(storedLanguage(storage));
  let suggested = $state<Language>('ja');
  const current = $derived(chosen ?? suggested);
  const t = $derived(translator(current));
  return {
    get current() {
      return current;
    },
    get t() {
      return t;
    },
    choose(language) {
      chosen = language;
      storeLanguage(storage, language);
    },
    suggest(language) {
      suggested = language;
    },
  };
}

const [useLanguage, provideLanguage] = createContext<LanguageChoice>();
export { useLanguage };

/**
 * For the root layout: puts a language into context and keeps `<html lang>` in step, for screen readers and for the
 * choice of Han glyphs.
 */
export function installLanguage(storage: LanguageStorage | undefined): LanguageChoice {
  const language = provideLanguage(createLanguage(storage));
  $effect(() => {
    document.documentElement.lang = language.current;
  });
  return language;
}
