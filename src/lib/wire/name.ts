/**
 * The name that somebody enters for themselves (spec W1), any script. Characters that could make it look like something
 * else (controls, bidirectional overrides, invisible ones) are refused, so that no name can disturb what stands beside it. That one name
 * looks like another's is another matter: core/call/likeness.ts.
 */
import * as v from 'valibot';

/** The longest name, in UTF-16 code units. */
export const NAME_MAX_CHARS = 60;

// Letters and symbols that are drawn as nothing: fillers of Hangul, the empty braille pattern, the joiner of graphemes.
const BLANK = /[\u034f\u115f\u1160\u2800\u3164\uffa0]/u;
/** Marks upon one letter: more than any script stacks would reach over what stands above and below. */
const TOWER = /\p{M}{6,}/u;
/** Without one of these a name would be seen as none. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;
// Cc controls, Cf formats other than the joiners that emoji and several scripts need, Co private use, Cn, line separators
const DECEPTIVE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\p{Cs}]/u;

export const DisplayName = v.pipe(
  v.string(),
  v.maxLength(NAME_MAX_CHARS * 2),
  v.transform((text) => text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim()),
  v.minLength(1),
  v.maxLength(NAME_MAX_CHARS),
  v.check(
    (text) => !DECEPTIVE.test(text) && !BLANK.test(text) && !TOWER.test(text) && VISIBLE.test(text),
    'a name can be seen, and has no control or bidirectional characters',
  ),
  v.brand('DisplayName'),
);
export type DisplayName = v.InferOutput<typeof DisplayName>;
