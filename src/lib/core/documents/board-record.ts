/**
 * One record of the whiteboard between the editor's form and the document's parts. Whatever comes out of `readRecord` has only
 * listed types, bounded sizes and nothing that could load or open another page; whether its properties fit the editor is for
 * the editor's own schema to say.
 */
import * as v from 'valibot';
import {
  BOARD_NUMBER_MAX,
  BoardPlaces,
  BoardRecordId,
  INK_MAX_BYTES,
  LOOK_MAX_CHARS,
  PictureSource,
  PLACE_MAX_CHARS,
  type BoardKind,
} from '../../wire/board.ts';
import { jsonOf } from '../../wire/bytes.ts';
import { parse } from '../../wire/ids.ts';
import { tidyRichText } from './board-text.ts';
import { packInk, unpackInk, type InkSegment } from './ink.ts';

/** A record as the editor has it: flat, with `props` and `meta`. */
export interface BoardRecord {
  readonly id: string;
  readonly typeName: BoardKind;
  readonly type: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly meta: Readonly<Record<string, unknown>>;
  /** Shapes only. */
  readonly parentId?: string;
  readonly [field: string]: unknown;
}

/** A record as it lies in the document. */
export interface RecordParts {
  readonly place: string;
  readonly look: string;
  readonly ink: Uint8Array | undefined;
}

const DEPTH_MAX = 12;
const NODES_MAX = 2_000;
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);
/** Properties that name an address: nothing on a board leads anywhere. */
export const ADDRESSES = new Set(['url', 'href', 'srcset', 'poster']);

export const kindOf = (id: string): BoardKind | undefined =>
  parse(BoardRecordId, id) ? (id.slice(0, id.indexOf(':')) as BoardKind) : undefined;

/** JSON of bounded size with numbers that can be drawn, addresses emptied, links in text taken out; `undefined` where it is anything else. */
function tidy(value: unknown): unknown {
  let nodes = 0;
  const walk = (found: unknown, depth: number): unknown => {
    if (++nodes > NODES_MAX || depth > DEPTH_MAX) throw new RangeError('too much');
    if (found === null || typeof found === 'boolean' || typeof found === 'string') return found;
    if (typeof found === 'number') {
      if (Math.abs(found) <= BOARD_NUMBER_MAX) return found;
      throw new RangeError('too far out');
    }
    if (Array.isArray(found)) return found.map((item) => walk(item, depth + 1));
    if (typeof found !== 'object') throw new TypeError('not JSON');
    const out: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(found)) {
      if (FORBIDDEN.has(key)) throw new TypeError('a key that could reach a prototype');
      if (item === undefined) continue;
      if (ADDRESSES.has(key)) out[key] = '';
      else out[key] = walk(key === 'richText' ? tidyRichText(item) : item, depth + 1);
    }
    return out;
  };
  try {
    return walk(value, 0);
  } catch {
    return undefined;
  }
}

const isPlain = (value: unknown): boolean => !Array.isArray(value);
const Look = v.object({ props: v.pipe(v.unknown(), v.check(isPlain), v.record(v.string(), v.unknown())) });

/** A picture's bytes come by hash from another participant; '' while they are being looked at. */
function isOwnSource(props: Readonly<Record<string, unknown>>): boolean {
  const { src } = props;
  return src === '' || src === null || parse(PictureSource, src) !== undefined;
}

/** The record in these parts, or `undefined` where it may not be on a board. Never throws. */
export function readRecord(id: string, parts: RecordParts): BoardRecord | undefined {
  const kind = kindOf(id);
  const { place: placeText, look: lookText, ink } = parts;
  if (!kind || placeText.length > PLACE_MAX_CHARS || lookText.length > LOOK_MAX_CHARS) return undefined;
  if (ink && ink.length > INK_MAX_BYTES) return undefined;
  const place = parse(BoardPlaces[kind], jsonOf(placeText));
  const look = parse(Look, tidy(jsonOf(lookText)));
  if (!place || !look) return undefined;
  if (kind === 'asset' && !isOwnSource(look.props)) return undefined;
  const segments = ink && unpackInk(ink);
  if (ink && !segments) return undefined;
  const props = segments ? { ...look.props, segments } : look.props;
  return { id, typeName: kind, ...place, props, meta: {} };
}

/** The parts of an own record, or `undefined` where it cannot be shared: a kind that boards do not have, or too large. */
export function partsOf(record: BoardRecord): RecordParts | undefined {
  const kind = kindOf(record.id);
  if (!kind || kind !== record.typeName) return undefined;
  const place = parse(BoardPlaces[kind], record);
  const { segments, ...rest } = record.props;
  const props = tidy(rest);
  if (!place || props === undefined) return undefined;
  const ink = Array.isArray(segments) ? packInk(segments as InkSegment[]) : undefined;
  const parts = { place: JSON.stringify(place), look: JSON.stringify({ props }), ink };
  return readRecord(record.id, parts) && parts;
}
