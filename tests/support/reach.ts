/** What a finger or a pointer can reach on a page. */
import type { Locator } from '@playwright/test';

/** What of these is outside the window, smaller than so many CSS pixels, or hidden under something else. */
export const unreachable = (elements: Locator, least: number): Promise<string[]> =>
  elements.evaluateAll((all, size) => {
    const wrong: string[] = [];
    for (const element of all) {
      const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
      const name = element.getAttribute('aria-label') ?? element.textContent?.trim() ?? element.tagName;
      const say = (why: string): void =>
        void wrong.push(`${name}: ${why} (${[left, top, right, bottom].map(Math.round)})`);
      if (left < 0 || top < 0 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5) say('outside');
      if (width < size - 0.5 || height < size - 0.5) say('too small');
      const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      if (!hit || !(element.contains(hit) || hit.contains(element))) say(`under ${hit?.className ?? 'nothing'}`);
    }
    return wrong;
  }, least);
