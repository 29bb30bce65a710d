/**
 * How much of the page's bottom an on-screen keyboard covers, in CSS pixels, as `--keyboard` on the element. iOS lays the
 * keyboard over the page without telling CSS; where the page shrinks instead, the value stays 0.
 */
export function keyboardInset(element: HTMLElement): () => void {
  const viewport = window.visualViewport;
  if (!viewport) return () => undefined;
  const update = (): void => {
    const covered = Math.max(0, window.innerHeight - viewport.height - viewport.offsetTop);
    // A pinch-zoomed page is smaller too, but has no keyboard.
    element.style.setProperty('--keyboard', `${viewport.scale > 1 ? 0 : Math.round(covered)}px`);
  };
  update();
  viewport.addEventListener('resize', update);
  viewport.addEventListener('scroll', update);
  return () => {
    viewport.removeEventListener('resize', update);
    viewport.removeEventListener('scroll', update);
  };
}
