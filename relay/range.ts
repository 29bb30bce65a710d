/** One part of a file, as a request asks for it (RFC 9110, section 14). */

export interface Part {
  /** Both inclusive, in bytes. */
  readonly start: number;
  readonly end: number;
}

/** Undefined: the whole file (nothing, several parts, or something else is asked for); `none`: no such part exists. */
export function partOf(header: string | undefined, size: number): Part | 'none' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (!match) return undefined;
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(size - Number(to), 0) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined; // no valid range: ignored
  return start > end ? 'none' : { start, end };
}
