/** Where things stand in the bar and in its menu (C2, C3): data, so that a capability needs only to name its place. */

/** The bar from left to right, as spec C2 lists it. */
export const BAR_ORDER = [
  'view',
  'participants',
  'agenda',
  'chat',
  'board',
  'hand',
  'microphone',
  'camera',
  'share',
  'transcript',
  'captions',
  'fullscreen',
] as const;
export type BarId = (typeof BAR_ORDER)[number];

/** What stays longest when the bar gets narrow; microphone and camera never fold. */
const KEEP_ORDER: readonly BarId[] = [
  'chat',
  'hand',
  'agenda',
  'share',
  'participants',
  'board',
  'view',
  'transcript',
  'captions',
  'fullscreen',
];

/** Groups of 詳細アクション, from top to bottom; a line stands between them. */
export const MENU_GROUPS = ['everybody', 'talk', 'picture', 'devices', 'screen', 'help'] as const;
export type MenuGroup = (typeof MENU_GROUPS)[number];

const by =
  <T>(order: readonly T[]) =>
  (a: T, b: T): number =>
    order.indexOf(a) - order.indexOf(b);

/** In the order of the bar. */
export const inBarOrder = <I extends { readonly id: BarId }>(items: readonly I[]): readonly I[] =>
  items.toSorted((a, b) => by(BAR_ORDER)(a.id, b.id));

/** The ids, the one that folds last first. */
export const inKeepOrder = (ids: readonly BarId[]): readonly BarId[] => ids.toSorted(by(KEEP_ORDER));

/** In the order of the groups; within one as they came. */
export const inMenuOrder = <E extends { readonly group: MenuGroup }>(entries: readonly E[]): readonly E[] =>
  entries.toSorted((a, b) => by(MENU_GROUPS)(a.group, b.group));
