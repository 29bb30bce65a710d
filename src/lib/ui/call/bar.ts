/** Which buttons the bar shows and which fold into 詳細アクション (C3): pure, from the width there is. */

/** From this stage width on, labels stand beneath the icons. */
export const LABELS_FROM_PX = 900;
const SLOT_PX = 50;
const SLOT_LABELLED_PX = 96;
/** The leave button is wider, and stands apart. */
const LEAVE_PX = 72;

export interface BarFit<Id extends string> {
  readonly labelled: boolean;
  readonly shown: ReadonlySet<Id>;
  /** In the order in which they were given. */
  readonly folded: readonly Id[];
}

/**
 * @param optional what may fold, the most important first
 * @param fixed how many buttons are always there, leave aside
 */
export function fitBar<Id extends string>(optional: readonly Id[], fixed: number, width: number): BarFit<Id> {
  const labelled = width >= LABELS_FROM_PX;
  const slot = labelled ? SLOT_LABELLED_PX : SLOT_PX;
  const room = Math.max(0, Math.floor((width - LEAVE_PX) / slot) - fixed);
  return { labelled, shown: new Set(optional.slice(0, room)), folded: optional.slice(room) };
}
