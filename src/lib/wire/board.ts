/**
 * The whiteboard's document: a flat Automerge map in which each record of the drawing has up to three values, so that moving,
 * recolouring and drawing on do not overwrite each other. Anybody in the call may write anything into it: what does not parse
 * is skipped, and no record can make a browser contact another host.
 *
 *   <id>/p   place: what it is and where (ImmutableString of JSON, BoardPlace)
 *   <id>/l   look: its properties (ImmutableString of JSON, an object)
 *   <id>/i   ink: the points of a drawn line (bytes, see core/documents/ink)
 *
 * A record is there when place and look are; one of which a part is missing was deleted by somebody meanwhile.
 */
import * as v from 'valibot';
import { FILE_MAX_BYTES } from './files.ts';
import { Sha256 } from './ids.ts';

/** Most records on a board. Beyond it nothing is added; an honest drawing stays far below. */
export const BOARD_RECORDS_MAX = 12_000;
/** Largest parts, in UTF-16 code units or bytes. */
export const PLACE_MAX_CHARS = 600;
export const LOOK_MAX_CHARS = 16_000;
export const INK_MAX_BYTES = 48 * 1024;

/** The one page of the board, as the editor names its first. */
export const BOARD_PAGE = 'page:page';

const Name = /^(shape|binding|asset):[A-Za-z0-9_-]{1,64}$/;
export const BoardRecordId = v.pipe(v.string(), v.maxLength(80), v.regex(Name));
export const ShapeId = v.pipe(v.string(), v.maxLength(80), v.regex(/^shape:[A-Za-z0-9_-]{1,64}$/));

/** Further out than anybody scrolls, near enough for every browser's arithmetic. In pixels of the board. */
export const BOARD_NUMBER_MAX = 1_000_000;
const Coordinate = v.pipe(v.number(), v.minValue(-BOARD_NUMBER_MAX), v.maxValue(BOARD_NUMBER_MAX));

const ShapePlace = v.object({
  type: v.picklist(['draw', 'highlight', 'geo', 'arrow', 'line', 'text', 'note', 'image', 'frame', 'group']),
  parentId: v.union([v.literal(BOARD_PAGE), ShapeId]),
  /** Fractional index among its siblings; the editor checks its form. */
  index: v.pipe(v.string(), v.maxLength(128), v.regex(/^[A-Za-z][A-Za-z0-9]+$/)),
  x: Coordinate,
  y: Coordinate,
  rotation: v.pipe(v.number(), v.minValue(-1000), v.maxValue(1000)),
  isLocked: v.boolean(),
  opacity: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
});
const BindingPlace = v.object({ type: v.literal('arrow'), fromId: ShapeId, toId: ShapeId });
const AssetPlace = v.object({ type: v.literal('image') });

/** The place of a record by the kind that its id names. */
export const BoardPlaces = { shape: ShapePlace, binding: BindingPlace, asset: AssetPlace } as const;
export type BoardKind = keyof typeof BoardPlaces;

const PICTURE = /^asset:([A-Za-z0-9_-]{43})\.([1-9]\d{0,6})$/;
/** The only source that a picture may have: SHA-256 and size of its bytes, which come from another participant (wire/files). */
export const PictureSource = v.pipe(
  v.string(),
  v.maxLength(64),
  v.regex(PICTURE),
  v.transform((source) => {
    const [, sha256, size] = PICTURE.exec(source) ?? [];
    return { sha256, size: Number(size) };
  }),
  v.object({ sha256: Sha256, size: v.pipe(v.number(), v.maxValue(FILE_MAX_BYTES)) }),
);
export type Picture = v.InferOutput<typeof PictureSource>;

export const pictureSource = ({ sha256, size }: Picture): string => `asset:${sha256}.${size}`;
