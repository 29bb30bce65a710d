/** What the host changed of a call's summary, as it lies in the journal. */
import * as v from 'valibot';
import { Nonce } from './ids.ts';

/** Longest sentence, in UTF-16 code units: as long as a text by hand may be. */
export const SENTENCE_MAX_CHARS = 4_000;
/** As many as there are lines in the longest text by hand. */
const SENTENCES_MAX = 2_000;
/** Lines that one sentence rests on. */
export const SOURCES_MAX = 50;
const BASIS_MAX_CHARS = 64;

/** What stands in place of what the summariser finds for an item of the agenda. */
export const StoredItemText = v.object({
  by: v.picklist(['hand', 'model']),
  sentences: v.pipe(
    v.array(
      v.object({
        text: v.pipe(v.string(), v.maxLength(SENTENCE_MAX_CHARS)),
        /** Of the transcript. */
        lines: v.pipe(v.array(Nonce), v.maxLength(SOURCES_MAX)),
      }),
    ),
    v.maxLength(SENTENCES_MAX),
  ),
  /** Of the talk that a model made it of (core/summary/written.ts, basisOf); empty where it is by hand. */
  basis: v.pipe(v.string(), v.maxLength(BASIS_MAX_CHARS)),
});

/** An exchange, by its first line, put under an item; null: under none. */
export const StoredPlace = v.tuple([Nonce, v.nullable(Nonce)]);
export const StoredText = v.tuple([Nonce, StoredItemText]);

/** The lists alone: an entry that fits no schema is left out, the others count. */
export const StoredSummary = v.object({ placed: v.array(v.unknown()), texts: v.array(v.unknown()) });
/** Largest changes of a summary, in bytes of JSON. */
export const SUMMARY_CHANGES_MAX_BYTES = 4 * 1024 * 1024;
