/** Mounts a component as a page would, and finds things in it as a person would: by role and accessible name. */
import { flushSync, mount, unmount, type Component } from 'svelte';
import { onTestFinished } from 'vitest';
import type { Language, LanguageStorage } from '../../../src/lib/i18n/language.ts';
import Harness from './Harness.svelte';

// The test's DOM has no top layer.
HTMLElement.prototype.showPopover ??= () => undefined;

export interface Rendered<Props> {
  readonly root: HTMLElement;
  /** Gives some props anew. */
  update(change: Partial<Props>): void;
}

export function render<Props extends object>(
  component: Component<Props>,
  props: Props,
  options: { language?: Language; storage?: LanguageStorage } = {},
): Rendered<Props> {
  const root = document.createElement('div');
  document.body.append(root);
  let inner = $state.raw(props);
  const mounted = mount(Harness, {
    target: root,
    props: {
      // One harness for all: that these fit each other is what the signature of `render` says.
      component: component as unknown as Component<Record<string, unknown>>,
      get inner() {
        return inner as Record<string, unknown>;
      },
      language: options.language ?? 'ja',
      storage: options.storage,
    },
  });
  flushSync();
  onTestFinished(async () => {
    await unmount(mounted);
    root.remove();
  });
  return {
    root,
    update(change) {
      inner = { ...inner, ...change };
      flushSync();
    },
  };
}

/** The accessible name, as far as our components give one. */
function nameOf(element: Element): string {
  const text = (found: Element | null | undefined): string | null | undefined => found?.textContent;
  const labelledby = element.getAttribute('aria-labelledby');
  const name =
    element.getAttribute('aria-label') ||
    (labelledby && text(document.getElementById(labelledby))) ||
    (element.id && text(document.querySelector(`label[for="${element.id}"]`))) ||
    text(element.closest('label')) ||
    text(element);
  return (name ?? '').trim().replaceAll(/\s+/g, ' ');
}

const SELECTORS: Record<string, string> = {
  button: 'button:not([role])',
  textbox: 'input:not([type]), input[type="text"], input[type="password"], textarea',
  checkbox: 'input[type="checkbox"]',
  combobox: 'select',
  main: 'main',
};

export function all(root: ParentNode, role: string, name?: string): HTMLElement[] {
  const found = [...root.querySelectorAll<HTMLElement>(SELECTORS[role] ?? `[role="${role}"]`)];
  return found.filter((element) => !element.closest('[hidden]') && (name === undefined || nameOf(element) === name));
}

/** The one element of that role and name. Throws where there is none or more. */
export function the(root: ParentNode, role: string, name?: string): HTMLElement {
  const [first, ...rest] = all(root, role, name);
  if (!first || rest.length > 0) {
    const names = all(root, role).map(nameOf).join(' | ');
    throw new Error(`${rest.length + (first ? 1 : 0)} × ${role} "${name ?? ''}" among: ${names}`);
  }
  return first;
}

export function press(element: HTMLElement): void {
  element.click();
  flushSync();
}

export function type(element: HTMLElement, text: string): void {
  if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) throw new Error('not a field');
  element.value = text;
  element.dispatchEvent(new Event('input', { bubbles: true }));
  flushSync();
}

export function key(element: HTMLElement, init: KeyboardEventInit): void {
  element.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }));
  flushSync();
}

export const isDisabled = (element: HTMLElement): boolean =>
  element.hasAttribute('disabled') || element.getAttribute('aria-disabled') === 'true';

/** The text that describes an element (aria-describedby). */
export const descriptionOf = (element: HTMLElement): string =>
  (element.getAttribute('aria-describedby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent ?? '')
    .join(' ')
    .trim();
