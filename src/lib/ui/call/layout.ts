/**
 * Where each tile goes: pure maths over the size of the stage. Tiles are placed absolutely, so that a change of view or of
 * size moves video elements and never makes them anew. All lengths in CSS pixels.
 */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Area {
  readonly width: number;
  readonly height: number;
}

/** Between tiles. */
export const GAP = 8;
const WIDE = 16 / 9;
/** Two 16:9 tiles would leave half of a desktop's stage empty; cropped to 4:3 a camera still shows the whole face. */
const NARROWEST = 4 / 3;
/** The same on an upright phone. */
const UPRIGHT = 4 / 5;
const UPRIGHT_MAX_WIDTH = 600;

const isUpright = ({ width, height }: Area): boolean => width < UPRIGHT_MAX_WIDTH && height > width;

/** The largest tile in a cell: anything from 4:3 to 16:9, on upright phones from 4:5. */
function tileIn(cell: Area, upright: boolean): Area {
  const ratio = cell.height > 0 ? cell.width / cell.height : WIDE;
  const wanted = Math.min(WIDE, Math.max(upright ? UPRIGHT : NARROWEST, ratio));
  return ratio > wanted
    ? { width: cell.height * wanted, height: cell.height }
    : { width: cell.width, height: cell.width / wanted };
}

export interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly tile: Area;
}

/** Rows and columns that give `count` tiles the largest area. */
export function chooseGrid(count: number, area: Area): Grid {
  const upright = isUpright(area);
  let best: Grid = { rows: 1, columns: 1, tile: { width: 0, height: 0 } };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const cell = {
      width: (area.width - GAP * (columns - 1)) / columns,
      height: (area.height - GAP * (rows - 1)) / rows,
    };
    if (cell.width <= 0 || cell.height <= 0) continue;
    const tile = tileIn(cell, upright);
    if (tile.width * tile.height > best.tile.width * best.tile.height) best = { rows, columns, tile };
  }
  return best;
}

/** All alike, in the middle; a last row that is not full is centred. */
export function tileRects(count: number, area: Area): readonly Rect[] {
  const { rows, columns, tile } = chooseGrid(count, area);
  const top = (area.height - rows * tile.height - (rows - 1) * GAP) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = (area.width - inRow * tile.width - (inRow - 1) * GAP) / 2;
    return {
      x: left + (index % columns) * (tile.width + GAP),
      y: top + row * (tile.height + GAP),
      ...tile,
    };
  });
}

/** Widest and narrowest thumbnail: below the latter a face cannot be told, and a second line is begun. */
const THUMB_WIDTH = 208;
const THUMB_MIN_WIDTH = 96;
/** At most this part of the stage goes to one line of thumbnails. */
const THUMB_SHARE = 0.28;
const THUMB_LINES_MAX = 3;

interface Strip {
  /** Columns of thumbnails at the right, on upright phones rows beneath. */
  readonly lines: number;
  readonly perLine: number;
  readonly thumb: Area;
}

function chooseStrip(thumbs: number, area: Area, upright: boolean): Strip {
  const along = upright ? area.width : area.height;
  const widest = Math.max(THUMB_MIN_WIDTH, Math.min(THUMB_WIDTH, area.width * THUMB_SHARE));
  for (let lines = 1; ; lines++) {
    const perLine = Math.ceil(thumbs / lines);
    const slot = (along - GAP * (perLine - 1)) / perLine;
    const width = Math.max(0, Math.min(widest, upright ? slot : slot * WIDE));
    if (width >= THUMB_MIN_WIDTH || lines === THUMB_LINES_MAX || perLine === 1) {
      return { lines, perLine, thumb: { width, height: width / WIDE } };
    }
  }
}

/**
 * One large, the others as thumbnails at the right (C1); beneath it on an upright phone.
 * @param whole the large one takes all the room there is, whatever its shape (a shared screen, a board)
 */
export function enlargedRects(count: number, large: number, area: Area, whole = false): readonly Rect[] {
  if (count <= 1) return whole ? [{ x: 0, y: 0, ...area }] : tileRects(count, area);
  const upright = isUpright(area);
  const { lines, perLine, thumb } = chooseStrip(count - 1, area, upright);
  const [step, across] = upright ? [thumb.width, thumb.height] : [thumb.height, thumb.width];
  const depth = lines * (across + GAP);
  const rest = upright
    ? { width: area.width, height: Math.max(0, area.height - depth) }
    : { width: Math.max(0, area.width - depth), height: area.height };
  const main = whole ? rest : tileIn(rest, upright);
  const start = ((upright ? area.width : area.height) - perLine * step - (perLine - 1) * GAP) / 2;
  let placed = 0;
  return Array.from({ length: count }, (_, index) => {
    if (index === large) return { x: (rest.width - main.width) / 2, y: (rest.height - main.height) / 2, ...main };
    const along = start + (placed % perLine) * (step + GAP);
    const beside = (upright ? rest.height : rest.width) + GAP + Math.floor(placed / perLine) * (across + GAP);
    placed++;
    return upright ? { x: along, y: beside, ...thumb } : { x: beside, y: along, ...thumb };
  });
}
