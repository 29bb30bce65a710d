/** Lines of a transcript as they lie in the journal: a chunk is a JSON array of lines; of several with one id the latest counts. */
import * as v from 'valibot';
import { jsonOf, utf8, type Bytes } from '../../wire/bytes.ts';
import { parse } from '../../wire/ids.ts';
import { TranscriptLine } from '../../wire/transcript.ts';
import { createLines } from '../transcript/lines.ts';
import type { Piece } from './journal.ts';
import type { LogSource } from './log.ts';

export const linesToBytes = (lines: readonly TranscriptLine[]): Bytes => utf8(JSON.stringify(lines));

/** The lines in the pieces, by their beginning. What is no line is left out; the others count. */
export function linesInPieces(pieces: readonly Piece[]): readonly TranscriptLine[] {
  const lines = createLines();
  for (const { bytes } of pieces) {
    const list = parse(v.array(v.unknown()), jsonOf(bytes)) ?? [];
    lines.add(...list.map((one) => parse(TranscriptLine, one)).filter((line) => line !== undefined));
  }
  return lines.all.get();
}

/** What has been written down, whole or as the lines that are new or different since. */
export const linesSource = (get: () => readonly TranscriptLine[]): LogSource<ReadonlySet<TranscriptLine>> => ({
  whole: () => ({ bytes: linesToBytes(get()), mark: new Set(get()) }),
  since(mark) {
    const now = get();
    const fresh = now.filter((line) => !mark.has(line));
    return { bytes: fresh.length > 0 ? linesToBytes(fresh) : new Uint8Array(), mark: new Set(now) };
  },
});
