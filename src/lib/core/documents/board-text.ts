/**
 * Text on the board is a tree of ProseMirror nodes, which the editor's schema takes unseen and the renderer then trips over. It
 * is therefore built anew from what is known: nodes in their places, marks without addresses (so no links), text that is not empty.
 */

interface Node {
  type: string;
  text?: string;
  marks?: { type: string }[];
  attrs?: Record<string, unknown>;
  content?: Node[];
}

const MARKS = new Set(['bold', 'italic', 'strike', 'code', 'highlight']);
const BLOCKS = new Set(['paragraph', 'heading', 'bulletList', 'orderedList']);
/** node -> what may stand inside */
const INSIDE: Readonly<Record<string, ReadonlySet<string>>> = {
  doc: BLOCKS,
  listItem: BLOCKS,
  bulletList: new Set(['listItem']),
  orderedList: new Set(['listItem']),
  paragraph: new Set(['text', 'hardBreak']),
  heading: new Set(['text', 'hardBreak']),
};
const HEADING_LEVELS = [1, 2, 3, 4, 5, 6];
const DIRECTIONS = ['ltr', 'rtl', 'auto'];
/** Lists in lists: nobody indents further. */
const DEPTH_MAX = 10;

type Unknown = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Unknown => typeof value === 'object' && value !== null;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function attributesOf(type: string, attrs: unknown): Record<string, unknown> | undefined {
  if (!isObject(attrs)) return type === 'heading' ? { level: 1 } : undefined;
  const { dir, level } = attrs;
  const direction = DIRECTIONS.includes(String(dir)) ? { dir } : {};
  if (type === 'heading') return { ...direction, level: HEADING_LEVELS.includes(Number(level)) ? Number(level) : 1 };
  return 'dir' in direction ? direction : undefined;
}

function build(value: unknown, allowed: ReadonlySet<string>, depth: number): Node | undefined {
  if (!isObject(value) || depth > DEPTH_MAX) return undefined;
  const type = String(value['type']);
  if (!allowed.has(type)) return undefined;
  if (type === 'hardBreak') return { type };
  if (type === 'text') {
    const { text } = value;
    if (typeof text !== 'string' || text === '') return undefined;
    const names = listOf(value['marks']).map((mark) => (isObject(mark) ? String(mark['type']) : ''));
    const marks = [...new Set(names)].filter((name) => MARKS.has(name)).map((name) => ({ type: name }));
    return { type, text, ...(marks.length > 0 && { marks }) };
  }
  const inside = INSIDE[type] ?? new Set<string>();
  const content = listOf(value['content']).flatMap((child) => build(child, inside, depth + 1) ?? []);
  // Lists and their items must hold something; a paragraph need not.
  if (content.length === 0 && type !== 'paragraph' && type !== 'heading') return undefined;
  const attrs = attributesOf(type, value['attrs']);
  return { type, ...(attrs && { attrs }), ...(content.length > 0 && { content }) };
}

/** The text as the editor can draw it; an empty one where nothing of it can be used. */
export function tidyRichText(value: unknown): unknown {
  return build(value, new Set(['doc']), 0) ?? { type: 'doc', content: [{ type: 'paragraph' }] };
}
