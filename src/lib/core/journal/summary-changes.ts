/** The host's changes of a summary as they lie in the journal: each chunk is all of them as JSON, the latest counts. */
import { jsonOf, utf8, type Bytes } from '../../wire/bytes.ts';
import { parse } from '../../wire/ids.ts';
import { StoredPlace, StoredSummary, StoredText, SUMMARY_CHANGES_MAX_BYTES } from '../../wire/summary.ts';
import { NO_CHANGES, type SummaryChanges } from '../summary/written.ts';
import type { Piece } from './journal.ts';

export const changesToBytes = ({ placed, texts }: SummaryChanges): Bytes =>
  utf8(JSON.stringify({ placed: [...placed], texts: [...texts] }));

/** Those in the latest piece that holds any. What is none is left out; the others count. */
export function changesInPieces(pieces: readonly Piece[]): SummaryChanges {
  const stored = pieces.flatMap(({ bytes }) =>
    bytes.length <= SUMMARY_CHANGES_MAX_BYTES ? (parse(StoredSummary, jsonOf(bytes)) ?? []) : [],
  );
  const latest = stored.at(-1);
  if (!latest) return NO_CHANGES;
  return {
    placed: new Map(latest.placed.map((one) => parse(StoredPlace, one)).filter((one) => one !== undefined)),
    texts: new Map(latest.texts.map((one) => parse(StoredText, one)).filter((one) => one !== undefined)),
  };
}
