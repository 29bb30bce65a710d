/** Pop-ups at the lower left: of each kind one, with how many there were; never more than three (C6, C8). */
export interface CallNotice {
  readonly id: string;
  /** Notices of one kind collapse into the newest. */
  readonly kind: string;
  readonly text: string;
  readonly tone?: 'info' | 'warn';
  /** Something to do about it. */
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
  /** For notices that their owner keeps: called when the person dismisses it. */
  readonly dismiss?: (() => void) | undefined;
}

export interface ShownNotice extends CallNotice {
  /** All that it stands for, itself included: dismissed together. */
  readonly ids: readonly string[];
}

export const NOTICES_MAX = 3;

/** The newest last. */
export function collapse(notices: readonly CallNotice[]): readonly ShownNotice[] {
  const kinds = new Map<string, ShownNotice>();
  for (const notice of notices) {
    const ids = [...(kinds.get(notice.kind)?.ids ?? []), notice.id];
    kinds.delete(notice.kind); // so that it moves to the end
    kinds.set(notice.kind, { ...notice, ids });
  }
  return [...kinds.values()].slice(-NOTICES_MAX);
}
