import { describe, expect, test } from 'vitest';
import { parse } from '../../../src/lib/wire/ids.ts';
import { DisplayName } from '../../../src/lib/wire/name.ts';

describe('W1 J4 names of people', () => {
  test.each([
    ['  山田　 太郎 ', '山田 太郎'],
    ['José Ñandú', 'José Ñandú'],
    ['か\u3099くと', 'がくと'],
    ['محمد علي', 'محمد علي'],
    ['क्षितिज', 'क्षितिज'],
    ['Nguyễn Thị Ánh', 'Nguyễn Thị Ánh'],
    ['花子 👩🏽‍💻', '花子 👩🏽‍💻'],
    ['alice\u2028\r\nhost', 'alice host'],
    ['<b>bob</b>', '<b>bob</b>'], // drawn letter by letter
  ])('%j is the name %j', (given, name) => expect(parse(DisplayName, given)).toBe(name));

  test.each([
    ['nothing', ''],
    ['white space', ' \u3000\t'],
    ['what turns the text round', 'alice\u202e(host)'],
    ['an isolate', '\u2066alice\u2069'],
    ['a mark of direction', 'ali\u200fce'],
    ['a control', 'alice\u0007'],
    ['a space without width', 'ali\u200bce'],
    ['letters that are drawn as nothing', '\u3164\u115f\uffa0'],
    ['one of them in another name', 'ali\u3164ce'],
    ['joiners with nothing to join', '\u200d\u200c\u200d'],
    ['a private character', 'alice\ue000'],
    ['half a character', 'alice\ud800'],
    ['a tower of marks', `z${'\u0300'.repeat(20)}`],
    ['more than fits', 'あ'.repeat(61)],
  ])('%s is no name', (_, given) => expect(parse(DisplayName, given)).toBeUndefined());
});
