import { describe, expect, test } from 'vitest';
import { applicant, roundOf, wordErrorRate, wordsIn } from '../../support/spoken-interview.ts';

describe('word error rate of a track that repeats', () => {
  const round = roundOf(applicant);
  test.each([
    ['all, from the middle on', [...round.slice(4), ...round], 0],
    ['one word wrong', [...round.slice(0, 3), 'です', ...round.slice(4)], 1 / 11],
    ['one word too many', [...round, '大学'], 1 / 12],
    ['one word missing', round.toSpliced(5, 1), 1 / 10],
    ['nothing right', ['質問', '質問'], 1],
  ])('%s', (_name, heard, rate) => expect(wordErrorRate(heard, applicant)).toBeCloseTo(rate));

  test('words in a text without spaces', () => {
    expect(wordsIn('私は佐藤花子です、東京')).toEqual(['私', 'は', '佐藤花子', 'です', '、', '東京']);
  });
});
