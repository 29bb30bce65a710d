/**
 * A text field on a text that others write at the same time. What is typed goes out as a splice at once; what others write comes
 * in around the caret. While an input method composes the field is left alone: its text would be torn up.
 */
import { applySplice, movedCaret, rebased, spliceBetween, type Splice } from '../../core/documents/text-edit.ts';

/** The part of a text field that is used. */
export type TextField = Pick<
  HTMLTextAreaElement,
  'value' | 'selectionStart' | 'selectionEnd' | 'setSelectionRange' | 'scrollTop'
>;

export interface SharedText {
  /** The shared text as it now is. */
  show(text: string): void;
  handleInput(): void;
  handleCompositionStart(): void;
  handleCompositionEnd(): void;
}

/** `write` returns false where the text takes no more: the field then shows what stands there. `refused` is told which. */
export function createSharedText(
  field: TextField,
  write: (splice: Splice) => boolean,
  refused: (refused: boolean) => void,
): SharedText {
  /** The shared text that the field was last level with, and as it is now. */
  let base = field.value;
  let present = field.value;
  let composing = false;
  let writing = false;

  function pull(): void {
    if (field.value !== present) {
      const change = spliceBetween(field.value, present);
      const { selectionStart, selectionEnd, scrollTop } = field;
      field.value = present;
      if (change) field.setSelectionRange(movedCaret(selectionStart, change), movedCaret(selectionEnd, change));
      field.scrollTop = scrollTop;
    }
    base = present;
  }
  function push(): void {
    const mine = spliceBetween(base, field.value, field.selectionEnd);
    if (!mine) return pull();
    const before = present;
    const fitting = rebased(mine, spliceBetween(base, before));
    writing = true;
    const written = write(fitting);
    writing = false;
    // `write` may have called `show` already.
    if (written && present === before) present = applySplice(before, fitting);
    refused(!written);
    pull();
  }
  return {
    show(text) {
      present = text;
      if (!composing && !writing) pull();
    },
    handleInput() {
      if (!composing) push();
    },
    handleCompositionStart() {
      composing = true;
    },
    handleCompositionEnd() {
      composing = false;
      push();
    },
  };
}
