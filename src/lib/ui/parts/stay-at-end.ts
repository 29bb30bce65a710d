/**
 * Keeps a list that scrolls at its newest line: when lines are added, when one of them grows (a picture is drawn some time after its line has
 * come), and when its window shrinks (the keyboard of a phone). Unless somebody has scrolled up to read.
 */

/** So near to the end counts as at the end: momentum scrolling stops short. */
const NEAR_PX = 48;

/** For the element that scrolls; it holds one element with all that is in it. `onchange` is told whether it is at the end. */
export const stayAtEnd =
  (onchange: (atEnd: boolean) => void) =>
  (list: HTMLElement): (() => void) => {
    let atEnd = true;
    let top = list.scrollTop;
    const follow = (): void => {
      if (atEnd) list.scrollTop = list.scrollHeight;
    };
    function scrolled(): void {
      const near = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PX;
      // What has grown meanwhile is no reason to stay behind: only who scrolls upwards has left the end.
      const now = near || (atEnd && list.scrollTop >= top);
      top = list.scrollTop;
      if (now === atEnd) return;
      atEnd = now;
      onchange(atEnd);
    }
    const observer = new ResizeObserver(follow);
    for (const element of [list, ...list.children]) observer.observe(element);
    list.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      observer.disconnect();
      list.removeEventListener('scroll', scrolled);
    };
  };
