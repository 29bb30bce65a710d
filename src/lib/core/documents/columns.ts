/**
 * How much a row of Automerge's columns is once it is written out. A column says "this value, a billion times" in ten bytes, and
 * Automerge believes it; so all repetitions are added up before it sees them.
 *
 *   columns   number of columns | for each: specification, length | the columns' bytes one after another
 *
 * See https://automerge.org/automerge-binary-format-spec/, "Columnar Storage".
 */
import { inflate, TooMuch } from './inflate.ts';
import { Leb, Malformed } from './leb.ts';

export interface Amount {
  /** Rows of operations, each together with what it writes over. */
  readonly ops: number;
  /** Unpacked. */
  readonly bytes: number;
}

export interface ColumnHead {
  readonly id: number;
  readonly type: number;
  readonly deflated: boolean;
  readonly length: number;
}

const GROUP = 0;
const BOOLEAN = 4;
const STRING = 5;
const RAW_VALUES = 7;
/** Automerge 3 has 16 for operations and 9 for changes. */
const COLUMNS_MAX = 64;

export function columnHeads(from: Leb): readonly ColumnHead[] {
  const count = from.unsigned();
  if (count > COLUMNS_MAX) throw new Malformed();
  return Array.from({ length: count }, () => {
    const TYPE = 0b0111;
    const DEFLATED = 0b1000;
    const FIRST_ID = 16;
    const specification = from.unsigned();
    const type = specification & TYPE;
    return {
      id: Math.floor(specification / FIRST_ID),
      type,
      deflated: (specification & DEFLATED) !== 0,
      length: from.unsigned(),
    };
  });
}

interface Extent {
  readonly rows: number;
  /** Of group columns: what the numbers of their rows come to. */
  readonly members: number;
  /** Bytes of strings that are there only because they are repeated. */
  readonly repeated: number;
}

function booleans(column: Leb): Extent {
  let rows = 0;
  while (column.left > 0) rows += column.unsigned();
  return { rows, members: 0, repeated: 0 };
}

/** Run-length encoded: a positive number and a value that stands so many times; a negative one and so many values; 0 and so many nulls. */
function runs(column: Leb, type: number, max: Amount): Extent {
  let [rows, members, repeated] = [0, 0, 0];
  function value(times: number): void {
    if (type === GROUP) members += times * column.unsigned();
    else if (type === STRING) repeated += (times - 1) * column.take(column.unsigned()).length;
    else column.skipNumber();
  }
  while (column.left > 0) {
    const count = column.signed();
    rows += count === 0 ? column.unsigned() : Math.abs(count);
    if (rows > max.ops) throw new TooMuch();
    if (count > 0) value(count);
    for (let i = count; i < 0; i++) value(1);
    if (members > max.ops || repeated > max.bytes) throw new TooMuch();
  }
  return { rows, members, repeated };
}

/** What the columns come to, whose bytes stand next in `from`. Throws `TooMuch` above `max`. */
export function measureColumns(heads: readonly ColumnHead[], from: Leb, max: Amount): Amount {
  let [rows, members, bytes] = [0, 0, 0];
  for (const { type, deflated, length } of heads) {
    const packed = from.take(length);
    const column = deflated ? inflate(packed, max.bytes - bytes) : packed;
    bytes += column.length;
    if (type === RAW_VALUES) continue;
    const reader = new Leb(column);
    const extent = type === BOOLEAN ? booleans(reader) : runs(reader, type, max);
    rows = Math.max(rows, extent.rows);
    members += extent.members;
    bytes += extent.repeated;
    if (rows + members > max.ops || bytes > max.bytes) throw new TooMuch();
  }
  return { ops: rows + members, bytes };
}
