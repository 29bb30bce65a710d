/**
 * The name that somebody enters for themselves (spec W1), any script. Characters that could make it look like something
 * else (controls, bidirectional overrides, invisible ones) are refused, so that no name can disturb what stands beside it.
 */
import * as v from 'valibot';

/** The longest name, in UTF-16 code units. */
export const NAME_MAX_CHARS = 60;

// Cc controls, Cf formats other than the joiners that emoji and several scripts need, Co private use, Cn, line separators
const DECEPTIVE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\p{Cs}]/u;

export const DisplayName = v.pipe(
  v.string(),
  v.maxLength(NAME_MAX_CHARS * 2),
  v.transform((text) => text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim()),
  v.minLength(1),
  v.maxLength(NAME_MAX_CHARS),
  v.check((text) => !DECEPTIVE.test(text), 'a name has no control or bidirectional characters'),
  v.brand('DisplayName'),
);
export type DisplayName = v.InferOutput<typeof DisplayName>;
