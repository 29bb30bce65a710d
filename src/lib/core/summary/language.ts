/** Japanese and English text as a summariser sees it: what it is about, its sentences, and what of it is no more than manners. Pure. */
import { COMMON, MEANINGS } from './vocabulary.ts';

const plain = (text: string): string => text.normalize('NFKC').toLowerCase();
export const isJapanese = (text: string): boolean => /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}ー]/u.test(text);
const localeOf = (text: string): 'ja' | 'en' => (isJapanese(text) ? 'ja' : 'en');

interface Reading {
  readonly words: Record<'ja' | 'en', Intl.Segmenter>;
  readonly sentences: Record<'ja' | 'en', Intl.Segmenter>;
  /** Longest first, so that 志望動機 is not read as 志望 and 動機. */
  readonly meanings: readonly { readonly word: string; readonly meaning: string; readonly find: RegExp }[];
}

/** What reads text; to be made once for many texts, since a segmenter is dear. */
export function createReading(): Reading {
  const segmenters = (granularity: 'word' | 'sentence') => ({
    ja: new Intl.Segmenter('ja', { granularity }),
    en: new Intl.Segmenter('en', { granularity }),
  });
  const meanings = MEANINGS.flatMap((row) =>
    row.map((word) => ({
      word,
      meaning: row[0] ?? word,
      find: new RegExp(isJapanese(word) ? word : `\\b${word}\\b`, 'gu'),
    })),
  ).toSorted((a, b) => b.word.length - a.word.length);
  return { words: segmenters('word'), sentences: segmenters('sentence'), meanings };
}
export type { Reading };

/** Who introduces themselves as the interviewer does not speak of anybody's work. */
const INTRODUCTION = /面接を?担当/gu;

/** What a text is about: meanings of the vocabulary, and its other telling words. */
export function termsOf(text: string, reading: Reading): ReadonlySet<string> {
  let rest = plain(text).replace(INTRODUCTION, ' ');
  const terms = new Set<string>();
  for (const { word, meaning, find } of reading.meanings) {
    if (!rest.includes(word)) continue;
    const without = rest.replace(find, ' ');
    if (without !== rest) terms.add(meaning);
    rest = without;
  }
  for (const { segment, isWordLike } of reading.words[localeOf(rest)].segment(rest)) {
    if (!isWordLike || COMMON.has(segment)) continue;
    if (isJapanese(segment)) {
      // Inflections and particles are in Hiragana; one sign of Katakana is no word.
      const telling = !/^\p{sc=Hiragana}+$/u.test(segment) && (segment.length > 1 || /\p{sc=Han}/u.test(segment));
      if (telling) terms.add(segment);
    } else {
      const stem = segment.replace(/(ing|ed|es|s)$/, '');
      if (stem.length > 1) terms.add(stem);
    }
  }
  return terms;
}

/** Up to so many characters a text without punctuation stands as one sentence. */
const UNBROKEN_CHARS = 45;
/** Speech that was written down without punctuation ends its sentences so. */
const SPOKEN_ENDS = /.{1,80}?(?:ます|ました|です|でした|ですが|けど|ので)(?=[^かねよが]|$)|.{1,80}/gu;

export function sentencesOf(text: string, reading: Reading): readonly string[] {
  return [...reading.sentences[localeOf(text)].segment(text)].flatMap(({ segment }) => {
    const sentence = segment.trim();
    if (sentence === '') return [];
    const isWhole = sentence.length <= UNBROKEN_CHARS || /[。.!?！？]/.test(sentence);
    return isWhole ? [sentence] : (sentence.match(SPOKEN_ENDS) ?? [sentence]);
  });
}

const FILLER =
  /(^|[、,\s])(?:え[ーっ]?と|えー+|あの[ーう]?|その[ーう]|まあ|なんか|そうですね|はい|um+|uh+|well|you know)(?=[、,。\s])[、,。]?\s*/giu;

/** Without what one says to win time. */
export function withoutFillers(sentence: string): string {
  let text = sentence;
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replace(FILLER, '$1');
  }
  return text
    .replace(/^[、,。\s]+/, '')
    .replace(/^(あと|それで|で)、/, '')
    .trim();
}

const MANNERS = [
  'はい|ええ|うん|そう|なるほど|そうですか|そうですね|そうなんですね|承知しました|わかりました|よくわかりました|すごいですね|よかったです|大変でしたね|そうでしたか',
  'ありがとうございます|ありがとうございました|よろしくお願いします|よろしくお願いいたします|こちらこそ|こんにちは|失礼します|失礼いたします',
  'ok|okay|right|isee|great|thankyou|thanks|nicetohear|yes|yeah|hello|hi', // without their spaces, as all that is compared
].join('|');
const ONLY_MANNERS = new RegExp(`^(?:${MANNERS})+$`, 'i');

/** Whether a text is only agreement, thanks or greeting. */
export const isManners = (text: string): boolean => ONLY_MANNERS.test(plain(text).replace(/[、。,.!！\s]/g, ''));
/** Whether something is asked, also where it was written down without punctuation. */
export const isQuestion = (text: string): boolean =>
  /[?？]|(ですか|ますか|でしょうか|ください|ませんか|されましたか|でしたか|ましたか)[。、\s]*$/.test(text) ||
  /^(so,? |and |okay\.? )?(what|why|how|when|where|who|which|do|does|did|is|are|can|could|would|tell)\b/i.test(
    text.trim(),
  );
