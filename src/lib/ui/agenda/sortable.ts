/**
 * Drags the children of a list by their grips (`data-grip`), with mouse, pen or finger. Keyboards and single presses have
 * buttons instead, which is the caller's part.
 */
import type { Attachment } from 'svelte/attachments';

/** Where among the others an item stands that was dragged from `from` so that its middle is at `y`. */
export function dropIndex(middles: readonly number[], from: number, y: number): number {
  return middles.filter((middle, index) => index !== from && middle < y).length;
}

interface Drag {
  readonly pointer: number;
  readonly item: HTMLElement;
  readonly from: number;
  readonly startY: number;
  readonly middles: readonly number[];
  readonly height: number;
}

export function sortable(onmove: (from: number, to: number) => void): Attachment<HTMLElement> {
  return (list) => {
    let drag: Drag | undefined;
    const children = (): HTMLElement[] => [...list.children].filter((child) => child instanceof HTMLElement);
    const shift = (element: HTMLElement, y: number): void => {
      element.style.translate = y === 0 ? '' : `0 ${y}px`;
    };
    const placeOf = ({ middles, from, startY }: Drag, y: number): number =>
      dropIndex(middles, from, (middles[from] ?? 0) + y - startY);

    function down(event: PointerEvent): void {
      const grip = event.target instanceof Element ? event.target.closest('[data-grip]') : null;
      const all = children();
      const item = all.find((child) => child.contains(grip));
      if (!grip || !item || event.button !== 0) return;
      const boxes = all.map((child) => child.getBoundingClientRect());
      const from = all.indexOf(item);
      list.setPointerCapture(event.pointerId);
      drag = {
        pointer: event.pointerId,
        item,
        from,
        startY: event.clientY,
        middles: boxes.map((box) => box.top + box.height / 2),
        height: boxes[from]?.height ?? 0,
      };
      item.dataset['dragged'] = '';
    }
    function move(event: PointerEvent): void {
      if (!drag || event.pointerId !== drag.pointer) return;
      const { item, from, startY, height } = drag;
      const to = placeOf(drag, event.clientY);
      children().forEach((child, index) => {
        if (child === item) shift(child, event.clientY - startY);
        else if (index > from && index <= to) shift(child, -height);
        else shift(child, index < from && index >= to ? height : 0);
      });
    }
    function finish(): Drag | undefined {
      const done = drag;
      drag = undefined;
      if (done) Reflect.deleteProperty(done.item.dataset, 'dragged');
      for (const child of children()) shift(child, 0);
      return done;
    }
    function up(event: PointerEvent): void {
      if (!drag || event.pointerId !== drag.pointer) return;
      const to = placeOf(drag, event.clientY);
      const done = finish();
      if (done && to !== done.from) onmove(done.from, to);
    }
    const cancel = (): void => void finish();
    list.addEventListener('pointerdown', down);
    list.addEventListener('pointermove', move);
    list.addEventListener('pointerup', up);
    list.addEventListener('pointercancel', cancel);
    return () => {
      list.removeEventListener('pointerdown', down);
      list.removeEventListener('pointermove', move);
      list.removeEventListener('pointerup', up);
      list.removeEventListener('pointercancel', cancel);
    };
  };
}
