/**
 * Hidden names (W7): an applicant is not shown the names of other applicants, wherever they would stand. In their place stands a number made of
 * the peer's key: the same on everybody's screen and after a reload, so that people can still speak of each other.
 */
import type { PeerId, Role } from '../../wire/ids.ts';
import type { ChatLine } from '../documents/chat.ts';
import type { BulkSettings } from './rules.ts';

/** Who looks, and what stands in the place of a name. */
export interface Naming {
  readonly settings: Pick<BulkSettings, 'names'> | undefined;
  readonly viewer: Role;
  readonly standIn: (number: string) => string;
}

/** Whether someone's name is not shown to a viewer of this role. */
export const hidesName = (
  settings: Pick<BulkSettings, 'names'> | undefined,
  viewer: Role,
  who: { readonly role: Role; readonly self: boolean },
): boolean => settings?.names === false && viewer === 'applicant' && who.role === 'applicant' && !who.self;

const LOWEST = 100;
const COUNT = 900;

/** 100 to 999: two of six people have the same one in 60 calls once. */
export function standInNumber(peer: PeerId): string {
  // FNV-1a, 32 bit: keys are random already, it is only brought into range.
  let hash = 0x811c9dc5;
  for (const character of peer) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return String(LOWEST + (hash % COUNT));
}

type Written = Pick<ChatLine, 'role' | 'own' | 'author' | 'name'>;

/** Messages as somebody may be shown them, or take them home. */
export const namedLines = <L extends Written>(
  lines: readonly L[],
  { settings, viewer, standIn }: Naming,
): readonly L[] =>
  lines.map((line) =>
    hidesName(settings, viewer, { role: line.role, self: line.own })
      ? { ...line, name: standIn(standInNumber(line.author)) }
      : line,
  );
